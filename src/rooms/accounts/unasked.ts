/** Who may follow somebody that confirms followers without waiting for their yes: a higher room knows who has it already. */

import type { Id } from '#kit/ids.ts';
import { perHouse } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { House } from '#platform/house.ts';

type FollowUnasked = (ctx: Context, followerId: Id, targetId: Id) => Promise<boolean>;

const answerOf = perHouse((): { ask: FollowUnasked } => ({ ask: () => Promise.resolve(false) }));

/** Hands in who knows, from a room's `start`. */
export function provideFollowUnasked(house: House, ask: FollowUnasked): void {
  answerOf(house.context()).ask = ask;
}

export function mayFollowUnasked(ctx: Context, followerId: Id, targetId: Id): Promise<boolean> {
  return answerOf(ctx).ask(ctx, followerId, targetId);
}
