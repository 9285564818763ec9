import { sql } from 'kysely';
import type { Updateable } from 'kysely';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf, tablesOf } from '#platform/db/database.ts';
import type { AccountRow, AccountsTables } from '../schema.ts';
import type { Standing } from '../types.ts';

/** Rows of these accounts, by primary key; in no order. */
export function selectAccounts(ctx: Pick<Context, 'db'>, ids: readonly Id[]): Promise<AccountRow[]> {
  return rowsOf<AccountRow>(ctx, 'select * from accounts.account where id = any($1::bigint[])', [ids]);
}

/** By the unique index on the name. */
export function selectIdsByUsername(ctx: Pick<Context, 'db'>, usernames: readonly string[]): Promise<{ id: Id; username: string }[]> {
  return rowsOf(ctx, 'select id, username from accounts.account where username = any($1::text[])', [usernames]);
}

/** Takes the rows for writing, lower id first whatever the order asked for: two such writers never wait for each other. */
export function lockAccounts(tx: Context, ids: readonly Id[]): Promise<AccountRow[]> {
  return rowsOf<AccountRow>(
    tx,
    'select * from accounts.account where id = any($1::bigint[]) order by id for no key update',
    [ids],
  );
}

/** Whether the name was free. */
export async function insertAccount(
  tx: Context,
  row: { id: Id; username: string; displayName: string; searchName: string; standing: Standing; createdAt: Date },
): Promise<boolean> {
  const { rows } = await sql`insert into accounts.account (id, username, display_name, search_name, standing, created_at)
    values (${row.id}, ${row.username}, ${row.displayName}, ${row.searchName}, ${row.standing}, ${row.createdAt})
    on conflict (username) do nothing returning id`.execute(tx.db);
  return rows.length > 0;
}

export async function updateAccount(tx: Context, id: Id, values: Updateable<AccountRow>): Promise<void> {
  if (Object.keys(values).length === 0) return;
  await tablesOf<AccountsTables>(tx).updateTable('accounts.account').set(values).where('id', '=', id).execute();
}

export interface Counts {
  followers_count: number;
  following_count: number;
  posts_count: number;
  last_post_at: Date | null;
}

/** Adds to the counters of one account and gives them back. */
export async function updateCounts(
  tx: Context,
  id: Id,
  add: { followers?: number; following?: number; posts?: number; postAt?: Date },
): Promise<Counts | undefined> {
  const { followers = 0, following = 0, posts = 0, postAt = null } = add;
  const [counts] = await rowsOf<Counts>(
    tx,
    `update accounts.account set followers_count = followers_count + $2::int, following_count = following_count + $3::int,
       posts_count = posts_count + $4::int, last_post_at = greatest(last_post_at, $5::timestamptz)
     where id = $1 returning followers_count, following_count, posts_count, last_post_at`,
    [id, followers, following, posts, postAt],
  );
  return counts;
}

/** One follower more for each of these. */
export function updateFollowers(tx: Context, ids: readonly Id[]): Promise<(Counts & { id: Id })[]> {
  return rowsOf(
    tx,
    `update accounts.account set followers_count = followers_count + 1 where id = any($1::bigint[])
     returning id, followers_count, following_count, posts_count, last_post_at`,
    [ids],
  );
}

/** How many candidates of each kind a search ranks: a single letter would otherwise sort every account there is. */
const CANDIDATES = 200;

/**
 * Accounts whose name or display name begins with `prefix`, the exact name first, then those the viewer follows, then the
 * most followed. Two index ranges (the unique one on the name, account_search_name), each cut short.
 */
export async function searchAccounts(
  ctx: Context,
  wish: { username: string; name: string; viewer: Id | undefined; onlyFollowed: boolean; limit: number; offset: number },
): Promise<Id[]> {
  const { username, name, viewer = null, onlyFollowed, limit, offset } = wish;
  const last = '\u{10ffff}';
  const seen = `standing in ('active', 'disabled') and (not $6 or exists (
    select from accounts.follow f where f.follower_id = $5::bigint and f.target_id = a.id))`;
  const rows = await rowsOf<{ id: Id }>(
    ctx,
    `select id from (
       (select id, username, followers_count from accounts.account a
        where $1 <> '' and username >= $1 and username < $2 and ${seen} order by username limit ${CANDIDATES})
       union
       (select id, username, followers_count from accounts.account a
        where search_name >= $3 and search_name < $4 and ${seen} order by search_name limit ${CANDIDATES})) as found
     order by username = $1 desc,
       exists (select from accounts.follow f where f.follower_id = $5::bigint and f.target_id = found.id) desc,
       followers_count desc, id
     limit $7 offset $8`,
    [username, username + last, name, name + last, viewer, onlyFollowed, limit, offset],
  );
  return rows.map(({ id }) => id);
}

/** Those of the pictures that an account shows; by account_avatar and account_header. */
export async function selectPictureUse(ctx: Context, keys: readonly string[]): Promise<string[]> {
  const rows = await rowsOf<{ key: string }>(
    ctx,
    `select key from unnest($1::text[]) as wanted(key)
    where exists (select 1 from accounts.account where avatar_key = key) or exists (select 1 from accounts.account where header_key = key)`,
    [keys],
  );
  return rows.map(({ key }) => key);
}

/** How many accounts are active. */
export async function selectAccountCount(ctx: Context): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(ctx, `select count(*) as count from accounts.account where standing = 'active'`);
  return row?.count ?? 0;
}

/** How many accounts with ids from one up to another are here; by the primary key. */
export async function selectArrivals(ctx: Context, from: Id, below: Id): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(
    ctx,
    "select count(*) as count from accounts.account where id >= $1 and id < $2 and standing in ('active', 'disabled', 'suspended')",
    [from, below],
  );
  return row?.count ?? 0;
}
