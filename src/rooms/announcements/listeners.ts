import { standingChanged } from '#accounts';
import { work } from '#platform/events.ts';
import type { Listener } from '#platform/events.ts';
import { forgetAccount } from './commands.ts';
import { feed } from './streams.ts';

export const listeners: readonly Listener[] = [work(standingChanged, 'announcements.forgetAccount', forgetAccount), ...feed.listeners];
