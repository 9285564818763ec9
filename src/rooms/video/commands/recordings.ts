import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { selectBroadcast, selectThere } from '../queries/broadcasts.ts';
import { recordings } from '../recording/state.ts';

/** A row is written before the first byte of its recording, so what is young has its row, or will be deleted with it. */
const ORPHAN_MS = 3_600_000;

/** Safe to repeat. */
export async function removeLeft(ctx: Context, { id }: { id: Id }): Promise<void> {
  if ((await selectBroadcast(ctx, id)) === undefined) await recordings(ctx).remove(id);
}

/** Recordings that no broadcast has, which a crash may leave behind. */
export async function sweepOrphans(ctx: Context): Promise<void> {
  const before = Date.now() - ORPHAN_MS;
  for await (const { id, at } of recordings(ctx).list()) {
    if (at.getTime() < before && !(await selectThere(ctx, [id])).has(id)) await recordings(ctx).remove(id);
  }
}
