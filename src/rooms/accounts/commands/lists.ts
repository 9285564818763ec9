import { limits } from '#instance';
import { forbidden, invalid, notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { newId, transaction, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { listChanged } from '../events.ts';
import { lockAccounts } from '../queries/accounts.ts';
import * as queries from '../queries/lists.ts';
import { tidyListTitle } from '../rules.ts';
import type { ListRow } from '../schema.ts';
import type { ListWishes } from '../types.ts';

function owner(ctx: Context): Id {
  const id = viewerId(ctx);
  if (id === undefined) throw forbidden();
  return id;
}

/** @throws Refusal 422 without a title and for one list too many, also when several are made at once */
export function createList(ctx: Context, wishes: ListWishes): Promise<Id> {
  const ownerId = owner(ctx);
  const title = tidyListTitle(wishes.title ?? '', limits.listTitle);
  return transaction(ctx, async (tx) => {
    await lockAccounts(tx, [ownerId]);
    if ((await queries.countLists(tx, ownerId)) >= limits.lists) {
      throw invalid(`Validation failed: You can have at most ${limits.lists} lists`);
    }
    const id = newId(tx);
    const { repliesPolicy = 'list', exclusive = false } = wishes;
    await queries.insertList(tx, { id, ownerId, title, repliesPolicy, exclusive });
    tx.emit(listChanged, { id, accountId: ownerId });
    return id;
  });
}

/** Runs an act on a list of the viewer's, one act at a time. @throws Refusal 404 */
function onList(ctx: Context, id: Id, act: (tx: Context, list: ListRow) => Promise<void>): Promise<void> {
  const accountId = owner(ctx);
  return transaction(ctx, async (tx) => {
    const list = await queries.lockList(tx, id, accountId);
    if (list === undefined) throw notFound();
    await act(tx, list);
    tx.emit(listChanged, { id, accountId });
  });
}

/** What is undefined stays. @throws Refusal 404, or 422 for a title that is none */
export function updateList(ctx: Context, id: Id, wishes: ListWishes): Promise<void> {
  const title = wishes.title === undefined ? undefined : tidyListTitle(wishes.title, limits.listTitle);
  return onList(ctx, id, (tx) => queries.updateList(tx, id, { ...wishes, title }));
}

/** @throws Refusal 404 */
export function deleteList(ctx: Context, id: Id): Promise<void> {
  return onList(ctx, id, (tx) => queries.deleteList(tx, id));
}

/**
 * Puts accounts into a list: all of them or none. Who is in it already stays.
 * @throws Refusal 404; 422 for somebody whom the owner does not follow, and for one too many
 */
export function addToList(ctx: Context, id: Id, accountIds: readonly Id[]): Promise<void> {
  const wanted = [...new Set(accountIds)];
  return onList(ctx, id, async (tx, list) => {
    const ownerId = list.account_id;
    // With these rows held, a follow that ends at the same moment ends after this, and takes its memberships with it.
    const allowed = new Set([ownerId, ...(await queries.lockFollowed(tx, ownerId, wanted))]);
    if (!wanted.every((one) => allowed.has(one))) throw invalid('Validation failed: You can only add accounts that you follow');
    await queries.insertMembers(tx, { id, ownerId }, wanted.map((accountId) => ({ id: newId(tx), accountId })));
    if ((await queries.countMembers(tx, id)) > limits.listMembers) {
      throw invalid(`Validation failed: A list can hold at most ${limits.listMembers} accounts`);
    }
  });
}

/** Safe to repeat. @throws Refusal 404 */
export function removeFromList(ctx: Context, id: Id, accountIds: readonly Id[]): Promise<void> {
  return onList(ctx, id, (tx) => queries.deleteMembers(tx, id, accountIds));
}

/** With the follow gone: who is no longer followed is in no list of that follower any more. */
export async function leaveLists(tx: Context, ownerId: Id, accountId: Id): Promise<void> {
  for (const id of await queries.deleteMemberships(tx, ownerId, accountId)) tx.emit(listChanged, { id, accountId: ownerId });
}

/** Every list of a deleted account. Safe to repeat. */
export async function removeLists(tx: Context, accountId: Id): Promise<void> {
  for (const id of await queries.deleteListsOf(tx, accountId)) tx.emit(listChanged, { id, accountId });
}
