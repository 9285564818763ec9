import { defineJob, job } from '#platform/jobs.ts';
import type { Job } from '#platform/jobs.ts';
import { turnByClock } from './commands/turn.ts';

const turn = defineJob<object>('decisions.turn');

export const jobs: readonly Job[] = [job(turn, turnByClock, '* * * * *')];
