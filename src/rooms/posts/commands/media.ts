import { attach, describeAll, detach, makePreview, readAttachments, removeOfPost } from '#media';
import type { AttachmentFacts, MediaWish } from '#media';
import type { Id } from '#kit/ids.ts';
import { transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { mediaDescribed } from '../events.ts';
import { eventOf } from '../facts.ts';
import { selectPosts } from '../queries/posts.ts';
import type { PostTable } from '../schema.ts';
import type { Edit } from '../types.ts';

/** What an edit makes of the attachments of a post. */
export interface MediaChange {
  readonly before: readonly AttachmentFacts[];
  readonly after: readonly AttachmentFacts[];
  readonly changed: boolean;
}

const NONE: readonly AttachmentFacts[] = [];

/** Attaches what a new post shows; most show nothing. */
export function attachNew(tx: Context, { id, author_id: ownerId, media_ids: ids }: PostTable): readonly AttachmentFacts[] | Promise<readonly AttachmentFacts[]> {
  return ids.length === 0 ? NONE : attach(tx, { ownerId, postId: id, ids });
}

/** What is said of those that the post shows; small pictures are made before anything is written. @throws Refusal 422 */
export async function prepareWishes(ctx: Context, shown: readonly Id[], edit: Edit): Promise<MediaWish[]> {
  const wishes: MediaWish[] = [];
  for (const { thumbnail, ...wish } of edit.media ?? []) {
    if (shown.includes(wish.id)) wishes.push({ ...wish, preview: thumbnail && (await makePreview(ctx, thumbnail)) });
  }
  return wishes;
}

/** Attaches and describes as the edit asks. What is taken out stays the post's, for those who read what it said before. */
export async function changeMedia(tx: Context, row: PostTable, edit: Edit, wishes: readonly MediaWish[]): Promise<MediaChange> {
  const ids = edit.mediaIds ?? row.media_ids;
  if (ids.length === 0 && row.media_ids.length === 0) return { before: NONE, after: NONE, changed: false };
  const before = inOrder(row.media_ids, await readAttachments(tx, row.media_ids));
  await attach(tx, { ownerId: row.author_id, postId: row.id, ids });
  await describeAll(tx, wishes.filter(({ id }) => ids.includes(id)));
  const after = inOrder(ids, await readAttachments(tx, ids));
  const words = (all: readonly AttachmentFacts[]): string => JSON.stringify(all.map(({ id, description, focus, previewKey }) => [id, description, focus, previewKey]));
  return { before, after, changed: words(before) !== words(after) };
}

function inOrder(ids: readonly Id[], found: ReadonlyMap<Id, AttachmentFacts>): AttachmentFacts[] {
  return ids.flatMap((id) => found.get(id) ?? []);
}

/** With a deleted post its attachments go, or go back to its author, who is about to write it anew. */
export async function releaseMedia(tx: Context, row: PostTable, keep: boolean): Promise<void> {
  // What an edit took out is still there.
  if (row.media_ids.length === 0 && row.edited_at === null) return;
  await (keep ? detach(tx, row.id) : removeOfPost(tx, row.id));
}

/** What is said of an attachment changed after it was posted: streams are told. Safe to repeat. */
export async function tellDescribed(ctx: Context, { postId }: { postId: Id }): Promise<void> {
  await transaction(ctx, async (tx) => {
    const [row] = await selectPosts(tx, [postId]);
    if (row !== undefined) tx.emit(mediaDescribed, eventOf(row));
  });
}
