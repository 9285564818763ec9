import type { Room } from '#platform/room.ts';
import { registerChannels, registerFeed } from '#streaming';
import { listeners } from './listeners.ts';
import { routes } from './routes.ts';
import { channels, feed } from './streams.ts';

export const room: Room = {
  name: 'conversations',
  migrations: new URL('./migrations/', import.meta.url),
  routes,
  listeners,
  start: (house) => {
    registerChannels(house, channels);
    registerFeed(house, feed);
    return Promise.resolve();
  },
};
