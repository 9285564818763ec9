/** Mails with a one-time link. */

import { readAccounts } from '#accounts';
import { titleSetting } from '#instance';
import type { Id } from '#kit/ids.ts';
import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { languageOf, messagesIn } from '../messages.ts';
import { selectCredential } from '../queries/credentials.ts';
import { deleteExpired } from '../queries/links.ts';
import { makeLink } from './links.ts';

/** Makes a link and mails it to the account's address. Safe to repeat: the link of the try before stops working. */
export async function sendLink(ctx: Context, order: { accountId: Id; purpose: 'reset' | 'confirm'; language: string }): Promise<void> {
  const credential = await selectCredential(ctx, order.accountId);
  const account = (await readAccounts(ctx, [order.accountId])).get(order.accountId);
  if (credential === undefined || account === undefined) return;
  const link = await makeLink(ctx, order.purpose, order.accountId);
  const words = messagesIn(languageOf(order.language));
  const title = ctx.settings.get(titleSetting);
  const [subject, text] = order.purpose === 'reset' ? [words.resetSubject, words.resetMail] : [words.confirmSubject, words.confirmMail];
  await houseOf(ctx).mailer.send({ to: credential.email, subject: subject(title), text: text(account.username, link, title) });
}

/** Removes links, challenges, codes and sessions that have run out. */
export const removeExpired = (ctx: Context): Promise<void> => deleteExpired(ctx);
