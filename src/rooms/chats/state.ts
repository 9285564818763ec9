/** What this process remembers of chats: who is in which, which every message asks. */

import { Cache } from '#kit/cache.ts';
import type { Id } from '#kit/ids.ts';
import { perHouse } from '#platform/context.ts';
import { hear } from '#platform/events.ts';
import type { Listener } from '#platform/events.ts';
import { chatChanged } from './events.ts';
import type { ChatFacts } from './types.ts';

const MEBIBYTE = 1024 * 1024;

/** Without what moves with every message: where the chat stands, and how far each has read. */
export const rememberedChats = perHouse(() => new Cache<Id, ChatFacts | null>({
  maxBytes: 16 * MEBIBYTE, sizeOf: (chat) => (chat === null ? 40 : 400 + 250 * chat.members.size),
}));

export const stateListeners: readonly Listener[] = [
  hear(chatChanged, 'chats.forgetChat', (ctx, { payload }) => rememberedChats(ctx).drop(payload.chatId)),
];
