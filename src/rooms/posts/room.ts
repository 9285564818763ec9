import type { Room } from '#platform/room.ts';
import { jobs } from './jobs.ts';
import { listeners } from './listeners.ts';
import { actRoutes } from './routes/acts.ts';
import { readRoutes } from './routes/read.ts';
import { writeRoutes } from './routes/write.ts';

export const room: Room = {
  name: 'posts',
  migrations: new URL('./migrations/', import.meta.url),
  routes: [...writeRoutes, ...readRoutes, ...actRoutes],
  listeners,
  jobs,
};
