import { provideFeatured } from '#accounts';
import { provideFigure, provideWeeks } from '#instance';
import { provideCardUse } from '#links';
import type { Id } from '#kit/ids.ts';
import type { Room } from '#platform/room.ts';
import { SYSTEM, viewerId } from '#platform/context.ts';
import { forgetRecounts } from './commands/vote.ts';
import { jobs } from './jobs.ts';
import { answers, listeners } from './listeners.ts';
import { selectNamedLinks } from './queries/posts.ts';
import { readPostCount, readWritten } from './reads/read-figures.ts';
import { actRoutes } from './routes/acts.ts';
import { pollRoutes } from './routes/polls.ts';
import { quoteRoutes } from './routes/quotes.ts';
import { readRoutes } from './routes/read.ts';
import { scheduledRoutes } from './routes/scheduled.ts';
import { featuredOf, tagRoutes } from './routes/tags.ts';
import { writeRoutes } from './routes/write.ts';

export const room: Room = {
  name: 'posts',
  migrations: new URL('./migrations/', import.meta.url),
  routes: [...writeRoutes, ...readRoutes, ...actRoutes, ...pollRoutes, ...quoteRoutes, ...scheduledRoutes, ...tagRoutes],
  listeners,
  answers,
  jobs,
  start: (house) => {
    provideCardUse(house, 'posts', selectNamedLinks);
    provideFigure(house, 'posts', readPostCount);
    provideWeeks(house, readWritten);
    provideFeatured(house, (ctx) => featuredOf(ctx, viewerId(ctx) as Id));
    return Promise.resolve();
  },
  stop: (house) => {
    forgetRecounts(house.context(SYSTEM));
    return Promise.resolve();
  },
};
