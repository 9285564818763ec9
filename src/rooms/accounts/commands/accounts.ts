import { limits } from '#instance';
import { notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { houseOf, newId, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { accountChanged, accountCounted, accountCreated, standingChanged } from '../events.ts';
import { insertAccount, lockAccounts, updateAccount, updateCounts, updateFollowers } from '../queries/accounts.ts';
import type { Counts } from '../queries/accounts.ts';
import { foldName, refuseUsername, tidyDisplayName, tidyUsername } from '../rules.ts';
import type { Standing } from '../types.ts';

export interface NewAccount {
  readonly username: string;
  readonly displayName?: string | undefined;
  readonly standing?: Standing | undefined;
}

/** Joins the caller's transaction. @throws Refusal 422 with details: ERR_BLANK, ERR_TOO_LONG, ERR_INVALID, ERR_RESERVED, ERR_TAKEN */
export async function createAccount(ctx: Context, wish: NewAccount): Promise<Id> {
  const username = tidyUsername(wish.username);
  const displayName = tidyDisplayName(wish.displayName ?? '', limits);
  return transaction(ctx, async (tx) => {
    const id = newId(tx);
    const row = { id, username, displayName, searchName: foldName(displayName), standing: wish.standing ?? 'active', createdAt: tx.now() };
    if (!(await insertAccount(tx, row))) throw refuseUsername('ERR_TAKEN', 'is taken');
    tx.emit(accountCreated, { id });
    return id;
  });
}

/**
 * Follows of an account that is not seen stay, so that they are there again when a suspension is lifted. What is deleted stays
 * deleted: see `deleteAccount`.
 *
 * @throws Refusal 404
 */
export function setStanding(ctx: Context, id: Id, standing: Exclude<Standing, 'deleted'>): Promise<void> {
  return transaction(ctx, async (tx) => {
    const [row] = await lockAccounts(tx, [id]);
    if (row === undefined || row.standing === 'deleted') throw notFound();
    if (row.standing === standing) return;
    await updateAccount(tx, id, { standing });
    tx.emit(standingChanged, { id, standing });
  });
}

/** Adds to counters of an account inside the caller's transaction, and tells what they are now. */
export async function count(tx: Context, id: Id, add: Parameters<typeof updateCounts>[2]): Promise<void> {
  const counts = await updateCounts(tx, id, add);
  if (counts === undefined) throw notFound();
  tellCounts(tx, id, counts);
}

/** One follower more for each of these, whose rows are locked. */
export async function countFollowers(tx: Context, ids: readonly Id[]): Promise<void> {
  for (const { id, ...counts } of await updateFollowers(tx, ids)) tellCounts(tx, id, counts);
}

function tellCounts(tx: Context, id: Id, counts: Counts): void {
  tx.emit(accountCounted, {
    id,
    followers: counts.followers_count,
    following: counts.following_count,
    posts: counts.posts_count,
    lastPostAt: counts.last_post_at?.toISOString() ?? null,
    exact: houseOf(tx).role === 'server',
  });
}

/** One post more or less, in the transaction that writes or deletes it. `at`: when it was written. */
export function countPost(tx: Context, authorId: Id, delta: 1 | -1, at: Date): Promise<void> {
  return count(tx, authorId, { posts: delta, ...(delta === 1 && { postAt: at }) });
}

/** For writers of the profile. */
export function tellChanged(tx: Context, id: Id): void {
  tx.emit(accountChanged, { id });
}
