import type { ViewerSets } from '#accounts';
import type { Id } from '#kit/ids.ts';
import { hasId } from '#kit/sorted.ts';
import type { GroupedType, NotificationType } from './types.ts';

/** Whether an account wants to hear of another at all. Asked when a line is written and again each time it is read. */
export function wantedFrom(fromId: Id, sets: ViewerSets): boolean {
  return !(hasId(sets.blocks, fromId) || hasId(sets.blockedBy, fromId) || hasId(sets.mutesNotifications, fromId));
}

/** The bell rings for what an author says of their own accord: no answers to others, no reposts, nothing direct. */
export function ringsBell(post: {
  authorId: Id;
  visibility: string;
  replyToAuthorId?: Id | undefined;
  repostOfId?: Id | undefined;
}): boolean {
  if (post.repostOfId !== undefined || post.visibility === 'direct') return false;
  return post.replyToAuthorId === undefined || post.replyToAuthorId === post.authorId;
}

/** Whether a line of this type means nothing without its post. */
export function isAboutPost(type: NotificationType): boolean {
  return type !== 'follow' && type !== 'followRequest';
}

/** Whether lines of this type are told together. A mention never is: it says something of its own. */
export function isGrouped(type: NotificationType): type is GroupedType {
  return type === 'like' || type === 'repost' || type === 'follow';
}
