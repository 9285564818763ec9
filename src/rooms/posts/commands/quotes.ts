import type { QuotePolicy } from '#accounts';
import { notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { defineJob } from '#platform/jobs.ts';
import { quoteRevoked, quotingChanged } from '../events.ts';
import type { PostEvent } from '../events.ts';
import { eventOf } from '../facts.ts';
import { selectPostForChange, updateCounts } from '../queries/posts.ts';
import { updateOrphans, updateQuotePolicy, updateQuoteState } from '../queries/quotes.ts';
import { getPost } from '../reads/read-posts.ts';
import { isCounted, quotePolicyFor } from '../rules.ts';
import type { PostRow } from '../schema.ts';
import type { PostFacts } from '../types.ts';
import { actor } from './create-post.ts';

/** A post is gone that others quote. */
export const orphanQuotes = defineJob<{ postId: Id }>('posts.orphanQuotes');

/** Quotes changed in one transaction. */
const BATCH = 500;

/** Says who may quote a post of the viewer's from now on; quotes that are there stay. @throws Refusal 404 for another's post */
export async function setQuotePolicy(ctx: Context, id: Id, policy: QuotePolicy): Promise<void> {
  const facts = await getPost(ctx, id);
  if (facts.authorId !== actor(ctx) || facts.repostOfId !== undefined) throw notFound();
  await transaction(ctx, async (tx) => {
    if (await updateQuotePolicy(tx, id, quotePolicyFor(facts.visibility, policy))) tx.emit(quotingChanged, { postId: id });
  });
}

/**
 * Takes a post of the viewer's out of a post that quotes it; safe to repeat. The other post stays, without it.
 * @throws Refusal 404 when the post is not the viewer's, or the other does not quote it
 */
export async function revokeQuote(ctx: Context, id: Id, quotingId: Id): Promise<PostFacts> {
  const [quoted, quoting] = [await getPost(ctx, id), await getPost(ctx, quotingId)];
  if (quoted.authorId !== actor(ctx) || quoting.quote?.postId !== id) throw notFound();
  await transaction(ctx, async (tx) => {
    const row = await selectPostForChange(tx, quotingId);
    if (row === undefined) throw notFound();
    if (row.quote_state !== 'accepted') return;
    const counted = await uncountQuote(tx, row);
    await updateQuoteState(tx, quotingId, 'revoked');
    tx.emit(quoteRevoked, eventOf({ ...row, quote_state: 'revoked' }, undefined, counted));
  });
  return getPost(ctx, quotingId);
}

/** Takes a quote that is about to end off the count of what it quotes. */
export async function uncountQuote(tx: Context, row: PostRow): Promise<PostEvent['quoteCounted']> {
  if (row.quoted_id === null || row.quote_state !== 'accepted' || !isCounted(row.visibility)) return undefined;
  const counts = await updateCounts(tx, row.quoted_id, { quotes: -1 });
  return counts && { postId: row.quoted_id, ...counts };
}

/** Notes on every quote of a deleted post what became of it, so that reading them asks for it no more. Safe to repeat. */
export async function orphan(ctx: Context, postId: Id): Promise<void> {
  const some = (): Promise<number> =>
    transaction(ctx, async (tx) => {
      const ids = await updateOrphans(tx, postId, BATCH);
      for (const id of ids) tx.emit(quotingChanged, { postId: id });
      return ids.length;
    });
  while ((await some()) === BATCH);
}
