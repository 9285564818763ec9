import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';

export interface FeaturedTagRow {
  id: Id;
  key: string;
  /** Public and unlisted posts with it. */
  uses: number;
  lastAt: Date | null;
}

const TAGGED = "repost_of_id is null and tag_keys <> '{}' and visibility in ('public', 'unlisted')";

/**
 * The tags that an account features, the first one first, or one of them; how often and when last it used them is counted over
 * all its posts with a tag. By featured_tag_once and post_with_tags.
 */
export function selectFeaturedTags(ctx: Context, accountId: Id, key?: string): Promise<FeaturedTagRow[]> {
  return rowsOf(
    ctx,
    `select f.id, f.tag_key as key, coalesce(used.uses, 0) as uses, used.last_at as "lastAt"
     from posts.featured_tag f left join (
       select key, count(*) as uses, max(created_at) as last_at from posts.post, unnest(tag_keys) as key
       where author_id = $1 and ${TAGGED} group by key) as used on used.key = f.tag_key
     where f.account_id = $1 and ($2::text is null or f.tag_key = $2) order by f.id`,
    [accountId, key ?? null],
  );
}

/** Which of these tags an account features. By featured_tag_once. */
export async function selectFeaturedAmong(ctx: Context, accountId: Id, keys: readonly string[]): Promise<string[]> {
  const text = 'select tag_key as key from posts.featured_tag where account_id = $1 and tag_key = any($2::text[])';
  return (await rowsOf<{ key: string }>(ctx, text, [accountId, keys])).map(({ key }) => key);
}

/** The tags that an account used most in its latest so many posts with a tag, those that it features left out. By post_with_tags. */
export async function selectUsedTags(ctx: Context, accountId: Id, bounds: { posts: number; limit: number }): Promise<string[]> {
  const rows = await rowsOf<{ key: string }>(
    ctx,
    `select key from (select tag_keys from posts.post where author_id = $1 and ${TAGGED} order by id desc limit $2) as latest,
       unnest(tag_keys) as key
     where key not in (select tag_key from posts.featured_tag where account_id = $1)
     group by key order by count(*) desc, key limit $3`,
    [accountId, bounds.posts, bounds.limit],
  );
  return rows.map(({ key }) => key);
}

/** Lets one transaction at a time feature for an account, so that the limit holds. */
export async function lockFeatured(tx: Context, accountId: Id): Promise<void> {
  await rowsOf(tx, "select pg_advisory_xact_lock(hashtextextended('posts.featured_tag', $1::bigint))", [accountId]);
}

export async function countFeatured(tx: Context, accountId: Id): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(tx, 'select count(*) as count from posts.featured_tag where account_id = $1', [accountId]);
  return row?.count ?? 0;
}

/** Whether it is new. */
export async function insertFeatured(tx: Context, row: { id: Id; accountId: Id; key: string }): Promise<boolean> {
  const text = 'insert into posts.featured_tag (id, account_id, tag_key) values ($1, $2, $3) on conflict do nothing returning id';
  return (await rowsOf(tx, text, [row.id, row.accountId, row.key])).length > 0;
}

/** By its id or by its tag. @returns whether the account had it */
export async function deleteFeatured(tx: Context, accountId: Id, which: { id: Id } | { key: string }): Promise<boolean> {
  const [column, value] = 'id' in which ? ['id', which.id] : ['tag_key', which.key];
  return (await rowsOf(tx, `delete from posts.featured_tag where account_id = $1 and ${column} = $2 returning id`, [accountId, value])).length > 0;
}
