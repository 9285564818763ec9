import type { Room } from '#platform/room.ts';
import { registerFeed } from '#streaming';
import { listeners } from './listeners.ts';
import { routes } from './routes.ts';
import { settings } from './settings.ts';
import { feed } from './streams.ts';

export const room: Room = {
  name: 'help',
  migrations: new URL('./migrations/', import.meta.url),
  settings,
  routes,
  listeners,
  start: (house) => {
    registerFeed(house, feed);
    return Promise.resolve();
  },
};
