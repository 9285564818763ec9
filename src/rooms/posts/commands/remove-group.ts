import { Refusal } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { viewedBy } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { selectGroupsWithPosts, selectOfGroup } from '../queries/authors.ts';
import { postsState } from '../state.ts';
import { deletePost } from './delete-post.ts';

/** Those of these groups that have posts. */
export function groupsWithPosts(ctx: Context, groupIds: readonly Id[]): Promise<Id[]> {
  return selectGroupsWithPosts(ctx, groupIds);
}

const BATCH = 100;

/** Deletes every post of a group that is over, each as its author would. Safe to repeat. */
export async function removeGroupPosts(ctx: Context, groupId: Id): Promise<void> {
  for (;;) {
    const some = await selectOfGroup(ctx, groupId, BATCH);
    for (const post of some) {
      try {
        await deletePost(viewedBy(ctx, { kind: 'account', id: post.authorId }), post);
      } catch (error) {
        // Its author was faster.
        if (!(error instanceof Refusal)) throw error;
      }
    }
    if (some.length < BATCH) return;
  }
}

/** A group is called something else: its posts say so when they are next read. Called in every process. */
export function forgetGroupName(ctx: Context, groupId: Id): void {
  const { posts } = postsState(ctx);
  for (const id of posts.keys()) if (posts.get(id)?.groupId === groupId) posts.drop(id);
}
