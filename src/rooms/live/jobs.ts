import { job } from '#platform/jobs.ts';
import type { Job } from '#platform/jobs.ts';
import { turnDue } from './commands/rooms.ts';
import { turnRoom } from './job-names.ts';

export const jobs: readonly Job[] = [job(turnRoom, turnDue)];
