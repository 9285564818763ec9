import { SYSTEM } from '#platform/context.ts';
import type { Room } from '#platform/room.ts';
import { recoverBroadcasts } from './commands/recover.ts';
import { closeIngest, openIngestDoors } from './ingest/doors.ts';
import { acceptIngest } from './ingest/socket/accept.ts';
import { jobs } from './jobs.ts';
import { listeners } from './listeners.ts';
import { acceptPush } from './live/accept-push.ts';
import { stopAll } from './live/state.ts';
import { broadcastRoutes } from './routes/broadcasts.ts';
import { captionRoutes } from './routes/captions.ts';
import { posterRoutes } from './routes/poster.ts';
import { watchRoutes } from './routes/watch.ts';
import { engineRoutes } from './routes/engine.ts';
import { whipRoutes } from './routes/whip.ts';
import { settings } from './settings.ts';

export const room: Room = {
  name: 'video',
  migrations: new URL('./migrations/', import.meta.url),
  settings,
  routes: [...broadcastRoutes, ...posterRoutes, ...captionRoutes, ...watchRoutes, ...whipRoutes, ...engineRoutes],
  listeners,
  jobs,
  upgrade: (...request) => acceptIngest(...request) || acceptPush(...request),
  start: async (house) => {
    await recoverBroadcasts(house.context(SYSTEM));
    await openIngestDoors(house);
  },
  stop: async (house) => {
    await closeIngest(house);
    await stopAll(house.context(SYSTEM));
  },
};
