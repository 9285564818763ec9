import { readFile, unlink, writeFile } from 'node:fs/promises';
import type { Id } from '#kit/ids.ts';
import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { createConverter } from '#platform/media/converter.ts';
import { initBytes, segmentBytes } from '../live/watch.ts';
import { selectBroadcast } from '../queries/broadcasts.ts';
import { selectSegments } from '../queries/segments.ts';
import { setPoster } from './poster.ts';

/** Where ffmpeg is on the machine: the first picture stands for the broadcast, unless its account has sent one. Safe to repeat. */
export async function drawFirstPicture(ctx: Context, { id }: { id: Id }): Promise<void> {
  const { config, blobs } = houseOf(ctx);
  if (config.ffmpeg === undefined || (await selectBroadcast(ctx, id))?.poster !== undefined) return;
  const first = (await selectSegments(ctx, id)).find(({ independent }) => independent);
  const [init, segment] = first === undefined ? [] : await Promise.all([initBytes(ctx, id, first.stretch, undefined), segmentBytes(ctx, id, first.msn, undefined)]);
  if (init === undefined || segment === undefined) return;
  const [film, picture] = [await blobs.spool(), await blobs.spool()];
  try {
    await writeFile(film, Buffer.concat([init, segment]));
    if (await createConverter(config.ffmpeg).drawFirst(film, picture)) await setPoster(ctx, id, await readFile(picture));
  } finally {
    await Promise.all([film, picture].map((path) => unlink(path).catch(() => undefined)));
  }
}
