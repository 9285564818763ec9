import type { Room } from '#platform/room.ts';
import { registerChannels, registerFeed } from '#streaming';
import { jobs } from './jobs.ts';
import { listeners } from './listeners.ts';
import { routes } from './routes/index.ts';
import { settings } from './settings.ts';
import { channels, feed } from './streams.ts';

export const room: Room = {
  name: 'chats',
  migrations: new URL('./migrations/', import.meta.url),
  settings,
  routes,
  listeners,
  jobs,
  start: (house) => {
    registerChannels(house, channels);
    registerFeed(house, feed);
    return Promise.resolve();
  },
};
