import { idAtTime } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { SYSTEM, houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { selectCountsBefore } from '../queries/counts.ts';
import type { CountsThen } from '../queries/counts.ts';

/** What was counted of posts, which the viewer has read, until a moment in the past: for those who are behind. */
export async function readCountsUntil(ctx: Context, ids: readonly Id[], until: Date): Promise<Map<Id, CountsThen>> {
  if (ids.length === 0) return new Map();
  return new Map((await selectCountsBefore(houseOf(ctx).context(SYSTEM), ids, idAtTime(until.getTime() + 1))).map((row) => [row.id, row]));
}
