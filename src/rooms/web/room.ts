import { registerChannels, registerFeed } from '#streaming';
import type { House } from '#platform/house.ts';
import type { Room } from '#platform/room.ts';
import { buildApplication } from './build.ts';
import { countListeners } from './counts.ts';
import { roomPieces, roomPosts } from './room-streams.ts';
import { routes } from './routes.ts';
import { channels, countFragments, visitorFeed } from './streams.ts';

/** The server answers first. */
const SOON_MS = 1000;

/** The first visitor after a change of the pages should not wait for them to be assembled. */
function assembleSoon(house: House): void {
  const begin = (): void => {
    if (house.stopping) return;
    buildApplication().catch((error: unknown) => house.log.error({ err: error }, 'the pages could not be assembled'));
  };
  setTimeout(begin, SOON_MS).unref();
}

export const room: Room = {
  name: 'web',
  routes,
  listeners: [...visitorFeed.listeners, ...roomPosts.listeners, ...roomPieces.listeners, ...countListeners],
  start: async (house) => {
    registerChannels(house, channels);
    for (const feed of [visitorFeed, roomPosts, roomPieces]) registerFeed(house, feed);
    countFragments(house);
    assembleSoon(house);
  },
};
