import { provideBlobUse } from '#media';
import type { Room } from '#platform/room.ts';
import { endLooking } from './commands/cards.ts';
import { jobs } from './jobs.ts';
import { listeners } from './memory.ts';
import { readPictureUse } from './reads.ts';

export const room: Room = {
  name: 'links',
  migrations: new URL('./migrations/', import.meta.url),
  listeners,
  jobs,
  start: (house) => {
    provideBlobUse(house, 'links', readPictureUse);
    return Promise.resolve();
  },
  stop: (house) => endLooking(house.context()),
};
