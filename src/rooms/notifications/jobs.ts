/** Slow work of the room. */

import { job } from '#platform/jobs.ts';
import { tellNow } from './commands/tell.ts';
import { sendPush, tellLater } from './job-names.ts';
import { pushLine } from './push/send.ts';

export const jobs = [job(sendPush, pushLine), job(tellLater, (ctx, { telling, thread }) => tellNow(ctx, telling, thread))];
