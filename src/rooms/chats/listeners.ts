import { standingChanged } from '#accounts';
import { cardReady } from '#links';
import { work, workTogether } from '#platform/events.ts';
import type { Listener } from '#platform/events.ts';
import { orderCardOf, tellOfCard } from './commands/cards.ts';
import { forgetAccount } from './commands/forget.ts';
import { orderPushes } from './commands/push.ts';
import { linkSaid, messageSent } from './events.ts';
import { stateListeners } from './state.ts';
import { feed } from './streams.ts';

export const listeners: readonly Listener[] = [
  ...stateListeners,
  work(standingChanged, 'chats.forgetAccount', forgetAccount),
  work(linkSaid, 'chats.orderCard', (ctx, { payload: { chatId, messageId } }) => orderCardOf(ctx, chatId, messageId)),
  work(cardReady, 'chats.tellOfCard', (ctx, { payload }) => tellOfCard(ctx, payload.key)),
  workTogether(messageSent, 'chats.orderPushes', orderPushes),
  ...feed.listeners,
];
