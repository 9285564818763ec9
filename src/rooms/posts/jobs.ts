import { defineJob, job } from '#platform/jobs.ts';
import type { Job } from '#platform/jobs.ts';
import { forgetKeys } from './commands/create-post.ts';
import { forgetOldCards } from './commands/forget-cards.ts';
import { endPoll, tellEnd } from './commands/poll.ts';
import { orphan, orphanQuotes } from './commands/quotes.ts';
import { removeAuthor, removeWritings } from './commands/remove-author.ts';
import { forgetFailed, publish, publishPost } from './commands/schedule.ts';

const forgetOldKeys = defineJob<object>('posts.forgetKeys');

const forgetCards = defineJob<object>('posts.forgetCards');
const forgetFailedPosts = defineJob<object>('posts.forgetFailed');

export const jobs: readonly Job[] = [
  job(forgetOldKeys, (ctx) => forgetKeys(ctx), '17 * * * *'),
  job(forgetCards, (ctx) => forgetOldCards(ctx), '43 3 * * *'),
  job(orphanQuotes, (ctx, { postId }) => orphan(ctx, postId)),
  job(removeAuthor, removeWritings),
  job(endPoll, tellEnd),
  job(publishPost, publish),
  job(forgetFailedPosts, (ctx) => forgetFailed(ctx), '29 4 * * *'),
];
