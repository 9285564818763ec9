/** Whose lines about a post wait, because what they look at is behind: a higher room knows. */

import type { Id } from '#kit/ids.ts';
import { SYSTEM, perHouse } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { House } from '#platform/house.ts';

/** Milliseconds for each of these accounts that is behind; the others are not in it. */
type Hold = (ctx: Context, postId: Id, accountIds: readonly Id[]) => ReadonlyMap<Id, number> | Promise<ReadonlyMap<Id, number>>;

const holdOf = perHouse((): { hold: Hold | undefined } => ({ hold: undefined }));
const NOBODY: ReadonlyMap<Id, number> = new Map();

/** Called when the room that knows starts. */
export function provideHold(house: House, hold: Hold): void {
  holdOf(house.context(SYSTEM)).hold = hold;
}

export function heldBack(ctx: Context, postId: Id, accountIds: readonly Id[]): ReturnType<Hold> {
  return holdOf(ctx).hold?.(ctx, postId, accountIds) ?? NOBODY;
}
