/**
 * Seals on migrations. A migration that has run somewhere cannot be changed there any more: a file edited afterwards
 * would leave two kinds of database. So the hash of each is written down once, and kept by a test.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const sealFile = join(root, 'test/architecture/migrations.json');

export type Seals = Readonly<Record<string, string>>;

export function sealOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function readSeals(): Seals {
  return existsSync(sealFile) ? (JSON.parse(readFileSync(sealFile, 'utf8')) as Seals) : {};
}

/** What is wrong with these migrations, given the seals on them. */
export function brokenSeals(files: readonly { path: string; text: string }[], seals: Seals): string[] {
  const present = new Set(files.map((file) => file.path));
  const gone = Object.keys(seals).filter((path) => !present.has(path)).map((path) => `${path} is sealed and gone: bring it back.`);
  return gone.concat(files.flatMap(({ path, text }) => {
    if (seals[path] === undefined) return [`${path} has no seal: run npm run map when it is finished.`];
    return seals[path] === sealOf(text) ? [] : [`${path} was changed after it was sealed: put it back and write a new migration.`];
  }));
}

/** Seals the migrations that have no seal yet; leaves every seal there is. Returns the paths newly sealed. */
export function sealNew(files: readonly { path: string; text: string }[]): string[] {
  const seals = readSeals();
  const unsealed = files.filter(({ path }) => seals[path] === undefined);
  const all = { ...seals, ...Object.fromEntries(unsealed.map(({ path, text }) => [path, sealOf(text)])) };
  const sorted = Object.fromEntries(Object.entries(all).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  if (unsealed.length > 0) writeFileSync(sealFile, `${JSON.stringify(sorted, null, 2)}\n`);
  return unsealed.map(({ path }) => path);
}
