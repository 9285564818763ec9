import { postFacts } from '#posts';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { isWithin, liveState } from '../state.ts';
import { anyRoom } from './rooms.ts';

const NOBODY: ReadonlyMap<Id, number> = new Map();

/** How far behind each of these people is in the rooms that a post belongs to; who is not is left out. */
export async function delaysOf(ctx: Context, postId: Id, accountIds: readonly Id[]): Promise<ReadonlyMap<Id, number>> {
  const { byTag } = liveState(ctx);
  if (byTag.size === 0 || accountIds.length === 0) return NOBODY;
  const [post] = await postFacts(ctx, [postId]);
  const near = post?.tagKeys.flatMap((key) => byTag.get(key) ?? []).filter((bounds) => isWithin(bounds, postId)) ?? [];
  const delays = new Map<Id, number>();
  for (const { id } of near) {
    const room = await anyRoom(ctx, id);
    for (const accountId of accountIds) {
      const ms = Math.max(room.delays.get(accountId) ?? 0, delays.get(accountId) ?? 0);
      if (ms > 0) delays.set(accountId, ms);
    }
  }
  return delays;
}
