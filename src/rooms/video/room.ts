import { SYSTEM } from '#platform/context.ts';
import type { Room } from '#platform/room.ts';
import { recoverBroadcasts } from './commands/recover.ts';
import { jobs } from './jobs.ts';
import { listeners } from './listeners.ts';
import { acceptPush } from './live/accept-push.ts';
import { stopAll } from './live/state.ts';
import { broadcastRoutes } from './routes/broadcasts.ts';
import { captionRoutes } from './routes/captions.ts';
import { posterRoutes } from './routes/poster.ts';
import { watchRoutes } from './routes/watch.ts';
import { settings } from './settings.ts';

export const room: Room = {
  name: 'video',
  migrations: new URL('./migrations/', import.meta.url),
  settings,
  routes: [...broadcastRoutes, ...posterRoutes, ...captionRoutes, ...watchRoutes],
  listeners,
  jobs,
  upgrade: acceptPush,
  start: (house) => recoverBroadcasts(house.context(SYSTEM)),
  stop: (house) => stopAll(house.context(SYSTEM)),
};
