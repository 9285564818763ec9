import { SYSTEM, transaction } from '#platform/context.ts';
import type { Room } from '#platform/room.ts';
import { jobs, rebuildIndex } from './jobs.ts';
import { listeners } from './listeners.ts';
import { selectProgress } from './queries/entries.ts';
import { savedRoutes } from './routes/saved.ts';
import { searchRoutes } from './routes/search.ts';
import { trendRoutes } from './routes/trends.ts';
import { settings } from './settings.ts';

export const room: Room = {
  name: 'search',
  migrations: new URL('./migrations/', import.meta.url),
  settings: settings as never[],
  routes: [...searchRoutes, ...savedRoutes, ...trendRoutes],
  listeners,
  jobs,
  start: async (house) => {
    const ctx = house.context(SYSTEM);
    const { below } = await selectProgress(ctx);
    if (below !== null) await transaction(ctx, (tx) => tx.enqueue(rebuildIndex, {}, { key: 'search.rebuildIndex' }));
  },
};
