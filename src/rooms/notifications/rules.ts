import type { ViewerSets } from '#accounts';
import type { Id } from '#kit/ids.ts';
import { hasId } from '#kit/sorted.ts';
import { TOLD } from './types.ts';
import type { Alert, GroupedType, NotificationType, Policy, PushChoice, Sender, Verdict } from './types.ts';

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
  return type !== 'follow' && type !== 'followRequest' && !TOLD.includes(type);
}

/** Whether lines of this type are told together. A mention never is: it says something of its own. */
export function isGrouped(type: NotificationType): type is GroupedType {
  return type === 'like' || type === 'repost' || type === 'follow';
}

/** Whether an app wants to be told of a line while it is closed. */
export function wantedAsPush(choice: PushChoice, line: { type: Alert; followed: boolean; follower: boolean }): boolean {
  if (!choice.alerts.includes(line.type)) return false;
  switch (choice.policy) {
    case 'all':
      return true;
    case 'followed':
      return line.followed;
    case 'follower':
      return line.follower;
    default:
      return false;
  }
}

/** Whether a policy applies. Not to what comes from something its reader did: a vote, a repost or a quote of theirs, an evening they reserved, a group they are in. */
export function isFilterable(type: NotificationType): boolean {
  return type !== 'poll' && type !== 'edit' && type !== 'quotedEdit' && type !== 'room' && type !== 'group';
}

/** Whether somebody said something to the reader, who may want to answer: that makes a request of what is kept out. */
export function asksToBeHeard(type: NotificationType): boolean {
  return type === 'mention' || type === 'quote';
}

const DAY_MS = 86_400_000;
/** The field's spans: apps explain them to people in these numbers. */
const NEW_MS = 30 * DAY_MS;
const FOLLOWER_MS = 3 * DAY_MS;

/** What a policy says of a sender: the strictest of what applies. */
export function verdictOn(policy: Policy, sender: Sender): Verdict {
  const stranger = !sender.followed;
  const verdicts = [
    stranger && policy.notFollowing,
    // Who follows in order to be heard has not followed for long.
    (sender.followsMs === undefined || sender.followsMs < FOLLOWER_MS) && policy.notFollowers,
    stranger && sender.ageMs < NEW_MS && policy.newAccounts,
    stranger && sender.uncalledFor && policy.privateMentions,
    stranger && sender.limited && policy.limitedAccounts,
    stranger && sender.bot && policy.bots,
  ];
  if (verdicts.includes('drop')) return 'drop';
  return verdicts.includes('filter') ? 'filter' : 'accept';
}
