import { sql } from 'kysely';
import type { Id } from '#kit/ids.ts';
import type { Page } from '#kit/pages.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { FollowedTag } from '../types.ts';

/** Whether it is new. By the primary key. */
export async function insertTagFollow(tx: Context, row: { id: Id; accountId: Id; key: string }): Promise<boolean> {
  const text = 'insert into accounts.tag_follow (id, account_id, tag_key) values ($1, $2, $3) on conflict do nothing returning id';
  return (await rowsOf(tx, text, [row.id, row.accountId, row.key])).length > 0;
}

export async function deleteTagFollow(tx: Context, accountId: Id, key: string): Promise<boolean> {
  const text = 'delete from accounts.tag_follow where account_id = $1 and tag_key = $2 returning id';
  return (await rowsOf(tx, text, [accountId, key])).length > 0;
}

export async function countTagFollows(tx: Context, accountId: Id): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(tx, 'select count(*) as count from accounts.tag_follow where account_id = $1', [accountId]);
  return row?.count ?? 0;
}

/** One page, the latest follow first. By tag_follow_by_account. */
export async function selectTagFollows(ctx: Context, accountId: Id, page: Page): Promise<FollowedTag[]> {
  const above = page.minId ?? page.sinceId ?? 0;
  const direction = page.minId === undefined ? sql`desc` : sql`asc`;
  const { rows } = await sql<FollowedTag>`select id, tag_key as key from accounts.tag_follow where account_id = ${accountId}
    and id < ${page.maxId ?? Number.MAX_SAFE_INTEGER} and id > ${above} order by id ${direction} limit ${page.limit}`.execute(ctx.db);
  return page.minId === undefined ? rows : rows.toReversed();
}

export async function deleteTagFollowsOf(tx: Context, accountId: Id): Promise<void> {
  await rowsOf(tx, 'delete from accounts.tag_follow where account_id = $1', [accountId]);
}
