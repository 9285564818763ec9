import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { CaptionRow } from '../schema.ts';
import type { Caption, Cue } from '../types.ts';

const captionOf = (row: CaptionRow): Caption => ({
  id: row.id, broadcastId: row.broadcast_id, writerId: row.writer_id ?? undefined, language: row.language, label: row.label, live: row.live,
});

/** By caption_by_broadcast, oldest first. */
export async function selectCaptionsOf(ctx: Context, broadcastIds: readonly Id[]): Promise<Caption[]> {
  const rows = await rowsOf<CaptionRow>(
    ctx, 'select id, broadcast_id, writer_id, language, label, live from video.caption where broadcast_id = any($1::bigint[]) order by id', [broadcastIds],
  );
  return rows.map(captionOf);
}

/** By the primary key. */
export async function selectCaption(ctx: Context, id: Id): Promise<Caption | undefined> {
  const [row] = await rowsOf<CaptionRow>(ctx, 'select id, broadcast_id, writer_id, language, label, live from video.caption where id = $1', [id]);
  return row && captionOf(row);
}

export async function insertCaption(tx: Context, caption: Caption): Promise<void> {
  const { id, broadcastId, writerId, language, label, live } = caption;
  await rowsOf(
    tx,
    'insert into video.caption (id, broadcast_id, writer_id, language, label, live, created_at) values ($1, $2, $3, $4, $5, $6, $7)',
    [id, broadcastId, writerId ?? null, language, label, live, tx.now()],
  );
}

/** Its lines go with it. */
export async function deleteCaption(tx: Context, id: Id): Promise<void> {
  await rowsOf(tx, 'delete from video.caption where id = $1', [id]);
}

/** All lines in their order, by cue_by_time. */
export async function selectCues(ctx: Context, captionId: Id): Promise<Cue[]> {
  return rowsOf<Cue>(
    ctx, 'select id, starts_ms as "startsMs", ends_ms as "endsMs", text from video.cue where caption_id = $1 order by starts_ms, id', [captionId],
  );
}

/** By cue_by_time. */
export async function selectCueCount(ctx: Context, captionId: Id): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(ctx, 'select count(*) as count from video.cue where caption_id = $1', [captionId]);
  return row?.count ?? 0;
}

export async function insertCues(tx: Context, captionId: Id, cues: readonly Cue[]): Promise<void> {
  await rowsOf(
    tx,
    `insert into video.cue (id, caption_id, starts_ms, ends_ms, text)
     select id, $1, starts, ends, line from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::text[]) as given (id, starts, ends, line)`,
    [captionId, cues.map(({ id }) => id), cues.map(({ startsMs }) => startsMs), cues.map(({ endsMs }) => endsMs), cues.map(({ text }) => text)],
  );
}
