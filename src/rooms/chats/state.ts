/** What this process remembers of chats: who is in which, which every message asks. */

import { Cache } from '#kit/cache.ts';
import type { Id } from '#kit/ids.ts';
import { perHouse } from '#platform/context.ts';
import { hear } from '#platform/events.ts';
import type { EventToken, Listener } from '#platform/events.ts';
import { boardChanged, chatChanged, messageChanged, messagesExpired, preferenceChanged } from './events.ts';
import type { ChatFacts, MessageRow, Preference } from './types.ts';

const MEBIBYTE = 1024 * 1024;

/** Without what moves with every message: where the chat stands, and how far each has read. */
export const rememberedChats = perHouse(() => new Cache<Id, ChatFacts | null>({
  maxBytes: 32 * MEBIBYTE, sizeOf: (chat) => (chat === null ? 40 : 400 + 250 * chat.members.size),
}));

/** Messages as they were sent a moment ago, which their streams and their sender ask for at once; what is changed is read anew. */
export const freshMessages = perHouse(() => new Cache<Id, MessageRow>({ maxBytes: 4 * MEBIBYTE, sizeOf: (message) => 400 + 2 * message.body.length + (message.opaque?.length ?? 0) }));

export const rememberedPreferences = perHouse(() => new Cache<Id, Preference>({ maxBytes: 4 * MEBIBYTE, sizeOf: ({ quiet }) => (quiet === null ? 80 : 300) }));

/** How often anything was changed that somebody may see less of afterwards. */
export const changes = perHouse(() => ({ count: 0 }));

export const stateListeners: readonly Listener[] = [
  ...[chatChanged, messageChanged, messagesExpired, boardChanged].map((event) => hear(event as EventToken<object>, 'chats.countChange', (ctx) => void changes(ctx).count++)),
  hear(preferenceChanged, 'chats.forgetPreference', (ctx, { payload }) => rememberedPreferences(ctx).drop(payload.accountId)),
  hear(chatChanged, 'chats.forgetChat', (ctx, { payload }) => rememberedChats(ctx).drop(payload.chatId)),
  hear(messageChanged, 'chats.forgetFresh', (ctx, { payload }) => freshMessages(ctx).drop(payload.messageId)),
  hear(messagesExpired, 'chats.forgetExpired', (ctx, { payload }) => payload.messageIds.forEach((id) => freshMessages(ctx).drop(id))),
];
