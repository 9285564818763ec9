import { job, defineJob } from '#platform/jobs.ts';
import { acceptAllWaiting, acceptWaiting } from './commands/profile.ts';
import { endMutes } from './commands/relations.ts';

const endExpiredMutes = defineJob<unknown>('accounts.endExpiredMutes');

export const jobs = [
  job(endExpiredMutes, (ctx) => endMutes(ctx), '* * * * *'),
  job(acceptWaiting, (ctx, { id }) => acceptAllWaiting(ctx, id)),
];
