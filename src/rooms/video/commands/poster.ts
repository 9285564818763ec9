import type { Id } from '#kit/ids.ts';
import { houseOf, newId, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { broadcastChanged } from '../events.ts';
import { updatePoster } from '../queries/broadcasts.ts';
import { getOwnBroadcast } from '../reads.ts';
import { recordings } from '../recording/state.ts';

const SIZE = { width: 1280, height: 720, fit: 'cover' } as const;

const posterPiece = (poster: Id): string => `poster-${poster}.jpg`;

/** What stands for the broadcast until somebody plays it. @throws Refusal 404, 422 for what is no picture */
export async function setPoster(ctx: Context, id: Id, bytes: Uint8Array): Promise<void> {
  await getOwnBroadcast(ctx, id);
  const picture = await houseOf(ctx).pictures.process(bytes, SIZE);
  await keepPoster(ctx, id, picture.bytes);
}

/** Safe on the disk before the row names it; the one before goes. */
async function keepPoster(ctx: Context, id: Id, bytes: Uint8Array): Promise<void> {
  const poster = newId(ctx);
  await recordings(ctx).put(id, posterPiece(poster), bytes);
  const old = await transaction(ctx, async (tx) => {
    const before = await getOwnBroadcast(tx, id, { hold: true });
    await updatePoster(tx, id, poster);
    tx.emit(broadcastChanged, { id, roomId: before.roomId, accountId: before.accountId });
    return before.poster;
  }).catch(async (error: unknown) => {
    await recordings(ctx).removePiece(id, posterPiece(poster));
    throw error;
  });
  if (old !== undefined) await recordings(ctx).removePiece(id, posterPiece(old));
}

