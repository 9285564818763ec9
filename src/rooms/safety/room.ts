import { standingChanged } from '#accounts';
import { work } from '#platform/events.ts';
import type { Room } from '#platform/room.ts';
import { forgetAccount } from './commands.ts';
import { routes } from './routes.ts';

export const room: Room = {
  name: 'safety',
  migrations: new URL('./migrations/', import.meta.url),
  routes,
  listeners: [work(standingChanged, 'safety.forgetAccount', forgetAccount)],
};
