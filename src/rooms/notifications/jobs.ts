/** Slow work of the room. */

import { job } from '#platform/jobs.ts';
import { tellNow } from './commands/tell.ts';
import { sendNews, sendPush, tellLater } from './job-names.ts';
import { pushLine, pushNews } from './push/send.ts';

export const jobs = [job(sendPush, pushLine), job(sendNews, pushNews), job(tellLater, (ctx, { telling, thread }) => tellNow(ctx, telling, thread))];
