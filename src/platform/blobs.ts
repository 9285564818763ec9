/**
 * Files that people uploaded and we re-made: pictures for now. Content-addressed, so the same picture is kept once, a key
 * never changes its meaning, and an answer may be cached for ever. What refers to a key is the rooms' affair: whoever owns
 * references removes what nothing refers to any more, by `list` and `remove` with an age.
 */

import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Dirent } from 'node:fs';
import { mkdir, open, readFile, readdir, rename, stat, unlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** The only types ever stored, and so the only ones ever served; nothing among them can run in a browser. */
const EXTENSIONS = {
  'image/avif': 'avif',
  'image/gif': 'gif',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
} as const;

export type BlobType = keyof typeof EXTENSIONS;

const TYPES: ReadonlyMap<string, BlobType> = new Map(
  Object.entries(EXTENSIONS).map(([type, extension]) => [extension, type as BlobType]),
);

/** SHA-256 in hex (a file system may not tell `a` from `A`) and the type as an extension: all that is ever in a path. */
const KEY = /^([0-9a-f]{64})\.([a-z]{3,4})$/;

export interface BlobStore {
  /** Safe on disk before it returns. The same bytes of the same type have the same key; putting them again renews their age. */
  put(bytes: Uint8Array, about: { type: BlobType }): Promise<{ key: string }>;
  read(key: string): Promise<{ bytes: Uint8Array; type: BlobType } | undefined>;
  /** For answers that should not pass through memory whole. */
  open(key: string): Promise<{ stream: Readable; size: number; type: BlobType } | undefined>;
  /** Whether there is nothing (left) by that key. With `olderThan`, what was put since then stays. */
  remove(key: string, options?: { olderThan?: Date }): Promise<boolean>;
  list(): AsyncIterable<{ key: string; size: number; at: Date }>;
  /** Throws away what a crash left half-written more than an hour ago; the number of files. */
  clean(): Promise<number>;
}

/** Half-written files live here: one file system with the rest, so that a rename is one step. */
const TEMPORARY = 'tmp';
const LEFTOVER_MS = 60 * 60 * 1000;

/** The type a key says, or undefined if it is no key: then there is no such blob, whatever the text tries to be. */
export function blobType(key: string): BlobType | undefined {
  const extension = KEY.exec(key)?.[2];
  return extension === undefined ? undefined : TYPES.get(extension);
}

const absent = (error: unknown): undefined => {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
};

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
}

/** Blobs in a directory of this machine's, which is made when first needed. */
export function createBlobStore({ dir }: { dir: string }): BlobStore {
  const temporary = join(dir, TEMPORARY);
  const folderOf = (key: string): string => join(dir, key.slice(0, 2));
  const pathOf = (key: string): string => join(folderOf(key), key);

  const write = async (key: string, bytes: Uint8Array): Promise<void> => {
    await Promise.all([mkdir(temporary, { recursive: true }), mkdir(folderOf(key), { recursive: true })]);
    const half = join(temporary, randomUUID());
    try {
      const file = await open(half, 'wx', 0o640);
      await file.writeFile(bytes).then(() => file.sync()).finally(() => file.close());
      await rename(half, pathOf(key));
    } catch (error) {
      await unlink(half).catch(absent);
      throw error;
    }
    // The name too must survive a power cut, and so must the folder's own name in its parent.
    await sync(folderOf(key));
    await sync(dir);
  };

  return {
    put: async (bytes, { type }) => {
      const key = `${createHash('sha256').update(bytes).digest('hex')}.${EXTENSIONS[type]}`;
      const now = new Date();
      // Renewing the age first: a sweep that is about to remove the old file then leaves it.
      const isThere = await utimes(pathOf(key), now, now).then(() => true, absent);
      if (!isThere) await write(key, bytes);
      return { key };
    },
    read: async (key) => {
      const type = blobType(key);
      if (!type) return undefined;
      const bytes = await readFile(pathOf(key)).catch(absent);
      return bytes && { bytes, type };
    },
    open: async (key) => {
      const type = blobType(key);
      const file = type && (await open(pathOf(key), 'r').catch(absent));
      if (!file) return undefined;
      const { size } = await file.stat();
      return { stream: createReadStream('', { fd: file }), size, type };
    },
    remove: async (key, { olderThan } = {}) => {
      if (!blobType(key)) return true;
      const found = olderThan && (await stat(pathOf(key)).catch(absent));
      if (found && olderThan && found.mtime >= olderThan) return false;
      await unlink(pathOf(key)).catch(absent);
      return true;
    },
    list: () => listBlobs(dir),
    clean: () => removeLeftovers(temporary),
  };
}

const entriesOf = async (folder: string): Promise<Dirent[]> => (await readdir(folder, { withFileTypes: true }).catch(absent)) ?? [];

async function* listBlobs(dir: string): AsyncGenerator<{ key: string; size: number; at: Date }> {
  for (const folder of await entriesOf(dir)) {
    if (!folder.isDirectory() || folder.name === TEMPORARY) continue;
    for (const { name } of await entriesOf(join(dir, folder.name))) {
      // Removed since the folder was read: not there any more.
      const found = blobType(name) && (await stat(join(dir, folder.name, name)).catch(absent));
      if (found) yield { key: name, size: found.size, at: found.mtime };
    }
  }
}

async function removeLeftovers(temporary: string): Promise<number> {
  let removed = 0;
  for (const { name } of await entriesOf(temporary)) {
    const path = join(temporary, name);
    const found = await stat(path).catch(absent);
    if (!found || Date.now() - found.mtimeMs < LEFTOVER_MS) continue;
    await unlink(path).catch(absent);
    removed += 1;
  }
  return removed;
}
