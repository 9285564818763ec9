import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { BroadcastRow } from '../schema.ts';
import type { Addresses, Broadcast, IngestKind } from '../types.ts';

const COLUMNS = `id, room_id, account_id, offered_id, title, state, kind, private, width, height, has_video, started_at, paused_at, ended_at,
  target_seconds, duration_ms, bytes, reason, poster, playback_url, low_latency_url, push_url, rewind_url, recording_url, download_url`;

function broadcastOf(row: BroadcastRow): Broadcast {
  return {
    id: row.id,
    roomId: row.room_id ?? undefined,
    accountId: row.account_id,
    offeredId: row.offered_id ?? undefined,
    title: row.title,
    state: row.state,
    kind: row.kind ?? undefined,
    isPrivate: row.private,
    width: row.width ?? undefined,
    height: row.height ?? undefined,
    hasVideo: row.has_video,
    startedAt: row.started_at ?? undefined,
    pausedAt: row.paused_at ?? undefined,
    endedAt: row.ended_at ?? undefined,
    targetSeconds: row.target_seconds ?? undefined,
    durationMs: row.duration_ms,
    bytes: row.bytes,
    reason: row.reason ?? undefined,
    poster: row.poster ?? undefined,
    addresses: {
      playback: row.playback_url ?? undefined,
      lowLatency: row.low_latency_url ?? undefined,
      push: row.push_url ?? undefined,
      rewind: row.rewind_url ?? undefined,
      recording: row.recording_url ?? undefined,
      download: row.download_url ?? undefined,
    },
  };
}

const one = (rows: readonly BroadcastRow[]): Broadcast | undefined => rows[0] && broadcastOf(rows[0]);

/** By the primary key. `hold`: nobody else changes it until the transaction ends. */
export async function selectBroadcast(ctx: Context, id: Id, { hold = false } = {}): Promise<Broadcast | undefined> {
  return one(await rowsOf(ctx, `select ${COLUMNS} from video.broadcast where id = $1${hold ? ' for no key update' : ''}`, [id]));
}

/** By broadcast_by_key. */
export async function selectByKey(ctx: Context, hash: Buffer): Promise<Broadcast | undefined> {
  return one(await rowsOf(ctx, `select ${COLUMNS} from video.broadcast where key_hash = $1`, [hash]));
}

/** Newest first; of a room by broadcast_by_room, of an account by broadcast_by_account, else by the primary key. */
export async function selectBroadcasts(ctx: Context, of: { roomId?: Id | undefined; accountId?: Id | undefined; below?: Id | undefined; most: number }): Promise<Broadcast[]> {
  const rows = await rowsOf<BroadcastRow>(
    ctx,
    `select ${COLUMNS} from video.broadcast
     where ($1::bigint is null or room_id = $1) and ($2::bigint is null or account_id = $2) and ($3::bigint is null or id < $3) order by id desc limit $4`,
    [of.roomId ?? null, of.accountId ?? null, of.below ?? null, of.most],
  );
  return rows.map(broadcastOf);
}

/** By broadcast_open. */
export async function selectOpen(ctx: Context): Promise<Broadcast[]> {
  return (await rowsOf<BroadcastRow>(ctx, `select ${COLUMNS} from video.broadcast where state in ('live', 'paused')`)).map(broadcastOf);
}

/** Those of the ids that are there. */
export async function selectThere(ctx: Context, ids: readonly Id[]): Promise<Set<Id>> {
  const rows = await rowsOf<{ id: Id }>(ctx, 'select id from video.broadcast where id = any($1::bigint[])', [ids]);
  return new Set(rows.map(({ id }) => id));
}

/** Bytes of all recordings. A pass over the rows, some thousands at most. */
export async function selectDiskUse(ctx: Context): Promise<number> {
  const [row] = await rowsOf<{ bytes: number }>(ctx, 'select coalesce(sum(bytes), 0)::bigint as bytes from video.broadcast');
  return row?.bytes ?? 0;
}

/** Broadcasts that are live. The same pass. */
export async function selectLiveCount(ctx: Context): Promise<number> {
  const [row] = await rowsOf<{ live: number }>(ctx, "select count(*)::integer as live from video.broadcast where state = 'live'");
  return row?.live ?? 0;
}

export interface NewBroadcast {
  readonly id: Id;
  readonly roomId: Id | undefined;
  readonly accountId: Id;
  readonly title: string;
  readonly isPrivate: boolean;
  readonly keyHash: Buffer;
  readonly addresses: Addresses;
}

export async function insertBroadcast(tx: Context, row: NewBroadcast): Promise<void> {
  const { playback, lowLatency, push, rewind, recording, download } = row.addresses;
  await rowsOf(
    tx,
    `insert into video.broadcast (id, room_id, account_id, title, state, private, key_hash, created_at, playback_url, low_latency_url, push_url, rewind_url,
       recording_url, download_url) values ($1, $2, $3, $4, 'ready', $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [row.id, row.roomId ?? null, row.accountId, row.title, row.isPrivate, row.keyHash, tx.now(), playback ?? null, lowLatency ?? null, push ?? null, rewind ?? null,
      recording ?? null, download ?? null],
  );
}

/** What its account says of it; what is undefined stays. */
export async function updateWish(tx: Context, id: Id, wish: { title?: string | undefined; isPrivate?: boolean | undefined }): Promise<void> {
  await rowsOf(tx, 'update video.broadcast set title = coalesce($2, title), private = coalesce($3, private) where id = $1', [id, wish.title ?? null, wish.isPrivate ?? null]);
}

export async function updateKey(tx: Context, id: Id, hash: Buffer): Promise<void> {
  await rowsOf(tx, 'update video.broadcast set key_hash = $2 where id = $1', [id, hash]);
}

export async function updateOffer(tx: Context, id: Id, offeredId: Id | undefined): Promise<void> {
  await rowsOf(tx, 'update video.broadcast set offered_id = $2 where id = $1', [id, offeredId ?? null]);
}

/** With a new key, so that whoever had it before sends no more. */
export async function updateAccount(tx: Context, id: Id, accountId: Id, hash: Buffer): Promise<void> {
  await rowsOf(tx, 'update video.broadcast set account_id = $2, offered_id = null, key_hash = $3 where id = $1', [id, accountId, hash]);
}

export async function updatePoster(tx: Context, id: Id, poster: Id): Promise<void> {
  await rowsOf(tx, 'update video.broadcast set poster = $2 where id = $1', [id, poster]);
}

/** The picture as it is; targets are promised once. */
export async function updateLive(tx: Context, id: Id, live: { kind: IngestKind; targetSeconds: number }): Promise<void> {
  await rowsOf(
    tx,
    `update video.broadcast set state = 'live', kind = $2, started_at = coalesce(started_at, $3), paused_at = null, reason = null,
       target_seconds = coalesce(target_seconds, $4) where id = $1`,
    [id, live.kind, tx.now(), live.targetSeconds],
  );
}

export async function updatePaused(tx: Context, id: Id, paused: { at: Date; reason: string | undefined; durationMs: number }): Promise<void> {
  await rowsOf(
    tx,
    `update video.broadcast set state = 'paused', paused_at = $2, reason = coalesce($3, reason), duration_ms = greatest(duration_ms, $4) where id = $1`,
    [id, paused.at, paused.reason ?? null, Math.round(paused.durationMs)],
  );
}

export async function updateEnded(tx: Context, id: Id, reason: string | undefined): Promise<void> {
  await rowsOf(
    tx,
    `update video.broadcast set state = 'ended', ended_at = $2, paused_at = null, offered_id = null, reason = coalesce($3, reason) where id = $1`,
    [id, tx.now(), reason ?? null],
  );
}

export async function updateReason(tx: Context, id: Id, reason: string | undefined): Promise<void> {
  await rowsOf(tx, 'update video.broadcast set reason = $2 where id = $1', [id, reason ?? null]);
}

/** Addresses of an engine instead of ours. */
export async function updateAddresses(tx: Context, id: Id, { playback, lowLatency, push, rewind, recording, download }: Addresses): Promise<void> {
  await rowsOf(
    tx,
    `update video.broadcast set playback_url = $2, low_latency_url = $3, push_url = $4, rewind_url = $5, recording_url = $6, download_url = $7 where id = $1`,
    [id, playback ?? null, lowLatency ?? null, push ?? null, rewind ?? null, recording ?? null, download ?? null],
  );
}

/** Whether it was there; stretches, segments and captions go with it. */
export async function deleteBroadcast(tx: Context, id: Id): Promise<boolean> {
  return (await rowsOf(tx, 'delete from video.broadcast where id = $1 returning 1', [id])).length > 0;
}

/** The ids of an account's. By broadcast_by_account. */
export async function selectIdsOf(ctx: Context, accountId: Id): Promise<Id[]> {
  return (await rowsOf<{ id: Id }>(ctx, 'select id from video.broadcast where account_id = $1', [accountId])).map(({ id }) => id);
}

/** By broadcast_by_offer and caption_by_writer. */
export async function updateForgotten(tx: Context, accountId: Id): Promise<void> {
  await rowsOf(tx, 'update video.broadcast set offered_id = null where offered_id = $1', [accountId]);
  await rowsOf(tx, 'update video.caption set writer_id = null where writer_id = $1', [accountId]);
}
