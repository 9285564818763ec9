/** One-time links: for whoever lost a password, for a mailbox to confirm, for the owner of a new house. */

import { findByUsername, setStanding } from '#accounts';
import { notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { houseOf, newId, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { selectCredential, selectHasOwner } from '../queries/credentials.ts';
import { insertInvite, insertLink } from '../queries/links.ts';
import { hashSecret, newSecret } from '../secrets.ts';
import type { LinkPurpose } from '../types.ts';

const HOUR_MS = 3_600_000;
const LIFE_MS: Record<LinkPurpose, number> = { reset: HOUR_MS, confirm: 48 * HOUR_MS, move: 24 * HOUR_MS, owner: 24 * HOUR_MS };
const PATHS: Record<LinkPurpose, string> = {
  reset: '/auth/password/reset', confirm: '/auth/confirm', move: '/auth/confirm', owner: '/auth/setup',
};

/**
 * Makes a link; the one made before for the same purpose stops working. Its host is the configured one, whoever asks.
 * @param whose `email` where it is mailed to: it will prove that mailbox.
 */
export async function makeLink(ctx: Context, purpose: LinkPurpose, whose: { accountId?: Id; email?: string } = {}): Promise<string> {
  const secret = newSecret();
  const expiresAt = new Date(ctx.now().getTime() + LIFE_MS[purpose]);
  await transaction(ctx, (tx) => insertLink(tx, { hash: hashSecret(secret), purpose, accountId: whose.accountId, email: whose.email, expiresAt }));
  return `${houseOf(ctx).config.origin}${PATHS[purpose]}?token=${secret}`;
}

/** A link with which an account gets a new password, once, within an hour. @throws Refusal 404. */
export async function resetLink(ctx: Context, username: string): Promise<string> {
  const account = await findByUsername(ctx, username);
  if (account === undefined || (await selectCredential(ctx, account.id)) === undefined) throw notFound();
  return makeLink(ctx, 'reset', { accountId: account.id });
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
