import { standingChanged } from '#accounts';
import { forgetPrepared, registerChannels, registerFeed } from '#streaming';
import { hear } from '#platform/events.ts';
import { SYSTEM } from '#platform/context.ts';
import { gauge } from '#platform/metrics.ts';
import type { Room } from '#platform/room.ts';
import { logBytes, logListeners } from './logs.ts';
import { routes } from './routes.ts';
import { channels, postFeed } from './streams.ts';

export const room: Room = {
  name: 'timelines',
  routes,
  listeners: [
    ...logListeners,
    ...postFeed.listeners,
    hear(standingChanged, 'timelines.forgetStreamed', (ctx) => forgetPrepared(ctx)),
  ],
  start: async (house) => {
    registerChannels(house, channels);
    registerFeed(house, postFeed);
    gauge('perchoir_log_bytes', 'Bytes of the lists of ids held in memory', () => logBytes(house.context(SYSTEM)));
  },
};
