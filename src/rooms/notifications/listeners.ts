import { blocked, followRequestSettled, followRequested, followed, followedMany, standingChanged, unfollowed } from '#accounts';
import { sessionsEnded, tokenRevoked } from '#auth';
import { work } from '#platform/events.ts';
import type { Listener } from '#platform/events.ts';
import { liked, pollEnded, postCreated, postDeleted, postEdited, quoted, unliked } from '#posts';
import {
  forgetAccount, forgetBlocked, forgetFollow, forgetLike, forgetPost, forgetRequest, tellOfEdit, tellOfFollow, tellOfFollows, tellOfLike, tellOfPollEnd,
  tellOfPost, tellOfRequest,
} from './commands/acts.ts';
import { tellOfQuote, tellQuoters } from './commands/quotes.ts';
import { forgetToken, forgetTokens, orderPushes } from './commands/subscriptions.ts';
import { notified } from './events.ts';
import { feed } from './stream.ts';

export const listeners: readonly Listener[] = [
  work(postCreated, 'notifications.tellOfPost', tellOfPost),
  work(postEdited, 'notifications.tellOfEdit', tellOfEdit),
  work(quoted, 'notifications.tellOfQuote', tellOfQuote),
  work(postEdited, 'notifications.tellQuoters', tellQuoters),
  work(postDeleted, 'notifications.forgetPost', forgetPost),
  work(pollEnded, 'notifications.tellOfPollEnd', tellOfPollEnd),
  work(liked, 'notifications.tellOfLike', tellOfLike),
  work(unliked, 'notifications.forgetLike', forgetLike),
  work(followed, 'notifications.tellOfFollow', tellOfFollow),
  work(followedMany, 'notifications.tellOfFollows', tellOfFollows),
  work(unfollowed, 'notifications.forgetFollow', forgetFollow),
  work(followRequested, 'notifications.tellOfRequest', tellOfRequest),
  work(followRequestSettled, 'notifications.forgetRequest', forgetRequest),
  work(blocked, 'notifications.forgetBlocked', forgetBlocked),
  work(standingChanged, 'notifications.forgetAccount', forgetAccount),
  work(notified, 'notifications.orderPushes', orderPushes),
  work(tokenRevoked, 'notifications.forgetToken', forgetToken),
  work(sessionsEnded, 'notifications.forgetTokens', forgetTokens),
  ...feed.listeners,
];
