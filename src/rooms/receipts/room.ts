import type { Room } from '#platform/room.ts';
import { jobs } from './jobs.ts';
import { listeners } from './listeners.ts';
import { logRoutes } from './routes/logs.ts';
import { receiptRoutes } from './routes/receipts.ts';
import { whyRoutes } from './routes/why.ts';

export const room: Room = {
  name: 'receipts',
  migrations: new URL('./migrations/', import.meta.url),
  routes: [...logRoutes, ...receiptRoutes, ...whyRoutes],
  listeners,
  jobs,
};
