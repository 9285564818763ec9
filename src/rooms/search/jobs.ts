import { defineJob, job } from '#platform/jobs.ts';
import type { Job } from '#platform/jobs.ts';
import { countTrends } from './commands/count-trends.ts';
import { rebuild } from './commands/index-posts.ts';

/** Asked for when the server starts and posts are there that were never read; `perchoir search rebuild` asks again. */
export const rebuildIndex = defineJob<object>('search.rebuildIndex');

const countTrendsNow = defineJob<object>('search.countTrends');

export const jobs: readonly Job[] = [
  job(rebuildIndex, (ctx) => rebuild(ctx, (done) => ctx.log.debug({ done }, 'search: posts read'))),
  job(countTrendsNow, (ctx) => countTrends(ctx), '*/5 * * * *'),
];
