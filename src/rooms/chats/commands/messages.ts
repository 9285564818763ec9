/** Writing in a private conversation. */

import { viewerSets } from '#accounts';
import { conflict, forbidden, invalid, notFound } from '#kit/errors.ts';
import { timeOfId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { hasId } from '#kit/sorted.ts';
import { parseText } from '#kit/text.ts';
import { canonicalLink, keyOfLink } from '#links';
import { houseOf, newId, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { checkBound } from '../bound.ts';
import { chatChanged, chatRead, linkSaid, messageChanged, messageSent, messagesExpired } from '../events.ts';
import { lockChat, selectMembers, selectWriting, updateLast, updateMember, updateRead } from '../queries/chats.ts';
import { selectFilesOf, updateToMessage } from '../queries/files.ts';
import { deleteReaction, insertMessage, insertReaction, lockExpired, selectByKey, selectMessage, selectReactions, updateBody } from '../queries/messages.ts';
import { upsertEntries } from '../queries/search.ts';
import { ownId } from '../reads/chats.ts';
import { getReadable } from '../reads/messages.ts';
import { EDIT_MS, MOST_FILES, MOST_REACTIONS, isPart, isThere, mayHost, mayReadMessages, mayWrite, tidyBody, tidyReaction, tidyWritten } from '../rules.ts';
import { lengthSetting } from '../settings.ts';
import { freshMessages } from '../state.ts';
import type { BodyWish, ChatFacts, ChatRow, FileRow, MemberRow, MessageRow, MessageWish, Said } from '../types.ts';
import { bringBack, holdChat } from './chats.ts';
import { eraseMessages } from './erase.ts';
import { entryOf, readVector, wordsOfFiles } from './index-messages.ts';

/** Between two of whom one blocks the other nothing is said. @throws Refusal 403 */
async function checkBlocks(tx: Context, member: MemberRow, other: MemberRow | undefined): Promise<void> {
  if (other === undefined) return;
  const sets = await viewerSets(tx, member.account_id);
  if (hasId(sets.blocks, other.account_id) || hasId(sets.blockedBy, other.account_id)) throw forbidden('This person cannot be written to');
}

interface Writing {
  readonly chat: ChatRow;
  readonly member: MemberRow;
  /** Of two, the other, also one who has left. */
  readonly other: MemberRow | undefined;
  /** What was sent with this key before. */
  readonly known: MessageRow | undefined;
}

/**
 * What writing asks, in one way there and back: the others of a group are not read, however many there are. The chat is held
 * first, and whoever changes who is in it holds it too: so nobody writes who was put out a moment ago.
 * @throws Refusal 404
 */
async function holdToWrite(tx: Context, chatId: Id, clientKey: string): Promise<Writing> {
  const viewer = ownId(tx);
  const [chat, members, known] = await Promise.all([lockChat(tx, chatId), selectWriting(tx, chatId, viewer), selectByKey(tx, chatId, viewer, clientKey)]);
  const member = members.find(({ account_id: id }) => id === viewer);
  if (chat === undefined || member === undefined || !isPart(member) || !mayReadMessages(chat, member)) throw notFound();
  return { chat, member, other: members.find((one) => one !== member), known };
}

/** Writing says yes to who asked. */
async function join(tx: Context, member: MemberRow, now: Date): Promise<void> {
  await updateMember(tx, member.chat_id, member.account_id, { state: 'in', changed_at: now });
  const members = await selectMembers(tx, [member.chat_id]);
  tx.emit(chatChanged, { chatId: member.chat_id, accountIds: members.map(({ account_id: id }) => id) });
}

/** What a message says, as it is kept: with the address whose card it shows. @throws Refusal 422 */
function say(ctx: Context, wish: BodyWish, hasFiles: boolean): Said {
  const { body, opaque } = tidyBody(wish, ctx.settings.get(lengthSetting), hasFiles);
  const own = new URL(houseOf(ctx).config.origin).hostname;
  const link = parseText(body).links.map(({ href }) => canonicalLink(href, own)).find((url) => url !== undefined) ?? null;
  return { body, opaque, link, link_key: link === null ? null : keyOfLink(link) };
}

/** @throws Refusal 422 for a file that is not there, not the sender's, of another chat or sent before */
async function sendFiles(tx: Context, { id, chat_id: chatId, author_id: ownerId }: MessageRow, ids: readonly Id[]): Promise<FileRow[]> {
  const files = await updateToMessage(tx, { chatId, ownerId, messageId: id, ids });
  if (files.length < ids.length) throw invalid('Validation failed: file_ids names a file that cannot be sent');
  return files;
}

/**
 * Sends a message; with the same key again it is the one that was sent. The chat is held meanwhile, so that its messages are
 * committed in the order of their ids. Writing reads what is there, and says yes to who asked.
 * @throws Refusal 404, 403 where the viewer may not write, 422
 */
export async function sendMessage(ctx: Context, chatId: Id, wish: MessageWish): Promise<Id> {
  const fileIds = [...new Set(wish.fileIds)];
  if (fileIds.length > MOST_FILES) throw invalid(`Validation failed: a message has ${MOST_FILES} files at most`);
  const said = say(ctx, wish, fileIds.length > 0);
  const vector = await readVector(ctx, said.body);
  return transaction(ctx, async (tx) => {
    const { chat, member, other, known } = await holdToWrite(tx, chatId, wish.clientKey);
    if (known !== undefined) return known.id;
    if (!mayWrite(chat, { ...member, state: 'in' })) throw forbidden('The conversation is locked');
    await checkBlocks(tx, member, other);
    await checkBound(tx, chat, member.account_id);
    if (wish.replyToId !== undefined) await getMessage(tx, member, wish.replyToId);
    const [id, now] = [newId(tx), tx.now()];
    const row: MessageRow = {
      id, chat_id: chatId, author_id: member.account_id, client_key: wish.clientKey, ...said, reply_to_id: wish.replyToId ?? null,
      written_at: tidyWritten(wish.writtenAt, now) ?? null, edited_at: null, deleted_at: null,
      expires_at: chat.timer_seconds === null ? null : new Date(now.getTime() + chat.timer_seconds * 1000),
      files: fileIds.length,
    };
    if (member.state === 'asked') await join(tx, member, now);
    await bringBack(tx, member, other);
    const files = fileIds.length === 0 ? [] : await sendFiles(tx, row, fileIds);
    const entry = files.length === 0 ? entryOf(row, vector) : entryOf(row, await readVector(tx, wordsOfFiles(row, files)), files);
    await Promise.all([insertMessage(tx, row), entry && upsertEntries(tx, [entry]), updateLast(tx, chatId, id), updateRead(tx, chatId, member.account_id, id)]);
    tx.emit(messageSent, { chatId, id, authorId: member.account_id });
    if (row.link !== null) tx.emit(linkSaid, { chatId, messageId: id });
    freshMessages(tx).set(id, row);
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
export async function editMessage(ctx: Context, chatId: Id, id: Id, wish: BodyWish): Promise<void> {
  // Whether it may be without words is seen once its files are known.
  const said = say(ctx, wish, true);
  const vector = await readVector(ctx, said.body);
  await transaction(ctx, async (tx) => {
    const { member, message } = await holdMessage(tx, chatId, id);
    if (said.opaque === null && said.body === '' && message.files === 0) throw invalid("Validation failed: text can't be blank");
    if (message.author_id !== member.account_id) throw forbidden('Only its author may edit a message');
    if (message.deleted_at !== null) throw conflict('The message was taken back');
    if (tx.now().getTime() - timeOfId(id).getTime() > EDIT_MS) throw conflict('A message may be edited for a day');
    if ((said.opaque === null) !== (message.opaque === null)) throw conflict('What is opaque stays opaque, and what is not is never made so');
    if (said.opaque === null ? said.body === message.body : message.opaque?.equals(said.opaque)) return;
    await updateBody(tx, id, said, tx.now());
    const files = message.files === 0 ? [] : await selectFilesOf(tx, [id]);
    const entry = files.length === 0 ? entryOf({ ...message, ...said }, vector) : entryOf({ ...message, ...said }, await readVector(tx, wordsOfFiles(said, files)), files);
    if (entry !== undefined) await upsertEntries(tx, [entry]);
    if (said.link !== null && said.link !== message.link) tx.emit(linkSaid, { chatId, messageId: id });
    tx.emit(messageChanged, { chatId, messageId: id });
  });
}

/** Takes a message back for everybody: that it was there is seen, what it said is nowhere. Its author's, or a host's. Safe to repeat. @throws Refusal 404, 403 */
export function deleteMessage(ctx: Context, chatId: Id, id: Id): Promise<void> {
  return transaction(ctx, async (tx) => {
    const { chat, member, message } = await holdMessage(tx, chatId, id);
    if (message.author_id !== member.account_id && !mayHost(chat, member)) throw forbidden('Only its author or a host may take a message back');
    if (message.deleted_at !== null) return;
    await eraseMessages(tx, [id], 'trace');
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
      const gone = await lockExpired(tx, tx.now(), EXPIRED_AT_ONCE);
      await eraseMessages(tx, gone.map(({ id }) => id), 'whole');
      const byChat = Map.groupBy(gone, ({ chat_id: chatId }) => chatId);
      for (const [chatId, messages] of byChat) tx.emit(messagesExpired, { chatId, messageIds: messages.map(({ id }) => id) });
      return gone.length;
    });
  }
}
