import { standingChanged } from '#accounts';
import { work } from '#platform/events.ts';
import type { Listener } from '#platform/events.ts';
import { forgetAccount } from './commands/forget.ts';
import { tellNews } from './commands/tell.ts';
import { groupNews } from './events.ts';
import { stateListeners } from './state.ts';
import { feed } from './streams.ts';

export const listeners: readonly Listener[] = [
  ...stateListeners,
  work(groupNews, 'groups.tellNews', tellNews),
  work(standingChanged, 'groups.forgetAccount', forgetAccount),
  ...feed.listeners,
];
