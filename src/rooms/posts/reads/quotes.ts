import { viewerSets } from '#accounts';
import type { Id } from '#kit/ids.ts';
import type { Page } from '#kit/pages.ts';
import { hasId } from '#kit/sorted.ts';
import { viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { selectQuotes } from '../queries/quotes.ts';
import { wantedInThread } from '../rules.ts';
import { postsState } from '../state.ts';
import type { PostFacts, QuoteFacts } from '../types.ts';
import type { Cursors } from './read-lists.ts';
import { getOriginal, postFacts, readPosts } from './read-posts.ts';

/** A quote as its reader meets it: with the post, or with the reason why not. */
export interface ShownQuote {
  readonly state: QuoteFacts['state'] | 'unauthorized' | 'blocked_account' | 'muted_account';
  readonly facts: PostFacts | undefined;
}

/** What the viewer of `ctx` is shown of a quote: nothing that the viewer may not see. At once when everything is in memory. */
export function shownQuote(ctx: Context, quote: QuoteFacts): ShownQuote | Promise<ShownQuote> {
  if (quote.state !== 'accepted') return { state: quote.state, facts: undefined };
  const seen = readPosts(ctx, [quote.postId]);
  if (seen instanceof Promise) return seen.then(([facts]) => (facts === undefined ? unseen(ctx, quote) : wanted(ctx, facts)));
  const [facts] = seen;
  return facts === undefined ? unseen(ctx, quote) : wanted(ctx, facts);
}

function unseen(ctx: Context, { postId }: QuoteFacts): ShownQuote | Promise<ShownQuote> {
  const withheld: ShownQuote = { state: 'unauthorized', facts: undefined };
  if (postsState(ctx).posts.get(postId) !== undefined) return withheld;
  // Deleted, and the quote not noted so yet.
  return Promise.resolve(postFacts(ctx, [postId])).then(([there]) => (there === undefined ? { state: 'deleted', facts: undefined } : withheld));
}

/** Taste: of whom the viewer blocks or mutes nothing is shown by way of others. */
function wanted(ctx: Context, facts: PostFacts): ShownQuote | Promise<ShownQuote> {
  const viewer = viewerId(ctx);
  if (viewer === undefined || viewer === facts.authorId) return { state: 'accepted', facts };
  const sets = viewerSets(ctx, viewer);
  if (sets instanceof Promise) return sets.then(() => wanted(ctx, facts));
  if (hasId(sets.blocks, facts.authorId)) return { state: 'blocked_account', facts: undefined };
  if (hasId(sets.mutes, facts.authorId)) return { state: 'muted_account', facts: undefined };
  return { state: 'accepted', facts };
}

/** A page of the posts that quote this one, newest first, of those the viewer may see and wants to. @throws Refusal 404 */
export async function readQuotes(ctx: Context, id: Id, page: Page): Promise<{ posts: PostFacts[]; cursors: Cursors }> {
  const post = await getOriginal(ctx, id);
  const ids = await selectQuotes(ctx, post.id, page);
  const viewer = viewerId(ctx);
  const [posts, sets] = await Promise.all([readPosts(ctx, ids), viewer === undefined ? undefined : viewerSets(ctx, viewer)]);
  const [first, last] = [ids[0], ids.at(-1)];
  const cursors = { ...(first !== undefined && { first }), ...(last !== undefined && { last }), full: ids.length === page.limit };
  return { posts: posts.filter((facts) => wantedInThread(facts, sets)), cursors };
}
