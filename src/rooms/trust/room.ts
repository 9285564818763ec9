import { provideFollowUnasked } from '#accounts';
import type { Room } from '#platform/room.ts';
import { registerChannels, registerFeed } from '#streaming';
import { listeners } from './listeners.ts';
import { mayFollowUnasked } from './reads.ts';
import { routes } from './routes.ts';
import { settings } from './settings.ts';
import { channels, feed } from './streams.ts';

export const room: Room = {
  name: 'trust',
  migrations: new URL('./migrations/', import.meta.url),
  settings,
  routes,
  listeners,
  start: (house) => {
    registerChannels(house, channels);
    registerFeed(house, feed);
    provideFollowUnasked(house, mayFollowUnasked);
    return Promise.resolve();
  },
};
