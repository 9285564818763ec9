import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';

/** Questions that stand, of those asked until a moment. By question_room. */
export async function selectQuestionCount(ctx: Context, roomId: Id, until: Date | undefined): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(
    ctx,
    "select count(*) as count from live.question where room_id = $1 and state <> 'withdrawn' and ($2::timestamptz is null or created_at <= $2)",
    [roomId, until ?? null],
  );
  return row?.count ?? 0;
}
