/** What a file in mode overwrite does not name, taken back. Safe to repeat. */

import { deleteList, removeFromList, unblock, unblockDomain, unfollow, unmute } from '#accounts';
import { unbookmarkPost } from '#posts';
import type { Id } from '#kit/ids.ts';
import { viewedBy } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import * as queries from '../queries.ts';
import type { ListKind, Task } from '../types.ts';

const PAGE = 500;

/** Something that somebody has here. */
interface Had {
  readonly id: Id;
  /** As `bringLine` names it. */
  readonly target: Id;
  takeBack(owner: Context): Promise<unknown>;
}

type Select = (ctx: Context, accountId: Id, above: Id) => Promise<Had[]>;

const SELECT: Readonly<Record<ListKind, Select>> = {
  follows: async (ctx, accountId, above) =>
    (await queries.selectFollows(ctx, accountId, above, PAGE)).map(({ id, target_id: target }) => ({ id, target, takeBack: (owner) => unfollow(owner, target) })),
  blocks: async (ctx, accountId, above) =>
    (await queries.selectBlocks(ctx, accountId, above, PAGE)).map(({ id, target_id: target }) => ({ id, target, takeBack: (owner) => unblock(owner, target) })),
  mutes: async (ctx, accountId, above) =>
    (await queries.selectMutes(ctx, accountId, above, PAGE)).map(({ id, target_id: target }) => ({ id, target, takeBack: (owner) => unmute(owner, target) })),
  bookmarks: async (ctx, accountId, above) =>
    (await queries.selectBookmarks(ctx, accountId, above, PAGE)).map(({ id, post_id: target }) => ({ id, target, takeBack: (owner) => unbookmarkPost(owner, target) })),
  lists: async (ctx, accountId, above) =>
    (await queries.selectListed(ctx, accountId, above, PAGE)).map(({ id, list_id: list, account_id: member }) => ({ id, target: id, takeBack: (owner) => unlist(owner, list, member) })),
  domain_blocks: async (ctx, accountId, above) =>
    (await queries.selectDomains(ctx, accountId, above, PAGE)).map(({ id, domain }) => ({ id, target: id, takeBack: (owner) => unblockDomain(owner, domain) })),
};

/** A list that is empty by this goes, too. One that was empty before stays: no file can name it. */
async function unlist(ctx: Context, listId: Id, member: Id): Promise<void> {
  await removeFromList(ctx, listId, [member]);
  if (await queries.isEmptyList(ctx, listId)) await deleteList(ctx, listId);
}

export async function takeBackUnnamed(ctx: Context, task: Task): Promise<void> {
  const owner = viewedBy(ctx, { kind: 'account', id: task.accountId });
  for (let above = 0; ; ) {
    const some = await SELECT[task.kind as ListKind](ctx, task.accountId, above);
    const unnamed = new Set(await queries.selectUnnamed(ctx, task.id, some.map(({ target }) => target)));
    for (const one of some) if (unnamed.has(one.target)) await one.takeBack(owner);
    if (some.length < PAGE) return;
    above = some.at(-1)?.id as Id;
  }
}
