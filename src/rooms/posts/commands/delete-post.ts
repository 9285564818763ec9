import { countPost } from '#accounts';
import { notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { postDeleted } from '../events.ts';
import type { PostEvent } from '../events.ts';
import { eventOf } from '../facts.ts';
import { deletePost as deleteRow, deleteReposts, lockPost, selectPostForChange, updateCounts } from '../queries/posts.ts';
import { hasQuotes } from '../queries/quotes.ts';
import { isCountedAnswer } from '../rules.ts';
import type { PostRow } from '../schema.ts';
import type { PostFacts } from '../types.ts';
import { actor } from './create-post.ts';
import { releaseMedia } from './media.ts';
import { orphanQuotes, uncountQuote } from './quotes.ts';
import { undoRepost } from './repost.ts';

/** Reposts deleted in one transaction: a post that a hundred thousand passed on must not hold up everybody else. */
const BATCH = 500;

/**
 * Deletes the viewer's own post: its row, its wordings, the marks on it and every repost of it. Answers to it stay, and go on
 * saying what they answered. Of a repost, takes the repost back.
 * @param keepMedia its author is to have the attachments back for a day, to write it anew
 * @returns the text as it was typed
 * @throws Refusal 404 for a post that is not the viewer's
 */
export async function deletePost(
  ctx: Context,
  facts: Pick<PostFacts, 'id' | 'authorId' | 'repostOfId'>,
  keepMedia = false,
): Promise<{ text: string }> {
  const authorId = actor(ctx);
  if (facts.authorId !== authorId) throw notFound();
  if (facts.repostOfId !== undefined) {
    await undoRepost(ctx, facts.repostOfId);
    return { text: '' };
  }
  while ((await transaction(ctx, (tx) => dropReposts(tx, facts.id))) === BATCH);
  return transaction(ctx, async (tx) => {
    const row = await selectPostForChange(tx, facts.id);
    if (row === undefined) throw notFound();
    // Nobody can repost it while its row is held, so this takes the last ones.
    while ((await dropReposts(tx, row.id)) === BATCH);
    const counted = await uncountReply(tx, row);
    tx.emit(postDeleted, eventOf(row, counted, await uncountQuote(tx, row)));
    if (await hasQuotes(tx, row.id)) await tx.enqueue(orphanQuotes, { postId: row.id });
    await Promise.all([deleteRow(tx, row), releaseMedia(tx, row, keepMedia), countPost(tx, row.author_id, -1, row.created_at)]);
    return { text: row.text };
  });
}

/** Takes the post's row first, as whoever reposts or takes a repost back does. */
async function dropReposts(tx: Context, id: Id): Promise<number> {
  if (!(await lockPost(tx, id))) throw notFound();
  const gone = await deleteReposts(tx, id, BATCH);
  if (gone.length === 0) return 0;
  // In one order, so that two deletions do not wait for each other in a ring.
  gone.sort((a, b) => a.author_id - b.author_id);
  const counts = await updateCounts(tx, id, { reposts: -gone.length });
  for (const repost of gone) tx.emit(postDeleted, eventOf(repost, counts && { postId: id, ...counts }));
  await Promise.all(gone.map((repost) => countPost(tx, repost.author_id, -1, repost.created_at)));
  return gone.length;
}

async function uncountReply(tx: Context, row: PostRow): Promise<PostEvent['counted']> {
  if (row.reply_to_id === null || !isCountedAnswer(row.visibility)) return undefined;
  const counts = await updateCounts(tx, row.reply_to_id, { replies: -1 });
  return counts && { postId: row.reply_to_id, ...counts };
}
