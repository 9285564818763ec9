import { houseOf, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { House } from '#platform/house.ts';
import { defineJob } from '#platform/jobs.ts';
import { deleteSweepable } from '../queries/attachments.ts';
import { readUsed } from '../reads.ts';
import { mediaState } from '../state.ts';
import type { BlobUse } from '../state.ts';

export const removeFiles = defineJob<{ keys: string[] }>('media.removeFiles');

const MINUTE = 60_000;
/**
 * A file that was put a moment ago may be about to be shown: its row is written after it. Longer than any line in front of the
 * pictures, so that none is taken away meanwhile.
 */
const YOUNG_MS = 5 * MINUTE;
/** What nothing has referred to for so long was left behind by a crash. */
const ORPHAN_MS = 24 * 60 * MINUTE;
const BATCH = 500;

/** Hands in which files a room shows, from its `start`: what no room shows is thrown away. */
export function provideBlobUse(at: House, room: string, use: BlobUse): void {
  mediaState(at.context()).uses.set(room, use);
}

/** Takes files off the disk after the commit, or at a time, unless something shows them by then. */
export async function removeBlobs(tx: Context, keys: readonly (string | null | undefined)[], runAt?: Date): Promise<void> {
  const given = keys.filter((key) => typeof key === 'string');
  if (given.length > 0) await tx.enqueue(removeFiles, { keys: given }, runAt && { runAt });
}

/** Safe to repeat. What is too young comes again. */
export async function removeUnused(ctx: Context, { keys }: { keys: string[] }): Promise<void> {
  const used = await readUsed(ctx, keys);
  const young: string[] = [];
  for (const key of keys) {
    if (used.has(key)) continue;
    if (!(await houseOf(ctx).blobs.remove(key, { olderThan: new Date(Date.now() - YOUNG_MS) }))) young.push(key);
  }
  if (young.length === 0) return;
  await transaction(ctx, (tx) => removeBlobs(tx, young, new Date(tx.now().getTime() + YOUNG_MS + MINUTE)));
}

/** Uploads that no post took, files that nothing shows, and what was left half-written. */
export async function sweepUploads(ctx: Context): Promise<void> {
  for (let gone = BATCH; gone === BATCH; ) {
    gone = await transaction(ctx, async (tx) => {
      const keys = await deleteSweepable(tx, BATCH);
      await removeBlobs(tx, keys.flatMap(({ file, preview }) => [file, preview]));
      return keys.length;
    });
  }
  await houseOf(ctx).blobs.clean();
}

export async function sweepOrphans(ctx: Context): Promise<void> {
  const { blobs } = houseOf(ctx);
  const before = new Date(Date.now() - ORPHAN_MS);
  let batch: string[] = [];
  const sweep = async (): Promise<void> => {
    const used = await readUsed(ctx, batch);
    for (const key of batch) if (!used.has(key)) await blobs.remove(key, { olderThan: before });
    batch = [];
  };
  for await (const { key, at } of blobs.list()) {
    if (at >= before) continue;
    batch.push(key);
    if (batch.length === BATCH) await sweep();
  }
  if (batch.length > 0) await sweep();
}
