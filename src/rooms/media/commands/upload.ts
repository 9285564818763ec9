import { rename, stat, unlink } from 'node:fs/promises';
import { basename } from 'node:path';
import { limits } from '#instance';
import { Refusal, invalid, notFound, tooMany, unauthorised } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { countGraphemes } from '#kit/text.ts';
import { SYSTEM, houseOf, newId, transaction, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { MediaError } from '#platform/media/media-error.ts';
import type { Prepared } from '#platform/media/prepared.ts';
import { isPicture, sniffUpload } from '#platform/media/sniff.ts';
import type { UploadFormat } from '#platform/media/sniff.ts';
import { attachmentChanged } from '../events.ts';
import {
  deleteUnattached, insertAttachment, selectWaiting, updateFailed, updatePreview, updateReady, updateWish,
} from '../queries/attachments.ts';
import type { Made, Waiting } from '../queries/attachments.ts';
import { getAttachment } from '../reads.ts';
import { mediaState } from '../state.ts';
import type { AttachmentFacts, AttachmentWish, Preview } from '../types.ts';
import { removeBlobs } from './blobs.ts';

/** A file that came and lies on the disk; `start`: its first bytes. */
export interface UploadedFile {
  readonly path: string;
  readonly size: number;
  readonly start: Uint8Array;
}

/** An upload that no post shows is kept so long, as in the rest of the field. */
const KEPT_MS = 24 * 3_600_000;
/** So many files of one account are prepared at once or wait for it; one post shows four. */
const MOST_AT_ONCE = 12;

export function sweepTime(ctx: Context): Date {
  return new Date(ctx.now().getTime() + KEPT_MS);
}

/** @throws MediaError by what its first bytes and its length say */
function formatOf(file: UploadedFile, onlyPictures: boolean): UploadFormat {
  const format = sniffUpload(file.start);
  if (format === undefined || (onlyPictures && !isPicture(format))) throw new MediaError('unsupported');
  if (file.size > (isPicture(format) ? limits.pictureBytes : limits.movieBytes)) throw new MediaError('tooLarge');
  return format;
}

function actor(ctx: Context): Id {
  const id = viewerId(ctx);
  if (id === undefined) throw unauthorised();
  return id;
}

/** @throws Refusal 422 for a description that is longer than announced */
export function checkWish({ description }: AttachmentWish): void {
  if (description === undefined || countGraphemes(description) <= limits.mediaDescription) return;
  throw invalid(`Validation failed: Description is over the limit of ${limits.mediaDescription} characters`);
}

/**
 * Takes a file in and begins to prepare it. It stays the viewer's own until a post shows it.
 * @returns its id at once; `readAttachment` says how far it is, `settled` when it is
 * @throws Refusal 422 for a file of another type, 429 or 503 while too many are under way
 */
export async function upload(ctx: Context, file: UploadedFile, more: AttachmentWish & { thumbnail?: UploadedFile | undefined }): Promise<Id> {
  const ownerId = actor(ctx);
  checkWish(more);
  const format = formatOf(file, false);
  const { loads, underWay } = mediaState(ctx);
  if ((loads.get(ownerId) ?? 0) >= MOST_AT_ONCE) throw tooMany('You have many uploads under way. Please wait until they are done.', 5);
  const release = take(loads, ownerId);
  try {
    const preview = more.thumbnail && (await makePreview(ctx, more.thumbnail));
    const spool = await houseOf(ctx).blobs.spool();
    await rename(file.path, spool);
    const upload = await transaction(ctx, async (tx) => {
      const row = { id: newId(tx), ownerId, spool: basename(spool), format };
      const type = isPicture(format) ? 'image' : 'unknown';
      await insertAttachment(tx, { ...row, type, description: more.description, focus: more.focus, sweepAt: sweepTime(tx) });
      if (preview !== undefined) await updatePreview(tx, row.id, preview);
      return row;
    });
    underWay.set(upload.id, prepare(houseOf(ctx).context(SYSTEM), upload).finally(() => {
      underWay.delete(upload.id);
      release();
    }));
    return upload.id;
  } catch (error) {
    release();
    throw error;
  }
}

function take(loads: Map<Id, number>, ownerId: Id): () => void {
  loads.set(ownerId, (loads.get(ownerId) ?? 0) + 1);
  let taken = true;
  return () => {
    if (!taken) return;
    taken = false;
    const left = (loads.get(ownerId) ?? 1) - 1;
    if (left === 0) loads.delete(ownerId);
    else loads.set(ownerId, left);
  };
}

/** Resolves once an upload is ready or has failed, or after so many milliseconds. */
export async function settled(ctx: Context, id: Id, withinMs?: number): Promise<void> {
  const done = mediaState(ctx).underWay.get(id);
  if (done === undefined) return;
  if (withinMs === undefined) return done;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, withinMs);
  });
  await Promise.race([done, late]);
  clearTimeout(timer);
}

/**
 * Takes a file in and waits until it is ready.
 * @throws Refusal as `upload` does, and 422 for a file that could not be prepared, which is gone then
 */
export async function uploadWhole(ctx: Context, file: UploadedFile, wish: AttachmentWish): Promise<AttachmentFacts> {
  const id = await upload(ctx, file, wish);
  await settled(ctx, id);
  const made = await getAttachment(ctx, id);
  if (made.state === 'processing') throw new Error('The house closes before an upload is ready');
  if (made.state === 'ready') return made;
  await deleteUpload(ctx, id);
  throw new Refusal(422, made.problem ?? 'This file could not be prepared.');
}

/** Goes on with what was under way when the house closed. */
export async function resumeUploads(ctx: Context): Promise<void> {
  const { underWay } = mediaState(ctx);
  for (const waiting of await selectWaiting(ctx)) {
    underWay.set(waiting.id, prepare(ctx, waiting).finally(() => underWay.delete(waiting.id)));
  }
}

/** Never rejects: what went wrong is said in the row. While the house closes, the row is left for the next start. */
async function prepare(ctx: Context, { id, spool, format }: Waiting): Promise<void> {
  const { media, blobs } = houseOf(ctx);
  const path = await blobs.spool(spool);
  try {
    await stat(path).catch(() => {
      throw new Refusal(422, 'This upload was lost. Please send it again.');
    });
    const made = await keep(ctx, await media.prepare(path, format as UploadFormat));
    await transaction(ctx, async (tx) => {
      if (!(await updateReady(tx, id, made))) await removeBlobs(tx, [made.fileKey, made.previewKey]);
    });
  } catch (error) {
    if (houseOf(ctx).stopping) return;
    if (!(error instanceof Refusal)) ctx.log.error({ err: error, attachment: id }, 'an upload could not be prepared');
    const problem = error instanceof Refusal ? error.message : 'This file could not be prepared.';
    await transaction(ctx, (tx) => updateFailed(tx, id, problem)).catch((late: unknown) => ctx.log.warn({ err: late }, 'an upload has no end'));
  }
  await unlink(path).catch(() => undefined);
}

/** Puts the files that were made where they stay. */
async function keep(ctx: Context, prepared: Prepared): Promise<Made> {
  const { blobs } = houseOf(ctx);
  const { type, file, preview, blurhash, size, duration, frameRate, bitrate } = prepared;
  const { key: fileKey } = await blobs.adopt(file.path, file);
  const previewKey = preview && (await blobs.adopt(preview.path, preview)).key;
  const meta = {
    ...(size && { size }),
    ...(preview && { small: { width: preview.width, height: preview.height } }),
    ...(duration !== undefined && { duration }),
    ...(frameRate !== undefined && { frameRate }),
    ...(bitrate !== undefined && { bitrate }),
  };
  return { type, fileKey, previewKey, blurhash, meta };
}

/** Only the small picture of it is kept. @throws Refusal 422 for what is no picture */
export async function makePreview(ctx: Context, file: UploadedFile): Promise<Preview> {
  const prepared = await houseOf(ctx).media.prepare(file.path, formatOf(file, true));
  await unlink(prepared.file.path).catch(() => undefined);
  if (prepared.preview === undefined) throw new MediaError('broken');
  const { width, height } = prepared.preview;
  const { key } = await houseOf(ctx).blobs.adopt(prepared.preview.path, prepared.preview);
  return { previewKey: key, blurhash: prepared.blurhash, meta: { small: { width, height } } };
}

/**
 * Says of the viewer's own attachment what it shows; a post that shows it is told anew.
 * @throws Refusal 404 for another's
 */
export async function describeAttachment(ctx: Context, id: Id, wish: AttachmentWish & { thumbnail?: UploadedFile | undefined }): Promise<AttachmentFacts> {
  const before = await getAttachment(ctx, id);
  checkWish(wish);
  const preview = wish.thumbnail && (await makePreview(ctx, wish.thumbnail));
  return transaction(ctx, async (tx) => {
    if (preview !== undefined) await removeBlobs(tx, [await updatePreview(tx, id, preview)]);
    const after = await updateWish(tx, id, wish);
    if (after === undefined) throw notFound();
    if (after.postId !== undefined && (preview !== undefined || !sameWords(before, after))) {
      tx.emit(attachmentChanged, { id, ownerId: after.ownerId, postId: after.postId });
    }
    return after;
  });
}

function sameWords(one: AttachmentFacts, other: AttachmentFacts): boolean {
  return one.description === other.description && one.focus?.x === other.focus?.x && one.focus?.y === other.focus?.y;
}

/** Deletes an upload of the viewer's that no post shows. @throws Refusal 404 for another's, 422 for one that a post shows */
export async function deleteUpload(ctx: Context, id: Id): Promise<void> {
  const { postId } = await getAttachment(ctx, id);
  if (postId !== undefined) throw invalid('Media attachment is currently used by a status');
  await transaction(ctx, async (tx) => {
    const [keys] = await deleteUnattached(tx, id);
    if (keys === undefined) throw invalid('Media attachment is currently used by a status');
    await removeBlobs(tx, [keys.file, keys.preview]);
  });
}
