import { blocked, standingChanged } from '#accounts';
import { work } from '#platform/events.ts';
import type { Listener } from '#platform/events.ts';
import { postCreated, postDeleted, postEdited } from '#posts';
import { forgetAccount, forgetBlocked, settlePost } from './commands.ts';
import { feed } from './streams.ts';

export const listeners: readonly Listener[] = [
  work(postCreated, 'conversations.addPost', settlePost),
  work(postEdited, 'conversations.movePost', settlePost),
  work(postDeleted, 'conversations.removePost', settlePost),
  work(blocked, 'conversations.forgetBlocked', forgetBlocked),
  work(standingChanged, 'conversations.forgetAccount', forgetAccount),
  ...feed.listeners,
];
