import { SYSTEM } from '#platform/context.ts';
import type { Room } from '#platform/room.ts';
import { rememberEmojis } from './commands/emoji.ts';
import { resumeUploads } from './commands/upload.ts';
import { jobs } from './jobs.ts';
import { listeners } from './listeners.ts';
import { fileRoutes } from './routes/files.ts';
import { mediaRoutes } from './routes/media.ts';
import { mediaState } from './state.ts';

export const room: Room = {
  name: 'media',
  migrations: new URL('./migrations/', import.meta.url),
  routes: [...mediaRoutes, ...fileRoutes],
  listeners,
  jobs,
  start: async (house) => {
    const ctx = house.context(SYSTEM);
    await rememberEmojis(ctx);
    await resumeUploads(ctx);
  },
  stop: async (house) => {
    house.media.close();
    await Promise.all(mediaState(house.context()).underWay.values());
  },
};
