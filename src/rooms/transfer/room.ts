import type { Room } from '#platform/room.ts';
import { jobs } from './jobs.ts';
import { listeners } from './listeners.ts';
import { apiRoutes } from './routes/api.ts';
import { pageRoutes } from './routes/page.ts';

export const room: Room = {
  name: 'transfer',
  migrations: new URL('./migrations/', import.meta.url),
  routes: [...apiRoutes, ...pageRoutes],
  listeners,
  jobs,
};
