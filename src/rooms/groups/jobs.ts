import { job } from '#platform/jobs.ts';
import type { Job } from '#platform/jobs.ts';
import { turnByClock } from './commands/turn.ts';
import { turn } from './job-names.ts';

/** Ordered for each moment at which something is due; and every minute, for what a wrong clock or a stopped server left. */
export const jobs: readonly Job[] = [job(turn, turnByClock, '* * * * *')];
