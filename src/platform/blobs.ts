/**
 * Files that people uploaded and we re-made: pictures, films and sounds. Content-addressed, so the same picture is kept once, a key
 * never changes its meaning, and an answer may be cached for ever. What refers to a key is the rooms' affair: whoever owns
 * references removes what nothing refers to any more, by `list` and `remove` with an age.
 */

import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Dirent } from 'node:fs';
import { mkdir, open, readFile, readdir, rename, stat, unlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** The only types ever stored, and so the only ones ever served; nothing among them can run in a browser. */
const EXTENSIONS = {
  'audio/mp4': 'm4a',
  'audio/mpeg': 'mp3',
  'audio/ogg': 'ogg',
  'image/avif': 'avif',
  'image/gif': 'gif',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'video/mp4': 'mp4',
} as const;

export type BlobType = keyof typeof EXTENSIONS;

const TYPES: ReadonlyMap<string, BlobType> = new Map(
  Object.entries(EXTENSIONS).map(([type, extension]) => [extension, type as BlobType]),
);

/** SHA-256 in hex (a file system may not tell `a` from `A`) and the type as an extension: all that is ever in a path. */
const KEY = /^([0-9a-f]{64})\.([a-z][a-z0-9]{2,3})$/;

/** `size` is that of the whole blob, also where only a part of it is in the stream. */
export interface OpenBlob {
  readonly stream: Readable;
  readonly size: number;
  readonly type: BlobType;
}

export interface BlobStore {
  /** Safe on disk before it returns. The same bytes of the same type have the same key; putting them again renews their age. */
  put(bytes: Uint8Array, about: { type: BlobType }): Promise<{ key: string }>;
  /** The same for a file that is already on this store's disk (`spool`), which is moved, not copied. */
  adopt(path: string, about: { type: BlobType }): Promise<{ key: string }>;
  /** A path for a file under way, by a name that is not taken or by this one; `clean` throws it away after an hour. */
  spool(name?: string): Promise<string>;
  read(key: string): Promise<{ bytes: Uint8Array; type: BlobType } | undefined>;
  /** For answers that should not pass through memory whole. `part`: the bytes from `start` to `end`, both included. */
  open(key: string, part?: (size: number) => { start: number; end: number } | undefined): Promise<OpenBlob | undefined>;
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

/** Where things lie in the directory, and how they get there whole. */
function layOut(dir: string) {
  const temporary = join(dir, TEMPORARY);
  const folderOf = (key: string): string => join(dir, key.slice(0, 2));
  const pathOf = (key: string): string => join(folderOf(key), key);

  const spool = async (name: string = randomUUID()): Promise<string> => {
    await mkdir(temporary, { recursive: true });
    return join(temporary, name);
  };

  /** Puts a whole file in its place, under its name. */
  const settle = async (half: string, key: string): Promise<void> => {
    await mkdir(folderOf(key), { recursive: true });
    await rename(half, pathOf(key));
    // The name too must survive a power cut, and so must the folder's own name in its parent.
    await sync(folderOf(key));
    await sync(dir);
  };

  const write = async (key: string, bytes: Uint8Array): Promise<void> => {
    const half = await spool();
    try {
      const file = await open(half, 'wx', 0o640);
      await file.writeFile(bytes).then(() => file.sync()).finally(() => file.close());
      await settle(half, key);
    } catch (error) {
      await unlink(half).catch(absent);
      throw error;
    }
  };

  /** Renewing the age first: a sweep that is about to remove the old file then leaves it. */
  const renew = (key: string): Promise<boolean | undefined> => {
    const now = new Date();
    return utimes(pathOf(key), now, now).then(() => true, absent);
  };
  return { temporary, pathOf, spool, settle, write, renew };
}

/** Blobs in a directory of this machine's, which is made when first needed. */
export function createBlobStore({ dir }: { dir: string }): BlobStore {
  const { temporary, pathOf, spool, settle, write, renew } = layOut(dir);
  return {
    put: async (bytes, { type }) => {
      const key = `${createHash('sha256').update(bytes).digest('hex')}.${EXTENSIONS[type]}`;
      if (!(await renew(key))) await write(key, bytes);
      return { key };
    },
    adopt: async (path, { type }) => {
      const hash = createHash('sha256');
      await pipeline(createReadStream(path), hash);
      const key = `${hash.digest('hex')}.${EXTENSIONS[type]}`;
      if (await renew(key)) await unlink(path);
      else {
        await sync(path);
        await settle(path, key);
      }
      return { key };
    },
    spool,
    read: async (key) => {
      const type = blobType(key);
      if (!type) return undefined;
      const bytes = await readFile(pathOf(key)).catch(absent);
      return bytes && { bytes, type };
    },
    open: async (key, part) => {
      const type = blobType(key);
      const file = type && (await open(pathOf(key), 'r').catch(absent));
      if (!file) return undefined;
      const { size } = await file.stat();
      return { stream: createReadStream('', { fd: file, ...part?.(size) }), size, type };
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
