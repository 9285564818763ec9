import type { Room } from '#platform/room.ts';
import { registerChannels, registerFeed } from '#streaming';
import { listeners } from './listeners.ts';
import { groupRoutes } from './routes/groups.ts';
import { lineRoutes } from './routes/lines.ts';
import { markerRoutes } from './routes/markers.ts';
import { keepingOutRoutes } from './routes/policy.ts';
import { channels, feed } from './stream.ts';

export const room: Room = {
  name: 'notifications',
  migrations: new URL('./migrations/', import.meta.url),
  routes: [...lineRoutes, ...groupRoutes, ...keepingOutRoutes, ...markerRoutes],
  listeners,
  start: (house) => {
    registerChannels(house, channels);
    registerFeed(house, feed);
    return Promise.resolve();
  },
};
