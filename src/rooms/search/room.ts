import { SYSTEM, transaction } from '#platform/context.ts';
import type { Room } from '#platform/room.ts';
import { jobs, rebuildIndex } from './jobs.ts';
import { listeners } from './listeners.ts';
import { selectProgress } from './queries/entries.ts';
import { searchRoutes } from './routes/search.ts';

export const room: Room = {
  name: 'search',
  migrations: new URL('./migrations/', import.meta.url),
  routes: searchRoutes,
  listeners,
  jobs,
  start: async (house) => {
    const ctx = house.context(SYSTEM);
    const { below } = await selectProgress(ctx);
    if (below !== null) await transaction(ctx, (tx) => tx.enqueue(rebuildIndex, {}, { key: 'search.rebuildIndex' }));
  },
};
