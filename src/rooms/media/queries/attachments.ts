import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { json, rowsOf } from '#platform/db/database.ts';
import type { AttachmentRow } from '../schema.ts';
import type { AttachmentFacts, AttachmentType, AttachmentWish, MediaMeta } from '../types.ts';

const COLUMNS = `id, owner_id, post_id, state, type, spool, format, problem, file_key, preview_key, meta, description, blurhash,
  focus_x, focus_y, created_at, sweep_at`;

function factsOf(row: AttachmentRow): AttachmentFacts {
  return {
    id: row.id,
    ownerId: row.owner_id,
    postId: row.post_id ?? undefined,
    state: row.state,
    type: row.type,
    fileKey: row.file_key ?? undefined,
    previewKey: row.preview_key ?? undefined,
    meta: row.meta,
    description: row.description,
    blurhash: row.blurhash ?? undefined,
    focus: row.focus_x === null || row.focus_y === null ? undefined : { x: row.focus_x, y: row.focus_y },
    problem: row.problem ?? undefined,
  };
}

/** By primary key, in no order. */
export async function selectAttachments(ctx: Context, ids: readonly Id[]): Promise<AttachmentFacts[]> {
  return (await rowsOf<AttachmentRow>(ctx, `select ${COLUMNS} from media.attachment where id = any($1::bigint[])`, [ids])).map(factsOf);
}

/** An upload that waits to be prepared. */
export interface Waiting {
  readonly id: Id;
  readonly ownerId: Id;
  readonly spool: string;
  readonly format: string;
}

/** Rides on attachment_processing. */
export function selectWaiting(ctx: Context): Promise<Waiting[]> {
  return rowsOf(ctx, `select id, owner_id as "ownerId", spool, format from media.attachment where state = 'processing' order by id`, []);
}

export async function insertAttachment(ctx: Context, upload: Waiting & AttachmentWish & { type: AttachmentType; sweepAt: Date }): Promise<void> {
  const { id, ownerId, spool, format, type, description, focus, sweepAt } = upload;
  await rowsOf(
    ctx,
    `insert into media.attachment (id, owner_id, state, type, spool, format, meta, description, focus_x, focus_y, created_at, sweep_at)
    values ($1, $2, 'processing', $3, $4, $5, '{}', $6, $7, $8, $9, $10)`,
    [id, ownerId, type, spool, format, description ?? '', focus?.x ?? null, focus?.y ?? null, ctx.now(), sweepAt],
  );
}

/** What was made of an upload. */
export interface Made {
  readonly type: AttachmentType;
  readonly fileKey: string;
  readonly previewKey: string | undefined;
  readonly meta: MediaMeta;
  readonly blurhash: string | undefined;
}

/** False when it was deleted meanwhile. A preview that its owner sent stays. */
export async function updateReady(ctx: Context, id: Id, made: Made): Promise<boolean> {
  const rows = await rowsOf(
    ctx,
    `update media.attachment set state = 'ready', spool = null, format = null, type = $2, file_key = $3,
      preview_key = coalesce(preview_key, $4), meta = $5::jsonb || meta, blurhash = coalesce(blurhash, $6)
    where id = $1 and state = 'processing' returning id`,
    [id, made.type, made.fileKey, made.previewKey ?? null, json(made.meta), made.blurhash ?? null],
  );
  return rows.length > 0;
}

export async function updateFailed(ctx: Context, id: Id, problem: string): Promise<void> {
  await rowsOf(
    ctx,
    `update media.attachment set state = 'failed', spool = null, format = null, problem = $2 where id = $1 and state = 'processing'`,
    [id, problem],
  );
}

/** What its owner says of it; undefined when it is not there. */
export async function updateWish(ctx: Context, id: Id, { description, focus }: AttachmentWish): Promise<AttachmentFacts | undefined> {
  const [row] = await rowsOf<AttachmentRow>(
    ctx,
    `update media.attachment set description = coalesce($2, description), focus_x = coalesce($3, focus_x), focus_y = coalesce($4, focus_y)
    where id = $1 returning ${COLUMNS}`,
    [id, description ?? null, focus?.x ?? null, focus?.y ?? null],
  );
  return row && factsOf(row);
}

/** Another small picture; the key of the one before. */
export async function updatePreview(ctx: Context, id: Id, preview: Pick<Made, 'previewKey' | 'blurhash' | 'meta'>): Promise<string | undefined> {
  const [row] = await rowsOf<{ old: string | null }>(
    ctx,
    `update media.attachment a set preview_key = $2, meta = a.meta || $3::jsonb, blurhash = $4
    from (select id, preview_key as old from media.attachment where id = $1 for update) before
    where a.id = before.id returning before.old`,
    [id, preview.previewKey ?? null, json(preview.meta), preview.blurhash ?? null],
  );
  return row?.old ?? undefined;
}

/** Those of the owner's that are ready and that no other post shows become this post's. In one statement, so two cannot both have one. */
export async function updateToPost(ctx: Context, { ownerId, postId, ids }: { ownerId: Id; postId: Id; ids: readonly Id[] }): Promise<AttachmentFacts[]> {
  const rows = await rowsOf<AttachmentRow>(
    ctx,
    `update media.attachment set post_id = $2, sweep_at = null
    where id = any($3::bigint[]) and owner_id = $1 and state = 'ready' and (post_id is null or post_id = $2) returning ${COLUMNS}`,
    [ownerId, postId, ids],
  );
  return rows.map(factsOf);
}

/** Until when those of the owner's that no post shows are kept. */
export async function updateSweep(ctx: Context, { ownerId, ids, until }: { ownerId: Id; ids: readonly Id[]; until: Date }): Promise<void> {
  await rowsOf(
    ctx,
    'update media.attachment set sweep_at = $3 where id = any($2::bigint[]) and owner_id = $1 and post_id is null',
    [ownerId, ids, until],
  );
}

/** They go back to their owner, for a while. Rides on attachment_post. */
export async function updateDetached(ctx: Context, postId: Id, sweepAt: Date): Promise<void> {
  await rowsOf(ctx, 'update media.attachment set post_id = null, sweep_at = $2 where post_id = $1', [postId, sweepAt]);
}

interface KeysOf {
  readonly file: string | null;
  readonly preview: string | null;
}

const KEYS = 'file_key as file, preview_key as preview';

/** The keys of their files. Rides on attachment_post. */
export function deleteOfPost(ctx: Context, postId: Id): Promise<KeysOf[]> {
  return rowsOf(ctx, `delete from media.attachment where post_id = $1 returning ${KEYS}`, [postId]);
}

/** Rides on attachment_owner. */
export function deleteOfOwner(ctx: Context, ownerId: Id): Promise<KeysOf[]> {
  return rowsOf(ctx, `delete from media.attachment where owner_id = $1 returning ${KEYS}`, [ownerId]);
}

/** Nothing when a post shows it by now. */
export function deleteUnattached(ctx: Context, id: Id): Promise<KeysOf[]> {
  return rowsOf(ctx, `delete from media.attachment where id = $1 and post_id is null returning ${KEYS}`, [id]);
}

/** Rides on attachment_sweep. */
export function deleteSweepable(ctx: Context, limit: number): Promise<KeysOf[]> {
  return rowsOf(
    ctx,
    `delete from media.attachment where id in (
      select id from media.attachment where post_id is null and sweep_at < $1 order by sweep_at limit $2 for update skip locked
    ) and post_id is null returning ${KEYS}`,
    [ctx.now(), limit],
  );
}

/** Those of the keys that something here still shows. Rides on the indexes of the keys. */
export async function selectUsed(ctx: Context, keys: readonly string[]): Promise<string[]> {
  const rows = await rowsOf<{ key: string }>(
    ctx,
    `select key from unnest($1::text[]) as wanted(key)
    where exists (select 1 from media.attachment where file_key = key) or exists (select 1 from media.attachment where preview_key = key)
      or exists (select 1 from media.emoji where file_key = key) or exists (select 1 from media.emoji where still_key = key)`,
    [keys],
  );
  return rows.map(({ key }) => key);
}
