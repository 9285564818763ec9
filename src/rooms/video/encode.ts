/** Broadcasts with what stands around them, for routes and for higher rooms. */

import { accountJson } from '#accounts';
import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { viewersOf } from './live/state.ts';
import { presentBroadcast } from './presenter.ts';
import { publishAddresses } from './publish.ts';
import { lookerOf, readCaptions } from './reads.ts';
import type { Broadcast } from './types.ts';

/** The Broadcast entities, in this order. `key`: of the one that was just made or given a new one. */
export async function encodeBroadcasts(ctx: Context, broadcasts: readonly Broadcast[], key?: string): Promise<object[]> {
  if (broadcasts.length === 0) return [];
  const { origin } = houseOf(ctx).config;
  const viewer = lookerOf(ctx);
  const [accounts, captions] = await Promise.all([
    accountJson(ctx, new Set(broadcasts.map(({ accountId }) => accountId))), readCaptions(ctx, broadcasts.map(({ id }) => id)),
  ]);
  return broadcasts.flatMap((broadcast) => {
    const account = accounts.get(broadcast.accountId);
    if (account === undefined) return [];
    const isOwn = viewer === broadcast.accountId;
    return [presentBroadcast(broadcast, {
      origin, viewer, account: JSON.parse(String(account)) as object, captions: captions.get(broadcast.id) ?? [], viewers: viewersOf(ctx, broadcast.id),
      publish: isOwn ? publishAddresses(ctx, broadcast) : undefined, key,
    })];
  });
}
