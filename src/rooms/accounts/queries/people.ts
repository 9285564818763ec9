import type { Id } from '#kit/ids.ts';
import type { Page } from '#kit/pages.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';

type Act = { accountId: Id; targetId: Id };

/** Safe to repeat. */
export async function insertEndorsement(tx: Context, row: Act & { id: Id }): Promise<void> {
  await rowsOf(tx, 'insert into accounts.endorsement (id, account_id, target_id) values ($1, $2, $3) on conflict do nothing', [
    row.id, row.accountId, row.targetId,
  ]);
}

/** By the primary key. */
export async function deleteEndorsement(tx: Context, { accountId, targetId }: Act): Promise<void> {
  await rowsOf(tx, 'delete from accounts.endorsement where account_id = $1 and target_id = $2', [accountId, targetId]);
}

/** Safe to repeat. @returns false when there is no such account */
export async function insertDismissal(ctx: Context, { accountId, targetId }: Act): Promise<boolean> {
  const rows = await rowsOf(
    ctx,
    `with wanted as (select id from accounts.account where id = $2),
       kept as (insert into accounts.dismissal (account_id, target_id) select $1, id from wanted on conflict do nothing)
     select id from wanted`,
    [accountId, targetId],
  );
  return rows.length > 0;
}

/** Safe to repeat. @returns the id of the block there is now */
export async function insertDomainBlock(tx: Context, row: { id: Id; accountId: Id; domain: string }): Promise<Id> {
  const [kept] = await rowsOf<{ id: Id }>(
    tx,
    `insert into accounts.domain_block (id, account_id, domain) values ($1, $2, $3)
     on conflict (account_id, domain) do update set domain = excluded.domain returning id`,
    [row.id, row.accountId, row.domain],
  );
  return kept?.id ?? row.id;
}

/** By the primary key. */
export async function deleteDomainBlock(ctx: Context, accountId: Id, domain: string): Promise<void> {
  await rowsOf(ctx, 'delete from accounts.domain_block where account_id = $1 and domain = $2', [accountId, domain]);
}

/** By the primary key. */
export async function selectDomainBlockCount(ctx: Context, accountId: Id): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(ctx, 'select count(*) as count from accounts.domain_block where account_id = $1', [accountId]);
  return row?.count ?? 0;
}

/** One page, newest first; by domain_block_by_account. */
export async function selectDomainBlocks(ctx: Context, accountId: Id, page: Page): Promise<{ id: Id; domain: string }[]> {
  const ascending = page.minId !== undefined;
  const rows = await rowsOf<{ id: Id; domain: string }>(
    ctx,
    `select id, domain from accounts.domain_block where account_id = $1 and id < $2 and id > $3
     order by id ${ascending ? 'asc' : 'desc'} limit $4`,
    [accountId, page.maxId ?? Number.MAX_SAFE_INTEGER, page.minId ?? page.sinceId ?? 0, page.limit],
  );
  return ascending ? rows.toReversed() : rows;
}

/** What is an account's own and told to nobody. By the primary keys. */
export async function deleteWishesOf(tx: Context, accountId: Id): Promise<void> {
  await rowsOf(tx, 'delete from accounts.endorsement where account_id = $1', [accountId]);
  await rowsOf(tx, 'delete from accounts.dismissal where account_id = $1', [accountId]);
  await rowsOf(tx, 'delete from accounts.domain_block where account_id = $1', [accountId]);
}

/** So many, and no more, can be paged through. */
const MOST_LISTED = 10_000;

/**
 * Those who want to be found: who wrote last first, or who came last first. A pass over all accounts, since an index on the time
 * of the last post would cost every post; whoever asks keeps the answer for a while.
 */
export async function selectDirectory(ctx: Context, order: 'active' | 'new'): Promise<Id[]> {
  const by = order === 'active' ? 'last_post_at desc nulls last, id desc' : 'id desc';
  const rows = await rowsOf<{ id: Id }>(
    ctx,
    `select id from accounts.account where discoverable and standing = 'active' order by ${by} limit ${MOST_LISTED}`,
  );
  return rows.map(({ id }) => id);
}

/** Which of those whom an account follows follow each of these in turn; none who hide whom they follow. By the primary key of follow. */
export function selectFamiliar(ctx: Context, accountId: Id, targetIds: readonly Id[], limit: number): Promise<{ id: Id; familiar: Id[] }[]> {
  return rowsOf(
    ctx,
    `select t.id, array(
       select f.follower_id from accounts.follow mine
         join accounts.follow f on f.follower_id = mine.target_id and f.target_id = t.id
         join accounts.account a on a.id = f.follower_id and not a.hide_collections and a.standing in ('active', 'disabled')
       where mine.follower_id = $1 order by f.id desc limit $3) as familiar
     from unnest($2::bigint[]) as t (id)`,
    [accountId, targetIds, limit],
  );
}

/** With whom an account has something already: nobody of them is suggested. */
const KNOWN = `select target_id as id from accounts.follow where follower_id = $1
  union all select target_id from accounts.follow_request where follower_id = $1
  union all select target_id from accounts.block where account_id = $1
  union all select account_id from accounts.block where target_id = $1
  union all select target_id from accounts.mute where account_id = $1
  union all select target_id from accounts.dismissal where account_id = $1
  union all select $1`;

/**
 * Whom most of those follow whom the account follows, with how many. Bounded at both steps, as docs/people.md says: by
 * follow_by_follower.
 */
export function selectFriendsOfFriends(
  ctx: Context,
  accountId: Id,
  bounds: { friends: number; each: number; limit: number },
): Promise<{ id: Id; friends: number }[]> {
  return rowsOf(
    ctx,
    `with known as (${KNOWN}),
       friend as (
         select f.target_id as id from accounts.follow f
           join accounts.account a on a.id = f.target_id and not a.hide_collections and a.standing = 'active'
         where f.follower_id = $1 order by f.id desc limit $2),
       counted as (
         select theirs.target_id as id, count(*) as friends from friend cross join lateral (
           select target_id from accounts.follow where follower_id = friend.id order by id desc limit $3) as theirs
         where theirs.target_id not in (select id from known) group by theirs.target_id)
     select counted.id, counted.friends from counted join accounts.account a on a.id = counted.id
     where a.discoverable and a.standing = 'active' order by counted.friends desc, counted.id desc limit $4`,
    [accountId, bounds.friends, bounds.each, bounds.limit],
  );
}

/** Those of the names that belong to somebody who wants to be found and whom the account does not know yet. By the unique name. */
export async function selectNamed(ctx: Context, accountId: Id, usernames: readonly string[]): Promise<Id[]> {
  const rows = await rowsOf<{ id: Id }>(
    ctx,
    `with known as (${KNOWN})
     select a.id from unnest($2::text[]) with ordinality as named (username, place) join accounts.account a on a.username = named.username
     where a.discoverable and a.standing = 'active' and a.id not in (select id from known) order by named.place`,
    [accountId, usernames],
  );
  return rows.map(({ id }) => id);
}
