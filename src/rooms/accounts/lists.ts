/** Lists of accounts, each its owner's own affair: to everybody else it is not there. */

import { notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import type { Page } from '#kit/pages.ts';
import { idSet } from '#kit/sorted.ts';
import { viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { isInTransaction, memory } from './memory.ts';
import { selectList, selectLists } from './queries/lists.ts';
import { selectListed } from './queries/relations.ts';
import { findAccounts, getAccount } from './reads.ts';
import type { ListPage } from './reads.ts';
import type { ListRow } from './schema.ts';
import type { ListFacts, ListTitle } from './types.ts';

const titleOf = (row: ListRow): ListTitle => ({
  id: row.id, ownerId: row.account_id, title: row.title, repliesPolicy: row.replies_policy, exclusive: row.exclusive,
});

/** The viewer's list, undefined when it is not there or another's. Synchronous when remembered. */
export function findList(ctx: Context, id: Id): ListFacts | undefined | Promise<ListFacts | undefined> {
  const fetch = async (): Promise<ListFacts | null> => {
    const row = await selectList(ctx, id);
    return row === undefined ? null : { ...titleOf(row), members: idSet(row.members) };
  };
  const found = isInTransaction(ctx) ? fetch() : memory(ctx).lists.load(id, fetch);
  const viewer = viewerId(ctx);
  return found instanceof Promise ? found.then((late) => ownOf(late, viewer)) : ownOf(found, viewer);
}

function ownOf(list: ListFacts | null, viewer: Id | undefined): ListFacts | undefined {
  return list !== null && list.ownerId === viewer ? list : undefined;
}

/** @throws Refusal 404 for what is not there and what is not the viewer's. Synchronous when remembered. */
export function getList(ctx: Context, id: Id): ListFacts | Promise<ListFacts> {
  const need = (list: ListFacts | undefined): ListFacts => {
    if (list === undefined) throw notFound();
    return list;
  };
  const found = findList(ctx, id);
  return found instanceof Promise ? found.then(need) : need(found);
}

/** The viewer's lists, oldest first. */
export async function readLists(ctx: Context): Promise<ListTitle[]> {
  return (await selectLists(ctx, viewerId(ctx) as Id)).map(titleOf);
}

/** Those of the viewer's lists that an account is in. @throws Refusal 404 or 410 for the account */
export async function readListsWith(ctx: Context, accountId: Id): Promise<ListTitle[]> {
  await getAccount(ctx, accountId);
  return (await selectLists(ctx, viewerId(ctx) as Id, accountId)).map(titleOf);
}

/** Who is in one of the viewer's lists, the latest first. @throws Refusal 404 */
export async function readMembers(ctx: Context, id: Id, page: Page): Promise<ListPage> {
  await getList(ctx, id);
  const listed = await selectListed(ctx, 'members', id, page);
  return { listed, accounts: await findAccounts(ctx, listed.map(({ accountId }) => accountId)) };
}
