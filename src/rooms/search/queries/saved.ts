import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { SavedSearch } from '../types.ts';

/** By primary key. */
export async function selectSaved(ctx: Context, accountId: Id): Promise<readonly SavedSearch[]> {
  const [row] = await rowsOf<{ searches: SavedSearch[] }>(ctx, 'select searches from search.saved where account_id = $1', [accountId]);
  return row?.searches ?? [];
}

/** One change of an account's searches at a time. Until the transaction ends. */
export async function lockSaved(tx: Context, accountId: Id): Promise<void> {
  await rowsOf(tx, "select pg_advisory_xact_lock(hashtextextended('search.saved', $1::bigint))", [accountId]);
}

export async function upsertSaved(tx: Context, accountId: Id, searches: readonly SavedSearch[]): Promise<void> {
  await rowsOf(
    tx,
    'insert into search.saved (account_id, searches) values ($1, $2::jsonb) on conflict (account_id) do update set searches = excluded.searches',
    [accountId, JSON.stringify(searches)],
  );
}

export async function deleteSaved(ctx: Context, accountId: Id): Promise<void> {
  await rowsOf(ctx, 'delete from search.saved where account_id = $1', [accountId]);
}
