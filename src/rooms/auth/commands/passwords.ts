/** Changing a password, and getting a new one after losing it. */

import { findByUsername } from '#accounts';
import { notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { houseOf, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { canonicalEmail } from '#platform/mail-address.ts';
import { selectCredential, selectCredentialByEmail, updateConfirmed, updatePassword } from '../queries/credentials.ts';
import { deleteLink, deleteLinksOf, selectLink } from '../queries/links.ts';
import { deleteDevicesOf } from '../queries/sessions.ts';
import { hashSecret } from '../secrets.ts';
import { forgetGuesses, mayMail, takeGuess } from '../turns.ts';
import type { Credential } from '../types.ts';
import { orderMail } from './mail-link.ts';
import { endSessions } from './sessions.ts';
import { endTokens } from './tokens.ts';

/** Whether this is the account's password; wrong ones are counted. @throws Refusal 429. */
export async function isOwnPassword(ctx: Context, credential: Credential, password: string): Promise<boolean> {
  const key = `own ${credential.accountId}`;
  takeGuess(ctx, 'password', key);
  const right = await houseOf(ctx).passwords.verify(credential.passwordHash, password);
  if (right) forgetGuesses(ctx, 'password', key);
  return right;
}

/**
 * Sets a new password. Every other session, every token and every stream of the account ends: whoever had the old one is out.
 * @param keep the session in which it is done.
 */
export async function changePassword(ctx: Context, accountId: Id, password: string, keep?: Id): Promise<void> {
  const passwordHash = await houseOf(ctx).passwords.hash(password);
  await transaction(ctx, (tx) => storePassword(tx, accountId, passwordHash, keep));
}

async function storePassword(tx: Context, accountId: Id, passwordHash: string, keep?: Id): Promise<void> {
  await updatePassword(tx, accountId, passwordHash);
  // Before the tokens of apps: each session is told of by its own.
  await endSessions(tx, accountId, { but: keep });
  await Promise.all([
    deleteDevicesOf(tx, accountId), deleteLinksOf(tx, accountId), endTokens(tx, accountId),
  ]);
}

/**
 * Asks for a mail with a link: to choose a new password, or to prove a mailbox that is not proven yet. Nothing tells the caller
 * whether there is such an account: the mail is written by a job.
 */
export async function askForLink(ctx: Context, purpose: 'reset' | 'confirm', name: string, language: string): Promise<void> {
  const emailKey = canonicalEmail(name);
  const account = emailKey === undefined ? await findByUsername(ctx, name.trim().replace(/^@/, '')) : undefined;
  const credential = emailKey === undefined
    ? account && (await selectCredential(ctx, account.id))
    : await selectCredentialByEmail(ctx, emailKey);
  if (credential === undefined || (purpose === 'confirm' && credential.confirmed)) return;
  if (!houseOf(ctx).mailer.enabled || !mayMail(ctx, credential.emailKey)) return;
  await transaction(ctx, (tx) => orderMail(tx, { accountId: credential.accountId, purpose, language }));
}

/** Sets a new password by a reset link, which is used up. @throws Refusal 404 for a link that is not good (any more). */
export async function resetPassword(ctx: Context, secret: string, password: string): Promise<void> {
  const hash = hashSecret(secret);
  if ((await selectLink(ctx, 'reset', hash)) === undefined) throw notFound();
  const passwordHash = await houseOf(ctx).passwords.hash(password);
  await transaction(ctx, async (tx) => {
    const link = await deleteLink(tx, 'reset', hash);
    const credential = link?.accountId === undefined ? undefined : await selectCredential(tx, link.accountId);
    // A link to a mailbox that the account has left meanwhile.
    if (link?.accountId === undefined || (link.email !== undefined && link.email !== credential?.email)) throw notFound();
    await storePassword(tx, link.accountId, passwordHash);
    // The link came by mail or from the operator, so the mailbox is as good as confirmed.
    await updateConfirmed(tx, link.accountId);
  });
}
