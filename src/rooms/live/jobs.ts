import { defineJob, job } from '#platform/jobs.ts';
import type { Job } from '#platform/jobs.ts';
import { remindDue } from './commands/evenings.ts';
import { turnDue } from './commands/rooms.ts';
import { tellNews } from './commands/tell.ts';
import { tellQuestion, turnRoom } from './job-names.ts';

const remind = defineJob<object>('live.remind');

export const jobs: readonly Job[] = [job(turnRoom, turnDue), job(tellQuestion, tellNews), job(remind, remindDue, '* * * * *')];
