/** Closing one way into an account: a browser, an app, a passkey. */

import { notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { deletePasskey } from '../queries/passkeys.ts';
import { deleteSession } from '../queries/sessions.ts';
import { revokeOwnToken } from './tokens.ts';

/** @throws Refusal 404 for what is not there or not theirs. */
export async function closeAccess(ctx: Context, accountId: Id, kind: 'passkey' | 'session' | 'app', id: Id): Promise<void> {
  if (kind === 'app') return revokeOwnToken(ctx, accountId, id);
  const close = kind === 'session' ? deleteSession : deletePasskey;
  if (!(await transaction(ctx, (tx) => close(tx, accountId, id)))) throw notFound();
}
