import { defineJob, job } from '#platform/jobs.ts';
import type { Job } from '#platform/jobs.ts';
import { tellEarlier } from './commands/earlier.ts';

const tellEarlierOnes = defineJob<object>('receipts.tellEarlier');

export const jobs: readonly Job[] = [
  job(tellEarlierOnes, async (ctx) => {
    while (await tellEarlier(ctx));
  }, '* * * * *'),
];
