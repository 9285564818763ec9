import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';

/** Which posts wait: those above the first id, up to the second. */
export interface Progress {
  readonly above: Id;
  readonly until: Id;
}

/** Held until the transaction ends. Undefined: nothing waits. */
export async function lockProgress(tx: Context): Promise<Progress | undefined> {
  const [row] = await rowsOf<{ above: Id; until: Id | null }>(tx, 'select above, until from receipts.earlier for update');
  return row?.until == null ? undefined : { above: row.above, until: row.until };
}

/** @param above null: all were told */
export async function updateProgress(tx: Context, above: Id | null): Promise<void> {
  await rowsOf(tx, above === null ? 'update receipts.earlier set until = null' : 'update receipts.earlier set above = $1', above === null ? [] : [above]);
}

/** By the primary key of posts. */
export function selectEarlier(tx: Context, { above, until }: Progress, limit: number): Promise<{ id: Id; author_id: Id; visibility: string }[]> {
  return rowsOf(tx, 'select id, author_id, visibility from posts.post where id > $1 and id <= $2 order by id limit $3', [above, until, limit]);
}
