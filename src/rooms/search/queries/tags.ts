import type { ReadableAccounts } from '#accounts';
import type { Context } from '#platform/context.ts';
import { tablesOf } from '#platform/db/database.ts';
import type { ReadablePosts } from '#posts';
import { sql } from 'kysely';

/**
 * Tags that begin like this and that somebody has said publicly, by their names; by tag_beginning, the primary keys of tagging
 * and post.
 */
export async function selectTags(ctx: Context, beginning: string, limit: number): Promise<string[]> {
  const key = sql<string>`t.key collate "C"`;
  const rows = await tablesOf<ReadableAccounts & ReadablePosts>(ctx)
    .selectFrom('posts.tag as t')
    .select('t.key')
    .where(key, '>=', beginning)
    .where(key, '<', `${beginning}\u{10ffff}`)
    .where(({ exists, selectFrom }) => exists(
      selectFrom('posts.tagging as g')
        .innerJoin('posts.post as p', 'p.id', 'g.post_id')
        .innerJoin('accounts.account as a', 'a.id', 'p.author_id')
        .select('p.id')
        .whereRef('g.tag_key', '=', 't.key')
        .where('p.visibility', '=', 'public')
        .where('a.standing', 'in', ['active', 'disabled']),
    ))
    .orderBy(key)
    .limit(limit)
    .execute();
  return rows.map((row) => row.key);
}
