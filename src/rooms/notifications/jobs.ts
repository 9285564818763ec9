/** Slow work of the room. */

import { job } from '#platform/jobs.ts';
import { sendPush } from './job-names.ts';
import { pushLine } from './push/send.ts';

export const jobs = [job(sendPush, pushLine)];
