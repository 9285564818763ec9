import type { QuotePolicy, ViewerSets } from '#accounts';
import type { Id } from '#kit/ids.ts';
import { hasId } from '#kit/sorted.ts';
import type { IdSet } from '#kit/sorted.ts';
import type { PostAudience, Visibility } from './types.ts';

/**
 * Whether a viewer may see a post. Pass no sets for a visitor.
 *
 * Public and unlisted: everybody except those the author has blocked. Followers: the author, followers, those mentioned.
 * Direct: the author and those mentioned. Group: the author and those who are in it. A block by the author wins over all of it.
 * Held by the visibility table. The author's standing is not looked at here: `readPosts` does.
 * @param members of the post's group; undefined for a post of none, and where the group is over
 */
export function maySeePost(post: PostAudience, viewer: Id | undefined, sets: ViewerSets | undefined, members: IdSet | undefined): boolean {
  const open = post.visibility === 'public' || post.visibility === 'unlisted';
  if (viewer === undefined || sets === undefined) return open;
  if (post.authorId === viewer) return true;
  if (sets.blockedBy.length > 0 && hasId(sets.blockedBy, post.authorId)) return false;
  if (open) return true;
  if (post.visibility === 'group') return members !== undefined && hasId(members, viewer);
  if (post.visibility === 'followers' && hasId(sets.follows, post.authorId)) return true;
  return post.mentionedIds.includes(viewer);
}

/** Whether this account may repost a post that it sees: its own also when only followers see it, a direct one and one of a group never. */
export function mayRepost(post: PostAudience, account: Id): boolean {
  if (post.visibility === 'direct' || post.visibility === 'group') return false;
  return post.visibility !== 'followers' || post.authorId === account;
}

/** A repost is never seen by more people than the post itself. */
export function repostVisibility(original: Visibility, asked: Visibility): Visibility {
  if (original === 'followers') return 'followers';
  return asked === 'direct' ? 'followers' : asked;
}

/**
 * Whether this account may quote a post that it sees: a direct one and one of a group nobody, one to followers its author alone, any other as its
 * author allowed. Who blocks somebody does not quote them either.
 */
export function mayQuote(post: PostAudience & { readonly quotePolicy: QuotePolicy }, account: Id, sets: ViewerSets): boolean {
  if (post.visibility === 'direct' || post.visibility === 'group') return false;
  if (post.authorId === account) return true;
  if (post.visibility === 'followers' || post.quotePolicy === 'nobody') return false;
  if (sets.blocks.length > 0 && hasId(sets.blocks, post.authorId)) return false;
  return post.quotePolicy === 'public' || hasId(sets.follows, post.authorId);
}

/** Who may quote a post, whatever was asked for: what not everybody may see, its author alone. */
export function quotePolicyFor(visibility: Visibility, asked: QuotePolicy): QuotePolicy {
  return visibility === 'public' || visibility === 'unlisted' ? asked : 'nobody';
}

/** A quote is never seen by more people than what it quotes. */
export function quoteVisibility(quoted: Visibility | undefined, asked: Visibility): Visibility {
  return quoted === 'followers' && asked !== 'direct' ? 'followers' : asked;
}

/** Whether a post is counted on what it quotes: not when others could then count what they cannot see. */
export function isCounted(visibility: Visibility): boolean {
  return visibility === 'public' || visibility === 'unlisted';
}

/** The same of an answer: in a group everybody who sees the one sees the other. */
export function isCountedAnswer(visibility: Visibility): boolean {
  return visibility === 'group' || isCounted(visibility);
}

/** In a thread: posts of people the viewer blocks or mutes are left out. */
export function wantedInThread(post: PostAudience, sets: ViewerSets | undefined): boolean {
  return sets === undefined || !(hasId(sets.blocks, post.authorId) || hasId(sets.mutes, post.authorId));
}
