/** What this room tells, and what it lets higher rooms refuse. */

import type { Id } from '#kit/ids.ts';
import { defineEvent, defineQuestion } from '#platform/events.ts';

/** A token may not be used any more: its caller is forgotten and its streams end. */
export const tokenRevoked = defineEvent<{ tokenId: Id }>('auth.tokenRevoked');

/** Every session and token of an account is gone: its password was changed or reset. */
export const sessionsEnded = defineEvent<{ accountId: Id }>('auth.sessionsEnded');

/** Asked before a sign-up is written. */
export const signUpSubmitted = defineQuestion<{ username: string; email: string; reason: string; address: string }>(
  'auth.signUpSubmitted',
);

/** A mailbox is known to be its account's: whoever waited for that may act now. */
export const mailboxConfirmed = defineEvent<{ accountId: Id }>('auth.mailboxConfirmed');
