import { registerChannels, registerFeed } from '#streaming';
import type { Room } from '#platform/room.ts';
import { routes } from './routes.ts';
import { channels, countFragments, visitorFeed } from './streams.ts';

export const room: Room = {
  name: 'web',
  routes,
  listeners: visitorFeed.listeners,
  start: async (house) => {
    registerChannels(house, channels);
    registerFeed(house, visitorFeed);
    countFragments(house);
  },
};
