/** The mailbox of an account: proving that it is theirs, and moving to another one. */

import { forbidden, invalid, notFound, tooMany } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { houseOf, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { DatabaseError } from '#platform/db/database.ts';
import { canonicalEmail, normaliseEmail } from '#platform/mail-address.ts';
import { mailboxConfirmed } from '../events.ts';
import { selectCredential, selectCredentialByEmail, updateConfirmed, updateEmail } from '../queries/credentials.ts';
import type { Mailbox } from '../queries/credentials.ts';
import { deleteLink, deleteLinksOf } from '../queries/links.ts';
import { hashSecret } from '../secrets.ts';
import { mayMail, mayMove } from '../turns.ts';
import type { Credential } from '../types.ts';
import { orderMail } from './mail-link.ts';

const HOUR_S = 3600;

/** The error of the field `email`, as the client API has it. */
export function emailRefused(error: string, description: string): Error {
  return invalid(`Validation failed: E-mail ${description}`, { email: [{ error, description }] });
}

/** A mail address in the two forms we keep. @throws Refusal 422. */
export function readMailbox(text: string): Mailbox {
  const email = normaliseEmail(text);
  const emailKey = canonicalEmail(text);
  if (email === undefined || emailKey === undefined) throw emailRefused('ERR_INVALID', 'is not an e-mail address');
  return { email, emailKey };
}

/**
 * Moves an account to another mailbox; the caller has asked for the password. The new mailbox gets a link and counts once that
 * was opened; the old one is told at once, while its owner can still do something about it. Whether somebody else has the new
 * address is told to that mailbox only. A server without mail takes their word for it.
 * @returns whether a link is on its way (true), or the move is done. @throws Refusal 422, 429.
 */
export async function moveMailbox(ctx: Context, credential: Credential, wish: { address: string; language: string }): Promise<boolean> {
  const mailbox = readMailbox(wish.address);
  const { accountId } = credential;
  if (mailbox.email === credential.email) throw emailRefused('ERR_SAME', 'is the present one');
  if (!houseOf(ctx).mailer.enabled) {
    await transaction(ctx, (tx) => storeMove(tx, accountId, mailbox)).catch(rethrowTaken);
    return false;
  }
  if (!mayMove(ctx, accountId) || !mayMail(ctx, mailbox.emailKey)) throw tooMany('Too many mails', HOUR_S);
  const { language } = wish;
  await transaction(ctx, async (tx) => {
    const other = await selectCredentialByEmail(tx, mailbox.emailKey);
    if (other !== undefined && other.accountId !== accountId) await orderMail(tx, { accountId: other.accountId, purpose: 'known', language });
    else await orderMail(tx, { accountId, purpose: 'move', language, address: mailbox.email });
    // An address that was never proven is nobody's to warn.
    if (credential.confirmed) await orderMail(tx, { accountId, purpose: 'moving', language, address: credential.email });
  });
  return true;
}

/** Links to the old mailbox stop working: they would let whoever reads it back in. */
async function storeMove(tx: Context, accountId: Id, mailbox: Mailbox): Promise<void> {
  await updateEmail(tx, accountId, mailbox, tx.now());
  await deleteLinksOf(tx, accountId);
  tx.emit(mailboxConfirmed, { accountId });
}

function rethrowTaken(error: unknown): never {
  if (error instanceof DatabaseError && error.kind === 'unique') throw emailRefused('ERR_TAKEN', 'belongs to an account already');
  throw error;
}

/**
 * Proves a mailbox by the link that was sent there: the account's own, or the one it moves to.
 * @returns whether it was their own, as it is for somebody new.
 * @throws Refusal 404 for a link that was used, has run out or was sent elsewhere; 422 when another account came first.
 */
export async function confirmMailbox(ctx: Context, secret: string): Promise<boolean> {
  const hash = hashSecret(secret);
  return await transaction(ctx, async (tx) => {
    const own = await deleteLink(tx, 'confirm', hash);
    const link = own ?? (await deleteLink(tx, 'move', hash));
    const credential = link?.accountId === undefined ? undefined : await selectCredential(tx, link.accountId);
    if (credential === undefined || link?.email === undefined) throw notFound();
    if (own === undefined) {
      await storeMove(tx, credential.accountId, readMailbox(link.email));
      return false;
    }
    if (credential.email !== link.email) throw notFound();
    await updateConfirmed(tx, credential.accountId);
    tx.emit(mailboxConfirmed, { accountId: credential.accountId });
    return true;
  }).catch(rethrowTaken);
}

/**
 * Mails the confirmation once more, or a link to another address for whoever mistyped theirs. Without a password: nothing can be
 * done with such an account yet.
 * @throws Refusal 403 for a mailbox that is proven, 422, 429.
 */
export async function repeatConfirmation(ctx: Context, accountId: Id, address?: string): Promise<void> {
  const credential = await selectCredential(ctx, accountId);
  if (credential === undefined || credential.confirmed) throw forbidden('This method is only available while the e-mail is awaiting confirmation');
  const language = credential.locale;
  if (address !== undefined && readMailbox(address).email !== credential.email) {
    await moveMailbox(ctx, credential, { address, language });
    return;
  }
  if (!mayMail(ctx, credential.emailKey)) throw tooMany('Too many mails', HOUR_S);
  if (houseOf(ctx).mailer.enabled) await transaction(ctx, (tx) => orderMail(tx, { accountId, purpose: 'confirm', language }));
}
