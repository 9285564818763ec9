import { job } from '#platform/jobs.ts';
import type { Job } from '#platform/jobs.ts';
import { drawFirstPicture } from './commands/draw-poster.ts';
import { endIfAbandoned } from './commands/end-broadcast.ts';
import { removeLeft, sweepOrphans } from './commands/recordings.ts';
import { drawPoster, endAbandoned, removeRecording, sweepRecordings } from './job-names.ts';

export const jobs: readonly Job[] = [
  job(endAbandoned, endIfAbandoned),
  job(drawPoster, drawFirstPicture),
  job(removeRecording, removeLeft),
  job(sweepRecordings, (ctx) => sweepOrphans(ctx), '17 4 * * *'),
];
