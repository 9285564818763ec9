import type { ReadableAccounts } from '#accounts';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf, tablesOf } from '#platform/db/database.ts';
import type { ReadablePosts } from '#posts';
import type { Policy, Verdict } from '../types.ts';

interface PolicyRow {
  account_id: Id;
  not_following: Verdict;
  not_followers: Verdict;
  new_accounts: Verdict;
  private_mentions: Verdict;
  limited_accounts: Verdict;
  bots: Verdict;
}

const policyOf = (row: PolicyRow): Policy => ({
  notFollowing: row.not_following,
  notFollowers: row.not_followers,
  newAccounts: row.new_accounts,
  privateMentions: row.private_mentions,
  limitedAccounts: row.limited_accounts,
  bots: row.bots,
});

/** Of those who have chosen one; nobody changes it, or lets anybody in, until this transaction ends. By the primary key. */
export async function selectPolicies(tx: Context, accountIds: readonly Id[]): Promise<Map<Id, Policy>> {
  const rows = await rowsOf<PolicyRow>(tx, 'select * from notifications.policy where account_id = any($1) for share', [accountIds]);
  return new Map(rows.map((row) => [row.account_id, policyOf(row)]));
}

/** By the primary key. */
export async function selectPolicy(ctx: Context, accountId: Id): Promise<Policy | undefined> {
  const [row] = await rowsOf<PolicyRow>(ctx, 'select * from notifications.policy where account_id = $1', [accountId]);
  return row && policyOf(row);
}

/** Waits for lines of this account that are being judged, and makes those that come later wait. By the primary key. */
export async function selectPolicyForUpdate(tx: Context, accountId: Id): Promise<void> {
  await rowsOf(tx, 'select from notifications.policy where account_id = $1 for update', [accountId]);
}

/** What is undefined stays. By the primary key. */
export async function upsertPolicy(ctx: Context, accountId: Id, wish: Partial<Policy>): Promise<void> {
  await rowsOf(
    ctx,
    `insert into notifications.policy as p (account_id, not_following, not_followers, new_accounts, private_mentions, limited_accounts, bots)
     values ($1, coalesce($2, 'accept'), coalesce($3, 'accept'), coalesce($4, 'accept'), coalesce($5, 'accept'), coalesce($6, 'filter'), coalesce($7, 'accept'))
     on conflict (account_id) do update set not_following = coalesce($2, p.not_following), not_followers = coalesce($3, p.not_followers),
       new_accounts = coalesce($4, p.new_accounts), private_mentions = coalesce($5, p.private_mentions),
       limited_accounts = coalesce($6, p.limited_accounts), bots = coalesce($7, p.bots)`,
    [accountId, wish.notFollowing, wish.notFollowers, wish.newAccounts, wish.privateMentions, wish.limitedAccounts, wish.bots],
  );
}

/** Which of these accounts let somebody in whatever their policy says. By the primary key. */
export async function selectPermitting(ctx: Context, accountIds: readonly Id[], fromId: Id): Promise<Set<Id>> {
  const text = 'select account_id from notifications.permission where account_id = any($1) and from_id = $2';
  return new Set((await rowsOf<{ account_id: Id }>(ctx, text, [accountIds, fromId])).map((row) => row.account_id));
}

/** The follows that somebody has of these accounts, by whom they follow; an id tells its time. By the primary key. */
export async function selectFollowIds(ctx: Context, accountIds: readonly Id[], followerId: Id): Promise<Map<Id, Id>> {
  const rows = await tablesOf<ReadableAccounts>(ctx).selectFrom('accounts.follow').select(['id', 'target_id'])
    .where('follower_id', '=', followerId).where('target_id', 'in', [...accountIds]).execute();
  return new Map(rows.map((row) => [row.target_id, row.id]));
}

/** Whether somebody has named another in a post of this thread. By post_thread and the primary key of mentions. */
export async function selectWroteTo(ctx: Context, wish: { authorId: Id; toId: Id; rootId: Id }): Promise<boolean> {
  const row = await tablesOf<ReadablePosts>(ctx).selectFrom('posts.post as p').innerJoin('posts.mention as m', 'm.post_id', 'p.id').select('p.id')
    .where('p.root_id', '=', wish.rootId).where('p.repost_of_id', 'is', null).where('p.author_id', '=', wish.authorId)
    .where('m.account_id', '=', wish.toId).limit(1).executeTakeFirst();
  return row !== undefined;
}
