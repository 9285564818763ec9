import type { Room } from '#platform/room.ts';
import { jobs } from './jobs.ts';
import { listeners } from './listeners.ts';
import { logRoutes } from './routes/logs.ts';

export const room: Room = {
  name: 'receipts',
  migrations: new URL('./migrations/', import.meta.url),
  routes: logRoutes,
  listeners,
  jobs,
};
