/** A thread as a list that gives receipts: what a post answers and the answers to it, in their tree. */

import { readPosts, readThread } from '#posts';
import type { PostFacts } from '#posts';
import { notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { hasId } from '#kit/sorted.ts';
import { selectOfLists, selectOfPosts } from '../queries/listed.ts';
import type { By, CheckedList } from './lists.ts';

/** @throws Refusal 404 */
export async function threadList({ ctx, sets }: By, id: Id): Promise<CheckedList> {
  const [asked] = await readPosts(ctx, [id]);
  const post = asked?.repostOfId === undefined ? asked : (await readPosts(ctx, [asked.repostOfId]))[0];
  if (post === undefined) throw notFound();
  const { rootId } = post;
  const root = rootId === post.id ? post : (await readPosts(ctx, [rootId]))[0];
  let served: readonly PostFacts[] = [];
  const shown = new Set<Id>();
  return {
    name: `posts/${post.id}/thread`, byTime: false,
    serve: async () => {
      const { ancestors, descendants } = await readThread(ctx, post.id);
      served = [...ancestors, post, ...descendants];
      for (const one of served) shown.add(one.id);
      return { posts: [...served], full: false };
    },
    told: async (span, limit) => {
      const [answers, first] = await Promise.all([
        selectOfLists(ctx, [`thread/${rootId}`], span, limit), root === undefined ? [] : selectOfPosts(ctx, [{ id: root.id, authorId: root.authorId }]),
      ]);
      return [...answers, ...first];
    },
    verdict: (one) => {
      if (shown.has(one.id)) return 'in';
      // Others of the thread are in it where they hang on something that is shown; beyond Mastodon's caps a visitor reads on.
      const isBelow = one.replyToId !== undefined && shown.has(one.replyToId) && one.replyToId >= post.id;
      if (!isBelow) return 'out';
      if (sets !== undefined && hasId(sets.blocks, one.authorId)) return 'your-block';
      if (sets !== undefined && hasId(sets.mutes, one.authorId)) return 'your-mute';
      return served.length >= MOST_OF_VISITOR ? 'out' : 'in';
    },
  };
}

/** What a visitor is shown of a thread at most, below the post (docs/receipts.md). */
const MOST_OF_VISITOR = 60;
