import { transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { settlePaused } from '../live/live-broadcast.ts';
import { selectOpen } from '../queries/broadcasts.ts';

/** At the start: what was live when the process was killed is interrupted, and whole up to its last segment. An engine went on meanwhile. */
export async function recoverBroadcasts(ctx: Context): Promise<void> {
  for (const { id, state, kind, durationMs } of await selectOpen(ctx)) {
    if (state === 'live' && kind !== 'engine') await transaction(ctx, (tx) => settlePaused(tx, id, { reason: 'The server was restarted.', durationMs }));
  }
}
