import type { Room } from '#platform/room.ts';
import { registerFeed } from '#streaming';
import { listeners } from './listeners.ts';
import { routes } from './routes.ts';
import { feed } from './streams.ts';

export const room: Room = {
  name: 'announcements',
  migrations: new URL('./migrations/', import.meta.url),
  routes,
  listeners,
  start: (house) => {
    registerFeed(house, feed);
    return Promise.resolve();
  },
};
