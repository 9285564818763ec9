import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';

interface TagDayRow {
  key: string;
  day: number;
  uses: number;
  accounts: number;
}

/** How often a tag was said publicly on each day (of ids) from one id on, and by how many. By tagging's and post's primary keys. */
export function selectTagDays(ctx: Context, keys: readonly string[], from: Id, day: number): Promise<TagDayRow[]> {
  return rowsOf(
    ctx,
    `select t.tag_key as key, p.id / $3::bigint as day, count(*) as uses, count(distinct p.author_id) as accounts
     from posts.tagging t join posts.post p on p.id = t.post_id
     where t.tag_key = any($1::text[]) and t.post_id >= $2 and p.visibility = 'public' group by 1, 2`,
    [keys, from, day],
  );
}
