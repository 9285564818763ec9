/** The names of this room's jobs, for those who ask for them. */

import type { Id } from '#kit/ids.ts';
import { defineJob } from '#platform/jobs.ts';

/** The link is made when the mail is written, so that no job row holds it. */
export const mailLink = defineJob<{ accountId: Id; purpose: 'reset' | 'confirm'; language: string }>('auth.mailLink');
export const forgetExpired = defineJob<undefined>('auth.forgetExpired');
