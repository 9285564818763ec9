import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { PostRow, PostTable } from '../schema.ts';
import type { Counts, Wording } from '../types.ts';

const COLUMNS = `id, author_id, visibility, html, spoiler, sensitive, language, reply_to_id, reply_to_author_id, root_id,
  repost_of_id, repost_of_author_id, quoted_id, quoted_author_id, quote_state, quote_policy, mentioned_ids, tag_keys, link_url,
  app_name, app_website, created_at, edited_at, replies_count, reposts_count, likes_count, quotes_count, has_poll,
  media_ids, group_id`;
const COUNTS = 'replies_count as replies, reposts_count as reposts, likes_count as likes, quotes_count as quotes';

/** By primary key, in no order. */
export function selectPosts(ctx: Context, ids: readonly Id[]): Promise<PostRow[]> {
  return rowsOf(ctx, `select ${COLUMNS} from posts.post where id = any($1::bigint[])`, [ids]);
}

/** The whole post, kept from being changed or deleted by others until the transaction ends. */
export async function selectPostForChange(ctx: Context, id: Id): Promise<PostTable | undefined> {
  const [row] = await rowsOf<PostTable>(ctx, `select ${COLUMNS}, text from posts.post where id = $1 for update`, [id]);
  return row;
}

export async function selectText(ctx: Context, id: Id): Promise<{ text: string; spoiler: string } | undefined> {
  const [row] = await rowsOf<{ text: string; spoiler: string }>(ctx, 'select text, spoiler from posts.post where id = $1', [id]);
  return row;
}

export async function insertPost(ctx: Context, post: PostTable): Promise<void> {
  await rowsOf(
    ctx,
    `insert into posts.post (id, author_id, visibility, text, html, spoiler, sensitive, language, reply_to_id, reply_to_author_id,
      root_id, repost_of_id, repost_of_author_id, mentioned_ids, tag_keys, link_url, app_name, app_website, created_at, has_poll,
      quoted_id, quoted_author_id, quote_state, quote_policy, media_ids, group_id)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)`,
    [
      post.id, post.author_id, post.visibility, post.text, post.html, post.spoiler, post.sensitive, post.language,
      post.reply_to_id, post.reply_to_author_id, post.root_id, post.repost_of_id, post.repost_of_author_id,
      post.mentioned_ids, post.tag_keys, post.link_url, post.app_name, post.app_website, post.created_at, post.has_poll,
      post.quoted_id, post.quoted_author_id, post.quote_state, post.quote_policy, post.media_ids, post.group_id,
    ],
  );
}

/** Those of the ids that a post has, by the primary key. */
export async function selectTakenIds(ctx: Context, ids: readonly Id[]): Promise<Id[]> {
  const rows = await rowsOf<{ id: Id }>(ctx, 'select id from posts.post where id = any($1)', [ids]);
  return rows.map(({ id }) => id);
}

export async function updatePost(ctx: Context, post: PostTable): Promise<void> {
  await rowsOf(
    ctx,
    `update posts.post set text = $2, html = $3, spoiler = $4, sensitive = $5, language = $6, mentioned_ids = $7, tag_keys = $8,
      edited_at = $9, link_url = $10, has_poll = $11, media_ids = $12 where id = $1`,
    [
      post.id, post.text, post.html, post.spoiler, post.sensitive, post.language, post.mentioned_ids, post.tag_keys, post.edited_at,
      post.link_url, post.has_poll, post.media_ids,
    ],
  );
}

/** What a wording said besides its text. */
export interface Said {
  readonly titles: readonly string[] | undefined;
  readonly mediaDescriptions: readonly string[];
}

/** Keeps the wording that an edit replaces, with the options of its poll and what was said of its attachments. */
export async function insertEdit(ctx: Context, id: Id, old: PostTable, { titles, mediaDescriptions }: Said): Promise<void> {
  await rowsOf(
    ctx,
    `insert into posts.edit (id, post_id, text, html, spoiler, sensitive, language, created_at, poll_titles,
      media_ids, media_descriptions)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [id, old.id, old.text, old.html, old.spoiler, old.sensitive, old.language, old.edited_at ?? old.created_at, titles ?? null, old.media_ids, mediaDescriptions],
  );
}

/** Every wording of a post, oldest first, the present one last. Rides on edit_post. */
export function selectWordings(ctx: Context, id: Id): Promise<Wording[]> {
  return rowsOf(
    ctx,
    `(select text, html, spoiler, sensitive, created_at as "createdAt", poll_titles as titles, media_ids as "mediaIds",
      media_descriptions as "mediaDescriptions" from posts.edit where post_id = $1 order by id)
    union all
    select text, html, spoiler, sensitive, coalesce(edited_at, created_at), (select titles from posts.poll where post_id = $1), media_ids, '{}'
    from posts.post where id = $1`,
    [id],
  );
}

/** Edits, likes, bookmarks and pins go with it by their foreign keys. */
export async function deletePost(ctx: Context, post: PostRow): Promise<void> {
  await Promise.all([
    rowsOf(ctx, 'delete from posts.post where id = $1', [post.id]),
    rowsOf(ctx, 'delete from posts.tagging where post_id = $1 and tag_key = any($2::text[])', [post.id, post.tag_keys]),
    rowsOf(ctx, 'delete from posts.mention where post_id = $1 and account_id = any($2::bigint[])', [post.id, post.mentioned_ids]),
    rowsOf(ctx, 'delete from posts.idempotency where post_id = $1', [post.id]),
    rowsOf(
      ctx,
      `delete from posts.thread_mute where root_id = $1
        and not exists (select 1 from posts.post where root_id = $1 and repost_of_id is null)`,
      [post.root_id],
    ),
  ]);
}

/** Some of the reposts of a post, gone. Rides on post_repost. */
export function deleteReposts(ctx: Context, originalId: Id, limit: number): Promise<PostRow[]> {
  return rowsOf(
    ctx,
    `delete from posts.post where id in (
      select id from posts.post where repost_of_id = $1 order by author_id limit $2 for update
    ) returning ${COLUMNS}`,
    [originalId, limit],
  );
}

/** Rides on post_repost. */
export async function selectRepost(ctx: Context, originalId: Id, authorId: Id): Promise<PostRow | undefined> {
  const [row] = await rowsOf<PostRow>(
    ctx,
    `select ${COLUMNS} from posts.post where repost_of_id = $1 and author_id = $2`,
    [originalId, authorId],
  );
  return row;
}

/** @returns undefined when the post is gone */
export async function updateCounts(
  ctx: Context,
  id: Id,
  by: Partial<Counts>,
): Promise<Counts | undefined> {
  const [row] = await rowsOf<Counts>(
    ctx,
    `update posts.post set replies_count = replies_count + $2, reposts_count = reposts_count + $3, likes_count = likes_count + $4,
      quotes_count = quotes_count + $5 where id = $1 returning ${COUNTS}`,
    [id, by.replies ?? 0, by.reposts ?? 0, by.likes ?? 0, by.quotes ?? 0],
  );
  return row;
}

/** Takes the post's row for this transaction; false when it is gone. */
export async function lockPost(ctx: Context, id: Id): Promise<boolean> {
  const rows = await rowsOf(ctx, 'select 1 from posts.post where id = $1 for no key update', [id]);
  return rows.length > 0;
}

/** Keys in one order everywhere, so that two posts with the same new tags do not wait for each other in a ring. */
export async function insertTags(ctx: Context, tags: readonly { key: string; name: string }[]): Promise<void> {
  const sorted = tags.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  await rowsOf(
    ctx,
    'insert into posts.tag (key, name) select * from unnest($1::text[], $2::text[]) on conflict (key) do nothing',
    [sorted.map((tag) => tag.key), sorted.map((tag) => tag.name)],
  );
}

export async function insertTaggings(ctx: Context, postId: Id, keys: readonly string[]): Promise<void> {
  await rowsOf(ctx, 'insert into posts.tagging (tag_key, post_id) select unnest($2::text[]), $1 on conflict do nothing', [postId, keys]);
}

export async function insertMentions(ctx: Context, postId: Id, accountIds: readonly Id[]): Promise<void> {
  await rowsOf(ctx, 'insert into posts.mention (account_id, post_id) select unnest($2::bigint[]), $1 on conflict do nothing', [postId, accountIds]);
}

/** Makes the index rows of a post agree with its row after an edit. */
export async function deleteNamesBut(ctx: Context, post: PostTable, old: PostTable): Promise<void> {
  const tags = old.tag_keys.filter((key) => !post.tag_keys.includes(key));
  const people = old.mentioned_ids.filter((id) => !post.mentioned_ids.includes(id));
  await Promise.all([
    tags.length > 0 && rowsOf(ctx, 'delete from posts.tagging where post_id = $1 and tag_key = any($2::text[])', [post.id, tags]),
    people.length > 0 && rowsOf(ctx, 'delete from posts.mention where post_id = $1 and account_id = any($2::bigint[])', [post.id, people]),
  ]);
}

/** How many posts everybody may read, reposts not counted. An index-only pass over post_author. */
export async function selectOpenCount(ctx: Context): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(
    ctx,
    "select count(*) as count from posts.post where visibility in ('public', 'unlisted') and repost_of_id is null",
    [],
  );
  return row?.count ?? 0;
}

/** Those of these addresses that some post names. By post_link. */
export async function selectNamedLinks(ctx: Context, urls: readonly string[]): Promise<string[]> {
  const rows = await rowsOf<{ url: string }>(
    ctx,
    `select url from unnest($1::text[]) as asked (url)
    where exists (select 1 from posts.post where md5(link_url) = md5(asked.url) and link_url = asked.url)`,
    [urls],
  );
  return rows.map((row) => row.url);
}

/** What was written with ids from one up to another: open posts, and by how many accounts anything. A stretch of the primary key. */
export async function selectWritten(ctx: Context, from: Id, below: Id): Promise<{ posts: number; authors: number }> {
  const [row] = await rowsOf<{ posts: number; authors: number }>(
    ctx,
    `select count(*) filter (where visibility in ('public', 'unlisted') and repost_of_id is null) as posts, count(distinct author_id) as authors
     from posts.post where id >= $1 and id < $2`,
    [from, below],
  );
  return row ?? { posts: 0, authors: 0 };
}
