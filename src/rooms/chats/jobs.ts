import { defineJob, job } from '#platform/jobs.ts';
import type { Job } from '#platform/jobs.ts';
import { removeLeft, removeWhatIsLeft, sweepFiles } from './commands/erase.ts';
import { indexOld } from './commands/index-messages.ts';
import { eraseExpired } from './commands/messages.ts';

/** What has come to its end is shown to nobody from that moment on; within a minute it is gone from the database. */
const eraseExpiredNow = defineJob<object>('chats.eraseExpired');
const sweepFilesNow = defineJob<object>('chats.sweepFiles');
const indexOldNow = defineJob<object>('chats.indexOld');

export const jobs: readonly Job[] = [
  job(removeLeft, removeWhatIsLeft),
  job(sweepFilesNow, (ctx) => sweepFiles(ctx), '37 * * * *'),
  job(eraseExpiredNow, (ctx) => eraseExpired(ctx), '* * * * *'),
  job(indexOldNow, async (ctx) => {
    while (await indexOld(ctx));
  }, '*/5 * * * *'),
];
