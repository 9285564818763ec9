import { provideFigure } from '#instance';
import type { Room } from '#platform/room.ts';
import { jobs } from './jobs.ts';
import { listeners } from './memory.ts';
import { readAccountCount } from './reads.ts';
import { pictureRoutes, profileRoutes } from './routes/profiles.ts';
import { relationRoutes } from './routes/relations.ts';

export const room: Room = {
  name: 'accounts',
  migrations: new URL('./migrations/', import.meta.url),
  routes: [...profileRoutes, ...relationRoutes, ...pictureRoutes],
  listeners,
  jobs,
  start: (house) => {
    provideFigure(house, 'users', readAccountCount);
    return Promise.resolve();
  },
};
