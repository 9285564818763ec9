import { viewerSets } from '#accounts';
import { forbidden, notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import type { PostEvent } from '../events.ts';
import { lockPost, updateCounts } from '../queries/posts.ts';
import { getOriginal } from '../reads/read-posts.ts';
import { isCounted, isCountedAnswer, mayQuote } from '../rules.ts';
import type { PostFacts } from '../types.ts';

type Counted = PostEvent['counted'];

/** The post to be quoted. @throws Refusal 404 for one that is not seen, 403 for one that may not be quoted */
export async function readQuoted(ctx: Context, authorId: Id, id: Id | undefined): Promise<PostFacts | undefined> {
  if (id === undefined) return undefined;
  const [post, sets] = await Promise.all([getOriginal(ctx, id), viewerSets(ctx, authorId)]);
  if (!mayQuote(post, authorId, sets)) throw forbidden('This post may not be quoted');
  return post;
}

/** Counts a new post on what it answers and on what it quotes, the older of the two first, so that nobody waits in a ring. */
export async function countNew(
  tx: Context,
  of: { parent: PostFacts | undefined; quoted: PostFacts | undefined },
  visibility: PostFacts['visibility'],
): Promise<{ counted: Counted; quoteCounted: Counted }> {
  const { parent, quoted } = of;
  const countReply = async (): Promise<Counted> => parent && countOne(tx, parent.id, isCountedAnswer(visibility) && { replies: 1 });
  const countQuote = async (): Promise<Counted> => quoted && countOne(tx, quoted.id, isCounted(visibility) && { quotes: 1 });
  if (parent !== undefined && quoted !== undefined && quoted.id < parent.id) {
    const quoteCounted = await countQuote();
    return { counted: await countReply(), quoteCounted };
  }
  const counted = await countReply();
  return { counted, quoteCounted: await countQuote() };
}

/** Takes the row of a post in either case, so that it is there until the transaction ends. */
async function countOne(tx: Context, postId: Id, by: false | { replies: 1 } | { quotes: 1 }): Promise<Counted> {
  if (by === false) {
    if (!(await lockPost(tx, postId))) throw notFound();
    return undefined;
  }
  const counts = await updateCounts(tx, postId, by);
  if (counts === undefined) throw notFound();
  return { postId, ...counts };
}
