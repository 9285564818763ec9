/** One-time links: for whoever lost a password, for a mailbox to confirm, for the owner of a new house. */

import { findByUsername, setStanding } from '#accounts';
import { notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { houseOf, newId, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { mailboxConfirmed } from '../events.ts';
import { selectCredential, selectHasOwner, updateConfirmed } from '../queries/credentials.ts';
import { deleteLink, insertInvite, insertLink } from '../queries/links.ts';
import { hashSecret, newSecret } from '../secrets.ts';
import type { LinkPurpose } from '../types.ts';

const HOUR_MS = 3_600_000;
const LIFE_MS: Record<LinkPurpose, number> = { reset: HOUR_MS, confirm: 48 * HOUR_MS, owner: 24 * HOUR_MS };
const PATHS: Record<LinkPurpose, string> = { reset: '/auth/password/reset', confirm: '/auth/confirm', owner: '/auth/setup' };

/** Makes a link; the one made before for the same purpose stops working. Its host is the configured one, whoever asks. */
export async function makeLink(ctx: Context, purpose: LinkPurpose, accountId?: Id): Promise<string> {
  const secret = newSecret();
  const expiresAt = new Date(ctx.now().getTime() + LIFE_MS[purpose]);
  await transaction(ctx, (tx) => insertLink(tx, { hash: hashSecret(secret), purpose, accountId, expiresAt }));
  return `${houseOf(ctx).config.origin}${PATHS[purpose]}?token=${secret}`;
}

/** A link with which an account gets a new password, once, within an hour. @throws Refusal 404. */
export async function resetLink(ctx: Context, username: string): Promise<string> {
  const account = await findByUsername(ctx, username);
  if (account === undefined || (await selectCredential(ctx, account.id)) === undefined) throw notFound();
  return makeLink(ctx, 'reset', account.id);
}

/** A link that creates the owner's account, once, within a day; undefined when there is an owner. */
export async function ownerLink(ctx: Context): Promise<string | undefined> {
  return (await selectHasOwner(ctx)) ? undefined : makeLink(ctx, 'owner');
}

/** An invitation that lets `uses` people sign up within `days`. @returns the address of the sign-up page with its code. */
export async function createInvite(ctx: Context, { uses = 1, days = 7 }: { uses?: number; days?: number } = {}): Promise<string> {
  const secret = newSecret();
  const expiresAt = new Date(ctx.now().getTime() + days * 24 * HOUR_MS);
  await transaction(ctx, (tx) => insertInvite(tx, { id: newId(tx), hash: hashSecret(secret), uses, expiresAt }));
  return `${houseOf(ctx).config.origin}/auth/sign_up?invite=${secret}`;
}

/** Lets someone in who waited for approval. @throws Refusal 404. */
export async function approveMember(ctx: Context, username: string): Promise<void> {
  const account = await findByUsername(ctx, username);
  if (account === undefined || account.standing !== 'pending') throw notFound();
  await setStanding(ctx, account.id, 'active');
}

/** Confirms a mailbox by the link that was sent there. @throws Refusal 404 for a link that was used or has run out. */
export async function confirmMailbox(ctx: Context, secret: string): Promise<Id> {
  return transaction(ctx, async (tx) => {
    const link = await deleteLink(tx, 'confirm', hashSecret(secret));
    if (link?.accountId === undefined) throw notFound();
    await updateConfirmed(tx, link.accountId);
    tx.emit(mailboxConfirmed, { accountId: link.accountId });
    return link.accountId;
  });
}
