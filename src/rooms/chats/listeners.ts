import { standingChanged } from '#accounts';
import { work } from '#platform/events.ts';
import type { Listener } from '#platform/events.ts';
import { forgetAccount } from './commands/forget.ts';
import { stateListeners } from './state.ts';
import { feed } from './streams.ts';

export const listeners: readonly Listener[] = [...stateListeners, work(standingChanged, 'chats.forgetAccount', forgetAccount), ...feed.listeners];
