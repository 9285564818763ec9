import type { Room } from '#platform/room.ts';
import { jobs } from './jobs.ts';
import { listeners } from './listeners.ts';
import { broadcastRoutes } from './routes/broadcasts.ts';
import { settings } from './settings.ts';

export const room: Room = {
  name: 'video',
  migrations: new URL('./migrations/', import.meta.url),
  settings,
  routes: broadcastRoutes,
  listeners,
  jobs,
};
