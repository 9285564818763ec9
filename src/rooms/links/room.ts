import type { Room } from '#platform/room.ts';
import { endLooking } from './commands/cards.ts';
import { jobs } from './jobs.ts';
import { listeners } from './memory.ts';

export const room: Room = {
  name: 'links',
  migrations: new URL('./migrations/', import.meta.url),
  listeners,
  jobs,
  stop: (house) => endLooking(house.context()),
};
