import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';

/** One post of a thread and what it answers. */
export interface ThreadRow {
  readonly id: Id;
  readonly reply_to_id: Id | null;
}

/**
 * The posts of a thread around one of them, oldest first: at most `limit` older ones, and it and as many newer ones. An answer
 * is always newer than what it answers, so ancestors are among the former and descendants among the latter. Two stretches
 * of one index, post_thread, which holds all that is asked.
 */
export async function selectThread(ctx: Context, rootId: Id, id: Id, limit: number): Promise<ThreadRow[]> {
  const [older, newer] = await Promise.all([
    rowsOf<ThreadRow>(
      ctx,
      `select id, reply_to_id from posts.post where root_id = $1 and repost_of_id is null and id < $2 order by id desc limit $3`,
      [rootId, id, limit],
    ),
    rowsOf<ThreadRow>(
      ctx,
      `select id, reply_to_id from posts.post where root_id = $1 and repost_of_id is null and id >= $2 order by id limit $3`,
      [rootId, id, limit],
    ),
  ]);
  return [...older.reverse(), ...newer];
}
