import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { StoredSegment, StoredStretch } from '../types.ts';

interface StretchRow {
  number: number;
  init_bytes: number;
  codecs: string;
  width: number | null;
  height: number | null;
}

interface SegmentRow extends Omit<StoredSegment, 'shownAt'> {
  shown_at: Date;
}

const SEGMENT = 'msn, stretch, at, bytes, starts, duration, shown_at, independent';
const segmentOf = ({ shown_at: shownAt, ...row }: SegmentRow): StoredSegment => ({ ...row, shownAt });

/** By the primary key. */
export async function selectStretches(ctx: Context, id: Id): Promise<StoredStretch[]> {
  const rows = await rowsOf<StretchRow>(ctx, 'select number, init_bytes, codecs, width, height from video.stretch where broadcast_id = $1 order by number', [id]);
  return rows.map((row) => ({
    number: row.number, initBytes: row.init_bytes, codecs: row.codecs, width: row.width ?? undefined, height: row.height ?? undefined,
  }));
}

/** All of them, in order: some 1,800 an hour. By the primary key. */
export async function selectSegments(ctx: Context, id: Id): Promise<StoredSegment[]> {
  return (await rowsOf<SegmentRow>(ctx, `select ${SEGMENT} from video.segment where broadcast_id = $1 order by msn`, [id])).map(segmentOf);
}

/** By the primary key. */
export async function selectSegment(ctx: Context, id: Id, msn: number): Promise<StoredSegment | undefined> {
  const [row] = await rowsOf<SegmentRow>(ctx, `select ${SEGMENT} from video.segment where broadcast_id = $1 and msn = $2`, [id, msn]);
  return row && segmentOf(row);
}

/** Of what a stretch is, with the size of the picture at the broadcast itself. */
export async function insertStretch(tx: Context, id: Id, stretch: StoredStretch): Promise<void> {
  const { number, initBytes, codecs, width, height } = stretch;
  await rowsOf(
    tx,
    'insert into video.stretch (broadcast_id, number, init_bytes, codecs, width, height) values ($1, $2, $3, $4, $5, $6)',
    [id, number, initBytes, codecs, width ?? null, height ?? null],
  );
}

export async function insertSegment(tx: Context, id: Id, segment: StoredSegment): Promise<void> {
  const { msn, stretch, at, bytes, starts, duration, shownAt, independent } = segment;
  await rowsOf(
    tx,
    `insert into video.segment (broadcast_id, msn, stretch, at, bytes, starts, duration, shown_at, independent) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [id, msn, stretch, at, bytes, starts, duration, shownAt, independent],
  );
}

/** How far it has come: milliseconds, and bytes kept; the size of the picture where there is one. */
export async function updateProgress(tx: Context, id: Id, progress: { durationMs: number; bytes: number; width?: number | undefined; height?: number | undefined }): Promise<void> {
  await rowsOf(
    tx,
    `update video.broadcast set duration_ms = $2, bytes = bytes + $3, width = coalesce($4, width), height = coalesce($5, height), has_video = coalesce($4, width) is not null where id = $1`,
    [id, Math.round(progress.durationMs), progress.bytes, progress.width ?? null, progress.height ?? null],
  );
}
