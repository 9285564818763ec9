import type { ViewerSets } from '#accounts';
import type { Id } from '#kit/ids.ts';
import { hasId } from '#kit/sorted.ts';
import { maySeePost } from '#posts';
import type { PostFacts } from '#posts';

/** Whether a direct post reaches a person's conversations: not from those they block or mute, or who block them. */
export function wantedInConversation(post: Pick<PostFacts, 'authorId' | 'visibility' | 'mentionedIds'>, viewer: Id, sets: ViewerSets): boolean {
  if (post.authorId === viewer) return true;
  if (hasId(sets.blocks, post.authorId) || hasId(sets.mutes, post.authorId)) return false;
  return maySeePost(post, viewer, sets, undefined);
}

/** Everybody in the conversation that a post belongs to, ascending. */
export function participantsOf(post: { readonly author_id: Id; readonly mentioned_ids: readonly Id[] }): Id[] {
  return [...new Set([post.author_id, ...post.mentioned_ids])].sort((a, b) => a - b);
}
