import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { PostFacts } from '../types.ts';

/** Some of what an account wrote or passed on, newest first. Rides on post_author. */
export async function selectWritings(
  ctx: Context,
  authorId: Id,
  below: Id,
  limit: number,
): Promise<Pick<PostFacts, 'id' | 'authorId' | 'repostOfId'>[]> {
  const rows = await rowsOf<{ id: Id; repost_of_id: Id | null }>(
    ctx,
    'select id, repost_of_id from posts.post where author_id = $1 and id < $2 order by id desc limit $3',
    [authorId, below, limit],
  );
  return rows.map((row) => ({ id: row.id, authorId, repostOfId: row.repost_of_id ?? undefined }));
}

/** Some of the posts of a group. Rides on post_group. */
export function selectOfGroup(ctx: Context, groupId: Id, limit: number): Promise<Pick<PostFacts, 'id' | 'authorId' | 'repostOfId'>[]> {
  return rowsOf(ctx, 'select id, author_id as "authorId" from posts.post where group_id = $1 order by id desc limit $2', [groupId, limit]);
}

/** Those of these groups that have posts. Rides on post_group. */
export async function selectGroupsWithPosts(ctx: Context, groupIds: readonly Id[]): Promise<Id[]> {
  const rows = await rowsOf<{ id: Id }>(ctx, 'select id from unnest($1::bigint[]) as g (id) where exists (select from posts.post where group_id = g.id)', [groupIds]);
  return rows.map(({ id }) => id);
}

/** Some of the posts that an account likes, newest first. Rides on liking_once. */
export function selectLikesOf(ctx: Context, accountId: Id, below: Id, limit: number): Promise<Pick<PostFacts, 'id' | 'authorId'>[]> {
  return rowsOf(
    ctx,
    `select p.id, p.author_id as "authorId" from posts.liking l join posts.post p on p.id = l.post_id
    where l.account_id = $1 and l.post_id < $2 order by l.post_id desc limit $3`,
    [accountId, below, limit],
  );
}

/** Whatever an account keeps for itself. Rides on …_once and the primary key of posts.idempotency. */
export async function deleteMarksOf(ctx: Context, accountId: Id): Promise<void> {
  await rowsOf(ctx, 'delete from posts.bookmarking where account_id = $1', [accountId]);
  await rowsOf(ctx, 'delete from posts.pin where account_id = $1', [accountId]);
  await rowsOf(ctx, 'delete from posts.featured_tag where account_id = $1', [accountId]);
  await rowsOf(ctx, 'delete from posts.thread_mute where account_id = $1', [accountId]);
  await rowsOf(ctx, 'delete from posts.idempotency where account_id = $1', [accountId]);
  await rowsOf(ctx, 'delete from posts.scheduled where account_id = $1', [accountId]);
}
