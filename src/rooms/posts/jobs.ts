import { defineJob, job } from '#platform/jobs.ts';
import type { Job } from '#platform/jobs.ts';
import { forgetKeys } from './commands/create-post.ts';
import { removeAuthor, removeWritings } from './commands/remove-author.ts';

const forgetOldKeys = defineJob<object>('posts.forgetKeys');

export const jobs: readonly Job[] = [
  job(forgetOldKeys, (ctx) => forgetKeys(ctx), '17 * * * *'),
  job(removeAuthor, removeWritings),
];
