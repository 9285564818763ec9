import { sql } from 'kysely';
import type { Id } from '#kit/ids.ts';
import type { Page } from '#kit/pages.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';

export type Mark = 'liking' | 'bookmarking' | 'pin';

/** What an account has marked, the highest ids first; of reposts, the posts reposted. */
const NEWEST = {
  liked: 'select post_id as id from posts.liking where account_id = $1 and post_id < $2 order by post_id desc limit $3',
  bookmarked: 'select post_id as id from posts.bookmarking where account_id = $1 and post_id < $2 order by post_id desc limit $3',
  pinned: 'select post_id as id from posts.pin where account_id = $1 and post_id < $2 order by post_id desc limit $3',
  muted: 'select root_id as id from posts.thread_mute where account_id = $1 and root_id < $2 order by root_id desc limit $3',
  reposted: 'select repost_of_id as id from posts.post where author_id = $1 and repost_of_id < $2 order by repost_of_id desc limit $3',
} as const;

/** Which of some ids an account has marked. */
const AMONG = {
  liked: 'select post_id as id from posts.liking where account_id = $1 and post_id = any($2::bigint[])',
  bookmarked: 'select post_id as id from posts.bookmarking where account_id = $1 and post_id = any($2::bigint[])',
  pinned: 'select post_id as id from posts.pin where account_id = $1 and post_id = any($2::bigint[])',
  muted: 'select root_id as id from posts.thread_mute where account_id = $1 and root_id = any($2::bigint[])',
  reposted: 'select repost_of_id as id from posts.post where author_id = $1 and repost_of_id = any($2::bigint[])',
} as const;

export type MarkKind = keyof typeof NEWEST;

/** Rides on the unique indexes (account, post), for reposts on post_reposted_by. */
export async function selectNewestMarked(ctx: Context, kind: MarkKind, accountId: Id, limit: number): Promise<Id[]> {
  const rows = await rowsOf<{ id: Id }>(ctx, NEWEST[kind], [accountId, Number.MAX_SAFE_INTEGER, limit]);
  return rows.map((row) => row.id);
}

export async function selectMarkedAmong(ctx: Context, kind: MarkKind, accountId: Id, ids: readonly Id[]): Promise<Id[]> {
  const rows = await rowsOf<{ id: Id }>(ctx, AMONG[kind], [accountId, ids]);
  return rows.map((row) => row.id);
}

/** False when it was marked already. */
export async function insertMark(ctx: Context, mark: Mark, row: { id: Id; accountId: Id; postId: Id }): Promise<boolean> {
  const { rows } = await sql`insert into posts.${sql.raw(mark)} (id, account_id, post_id)
    values (${row.id}, ${row.accountId}, ${row.postId}) on conflict (account_id, post_id) do nothing returning 1`.execute(ctx.db);
  return rows.length > 0;
}

/** False when it was not marked. */
export async function deleteMark(ctx: Context, mark: Mark, accountId: Id, postId: Id): Promise<boolean> {
  const { rows } = await sql`delete from posts.${sql.raw(mark)}
    where account_id = ${accountId} and post_id = ${postId} returning 1`.execute(ctx.db);
  return rows.length > 0;
}

export async function hasMark(ctx: Context, mark: Mark, accountId: Id, postId: Id): Promise<boolean> {
  const { rows } = await sql`select 1 from posts.${sql.raw(mark)} where account_id = ${accountId} and post_id = ${postId}`.execute(ctx.db);
  return rows.length > 0;
}

export async function insertThreadMute(ctx: Context, row: { id: Id; accountId: Id; rootId: Id }): Promise<boolean> {
  const { rows } = await sql`insert into posts.thread_mute (id, account_id, root_id)
    values (${row.id}, ${row.accountId}, ${row.rootId}) on conflict (account_id, root_id) do nothing returning 1`.execute(ctx.db);
  return rows.length > 0;
}

export async function deleteThreadMute(ctx: Context, accountId: Id, rootId: Id): Promise<boolean> {
  const { rows } = await sql`delete from posts.thread_mute
    where account_id = ${accountId} and root_id = ${rootId} returning 1`.execute(ctx.db);
  return rows.length > 0;
}

/** One row of a list: the id of the relation, by which it is paged, and what it leads to. */
export interface Relation {
  readonly id: Id;
  readonly of: Id;
}

const LISTS = {
  /** liking_list */
  likedBy: { table: sql`posts.liking`, by: sql`account_id`, of: sql`post_id`, and: sql`true` },
  /** bookmarking_list */
  bookmarkedBy: { table: sql`posts.bookmarking`, by: sql`account_id`, of: sql`post_id`, and: sql`true` },
  /** liking_post */
  likersOf: { table: sql`posts.liking`, by: sql`post_id`, of: sql`account_id`, and: sql`true` },
  /** post_repost. Reposts to followers only are nobody else's business. */
  repostersOf: { table: sql`posts.post`, by: sql`repost_of_id`, of: sql`author_id`, and: sql`visibility in ('public', 'unlisted')` },
} as const;

export type RelationList = keyof typeof LISTS;

/** A page of relations, newest first. Each rides on the index named above. */
export async function selectRelations(ctx: Context, list: RelationList, of: Id, page: Page): Promise<Relation[]> {
  const { table, by, of: target, and } = LISTS[list];
  const above = page.minId ?? page.sinceId ?? -1;
  const direction = page.minId === undefined ? sql`desc` : sql`asc`;
  const { rows } = await sql<Relation>`select id, ${target} as of from ${table}
    where ${by} = ${of} and ${and} and id < ${page.maxId ?? Number.MAX_SAFE_INTEGER} and id > ${above}
    order by id ${direction} limit ${page.limit}`.execute(ctx.db);
  return page.minId === undefined ? rows : rows.toReversed();
}

/** Lets one transaction at a time pin for an account, so that the limit holds. */
export async function lockPins(ctx: Context, accountId: Id): Promise<void> {
  await rowsOf(ctx, "select pg_advisory_xact_lock(hashtextextended('posts.pin', $1::bigint))", [accountId]);
}

export async function countPins(ctx: Context, accountId: Id): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(ctx, 'select count(*) as count from posts.pin where account_id = $1', [accountId]);
  return row?.count ?? 0;
}

/** The pinned posts of an account, the one pinned last first. */
export async function selectPins(ctx: Context, accountId: Id): Promise<Id[]> {
  const rows = await rowsOf<{ id: Id }>(ctx, 'select post_id as id from posts.pin where account_id = $1 order by id desc', [accountId]);
  return rows.map((row) => row.id);
}
