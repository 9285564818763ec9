import type { Id } from '#kit/ids.ts';
import { transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { broadcastEnded } from '../events.ts';
import { finishLive, stopLive } from '../live/state.ts';
import { selectBroadcast, selectIdsOf, updateEnded } from '../queries/broadcasts.ts';
import { getOwnBroadcast } from '../reads.ts';

/** Its replay can be watched at once. Safe to repeat. @throws Refusal 404 */
export async function endBroadcast(ctx: Context, id: Id): Promise<void> {
  await getOwnBroadcast(ctx, id);
  await finishLive(ctx, id, 'ended');
  await settleEnded(ctx, id, undefined);
}

/** After the last frame was kept. */
export async function settleEnded(ctx: Context, id: Id, reason: string | undefined): Promise<void> {
  await transaction(ctx, async (tx) => {
    const now = await selectBroadcast(tx, id, { hold: true });
    if (now === undefined || now.state === 'ended') return;
    await updateEnded(tx, id, reason);
    tx.emit(broadcastEnded, { id, roomId: now.roomId, accountId: now.accountId, durationMs: now.durationMs });
  });
}

/** Unless it has gone on since. */
export async function endIfAbandoned(ctx: Context, { id, pausedAt }: { id: Id; pausedAt: string }): Promise<void> {
  const now = await selectBroadcast(ctx, id);
  if (now?.state !== 'paused' || now.pausedAt?.toISOString() !== pausedAt) return;
  await finishLive(ctx, id, 'ended');
  await settleEnded(ctx, id, 'Nothing came for five minutes.');
}

/** Whose account may not act any more sends no more. Safe to repeat. */
export async function stopBroadcastsOf(ctx: Context, accountId: Id): Promise<void> {
  for (const id of await selectIdsOf(ctx, accountId)) await stopLive(ctx, id, 'not_allowed');
}
