import { provideMayWrite } from '#chats';
import { provideGroups } from '#posts';
import { registerChannels, registerFeed } from '#streaming';
import type { Room } from '#platform/room.ts';
import { checkMayWrite, holdToWrite } from './commands/write.ts';
import { jobs } from './jobs.ts';
import { listeners } from './listeners.ts';
import { findCompanions, findOpen } from './reads/groups.ts';
import { routes } from './routes/index.ts';
import { settings } from './settings.ts';
import { channels, feed } from './streams.ts';

export const room: Room = {
  name: 'groups',
  migrations: new URL('./migrations/', import.meta.url),
  settings,
  routes,
  listeners,
  jobs,
  start: (house) => {
    provideMayWrite(house, checkMayWrite);
    provideGroups(house, { find: findOpen, companions: findCompanions, checkMayWrite, hold: holdToWrite });
    registerChannels(house, channels);
    registerFeed(house, feed);
    return Promise.resolve();
  },
};
