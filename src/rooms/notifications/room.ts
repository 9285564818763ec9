import type { Room } from '#platform/room.ts';
import { registerChannels, registerFeed } from '#streaming';
import { listeners } from './listeners.ts';
import { jobs } from './jobs.ts';
import { keepPushKeys } from './push/keys.ts';
import { groupRoutes } from './routes/groups.ts';
import { lineRoutes } from './routes/lines.ts';
import { markerRoutes } from './routes/markers.ts';
import { keepingOutRoutes } from './routes/policy.ts';
import { pushRoutes } from './routes/push.ts';
import { channels, feed } from './stream.ts';

export const room: Room = {
  name: 'notifications',
  migrations: new URL('./migrations/', import.meta.url),
  routes: [...lineRoutes, ...groupRoutes, ...keepingOutRoutes, ...markerRoutes, ...pushRoutes],
  listeners,
  jobs,
  start: async (house) => {
    registerChannels(house, channels);
    registerFeed(house, feed);
    await keepPushKeys(house);
  },
};
