import { showAccounts } from '#accounts';
import { notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import type { Page } from '#kit/pages.ts';
import type { Context } from '#platform/context.ts';
import { presentMessage } from '../presenter.ts';
import { selectMessage, selectMessages, selectPart, selectReactions } from '../queries/messages.ts';
import { mayReadMessages } from '../rules.ts';
import type { ChatFacts, MemberRow, MessageRow, Reacted } from '../types.ts';
import { getChat } from './chats.ts';

/** A chat whose messages the viewer may read. @throws Refusal 404 */
export async function getReadable(ctx: Context, chatId: Id): Promise<{ chat: ChatFacts; member: MemberRow }> {
  const found = await getChat(ctx, chatId);
  if (!mayReadMessages(found.chat, found.member)) throw notFound();
  return found;
}

/** Whether a message is there for somebody: nothing from before they came, and nothing whose time is over. */
export function isThere(message: MessageRow, member: MemberRow, now: Date): boolean {
  return message.id > member.after_id && (message.expires_at === null || message.expires_at > now);
}

/** A page of a chat, newest first. @throws Refusal 404 */
export async function readMessages(ctx: Context, chatId: Id, page: Page): Promise<{ shown: object[]; cursors: { first?: Id; last?: Id; full: boolean } }> {
  const { member } = await getReadable(ctx, chatId);
  const ascending = page.minId !== undefined;
  const range = { above: Math.max(member.after_id, page.minId ?? page.sinceId ?? 0), below: page.maxId ?? Number.MAX_SAFE_INTEGER, ascending, limit: page.limit };
  const part = await selectPart(ctx, chatId, range, ctx.now());
  const rows = ascending ? part.toReversed() : part;
  const [first, last] = [rows[0]?.id, rows.at(-1)?.id];
  return { shown: await showMessages(ctx, member, rows), cursors: { ...(first && { first }), ...(last && { last }), full: rows.length === page.limit } };
}

/** The Message entities of some messages of one chat, as one of its members sees them. */
async function showMessages(ctx: Context, member: MemberRow, rows: readonly MessageRow[]): Promise<object[]> {
  if (rows.length === 0) return [];
  const chatId = member.chat_id;
  const answered = [...new Set(rows.flatMap(({ reply_to_id: id }) => id ?? []))];
  const [reactions, originals] = await Promise.all([
    selectReactions(ctx, rows.map(({ id }) => id)),
    answered.length === 0 ? [] : selectMessages(ctx, chatId, answered),
  ]);
  const people = await showAccounts(ctx, [...rows, ...originals].map(({ author_id: id }) => id));
  const originalOf = new Map(originals.filter((one) => isThere(one, member, ctx.now())).map((one) => [one.id, one]));
  return rows.map((row) => presentMessage(row, {
    viewer: member.account_id, people, original: row.reply_to_id === null ? undefined : originalOf.get(row.reply_to_id),
    reactions: reactions.filter(({ message_id: id }) => id === row.id).map(({ name, account_ids: accountIds }): Reacted => ({ name, accountIds })),
  }));
}

/** One message. @throws Refusal 404 */
export async function showMessage(ctx: Context, chatId: Id, id: Id): Promise<object> {
  const { member } = await getReadable(ctx, chatId);
  const row = await selectMessage(ctx, chatId, id);
  if (row === undefined || !isThere(row, member, ctx.now())) throw notFound();
  return (await showMessages(ctx, member, [row]))[0] as object;
}
