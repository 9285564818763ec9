/** The names of this room's jobs, for those who ask for them. */

import type { Id } from '#kit/ids.ts';
import { defineJob } from '#platform/jobs.ts';
import type { MailKind } from './types.ts';

/** A mail to write. The link is made when it is written, so that no job row holds it. */
export interface MailOrder {
  accountId: Id;
  purpose: MailKind;
  language: string;
  /** Milliseconds since 1970. */
  askedAt: number;
  /** Where to, if not to the account's own mailbox. */
  address?: string;
}

export const mailLink = defineJob<MailOrder>('auth.mailLink');
export const forgetExpired = defineJob<undefined>('auth.forgetExpired');
