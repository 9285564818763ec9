import { standingChanged } from '#accounts';
import { registerFeed } from '#streaming';
import { hear, work } from '#platform/events.ts';
import type { Room } from '#platform/room.ts';
import { forgetAccount } from './commands.ts';
import { filtersChanged } from './events.ts';
import { forgetFilters } from './memory.ts';
import { oldRoutes } from './routes/old.ts';
import { routes } from './routes/routes.ts';
import { feed } from './streams.ts';

export const room: Room = {
  name: 'filters',
  migrations: new URL('./migrations/', import.meta.url),
  routes: [...routes, ...oldRoutes],
  listeners: [
    hear(filtersChanged, 'filters.forgetReady', (ctx, { payload }) => forgetFilters(ctx, payload.accountId)),
    work(standingChanged, 'filters.forgetAccount', forgetAccount),
    ...feed.listeners,
  ],
  start: async (house) => registerFeed(house, feed),
};
