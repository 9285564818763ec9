import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { json, rowsOf } from '#platform/db/database.ts';
import type { Preference } from '../types.ts';

/** By the primary key. */
export function selectPreferences(ctx: Context, accountIds: readonly Id[]): Promise<(Preference & { account_id: Id })[]> {
  return rowsOf(ctx, 'select account_id, quiet, read_marks as "readMarks", typing, push from chats.preference where account_id = any($1::bigint[])', [accountIds]);
}

export async function upsertPreference(tx: Context, accountId: Id, { quiet, readMarks, typing, push }: Preference): Promise<void> {
  await rowsOf(
    tx,
    `insert into chats.preference (account_id, quiet, read_marks, typing, push) values ($1, $2::jsonb, $3, $4, $5)
     on conflict (account_id) do update set quiet = excluded.quiet, read_marks = excluded.read_marks, typing = excluded.typing, push = excluded.push`,
    [accountId, quiet === null ? null : json(quiet), readMarks, typing, push],
  );
}

/** By the primary key. */
export async function deletePreference(tx: Context, accountId: Id): Promise<void> {
  await rowsOf(tx, 'delete from chats.preference where account_id = $1', [accountId]);
}
