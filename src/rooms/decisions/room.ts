import { provideDecided } from '#chats';
import type { Room } from '#platform/room.ts';
import { registerFeed } from '#streaming';
import { jobs } from './jobs.ts';
import { listeners } from './listeners.ts';
import { findDecided } from './reads/night.ts';
import { routes } from './routes/index.ts';
import { settings } from './settings.ts';
import { feed } from './streams.ts';

export const room: Room = {
  name: 'decisions',
  migrations: new URL('./migrations/', import.meta.url),
  settings,
  routes,
  listeners,
  jobs,
  start: (house) => {
    provideDecided(house, findDecided);
    registerFeed(house, feed);
    return Promise.resolve();
  },
};
