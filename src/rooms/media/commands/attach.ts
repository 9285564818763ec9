import { limits } from '#instance';
import { invalid } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { deleteOfOwner, deleteOfPost, selectAttachments, updateDetached, updatePreview, updateSweep, updateToPost, updateWish } from '../queries/attachments.ts';
import { mayStandTogether } from '../rules.ts';
import type { AttachmentFacts, MediaWish } from '../types.ts';
import { removeBlobs } from './blobs.ts';
import { checkWish, sweepTime } from './upload.ts';

/** Says what attachments show, inside the caller's transaction, who knows whose they are and tells of it. @throws Refusal 422 */
export async function describeAll(tx: Context, wishes: readonly MediaWish[]): Promise<void> {
  for (const wish of wishes) {
    checkWish(wish);
    if (wish.preview !== undefined) await removeBlobs(tx, [await updatePreview(tx, wish.id, wish.preview)]);
    await updateWish(tx, wish.id, wish);
  }
}

/**
 * Makes uploads of the owner part of a post, inside the caller's transaction; those that already are stay. In the order asked.
 * @throws Refusal 422 for one too many, one that is not there, not the owner's, another post's or not ready
 */
export async function attach(tx: Context, { ownerId, postId, ids }: { ownerId: Id; postId: Id; ids: readonly Id[] }): Promise<AttachmentFacts[]> {
  if (ids.length > limits.attachments) throw invalid(`Validation failed: Cannot attach more than ${limits.attachments} files`);
  const attached = new Map((await updateToPost(tx, { ownerId, postId, ids })).map((facts) => [facts.id, facts]));
  const missing = ids.filter((id) => !attached.has(id));
  if (missing.length > 0) await refuse(tx, ownerId, missing);
  const inOrder = ids.map((id) => attached.get(id) as AttachmentFacts);
  if (!mayStandTogether(inOrder)) throw invalid('Validation failed: Cannot attach a video or a sound beside other files');
  return inOrder;
}

async function refuse(tx: Context, ownerId: Id, ids: readonly Id[]): Promise<never> {
  const found = (await selectAttachments(tx, ids)).filter((facts) => facts.ownerId === ownerId);
  const isUnderWay = found.length === ids.length && found.every(({ state }) => state !== 'ready');
  if (isUnderWay) throw invalid('Cannot attach files that have not finished processing. Try again in a moment!');
  throw invalid(`Validation failed: Media ${ids.join(', ')} not found or already attached to another post`);
}

/** Keeps uploads of the owner's for a post that is yet to be written. */
export async function holdUploads(tx: Context, hold: { ownerId: Id; ids: readonly Id[]; until: Date }): Promise<void> {
  if (hold.ids.length > 0) await updateSweep(tx, hold);
}

/** Gives the attachments of a deleted post back to its author for a day, who may be writing it anew. */
export function detach(tx: Context, postId: Id): Promise<void> {
  return updateDetached(tx, postId, sweepTime(tx));
}

/** Deletes the attachments of a post, files and all. */
export async function removeOfPost(tx: Context, postId: Id): Promise<void> {
  const keys = await deleteOfPost(tx, postId);
  await removeBlobs(tx, keys.flatMap(({ file, preview }) => [file, preview]));
}

/** Deletes everything that an account uploaded. Safe to repeat. */
export async function removeOfOwner(tx: Context, ownerId: Id): Promise<void> {
  const keys = await deleteOfOwner(tx, ownerId);
  await removeBlobs(tx, keys.flatMap(({ file, preview }) => [file, preview]));
}
