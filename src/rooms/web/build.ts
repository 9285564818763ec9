/**
 * The application as the browser gets it: made of the sources here when they have changed, kept under `dist/web/` by what it was
 * made of. So whoever starts the server needs no step before, and two versions never mix.
 */

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from '#platform/children/program.ts';

const HERE = import.meta.dirname;
const ROOT = join(HERE, '../../..');
const SHELF = join(ROOT, 'dist/web');
/** Of earlier versions so many stay, for those who go back and forth. */
const KEPT = 3;
const SOURCES = ['../../kit/design', 'app', 'browser', 'design', 'messages', 'project.inlang/settings.json', 'assemble.ts', 'react-router.config.ts', 'vite.config.ts'];

function* filesOf(path: string): Generator<string> {
  const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const full = join(path, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'paraglide') yield* filesOf(full);
    } else yield full;
  }
}

/** What the application is made of, as one name: the same sources and packages give the same one. */
function stampOfSources(): string {
  const hash = createHash('sha256');
  const add = (file: string): unknown => hash.update(`${file.slice(ROOT.length)}\0`).update(readFileSync(file));
  add(join(ROOT, 'package-lock.json'));
  for (const source of SOURCES) {
    const path = join(HERE, source);
    if (!existsSync(path)) continue;
    if (/\.\w+$/.test(source)) add(path);
    else for (const file of filesOf(path)) add(file);
  }
  return hash.digest('hex').slice(0, 16);
}

let built: Promise<string> | undefined;

/**
 * The folder of the application made of the sources as they were when this process first asked; makes it first when it is not
 * there, which takes some seconds. Whoever asks meanwhile waits for the same one.
 * @throws Error with what is wrong with the sources; the next call looks at them again
 */
export function buildApplication(): Promise<string> {
  built ??= build().catch((error: unknown) => {
    built = undefined;
    throw error;
  });
  return built;
}

async function build(): Promise<string> {
  const stamp = stampOfSources();
  const folder = join(SHELF, stamp);
  return existsSync(folder) ? folder : assemble(stamp, folder);
}

async function assemble(stamp: string, folder: string): Promise<string> {
  await runProgram(new URL('./assemble.ts', import.meta.url), [folder], { NODE_ENV: 'production' });
  await tidy(stamp);
  return folder;
}

async function tidy(stamp: string): Promise<void> {
  const names = (await readdir(SHELF)).filter((name) => /^[0-9a-f]{16}$/.test(name) && name !== stamp);
  for (const name of names.slice(0, Math.max(0, names.length - KEPT))) await rm(join(SHELF, name), { recursive: true, force: true });
}
