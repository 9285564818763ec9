import { defineJob, job } from '#platform/jobs.ts';
import type { Job } from '#platform/jobs.ts';
import { bringLines } from './commands/import-list.ts';
import { makeArchive, packArchive, sweepArchives } from './commands/make-archive.ts';
import { sweepSources } from './commands/sources.ts';
import { bringMore } from './commands/tasks.ts';

const sweepOldArchives = defineJob<object>('transfer.sweepArchives');

export const jobs: readonly Job[] = [
  job(bringMore, bringLines),
  job(makeArchive, packArchive),
  job(sweepOldArchives, async (ctx) => {
    await sweepArchives(ctx);
    await sweepSources(ctx);
  }, '41 * * * *'),
];
