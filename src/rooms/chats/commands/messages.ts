/** Writing in a private conversation. */

import { viewerSets } from '#accounts';
import { conflict, forbidden, invalid, notFound } from '#kit/errors.ts';
import { timeOfId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { hasId } from '#kit/sorted.ts';
import { newId, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { checkBound } from '../bound.ts';
import { chatRead, messageChanged, messageSent, messagesExpired } from '../events.ts';
import { updateChat, updateMember, updateRead } from '../queries/chats.ts';
import { deleteExpired, deleteReaction, insertMessage, insertReaction, selectByKey, selectMessage, selectReactions, updateBody, updateDeleted } from '../queries/messages.ts';
import { getReadable, isThere } from '../reads/messages.ts';
import { EDIT_MS, MOST_REACTIONS, mayHost, mayReadMessages, mayWrite, tidyMessage, tidyReaction, tidyWritten } from '../rules.ts';
import { lengthSetting } from '../settings.ts';
import type { ChatFacts, MemberRow, MessageRow, MessageWish } from '../types.ts';
import { bringBack, holdChat, tellChanged } from './chats.ts';

/** Between two of whom one blocks the other nothing is said. @throws Refusal 403 */
async function checkBlocks(tx: Context, chat: ChatFacts, member: MemberRow): Promise<void> {
  if (chat.kind !== 'pair') return;
  const otherId = chat.pair_low === member.account_id ? chat.pair_high : chat.pair_low;
  const sets = await viewerSets(tx, member.account_id);
  if (otherId !== null && (hasId(sets.blocks, otherId) || hasId(sets.blockedBy, otherId))) throw forbidden('This person cannot be written to');
}

/**
 * Sends a message; with the same key again it is the one that was sent. The chat is held meanwhile, so that its messages are
 * committed in the order of their ids. Writing reads what is there, and says yes to who asked.
 * @throws Refusal 404, 403 where the viewer may not write, 422
 */
export function sendMessage(ctx: Context, chatId: Id, wish: MessageWish): Promise<Id> {
  return transaction(ctx, async (tx) => {
    const { chat, member } = await holdChat(tx, chatId);
    if (!mayReadMessages(chat, member)) throw notFound();
    const known = await selectByKey(tx, chatId, member.account_id, wish.clientKey);
    if (known !== undefined) return known.id;
    if (!mayWrite(chat, { ...member, state: 'in' })) throw forbidden('The conversation is locked');
    await checkBlocks(tx, chat, member);
    await checkBound(tx, chat, member.account_id);
    const body = tidyMessage(wish.text, tx.settings.get(lengthSetting));
    if (wish.replyToId !== undefined) await getMessage(tx, member, wish.replyToId);
    const [id, now] = [newId(tx), tx.now()];
    await insertMessage(tx, {
      id, chat_id: chatId, author_id: member.account_id, client_key: wish.clientKey, body, reply_to_id: wish.replyToId ?? null,
      written_at: tidyWritten(wish.writtenAt, now) ?? null, edited_at: null, deleted_at: null,
      expires_at: chat.timer_seconds === null ? null : new Date(now.getTime() + chat.timer_seconds * 1000),
    });
    await updateChat(tx, { ...chat, last_id: id });
    if (member.state === 'asked') {
      await updateMember(tx, chatId, member.account_id, { state: 'in', changed_at: now });
      tellChanged(tx, chat);
    }
    await bringBack(tx, chat, member);
    await updateRead(tx, chatId, member.account_id, id);
    tx.emit(messageSent, { chatId, id, authorId: member.account_id });
    return id;
  });
}

/** @throws Refusal 404 */
async function getMessage(tx: Context, member: MemberRow, id: Id): Promise<MessageRow> {
  const row = await selectMessage(tx, member.chat_id, id, true);
  if (row === undefined || !isThere(row, member, tx.now())) throw notFound();
  return row;
}

async function holdMessage(tx: Context, chatId: Id, id: Id): Promise<{ chat: ChatFacts; member: MemberRow; message: MessageRow }> {
  const { chat, member } = await holdChat(tx, chatId);
  if (member.state !== 'in') throw notFound();
  return { chat, member, message: await getMessage(tx, member, id) };
}

/** Its author says it otherwise, and everybody sees that it was edited. @throws Refusal 404, 403, 409 when it is too late, 422 */
export function editMessage(ctx: Context, chatId: Id, id: Id, text: string): Promise<void> {
  return transaction(ctx, async (tx) => {
    const { member, message } = await holdMessage(tx, chatId, id);
    if (message.author_id !== member.account_id) throw forbidden('Only its author may edit a message');
    if (message.deleted_at !== null) throw conflict('The message was taken back');
    if (tx.now().getTime() - timeOfId(id).getTime() > EDIT_MS) throw conflict('A message may be edited for a day');
    const body = tidyMessage(text, tx.settings.get(lengthSetting));
    if (body === message.body) return;
    await updateBody(tx, id, body, tx.now());
    tx.emit(messageChanged, { chatId, messageId: id });
  });
}

/** Takes a message back for everybody: that it was there is seen, what it said is nowhere. Its author's, or a host's. Safe to repeat. @throws Refusal 404, 403 */
export function deleteMessage(ctx: Context, chatId: Id, id: Id): Promise<void> {
  return transaction(ctx, async (tx) => {
    const { chat, member, message } = await holdMessage(tx, chatId, id);
    if (message.author_id !== member.account_id && !mayHost(chat, member)) throw forbidden('Only its author or a host may take a message back');
    if (message.deleted_at !== null) return;
    await updateDeleted(tx, id, tx.now());
    tx.emit(messageChanged, { chatId, messageId: id });
  });
}

/** Reacts to a message, or no longer. Safe to repeat. @throws Refusal 404, 409, 422 */
export function react(ctx: Context, chatId: Id, id: Id, wish: { name: string; wanted: boolean }): Promise<void> {
  const name = tidyReaction(wish.name);
  return transaction(ctx, async (tx) => {
    const { member, message } = await holdMessage(tx, chatId, id);
    if (message.deleted_at !== null) throw conflict('The message was taken back');
    const row = { messageId: id, accountId: member.account_id, name };
    if (wish.wanted) {
      const there = await selectReactions(tx, [id]);
      if (there.length >= MOST_REACTIONS && !there.some((one) => one.name === name)) throw invalid(`Validation failed: a message has ${MOST_REACTIONS} kinds of reactions at most`);
    }
    const changed = wish.wanted ? await insertReaction(tx, { id: newId(tx), ...row }) : await deleteReaction(tx, row);
    if (changed) tx.emit(messageChanged, { chatId, messageId: id });
  });
}

/** The viewer has read up to a message; never less than before. @throws Refusal 404 */
export async function markRead(ctx: Context, chatId: Id, id: Id): Promise<void> {
  const { chat, member } = await getReadable(ctx, chatId);
  if (member.state !== 'in') return;
  await transaction(ctx, async (tx) => {
    const { chat: held } = await holdChat(tx, chat.id);
    const readId = Math.min(id, held.last_id);
    if (await updateRead(tx, chatId, member.account_id, readId)) tx.emit(chatRead, { chatId, accountId: member.account_id, readId });
  });
}

/** So many go in one transaction. */
const EXPIRED_AT_ONCE = 500;

/** Erases what has come to its end. Safe to run at any time. */
export async function eraseExpired(ctx: Context): Promise<void> {
  for (let count = EXPIRED_AT_ONCE; count === EXPIRED_AT_ONCE;) {
    count = await transaction(ctx, async (tx) => {
      const gone = await deleteExpired(tx, tx.now(), EXPIRED_AT_ONCE);
      const byChat = Map.groupBy(gone, ({ chat_id: chatId }) => chatId);
      for (const [chatId, messages] of byChat) tx.emit(messagesExpired, { chatId, messageIds: messages.map(({ id }) => id) });
      return gone.length;
    });
  }
}
