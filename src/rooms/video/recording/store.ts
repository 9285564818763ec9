/**
 * Where recordings are kept. One store is built in, a folder of this machine; another (S3-like, by uploads in pieces) fits behind
 * the same words. A recording is a set of named pieces; a piece only grows, by whole segments.
 */

import { mkdir, open, readFile, readdir, rename, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { Id } from '#kit/ids.ts';

export interface RecordingStore {
  /** At its end, safe on the disk before this resolves; `from`: what is there must be as long, what is longer was never counted and goes. */
  append(id: Id, name: string, write: { from: number; bytes: readonly Uint8Array[] }): Promise<void>;
  /** A piece that is written at once and replaces one of its name. */
  put(id: Id, name: string, bytes: Uint8Array): Promise<void>;
  /** A range, or the whole; undefined for what is not there or is shorter. */
  read(id: Id, name: string, range?: { at: number; bytes: number }): Promise<Buffer | undefined>;
  /** The same for many ranges of one piece; `act` is given what reads them. Undefined for a piece that is not there. */
  reading<T>(id: Id, name: string, act: (read: (at: number, most: number) => Promise<Buffer>) => Promise<T>): Promise<T | undefined>;
  /** Every byte of a recording. Safe to repeat. */
  remove(id: Id): Promise<void>;
  removePiece(id: Id, name: string): Promise<void>;
  /** The recordings there are, with when they were last written. */
  list(): AsyncIterable<{ id: Id; at: Date }>;
}

const absent = (error: unknown): undefined => {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
};

export function createLocalStore(dir: string): RecordingStore {
  const folderOf = (id: Id): string => join(dir, String(id));
  const pathOf = (id: Id, name: string): string => join(folderOf(id), name);
  return {
    append: async (id, name, { from, bytes }) => {
      const path = pathOf(id, name);
      if (from === 0) await mkdir(folderOf(id), { recursive: true });
      const length = (await stat(path).catch(absent))?.size ?? 0;
      if (length < from) throw new Error(`The recording ${id}/${name} has ${length} bytes, not ${from}`);
      if (length > from) await truncate(path, from);
      const file = await open(path, 'a', 0o640);
      try {
        await file.writev([...bytes]);
        await file.datasync();
      } finally {
        await file.close();
      }
    },
    put: async (id, name, bytes) => {
      await mkdir(folderOf(id), { recursive: true });
      const half = pathOf(id, `${name}.half`);
      const file = await open(half, 'w', 0o640);
      await file.writeFile(bytes).then(() => file.sync()).finally(() => file.close());
      await rename(half, pathOf(id, name));
    },
    read: async (id, name, range) => {
      if (range === undefined) return readFile(pathOf(id, name)).catch(absent);
      const file = await open(pathOf(id, name), 'r').catch(absent);
      if (file === undefined) return undefined;
      try {
        const bytes = Buffer.allocUnsafe(range.bytes);
        const { bytesRead } = await file.read(bytes, 0, range.bytes, range.at);
        return bytesRead === range.bytes ? bytes : undefined;
      } finally {
        await file.close();
      }
    },
    reading: async (id, name, act) => {
      const file = await open(pathOf(id, name), 'r').catch(absent);
      if (file === undefined) return undefined;
      try {
        return await act(async (at, most) => {
          const bytes = Buffer.allocUnsafe(most);
          const { bytesRead } = await file.read(bytes, 0, most, at);
          return bytes.subarray(0, bytesRead);
        });
      } finally {
        await file.close();
      }
    },
    remove: (id) => rm(folderOf(id), { recursive: true, force: true }),
    removePiece: (id, name) => rm(pathOf(id, name), { force: true }),
    list: () => listFolders(dir),
  };
}

async function* listFolders(dir: string): AsyncGenerator<{ id: Id; at: Date }> {
  for (const name of (await readdir(dir).catch(absent)) ?? []) {
    const found = /^[0-9]{1,16}$/.test(name) && (await stat(join(dir, name)).catch(absent));
    if (found) yield { id: Number(name), at: found.mtime };
  }
}
