import { viewerSets } from '#accounts';
import type { Id } from '#kit/ids.ts';
import { viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { selectThread } from '../queries/threads.ts';
import { wantedInThread } from '../rules.ts';
import { MEMBER_CAPS, VISITOR_CAPS, treeAround } from '../thread.ts';
import type { PostFacts } from '../types.ts';
import { getOriginal, readPosts } from './read-posts.ts';

/** Rows looked at on either side of the post: beyond that a thread is a crowd, and the nearest are shown. */
const MOST_ROWS = 20_000;

/**
 * The conversation around a post: what it answers, oldest first, and the answers to it, depth first. Visitors get less of a
 * long one than members.
 * @throws Refusal 404
 */
export async function readThread(ctx: Context, id: Id): Promise<{ ancestors: PostFacts[]; descendants: PostFacts[] }> {
  const post = await getOriginal(ctx, id);
  const rows = await selectThread(ctx, post.rootId, post.id, MOST_ROWS);
  const viewer = viewerId(ctx);
  const { ancestors, descendants } = treeAround(rows, post.id, viewer === undefined ? VISITOR_CAPS : MEMBER_CAPS);
  const [above, below, sets] = await Promise.all([
    readPosts(ctx, ancestors),
    readPosts(ctx, descendants),
    viewer === undefined ? undefined : viewerSets(ctx, viewer),
  ]);
  return {
    ancestors: above.filter((facts) => wantedInThread(facts, sets)),
    descendants: below.filter((facts) => wantedInThread(facts, sets)),
  };
}
