/** Jobs that commands order. */

import type { Context } from '#platform/context.ts';
import { defineJob } from '#platform/jobs.ts';

/** Looks for everything whose time has come. */
export const turn = defineJob<object>('groups.turn');

/** Orders a look at a moment; for the same moment there is one. Looks come one after the other. */
export function orderTurn(tx: Context, at: Date): Promise<void> {
  return tx.enqueue(turn, {}, { runAt: at, key: `groups.turn ${at.toISOString()}`, lane: 'groups.turn' });
}
