import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { MarkedList, Marker, Place } from '../types.ts';

interface MarkerRow {
  list: MarkedList;
  last_read_id: Id;
  version: number;
  updated_at: Date;
}

const markerOf = (row: MarkerRow): Marker => ({
  list: row.list, lastReadId: row.last_read_id, version: row.version, updatedAt: row.updated_at,
});

/** By the primary key. */
export async function selectMarkers(ctx: Context, accountId: Id, lists: readonly MarkedList[]): Promise<Marker[]> {
  const rows = await rowsOf<MarkerRow>(
    ctx,
    'select list, last_read_id, version, updated_at from notifications.marker where account_id = $1 and list = any($2)',
    [accountId, lists],
  );
  return rows.map(markerOf);
}

/**
 * By the primary key; two writers at once both count, the later one stays. With `version`: only over that version of it.
 * @returns undefined when the marker has another version
 */
export async function upsertMarker(ctx: Context, accountId: Id, { list, lastReadId, version }: Place): Promise<Marker | undefined> {
  const [row] = await rowsOf<MarkerRow>(
    ctx,
    `insert into notifications.marker (account_id, list, last_read_id, version, updated_at)
     select $1, $2, $3, 1, $4 where coalesce($5::int, 0) = 0
       or exists (select from notifications.marker where account_id = $1 and list = $2)
     on conflict (account_id, list) do update set
       last_read_id = excluded.last_read_id, version = marker.version + 1, updated_at = excluded.updated_at
       where $5::int is null or marker.version = $5
     returning list, last_read_id, version, updated_at`,
    [accountId, list, lastReadId, ctx.now(), version ?? null],
  );
  return row && markerOf(row);
}
