import { provideHold } from '#notifications';
import { registerChannels, registerFeed } from '#streaming';
import type { Room } from '#platform/room.ts';
import { answers, broadcastFeed } from './broadcasts.ts';
import { countFeed, questionFeed } from './counts.ts';
import { jobs } from './jobs.ts';
import { listeners } from './listeners.ts';
import { loadBounds } from './reads/bounds.ts';
import { delaysOf } from './reads/delays.ts';
import { startCounting, stopCounting } from './readers.ts';
import { routes } from './routes/index.ts';
import { settings } from './settings.ts';
import { channels, postFeed, roomFeed } from './streams.ts';

export const room: Room = {
  name: 'live',
  migrations: new URL('./migrations/', import.meta.url),
  settings,
  routes,
  listeners,
  jobs,
  answers,
  start: async (house) => {
    await loadBounds(house);
    registerChannels(house, channels);
    startCounting(house);
    provideHold(house, delaysOf);
    for (const feed of [postFeed, roomFeed, questionFeed, countFeed, broadcastFeed]) registerFeed(house, feed);
  },
  stop: async (house) => stopCounting(house),
};
