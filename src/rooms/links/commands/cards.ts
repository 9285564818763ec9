import { removeBlobs } from '#media';
import { houseOf, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { House } from '#platform/house.ts';
import { cardReady } from '../events.ts';
import { LANES, linksState } from '../memory.ts';
import type { CardUse } from '../memory.ts';
import { deleteCards, hasFreshCard, keyOf, updateClaimed, updateLooked, upsertOrder } from '../queries.ts';
import { cardLife } from '../rules.ts';
import type { CardFacts, Order } from '../types.ts';
import { lookAt } from './look.ts';
import type { Found } from './look.ts';

/** Addresses that may wait; those that come while so many do have no card until somebody names them again. */
const MOST_WAITING = 1000;
const MOST_WAITING_OF_HOST = 50;
/** So that nobody uses this server to wear another one down. */
const HOST_RULE = { name: 'links.host', limit: 300, windowMs: 3_600_000 } as const;
/** Longer than three requests and a picture take: who took an address before that has ended without a word. */
const LOST_MS = 60_000;
/** At a stop, how long pages that are being looked at may still take; the others are looked at after the next start. */
const LAST_LOOKS_MS = 1000;

/** Has an address looked at, unless that was done lately. Safe to repeat. @param url as `canonicalLink` makes it */
export async function orderCard(ctx: Context, url: string): Promise<void> {
  if (await hasFreshCard(ctx, url)) return;
  const { host } = new URL(url);
  if (!houseOf(ctx).limiter.take(HOST_RULE, host).allowed) return;
  if (await upsertOrder(ctx, { url, host }, { inAll: MOST_WAITING, ofHost: MOST_WAITING_OF_HOST })) lookOn(ctx);
}

/**
 * Works the line off, a few addresses at a time and one of each host; returns at once. The line is in the database, so what
 * a crash interrupts is taken up again. Not on the jobs' two runners: a page that takes its five seconds would hold up
 * everything else that is timed.
 */
export function lookOn(ctx: Context): void {
  const { lanes } = linksState(ctx);
  if (lanes.size >= LANES || houseOf(ctx).stopping) return;
  const lane = lookAtNext(ctx)
    .catch((error: unknown) => {
      if (!houseOf(ctx).stopping) ctx.log.warn({ err: error }, 'link previews wait');
    })
    .finally(() => lanes.delete(lane));
  lanes.add(lane);
}

/** Lets what is under way end, for a moment. */
export async function endLooking(ctx: Context): Promise<void> {
  const { lanes } = linksState(ctx);
  if (lanes.size === 0) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, LAST_LOOKS_MS);
  await Promise.race([Promise.all(lanes), promise]);
  clearTimeout(timer);
}

async function lookAtNext(ctx: Context): Promise<void> {
  const { busy, claims } = linksState(ctx);
  while (!houseOf(ctx).stopping) {
    const order = await claims.run(async () => {
      const next = await updateClaimed(ctx, [...busy], new Date(ctx.now().getTime() - LOST_MS));
      if (next !== undefined) busy.add(next.host);
      return next;
    });
    if (order === undefined) return;
    try {
      const found = await lookAt(ctx, order.url);
      // What fails because the door out is closing says nothing about the page.
      if (!houseOf(ctx).stopping) await keep(ctx, order, found);
    } finally {
      busy.delete(order.host);
    }
  }
}

async function keep(ctx: Context, order: Order, found: Found): Promise<void> {
  const expires = new Date(ctx.now().getTime() + cardLife(found.kind));
  const facts = found.kind === 'card' ? found.facts : found.kind === 'nothing' ? null : undefined;
  await transaction(ctx, async (tx) => {
    const before = await updateLooked(tx, order, { facts, expires });
    if (before === undefined || facts === undefined || isSame(facts, before.facts)) return;
    tx.emit(cardReady, { key: order.key });
    if (facts?.picture?.key !== before.picture_key) await removeBlobs(tx, [before.picture_key]);
  });
}

/** jsonb gives its fields back in an order of its own. */
function isSame(one: CardFacts | null, other: CardFacts | null): boolean {
  const sorted = (value: unknown): unknown =>
    typeof value === 'object' && value !== null ? Object.entries(value).map(([key, inner]) => [key, sorted(inner)]).sort() : value;
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

/**
 * Forgets cards, and their pictures, of addresses that nothing names any more: what some room still names stays.
 * @param atOnce also those that wait to be looked at
 */
export async function forgetCards(ctx: Context, urls: readonly string[], atOnce = false): Promise<void> {
  const uses = [...linksState(ctx).uses.values()];
  await transaction(ctx, async (tx) => {
    const named = new Set((await Promise.all(uses.map((use) => use(tx, urls)))).flat());
    const free = urls.filter((url) => !named.has(url));
    if (free.length === 0) return;
    const pictures = await deleteCards(tx, free, atOnce);
    for (const url of free) tx.emit(cardReady, { key: keyOf(url) });
    await removeBlobs(tx, pictures);
  });
}

/** Hands in which addresses a room names, from its `start`: their cards stay. */
export function provideCardUse(house: House, room: string, use: CardUse): void {
  linksState(house.context()).uses.set(room, use);
}
