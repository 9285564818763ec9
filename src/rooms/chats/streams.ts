/** Private conversations on open streams: everybody in one gets what a fresh read would show them. */

import { Refusal } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { viewedBy } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { StoredEvent } from '#platform/outbox.ts';
import { Frame, PASSING, feedStreams, tellPassing } from '#streaming';
import type { Channel, Routed } from '#streaming';
import { chatChanged, chatRead, messageChanged, messageSent, messagesExpired } from './events.ts';
import { findChat, showChats } from './reads/chats.ts';
import { getReadable, showMessage } from './reads/messages.ts';
import { mayReadMessages } from './rules.ts';
import type { ChatFacts } from './types.ts';

export const channels: readonly Channel[] = [{ name: 'chats', scopes: ['read:statuses'], anonymous: false }];

const asAccount = (ctx: Context, id: Id): Context => viewedBy(ctx, { kind: 'account', id });

/** A frame for each of some accounts, made when the first of their streams asks. Undefined where nothing is there for them any more. */
function toEach(accountIds: readonly Id[], make: (accountId: Id) => Promise<Frame | undefined>): Routed {
  const frames = new Map<Id, Promise<Frame | undefined>>();
  const kept = async (accountId: Id): Promise<Frame | undefined> => {
    try {
      return await make(accountId);
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  };
  return {
    topics: ['chats'],
    accountIds,
    frameFor({ seat: { viewerId } }) {
      if (viewerId === undefined || !accountIds.includes(viewerId)) return undefined;
      let frame = frames.get(viewerId);
      if (frame === undefined) frames.set(viewerId, (frame = kept(viewerId)));
      return frame;
    },
  };
}

const readersOf = (chat: ChatFacts): Id[] => [...chat.members.values()].filter((member) => mayReadMessages(chat, member)).map(({ account_id: id }) => id);

async function routeMessage(ctx: Context, chat: ChatFacts, stored: StoredEvent): Promise<Routed> {
  if (stored.name === messagesExpired.name) {
    const { messageIds } = stored.payload as { messageIds: readonly Id[] };
    const frame = new Frame('chat.expired', JSON.stringify({ chat_id: String(chat.id), message_ids: messageIds.map(String) }), stored.id);
    return toEach(readersOf(chat), () => Promise.resolve(frame));
  }
  const isNew = stored.name === messageSent.name;
  const payload = stored.payload as { id: Id; messageId: Id };
  const messageId = isNew ? payload.id : payload.messageId;
  return toEach(readersOf(chat), async (accountId) =>
    new Frame(isNew ? 'chat.message' : 'chat.message.update', JSON.stringify(await showMessage(asAccount(ctx, accountId), chat.id, messageId)), stored.id));
}

async function routeChat(ctx: Context, stored: StoredEvent): Promise<Routed | undefined> {
  const { chatId } = stored.payload as { chatId: Id };
  if (stored.name === chatChanged.name) {
    const { accountIds } = stored.payload as { accountIds: readonly Id[] };
    return toEach(accountIds, async (accountId) => {
      const [shown] = await showChats(asAccount(ctx, accountId), [chatId]);
      return shown === undefined ? new Frame('chat.left', JSON.stringify({ id: String(chatId) }), stored.id) : new Frame('chat', JSON.stringify(shown), stored.id);
    });
  }
  const chat = await findChat(ctx, chatId);
  if (chat === undefined) return undefined;
  if (stored.name !== chatRead.name) return routeMessage(ctx, chat, stored);
  const { accountId, readId } = stored.payload as { accountId: Id; readId: Id };
  const frame = new Frame('chat.read', JSON.stringify({ chat_id: String(chatId), account_id: String(accountId), last_read_id: String(readId) }), stored.id);
  return toEach(readersOf(chat).filter((id) => chat.members.get(id)?.state === 'in'), () => Promise.resolve(frame));
}

export const feed = feedStreams({ name: 'chats.tellStreams', route: routeChat }, [chatChanged, messageSent, messageChanged, messagesExpired, chatRead]);

/** That somebody is writing, to the others who are in the chat, at this moment. @throws Refusal 404 */
export async function tellTyping(ctx: Context, chatId: Id): Promise<void> {
  const { chat, member } = await getReadable(ctx, chatId);
  if (member.state !== 'in') return;
  const others = [...chat.members.values()].filter(({ state, account_id: id }) => state === 'in' && id !== member.account_id).map(({ account_id: id }) => id);
  const frame = new Frame('chat.typing', JSON.stringify({ chat_id: String(chatId), account_id: String(member.account_id) }), PASSING);
  await tellPassing(ctx, ['chats'], () => frame, others);
}
