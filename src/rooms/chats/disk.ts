/**
 * Files of chats on the disk: in a folder of their own, each by a name of chance, so that the same picture sent twice is two files and
 * one of them can go. No address leads to them but those of this room, which ask who is in the chat.
 */

import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';

const NAME = /^[0-9a-f]{40}$/;

const folderOf = (ctx: Context, name: string): string => join(houseOf(ctx).config.dataDir, 'private', name.slice(0, 2));
const pathOf = (ctx: Context, name: string): string => join(folderOf(ctx, name), name);

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
}

/** Takes a file of this disk's in, and moves it; safe on the disk before it returns. @returns its name */
export async function keepFile(ctx: Context, path: string): Promise<string> {
  const name = randomBytes(20).toString('hex');
  await mkdir(folderOf(ctx, name), { recursive: true, mode: 0o700 });
  await chmod(path, 0o600);
  await sync(path);
  await rename(path, pathOf(ctx, name));
  await sync(folderOf(ctx, name));
  return name;
}

/** Undefined where there is none of this name. */
export async function openFile(ctx: Context, name: string, part?: (size: number) => { start: number; end: number } | undefined): Promise<{ stream: Readable; size: number } | undefined> {
  const file = NAME.test(name) ? await open(pathOf(ctx, name), 'r').catch(() => undefined) : undefined;
  if (file === undefined) return undefined;
  const { size } = await file.stat();
  return { stream: createReadStream('', { fd: file, ...part?.(size) }), size };
}

/** Safe to repeat. */
export async function removeFiles(ctx: Context, names: readonly string[]): Promise<void> {
  for (const name of names) if (NAME.test(name)) await rm(pathOf(ctx, name), { force: true });
}

/** The names of all files that were put here before a moment. */
export async function* listFiles(ctx: Context, before: Date): AsyncGenerator<string> {
  const root = join(houseOf(ctx).config.dataDir, 'private');
  for (const folder of await readdir(root).catch(() => [])) {
    for (const name of await readdir(join(root, folder)).catch(() => [])) {
      const about = await stat(join(root, folder, name)).catch(() => undefined);
      if (about !== undefined && about.mtime < before && NAME.test(name)) yield name;
    }
  }
}
