import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { Counts } from '../types.ts';

export type CountsThen = Pick<Counts, 'replies' | 'reposts' | 'likes'> & { readonly id: Id };

/** What was counted of posts before an id was given out. By liking_post, post_repost and post_thread. */
export function selectCountsBefore(ctx: Context, ids: readonly Id[], before: Id): Promise<CountsThen[]> {
  return rowsOf(
    ctx,
    `select p.id,
       (select count(*)::int from posts.liking l where l.post_id = p.id and l.id < $2) as likes,
       (select count(*)::int from posts.post r where r.repost_of_id = p.id and r.id < $2) as reposts,
       (select count(*)::int from posts.post r where r.root_id = p.root_id and r.repost_of_id is null and r.reply_to_id = p.id and r.id < $2
          and r.visibility in ('public', 'unlisted')) as replies
     from posts.post p where p.id = any($1::bigint[])`,
    [ids, before],
  );
}
