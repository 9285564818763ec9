import { job } from '#platform/jobs.ts';
import type { Job } from '#platform/jobs.ts';
import { turnDue } from './commands/rooms.ts';
import { tellNews } from './commands/tell.ts';
import { tellQuestion, turnRoom } from './job-names.ts';

export const jobs: readonly Job[] = [job(turnRoom, turnDue), job(tellQuestion, tellNews)];
