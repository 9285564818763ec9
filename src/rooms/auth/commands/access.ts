/** Closing one way into an account: a browser, an app, a passkey. */

import { notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { deletePasskey } from '../queries/passkeys.ts';
import { endSessions } from './sessions.ts';
import { revokeOwnToken } from './tokens.ts';

/** @throws Refusal 404 for what is not there or not theirs. */
export async function closeAccess(ctx: Context, accountId: Id, kind: 'passkey' | 'session' | 'app', id: Id): Promise<void> {
  if (kind === 'app') return revokeOwnToken(ctx, accountId, id);
  const closed = await transaction(ctx, async (tx) =>
    kind === 'session' ? (await endSessions(tx, accountId, { id })) > 0 : deletePasskey(tx, accountId, id));
  if (!closed) throw notFound();
}

/** Signs out every browser of an account but the one that asks. */
export async function closeOtherSessions(ctx: Context, accountId: Id, own: Id): Promise<void> {
  await transaction(ctx, (tx) => endSessions(tx, accountId, { but: own }));
}
