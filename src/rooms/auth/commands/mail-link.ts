/** Mails: most hold a one-time link, all are sent by a job, so that none is lost while the SMTP server is away. */

import { readAccounts } from '#accounts';
import { titleSetting } from '#instance';
import { languageOf } from '#kit/language.ts';
import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { MailRefused } from '#platform/mail.ts';
import { mailLink } from '../job-names.ts';
import type { MailOrder } from '../job-names.ts';
import { renderMail } from '../mails.ts';

import { selectCredential } from '../queries/credentials.ts';
import { deleteExpired } from '../queries/links.ts';
import { makeLink } from './links.ts';
import { sweepSessions } from './sessions.ts';

/**
 * Inside a transaction: has a mail written. Who asks again while one still waits for the SMTP server gets that one, tried
 * again at once, so that nobody finds three links of which two are dead. The caller has asked `mayMail`.
 */
export function orderMail(tx: Context, order: Omit<MailOrder, 'askedAt'>): Promise<void> {
  return tx.enqueue(mailLink, { ...order, askedAt: tx.now().getTime() }, { key: `auth.mail ${order.accountId} ${order.purpose}` });
}

/**
 * Writes and sends one mail. Safe to repeat: the link of the try before stops working. A mailbox that does not exist ends the
 * job; every other failure throws, so that it is tried again.
 */
export async function sendLink(ctx: Context, order: MailOrder): Promise<void> {
  const credential = await selectCredential(ctx, order.accountId);
  const account = (await readAccounts(ctx, [order.accountId])).get(order.accountId);
  if (credential === undefined || account === undefined) return;
  const { purpose, address: to = credential.email } = order;
  if (purpose === 'confirm' && credential.confirmed) return;
  // A new password undoes what was asked for under the old one, also when the mail had to wait.
  if ((purpose === 'reset' || purpose === 'move') && credential.passwordChangedAt.getTime() > order.askedAt) return;
  const link = purpose === 'moving' || purpose === 'known' ? '' : await makeLink(ctx, purpose, { accountId: account.id, email: to });
  const facts = { name: account.username, link, title: ctx.settings.get(titleSetting), origin: houseOf(ctx).config.origin };
  try {
    await houseOf(ctx).mailer.send({ to, ...renderMail(purpose, languageOf(order.language), facts) });
  } catch (error) {
    if (!(error instanceof MailRefused)) throw error;
    ctx.log.info({ err: error }, 'a mailbox does not exist');
  }
}

/** Removes links, challenges, codes and sessions that have run out. */
export async function removeExpired(ctx: Context): Promise<void> {
  await deleteExpired(ctx);
  await sweepSessions(ctx);
}
