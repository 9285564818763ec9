import { keyOfLink, provideCardUse } from '#links';
import { provideNews } from '#notifications';
import type { Room } from '#platform/room.ts';
import { registerChannels, registerFeed } from '#streaming';
import { readNews } from './commands/push.ts';
import { jobs } from './jobs.ts';
import { listeners } from './listeners.ts';
import { selectNamedLinks } from './queries/messages.ts';
import { routes } from './routes/index.ts';
import { settings } from './settings.ts';
import { channels, feed } from './streams.ts';

export const room: Room = {
  name: 'chats',
  migrations: new URL('./migrations/', import.meta.url),
  settings,
  routes,
  listeners,
  jobs,
  start: (house) => {
    registerChannels(house, channels);
    registerFeed(house, feed);
    provideNews(house, 'message', readNews);
    provideCardUse(house, 'chats', (ctx, urls) => selectNamedLinks(ctx, urls.map(keyOfLink)));
    return Promise.resolve();
  },
};
