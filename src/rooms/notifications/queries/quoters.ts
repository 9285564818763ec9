import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';

/** Told of one edit at most; a post that more people quote is news without us. */
const MOST = 10_000;

/** Who quotes a post. By post_quotes. */
export async function selectQuoters(ctx: Context, postId: Id): Promise<Id[]> {
  const rows = await rowsOf<{ author_id: Id }>(
    ctx, "select distinct author_id from posts.post where quoted_id = $1 and quote_state = 'accepted' limit $2", [postId, MOST],
  );
  return rows.map((row) => row.author_id);
}
