/** Whose members see a post: a higher room knows the groups there are. */

import { notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import type { IdSet } from '#kit/sorted.ts';
import { SYSTEM, perHouse } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { House } from '#platform/house.ts';
import type { PostGroup } from './types.ts';

type Found<T> = T | undefined | Promise<T | undefined>;

/** What the room of groups answers; at once when it remembers. */
export interface Groups {
  /** Undefined where it is over. */
  find(ctx: Context, groupId: Id): Found<PostGroup>;
  /** Everybody who is in a group with somebody, themselves too; undefined for who is in none. */
  companions(ctx: Context, accountId: Id): Found<IdSet>;
  /** @throws Refusal 404, 403 */
  checkMayWrite(ctx: Context, groupId: Id, accountId: Id): Promise<void>;
  /** Holds the group until the transaction ends: it is not over before. @throws Refusal 404 where it is */
  hold(tx: Context, groupId: Id): Promise<void>;
}

const provided = perHouse((): { groups: Groups | undefined } => ({ groups: undefined }));

/** Called when the room of groups starts. */
export function provideGroups(house: House, groups: Groups): void {
  provided(house.context(SYSTEM)).groups = groups;
}

/** Undefined where it is over. */
export function findPostGroup(ctx: Context, groupId: Id): Found<PostGroup> {
  return provided(ctx).groups?.find(ctx, groupId);
}

/** Those who are in the group of a post; undefined for a post of none, and where the group is over. */
export function membersFor(ctx: Context, { groupId }: { readonly groupId?: Id | undefined }): Found<IdSet> {
  if (groupId === undefined) return undefined;
  const found = findPostGroup(ctx, groupId);
  return found instanceof Promise ? found.then((late) => late?.inside) : found?.inside;
}

/** Everybody who is in a group with somebody, themselves too; undefined for who is in none. */
export function companionsOf(ctx: Context, accountId: Id): Found<IdSet> {
  return provided(ctx).groups?.companions(ctx, accountId);
}

/** What a post says of its group. */
export const namedGroup = (group: PostGroup | undefined): Pick<PostGroup, 'id' | 'handle' | 'title'> | undefined =>
  group && { id: group.id, handle: group.handle, title: group.title };

/** Nothing is written into a group that ends meanwhile. @throws Refusal 404 where it is over */
export async function holdPostGroup(tx: Context, groupId: Id): Promise<void> {
  await provided(tx).groups?.hold(tx, groupId);
}

/** The group in which somebody is about to write. @throws Refusal 404, 403 */
export async function getPostGroup(ctx: Context, groupId: Id, accountId: Id): Promise<PostGroup> {
  await provided(ctx).groups?.checkMayWrite(ctx, groupId, accountId);
  const group = await findPostGroup(ctx, groupId);
  if (group === undefined) throw notFound();
  return group;
}
