/** Timed and slow work of the room. */

import { job } from '#platform/jobs.ts';
import { removeExpired, sendLink } from './commands/mail-link.ts';
import { forgetExpired, mailLink } from './job-names.ts';

export const jobs = [
  job(mailLink, sendLink),
  job(forgetExpired, (ctx) => removeExpired(ctx), '23 * * * *'),
];
