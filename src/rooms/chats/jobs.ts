import { defineJob, job } from '#platform/jobs.ts';
import type { Job } from '#platform/jobs.ts';
import { eraseExpired } from './commands/messages.ts';

/** What has come to its end is shown to nobody from that moment on; within a minute it is gone from the database. */
const eraseExpiredNow = defineJob<object>('chats.eraseExpired');

export const jobs: readonly Job[] = [job(eraseExpiredNow, (ctx) => eraseExpired(ctx), '* * * * *')];
