/** Chats that belong to a group of people: the room above decides who is in them, and who may write. */

import { forbidden } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { SYSTEM, perHouse } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { House } from '#platform/house.ts';
import type { ChatRow } from './types.ts';

/** @throws Refusal 403, in words, for whoever may not write there now. */
type CheckMayWrite = (ctx: Context, groupId: Id, accountId: Id) => void | Promise<void>;

/** What a group has decided since a moment, the first first. */
export interface Decided {
  readonly at: Date;
  /** Whose proposal it was; null: nobody's any more. */
  readonly accountId: Id | null;
  readonly title: string;
  /** The path of its page. */
  readonly url: string;
}
type FindDecided = (ctx: Context, groupId: Id, since: Date) => Promise<readonly Decided[]>;

const asked = perHouse((): { check: CheckMayWrite | undefined; decided: FindDecided | undefined } => ({ check: undefined, decided: undefined }));

/** Called when the room of groups starts: asked before each message in a group's conversation. */
export function provideMayWrite(house: House, check: CheckMayWrite): void {
  asked(house.context(SYSTEM)).check = check;
}

/** Called when the room of decisions starts: asked for the night log of a group's conversation. */
export function provideDecided(house: House, find: FindDecided): void {
  asked(house.context(SYSTEM)).decided = find;
}

/** What the group of a conversation has decided since a moment. */
export async function findDecided(ctx: Context, { group_id: groupId }: Pick<ChatRow, 'group_id'>, since: Date): Promise<readonly Decided[]> {
  return groupId === null ? [] : ((await asked(ctx).decided?.(ctx, groupId, since)) ?? []);
}

/** @throws Refusal 403 */
export function checkBound(ctx: Context, { group_id: groupId }: Pick<ChatRow, 'group_id'>, accountId: Id): void | Promise<void> {
  return groupId === null ? undefined : asked(ctx).check?.(ctx, groupId, accountId);
}

/** What a group decides is not decided in its conversation. @throws Refusal 403 */
export function refuseBound({ group_id: groupId }: Pick<ChatRow, 'group_id'>, instead: string): void {
  if (groupId !== null) throw forbidden(`This is the conversation of a group: ${instead}`);
}
