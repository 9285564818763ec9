import type { Id } from '#kit/ids.ts';
import { transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { unblocked } from '../events.ts';
import { lockAccounts } from '../queries/accounts.ts';
import { deleteWishesOf } from '../queries/people.ts';
import { deleteBlocksOf, deleteMutesAndNotesOf, selectPairsWith } from '../queries/relations.ts';
import { deleteTagFollowsOf } from '../queries/tag-follows.ts';
import { removeLists } from './lists.ts';
import { removeFollow, removeRequest } from './relations.ts';

/** Follows in one transaction: each counts at somebody else, whose row is held until the end. */
const BATCH = 50;

/**
 * What a deleted account had to do with others: its follows and requests and those of others for it, its lists, tags, blocks, mutes
 * and remarks. What others blocked, muted or noted about it is theirs and stays. Safe to repeat.
 */
export async function removeRelations(ctx: Context, id: Id): Promise<void> {
  while (await transaction(ctx, (tx) => removeSome(tx, id)));
}

/** Whether there may be more. */
async function removeSome(tx: Context, id: Id): Promise<boolean> {
  const follows = await selectPairsWith(tx, 'follow', id, BATCH);
  const requests = await selectPairsWith(tx, 'follow_request', id, BATCH);
  const people = [...follows, ...requests].flatMap(({ followerId, targetId }) => [followerId, targetId]);
  await lockAccounts(tx, [...new Set([id, ...people])]);
  for (const pair of follows) await removeFollow(tx, pair);
  for (const pair of requests) await removeRequest(tx, pair);
  const lifted = await deleteBlocksOf(tx, id, BATCH);
  for (const targetId of lifted) tx.emit(unblocked, { accountId: id, targetId });
  await removeLists(tx, id);
  await deleteTagFollowsOf(tx, id);
  await deleteMutesAndNotesOf(tx, id);
  await deleteWishesOf(tx, id);
  return follows.length + requests.length + lifted.length > 0;
}
