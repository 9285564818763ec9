import { job, defineJob } from '#platform/jobs.ts';
import { acceptAllWaiting, acceptWaiting, removePicture, sweepPicture } from './commands/profile.ts';
import { endMutes } from './commands/relations.ts';

const endExpiredMutes = defineJob<unknown>('accounts.endExpiredMutes');

export const jobs = [
  job(endExpiredMutes, (ctx) => endMutes(ctx), '* * * * *'),
  job(removePicture, (ctx, { key }) => sweepPicture(ctx, key)),
  job(acceptWaiting, (ctx, { id }) => acceptAllWaiting(ctx, id)),
];
