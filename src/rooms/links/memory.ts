/** What this room holds in memory: cards as JSON, and what is being looked at right now. */

import { createBoundedQueue } from '#platform/bounded-queue.ts';
import type { BoundedQueue } from '#platform/bounded-queue.ts';
import { Cache } from '#kit/cache.ts';
import { perHouse } from '#platform/context.ts';
import { hear } from '#platform/events.ts';
import type { Listener } from '#platform/events.ts';
import { cardReady } from './events.ts';

const MEBIBYTE = 1024 * 1024;

/** Pages looked at together; a page takes up to five seconds. */
export const LANES = 4;

interface LinksState {
  /** By canonical address; `null` as JSON where there is no card. Dropped by cardReady. */
  readonly cards: Cache<string, Buffer>;
  /** Hosts that are being asked: one page at a time of each. */
  readonly busy: Set<string>;
  readonly lanes: Set<Promise<void>>;
  /** One claim after the other, so that two lanes do not go to the same host. */
  readonly claims: BoundedQueue;
  /** One picture at a time, so that people's own pictures do not wait behind a crowd of ours. */
  readonly pictures: BoundedQueue;
}

export const linksState = perHouse<LinksState>(() => ({
  cards: new Cache({ maxBytes: 16 * MEBIBYTE, sizeOf: (json) => json.length + 300 }),
  busy: new Set(),
  lanes: new Set(),
  claims: createBoundedQueue({ running: 1, waiting: LANES }),
  pictures: createBoundedQueue({ running: 1, waiting: LANES }),
}));

export const listeners: readonly Listener[] = [
  hear(cardReady, 'links.forgetCard', (ctx, { payload }) => linksState(ctx).cards.drop(payload.url)),
];
