/** Files that were brought, on the disk for as long as something is taken out of them. */

import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { selectSources } from '../queries.ts';

const LEFTOVER_MS = 3_600_000;

const folderOf = (ctx: Context): string => join(houseOf(ctx).config.dataDir, 'imports');

export const sourcePath = (ctx: Context, name: string): string => join(folderOf(ctx), name);

/** Moves a file to where it is kept. @returns its name there */
export async function keepSource(ctx: Context, path: string): Promise<string> {
  const name = `${randomUUID()}.zip`;
  await mkdir(folderOf(ctx), { recursive: true });
  await rename(path, sourcePath(ctx, name));
  return name;
}

export async function removeSource(ctx: Context, name: string): Promise<void> {
  await rm(sourcePath(ctx, name), { force: true });
}

/** Removes what no task under way is taken from, for instance after a crash. */
export async function sweepSources(ctx: Context): Promise<void> {
  const names = await readdir(folderOf(ctx)).catch(() => []);
  const used = new Set(names.length === 0 ? [] : await selectSources(ctx));
  for (const name of names) {
    const about = used.has(name) ? undefined : await stat(sourcePath(ctx, name)).catch(() => undefined);
    if (about !== undefined && about.mtimeMs < Date.now() - LEFTOVER_MS) await removeSource(ctx, name);
  }
}
