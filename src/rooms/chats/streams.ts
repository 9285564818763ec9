/** Private conversations on open streams: everybody in one gets what a fresh read would show them. */

import { Refusal } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { viewedBy } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { StoredEvent } from '#platform/outbox.ts';
import { Frame, PASSING, feedStreams, tellPassing } from '#streaming';
import type { Channel, Routed } from '#streaming';
import { boardChanged, chatChanged, chatRead, messageChanged, messageSent, messagesExpired } from './events.ts';
import { readNote, readTask } from './reads/board.ts';
import { findChat, showChats } from './reads/chats.ts';
import { whoTells } from './reads/marks.ts';
import { getReadable, showToMembers } from './reads/messages.ts';
import { mayReadMessages, partOf } from './rules.ts';
import { changes } from './state.ts';
import type { ChatFacts } from './types.ts';

export const channels: readonly Channel[] = [{ name: 'chats', scopes: ['read:statuses'], anonymous: false }];

const asAccount = (ctx: Context, id: Id): Context => viewedBy(ctx, { kind: 'account', id });

/**
 * What `make` gives, made anew once anything has changed: a stream that comes back is not told what was taken back, has come to
 * its end, or was said in a chat that its account is out of by now.
 */
function untilChanged<T>(ctx: Context, make: () => T): () => T {
  let at = -1;
  let made: T;
  return () => {
    const { count } = changes(ctx);
    if (count !== at) [at, made] = [count, make()];
    return made;
  };
}

/** A frame for each of some accounts, made when the first of their streams asks. Undefined where nothing is there for them any more. */
function toEach(ctx: Context, accountIds: readonly Id[], make: (accountId: Id) => Frame | undefined | Promise<Frame | undefined>): Routed {
  const mine = new Set(accountIds);
  const framesNow = untilChanged(ctx, () => new Map<Id, ReturnType<typeof make>>());
  return {
    topics: ['chats'],
    accountIds,
    frameFor({ seat: { viewerId } }) {
      if (viewerId === undefined || !mine.has(viewerId)) return undefined;
      const frames = framesNow();
      if (!frames.has(viewerId)) frames.set(viewerId, make(viewerId));
      return frames.get(viewerId);
    },
  };
}

const readersOf = (chat: ChatFacts): Id[] => [...chat.members.values()].filter((member) => mayReadMessages(chat, member)).map(({ account_id: id }) => id);

/** What a message is to each of its readers: read once for all, and one frame for those who see the same. */
async function readFrames(ctx: Context, chatId: Id, messageId: Id, frameOf: (text: string) => Frame): Promise<(accountId: Id) => Frame | undefined> {
  const [chat, shown] = await Promise.all([findChat(ctx, chatId), showToMembers(ctx, chatId, messageId)]);
  const frames = new Map<string, Frame>();
  return (accountId) => {
    const member = chat && partOf(chat, accountId);
    const text = chat === undefined || member === undefined || !mayReadMessages(chat, member) ? undefined : shown(member);
    if (text === undefined) return undefined;
    let frame = frames.get(text);
    if (frame === undefined) frames.set(text, (frame = frameOf(text)));
    return frame;
  };
}

async function routeMessage(ctx: Context, chat: ChatFacts, stored: StoredEvent): Promise<Routed> {
  const isNew = stored.name === messageSent.name;
  const payload = stored.payload as { id: Id; messageId: Id };
  const readingNow = untilChanged(ctx, () => {
    const promise = readFrames(ctx, chat.id, isNew ? payload.id : payload.messageId, (text) => new Frame(isNew ? 'chat.message' : 'chat.message.update', text, stored.id));
    const reading: { promise: typeof promise; done?: Awaited<typeof promise> } = { promise };
    void promise.then((done) => void (reading.done = done), () => undefined);
    return reading;
  });
  await readingNow().promise;
  return toEach(ctx, readersOf(chat), (accountId) => {
    const { done, promise } = readingNow();
    return done === undefined ? promise.then((late) => late(accountId)) : done(accountId);
  });
}

async function routeChat(ctx: Context, stored: StoredEvent): Promise<Routed | undefined> {
  const { chatId } = stored.payload as { chatId: Id };
  if (stored.name === chatChanged.name) {
    const { accountIds } = stored.payload as { accountIds: readonly Id[] };
    return toEach(ctx, accountIds, async (accountId) => {
      const [shown] = await showChats(asAccount(ctx, accountId), [chatId]);
      return shown === undefined ? new Frame('chat.left', JSON.stringify({ id: String(chatId) }), stored.id) : new Frame('chat', JSON.stringify(shown), stored.id);
    });
  }
  const chat = await findChat(ctx, chatId);
  if (chat === undefined) return undefined;
  if (stored.name === messageSent.name || stored.name === messageChanged.name) return routeMessage(ctx, chat, stored);
  return stored.name === boardChanged.name ? routeBoard(ctx, chat, stored) : routeMark(ctx, chat, stored);
}

const insideOf = (chat: ChatFacts): Id[] => [...chat.members.values()].filter(({ state }) => state === 'in').map(({ account_id: id }) => id);

/** A note or a task as it is now, to everybody in the chat; who is gone from it is told nothing. */
function routeBoard(ctx: Context, chat: ChatFacts, stored: StoredEvent): Routed {
  const { what, boardId } = stored.payload as { what: 'note' | 'task'; boardId: Id };
  const read = what === 'note' ? readNote : readTask;
  return toEach(ctx, insideOf(chat), async (accountId) => {
    try {
      return new Frame(`chat.${what}`, JSON.stringify(await read(asAccount(ctx, accountId), chat.id, boardId)), stored.id);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const isIn = (await findChat(ctx, chat.id))?.members.get(accountId)?.state === 'in';
      return isIn ? new Frame(`chat.${what}.delete`, JSON.stringify({ chat_id: String(chat.id), id: String(boardId) }), stored.id) : undefined;
    }
  });
}

/** What is the same for all who hear of it. */
async function routeMark(ctx: Context, chat: ChatFacts, stored: StoredEvent): Promise<Routed> {
  if (stored.name === messagesExpired.name) {
    const { messageIds } = stored.payload as { messageIds: readonly Id[] };
    const expired = new Frame('chat.expired', JSON.stringify({ chat_id: String(chat.id), message_ids: messageIds.map(String) }), stored.id);
    return toEach(ctx, readersOf(chat), () => expired);
  }
  const { accountId, readId } = stored.payload as { accountId: Id; readId: Id };
  const read = new Frame('chat.read', JSON.stringify({ chat_id: String(chat.id), account_id: String(accountId), last_read_id: String(readId) }), stored.id);
  const tells = await whoTells(ctx, accountId, insideOf(chat), 'readMarks');
  // Who hides how far they have read hears it on their own devices alone, and of nobody else.
  return toEach(ctx, insideOf(chat).filter(tells), () => read);
}

export const feed = feedStreams({ name: 'chats.tellStreams', route: routeChat }, [chatChanged, messageSent, messageChanged, messagesExpired, chatRead, boardChanged]);

/** That somebody is writing, to the others who are in the chat, at this moment. @throws Refusal 404 */
export async function tellTyping(ctx: Context, chatId: Id): Promise<void> {
  const { chat, member } = await getReadable(ctx, chatId);
  if (member.state !== 'in') return;
  const others = insideOf(chat).filter((id) => id !== member.account_id);
  const tells = await whoTells(ctx, member.account_id, others, 'typing');
  const frame = new Frame('chat.typing', JSON.stringify({ chat_id: String(chatId), account_id: String(member.account_id) }), PASSING);
  await tellPassing(ctx, ['chats'], () => frame, others.filter(tells));
}
