/** What this room holds in memory: cards as JSON, and what is being looked at right now. */

import { createBoundedQueue } from '#platform/bounded-queue.ts';
import type { BoundedQueue } from '#platform/bounded-queue.ts';
import { Cache } from '#kit/cache.ts';
import { perHouse } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { hear } from '#platform/events.ts';
import type { Listener } from '#platform/events.ts';
import { cardReady } from './events.ts';
import { keyOf } from './queries.ts';

const MEBIBYTE = 1024 * 1024;

/** Pages looked at together; a page takes up to five seconds. */
export const LANES = 4;

/** Those of the addresses that something of a room names. */
export type CardUse = (ctx: Context, urls: readonly string[]) => Promise<string[]>;

interface LinksState {
  /** By canonical address; `null` as JSON where there is no card. Dropped by cardReady. */
  readonly cards: Cache<string, Buffer>;
  /** The addresses of those, by their keys, which is how one hears of them. */
  readonly urls: Map<string, string>;
  /** Which addresses each room still names. */
  readonly uses: Map<string, CardUse>;
  /** Hosts that are being asked: one page at a time of each. */
  readonly busy: Set<string>;
  readonly lanes: Set<Promise<void>>;
  /** One claim after the other, so that two lanes do not go to the same host. */
  readonly claims: BoundedQueue;
  /** One picture at a time, so that people's own pictures do not wait behind a crowd of ours. */
  readonly pictures: BoundedQueue;
}

export const linksState = perHouse<LinksState>(() => ({
  cards: new Cache({ maxBytes: 16 * MEBIBYTE, sizeOf: (json) => json.length + 500 }),
  urls: new Map(),
  uses: new Map(),
  busy: new Set(),
  lanes: new Set(),
  claims: createBoundedQueue({ running: 1, waiting: LANES }),
  pictures: createBoundedQueue({ running: 1, waiting: LANES }),
}));

const MOST_URLS = 50_000;

/** Says by which keys one will hear of these addresses, before they are read. */
export function awaitChanges(ctx: Context, addresses: readonly string[]): void {
  const { cards, urls } = linksState(ctx);
  for (const url of addresses) urls.set(keyOf(url), url);
  if (urls.size <= MOST_URLS) return;
  for (const [key, url] of [...urls].slice(0, MOST_URLS / 2)) if (cards.get(url) === undefined) urls.delete(key);
}

export const listeners: readonly Listener[] = [
  hear(cardReady, 'links.forgetCard', (ctx, { payload: { key } }) => {
    const { cards, urls } = linksState(ctx);
    const url = urls.get(key);
    if (url === undefined) return;
    cards.drop(url);
    urls.delete(key);
  }),
];
