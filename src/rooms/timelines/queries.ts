/** Which posts are in which list, as PostgreSQL knows it: what the logs are filled from, and what lies below them. */

import type { Id } from '#kit/ids.ts';
import type { Page } from '#kit/pages.ts';
import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';

/** The parts of a page in SQL: `$1` below, `$2` above, `$3` how many; newest first, or oldest first after `min_id`. */
function cut(page: Page): { order: 'asc' | 'desc' } {
  return { order: page.minId === undefined ? 'desc' : 'asc' };
}

/** A post above could be seen before one that comes earlier and commits later: the reader's cursor would pass over that one. */
function settledBelow(ctx: Context): Id {
  return houseOf(ctx).outbox.settledBelow;
}

async function selectIds(ctx: Context, page: Page, text: string, more: unknown[]): Promise<Id[]> {
  const below = Math.min(page.maxId ?? Number.MAX_SAFE_INTEGER, settledBelow(ctx));
  const rows = await rowsOf<{ id: Id }>(ctx, text, [below, page.minId ?? page.sinceId ?? 0, page.limit, ...more]);
  const ids = rows.map((row) => row.id);
  return page.minId === undefined ? ids : ids.reverse();
}

/** Each author's newest posts, direct ones and those to groups left out. Index post_author, one probe for each author. */
export async function selectAuthorLogs(ctx: Context, authorIds: readonly Id[], limit: number): Promise<{ author: Id; id: Id }[]> {
  return rowsOf(
    ctx,
    `select a.id as author, p.id from unnest($1::bigint[]) as a(id) cross join lateral (
       select id from posts.post where author_id = a.id and visibility not in ('direct', 'group') and id < $3 order by id desc limit $2) p`,
    [authorIds, limit, settledBelow(ctx)],
  );
}

/** Posts of many authors as one list. Index post_author. */
export function selectByAuthors(ctx: Context, authorIds: ArrayLike<Id>, page: Page): Promise<Id[]> {
  const { order } = cut(page);
  return selectIds(
    ctx,
    page,
    `select p.id from unnest($4::bigint[]) as a(id) cross join lateral (
       select id from posts.post where author_id = a.id and visibility not in ('direct', 'group') and id < $1 and id > $2 order by id ${order} limit $3) p
     order by p.id ${order} limit $3`,
    [Array.from(authorIds)],
  );
}

/** Each author's newest posts to groups. Index post_grouped, one probe for each author. */
export async function selectGroupedLogs(ctx: Context, authorIds: readonly Id[], limit: number): Promise<{ author: Id; id: Id }[]> {
  return rowsOf(
    ctx,
    `select a.id as author, p.id from unnest($1::bigint[]) as a(id) cross join lateral (
       select id from posts.post where author_id = a.id and group_id is not null and id < $3 order by id desc limit $2) p`,
    [authorIds, limit, settledBelow(ctx)],
  );
}

/** Posts of many authors to groups, as one list. Index post_grouped. */
export function selectGrouped(ctx: Context, authorIds: readonly Id[], page: Page): Promise<Id[]> {
  const { order } = cut(page);
  return selectIds(
    ctx,
    page,
    `select p.id from unnest($4::bigint[]) as a(id) cross join lateral (
       select id from posts.post where author_id = a.id and group_id is not null and id < $1 and id > $2 order by id ${order} limit $3) p
     order by p.id ${order} limit $3`,
    [authorIds],
  );
}

/** Posts to one group. Index post_group. */
export function selectOfGroup(ctx: Context, groupId: Id, page: Page): Promise<Id[]> {
  const { order } = cut(page);
  return selectIds(ctx, page, `select id from posts.post where group_id = $4 and id < $1 and id > $2 order by id ${order} limit $3`, [groupId]);
}

/** Direct posts that an account wrote or is named in. Primary key of posts.mention, index post_author. */
export function selectDirect(ctx: Context, accountId: Id, page: Page): Promise<Id[]> {
  const { order } = cut(page);
  return selectIds(
    ctx,
    page,
    `select id from (
       (select p.id from posts.mention m join posts.post p on p.id = m.post_id and p.visibility = 'direct'
        where m.account_id = $4 and m.post_id < $1 and m.post_id > $2 order by m.post_id ${order} limit $3)
       union
       (select id from posts.post where author_id = $4 and visibility = 'direct' and id < $1 and id > $2 order by id ${order} limit $3)
     ) either order by id ${order} limit $3`,
    [accountId],
  );
}

/** Public posts that answer nobody else. Index post_public. */
export function selectPublic(ctx: Context, page: Page): Promise<Id[]> {
  const { order } = cut(page);
  return selectIds(
    ctx,
    page,
    `select id from posts.post where visibility = 'public' and repost_of_id is null
       and (reply_to_id is null or reply_to_author_id = author_id) and id < $1 and id > $2 order by id ${order} limit $3`,
    [],
  );
}

/** Posts with any of these tags, whoever may see them. Primary key of posts.tagging, one probe for each tag. */
export function selectTagged(ctx: Context, tagKeys: readonly string[], page: Page): Promise<Id[]> {
  const { order } = cut(page);
  return selectIds(
    ctx,
    page,
    `select distinct t.post_id as id from unnest($4::text[]) as tag(key) cross join lateral (
       select post_id from posts.tagging where tag_key = tag.key and post_id < $1 and post_id > $2 order by post_id ${order} limit $3) t
     order by id ${order} limit $3`,
    [tagKeys],
  );
}

/** The same lists, of posts with attachments only. Index post_public_media. */
export function selectPublicMedia(ctx: Context, page: Page): Promise<Id[]> {
  const { order } = cut(page);
  return selectIds(
    ctx,
    page,
    `select id from posts.post where visibility = 'public' and repost_of_id is null and media_ids <> '{}'
       and (reply_to_id is null or reply_to_author_id = author_id) and id < $1 and id > $2 order by id ${order} limit $3`,
    [],
  );
}

/** Index post_author_media. */
export function selectAuthorMedia(ctx: Context, authorId: Id, page: Page): Promise<Id[]> {
  const { order } = cut(page);
  return selectIds(
    ctx,
    page,
    `select id from posts.post where author_id = $4 and media_ids <> '{}' and id < $1 and id > $2 order by id ${order} limit $3`,
    [authorId],
  );
}

/** Posts with any of these tags. Primary keys of posts.tagging and posts.post. */
export function selectTaggedMedia(ctx: Context, tagKeys: readonly string[], page: Page): Promise<Id[]> {
  const { order } = cut(page);
  return selectIds(
    ctx,
    page,
    `select distinct t.post_id as id from posts.tagging t join posts.post p on p.id = t.post_id and p.media_ids <> '{}'
     where t.tag_key = any($4::text[]) and t.post_id < $1 and t.post_id > $2 order by id ${order} limit $3`,
    [tagKeys],
  );
}

/**
 * Public posts that name an address, by authors who want to be found. By post_link; a post names one such address at most.
 * @param url as #links writes it
 */
export function selectLinked(ctx: Context, url: string, page: Page): Promise<Id[]> {
  const { order } = cut(page);
  return selectIds(
    ctx,
    page,
    `select p.id from posts.post p join accounts.account a on a.id = p.author_id and a.discoverable
     where md5(p.link_url) = md5($4) and p.link_url = $4 and p.visibility = 'public' and p.repost_of_id is null
       and p.id < $1 and p.id > $2 order by p.id ${order} limit $3`,
    [url],
  );
}
