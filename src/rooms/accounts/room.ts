import { provideFigure, provideWeeks } from '#instance';
import { provideBlobUse } from '#media';
import type { Room } from '#platform/room.ts';
import { jobs } from './jobs.ts';
import { listeners } from './memory.ts';
import { readAccountCount, readArrivals, readPictureUse } from './reads.ts';
import { listRoutes } from './routes/lists.ts';
import { pictureRoutes, profileRoutes } from './routes/profiles.ts';
import { peopleRoutes } from './routes/people.ts';
import { profileResourceRoutes } from './routes/profile-resource.ts';
import { relationRoutes } from './routes/relations.ts';
import { suggestedSetting } from './settings.ts';

export const room: Room = {
  name: 'accounts',
  migrations: new URL('./migrations/', import.meta.url),
  settings: [suggestedSetting] as never[],
  routes: [...profileRoutes, ...profileResourceRoutes, ...peopleRoutes, ...relationRoutes, ...listRoutes, ...pictureRoutes],
  listeners,
  jobs,
  start: (house) => {
    provideFigure(house, 'users', readAccountCount);
    provideBlobUse(house, 'accounts', readPictureUse);
    provideWeeks(house, async (ctx, from, to) => ({ arrivals: await readArrivals(ctx, from, to) }));
    return Promise.resolve();
  },
};
