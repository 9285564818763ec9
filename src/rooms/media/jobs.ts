import { defineJob, job } from '#platform/jobs.ts';
import type { Job } from '#platform/jobs.ts';
import { removeFiles, removeUnused, sweepOrphans, sweepUploads } from './commands/blobs.ts';

const sweepUnattached = defineJob<object>('media.sweepUploads');
const sweepFiles = defineJob<object>('media.sweepOrphans');

export const jobs: readonly Job[] = [
  job(removeFiles, removeUnused),
  job(sweepUnattached, (ctx) => sweepUploads(ctx), '23 * * * *'),
  job(sweepFiles, (ctx) => sweepOrphans(ctx), '41 3 * * *'),
];
