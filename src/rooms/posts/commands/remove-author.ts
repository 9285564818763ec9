import { removeRelations } from '#accounts';
import { removeOfOwner } from '#media';
import { Refusal } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { transaction, viewedBy } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { defineJob } from '#platform/jobs.ts';
import { deleteMarksOf, selectLikesOf, selectWritings } from '../queries/authors.ts';
import { selectNewestVotes } from '../queries/polls.ts';
import { deletePost } from './delete-post.ts';
import { takeBackLike } from './mark-post.ts';
import { withdrawVote } from './vote.ts';

/** `last`: nothing can have come in since the round before. */
export const removeAuthor = defineJob<{ accountId: Id; last: boolean }>('posts.removeAuthor');

const BATCH = 100;
/**
 * Between the two rounds: what the account was still writing when it was deleted has ended by then, and streams, which find
 * out by the follows whom a deletion concerns, have told of those of the first round.
 */
const LAST_ROUND_MS = 5000;

/** Has everything that an account wrote deleted. Safe to repeat. */
export function orderRemoval(ctx: Context, accountId: Id): Promise<void> {
  return transaction(ctx, (tx) => tx.enqueue(removeAuthor, { accountId, last: false }, { key: `posts.removeAuthor ${accountId}` }));
}

/**
 * Deletes every post, wording, repost, like, vote, bookmark, pin and mute of a deleted account, one act at a time, so that counters,
 * lists and streams follow as if its person had done it; at last its follows. Answers of others stay. Safe to repeat.
 */
export async function removeWritings(ctx: Context, { accountId, last }: { accountId: Id; last: boolean }): Promise<void> {
  const author = viewedBy(ctx, { kind: 'account', id: accountId });
  await eachBelow((below) => selectWritings(ctx, accountId, below, BATCH), (post) => deletePost(author, post));
  await eachBelow((below) => selectLikesOf(ctx, accountId, below, BATCH), (post) => takeBackLike(author, post));
  await eachBelow((below) => selectVotesOf(ctx, accountId, below), ({ id }) => withdrawVote(ctx, id, accountId));
  await deleteMarksOf(ctx, accountId);
  await transaction(ctx, (tx) => removeOfOwner(tx, accountId));
  if (last) return removeRelations(ctx, accountId);
  const runAt = new Date(ctx.now().getTime() + LAST_ROUND_MS);
  await transaction(ctx, (tx) => tx.enqueue(removeAuthor, { accountId, last: true }, { runAt, key: `posts.removeAuthor ${accountId} last` }));
}

async function selectVotesOf(ctx: Context, accountId: Id, below: Id): Promise<{ id: Id }[]> {
  const votes = await selectNewestVotes(ctx, accountId, BATCH, below);
  return votes.map(({ postId }) => ({ id: postId }));
}

/** Acts on each, newest first; on what is gone already there is nothing to do. */
async function eachBelow<T extends { id: Id }>(select: (below: Id) => Promise<T[]>, act: (one: T) => Promise<unknown>): Promise<void> {
  for (let below = Number.MAX_SAFE_INTEGER; ; ) {
    const some = await select(below);
    for (const one of some) {
      try {
        await act(one);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
      }
    }
    if (some.length < BATCH) return;
    below = some.at(-1)?.id as Id;
  }
}
