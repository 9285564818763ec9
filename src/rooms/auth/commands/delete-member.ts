/** Leaving for good. */

import { deleteAccount } from '#accounts';
import type { Id } from '#kit/ids.ts';
import { transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { deleteCredential } from '../queries/departures.ts';
import { endSessions } from './sessions.ts';
import { endTokens } from './tokens.ts';

/**
 * Deletes an account with every way into it: address, password, second factors, sessions, tokens. Its streams end. What it
 * wrote is deleted by jobs that follow. The mailbox may sign up again, under another name.
 * @throws Refusal 404.
 */
export function deleteMember(ctx: Context, accountId: Id): Promise<void> {
  return transaction(ctx, async (tx) => {
    await deleteAccount(tx, accountId);
    await endSessions(tx, accountId, { but: undefined });
    await endTokens(tx, accountId);
    await deleteCredential(tx, accountId);
  });
}
