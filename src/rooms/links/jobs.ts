import { defineJob, job } from '#platform/jobs.ts';
import type { Job } from '#platform/jobs.ts';
import { lookOn } from './commands/cards.ts';

const lookAtOrdered = defineJob<object>('links.lookAtOrdered');

/** After a start, and when a lane ended because the database was away. */
export const jobs: readonly Job[] = [
  job(lookAtOrdered, (ctx) => Promise.resolve(lookOn(ctx)), '* * * * *'),
];
