/**
 * `node assemble.ts FOLDER`: makes the application and puts it there, whole or not at all.
 *
 * `server/` renders pages, `client/` is what browsers load, each file also packed with Brotli and gzip.
 */

import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build, createBuilder } from 'vite';

const HERE = import.meta.dirname;
/** Below it packing costs more than it saves. */
const WORTH_PACKING = 600;

/**
 * Scripts that stand alone, outside the application: what visitors' pages run, what plays playlists, the worker that outlives pages,
 * and what a studio encodes with.
 */
const ALONE = ['visitor', 'worker', 'player', 'hls', 'outside', 'encoder', 'microphone', 'aac'];

async function buildAlone(name: string, folder: string): Promise<void> {
  const entry = join(HERE, 'browser', `${name}.ts`);
  if (!existsSync(entry)) return;
  await build({
    configFile: false,
    root: HERE,
    logLevel: 'warn',
    build: {
      target: 'es2020', modulePreload: false, outDir: join(folder, 'client', 'alone'), emptyOutDir: false, copyPublicDir: false,
      rollupOptions: { input: entry, external: /^\/app\/alone\//, output: { format: 'iife', entryFileNames: `${name}.js` } },
    },
  });
}

/** The names of all emoji in the languages of our pages, for those who choose one. */
async function copyEmoji(folder: string): Promise<void> {
  for (const language of ['en', 'fr']) {
    const to = join(folder, 'client', 'emoji', language);
    await mkdir(to, { recursive: true });
    for (const name of ['data.json', 'messages.json']) await copyFile(fileURLToPath(import.meta.resolve(`emojibase-data/${language}/${name}`)), join(to, name));
  }
}

async function pack(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !/\.(js|css|svg|json|webmanifest)$/.test(entry.name)) continue;
    const file = join(entry.parentPath, entry.name);
    const bytes = await readFile(file);
    if (bytes.length < WORTH_PACKING) continue;
    const quality = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    await writeFile(`${file}.br`, await promisify(brotliCompress)(bytes, { params: quality }));
    await writeFile(`${file}.gz`, await promisify(gzip)(bytes, { level: 9 }));
  }
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Where to?');
const making = `${folder}.${process.pid}`;
await mkdir(dirname(folder), { recursive: true });
try {
  process.env['PERCHOIR_WEB_BUILD'] = making;
  process.chdir(HERE);
  const builder = await createBuilder({ configFile: join(HERE, 'vite.config.ts'), mode: 'production' }, null);
  await builder.buildApp();
  for (const name of ALONE) await buildAlone(name, making);
  await copyEmoji(making);
  await pack(join(making, 'client'));
  // Another process may have been quicker; then its work stands.
  await rename(making, folder).catch((error: NodeJS.ErrnoException) => {
    if (!existsSync(folder)) throw error;
  });
} finally {
  await rm(making, { recursive: true, force: true });
}
