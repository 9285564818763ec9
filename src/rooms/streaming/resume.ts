/**
 * Coming back: what a subscription missed since an event, by the same routing as live, then live without a gap or a repeat.
 *
 * While it catches up, live frames pass it by. It joins them at a moment when nothing newer than what it has been through was
 * told to streams. That is looked at and done without giving way to other work in between, so nothing can slip through
 * (test: "who comes back misses nothing and sees nothing twice").
 */

import type { Id } from '#kit/ids.ts';
import { SYSTEM } from '#platform/context.ts';
import type { House } from '#platform/house.ts';
import { Frame } from './frames.ts';
import { hubOf } from './hub.ts';
import type { Hub } from './hub.ts';
import type { SeatSubscription } from './seats.ts';
import type { Routed } from './types.ts';

const PAGE = 500;
/** Who missed more than this reads the lists afresh in less time than it takes to tell. */
const MOST_EVENTS = 20_000;
/** Resumptions that read the past at the same time: a restart brings thousands back at once. */
const MOST_AT_ONCE = 4;
/** The past goes out as fast as the client takes it: poured out at once it would cut off whoever has a slow line. */
const MOST_AHEAD_BYTES = 262_144;
const DRAIN_LOOK_MS = 20;

/** @param since the newest event the client has; any id of this server will do. Never rejects. */
export async function resume(house: House, subscription: SeatSubscription, since: Id): Promise<void> {
  const hub = hubOf(house.context(SYSTEM));
  subscription.replaying = true;
  try {
    const known = since >= house.outbox.horizon() && since <= Math.max(house.outbox.delivered, hub.recent.newest);
    if (!known || !(await catchUp(house, hub, subscription, since))) startAfresh(house, subscription);
  } catch (error) {
    house.log.warn({ err: error }, 'a stream could not be resumed');
    startAfresh(house, subscription);
  }
}

/** False: too much was missed. */
async function catchUp(house: House, hub: Hub, subscription: SeatSubscription, since: Id): Promise<boolean> {
  let reached = since;
  let pastRead = false;
  let read = 0;
  while (subscription.open) {
    await drained(subscription);
    const missed = hub.recent.after(reached);
    if (missed?.length === 0 || (pastRead && hub.recent.newest <= reached)) {
      subscription.after = reached;
      subscription.replaying = false;
      return true;
    }
    if (missed !== undefined) {
      for (const { event, routed } of missed) {
        if (event.id > reached && isFull(subscription)) break;
        const sent = routed && sendIfConcerned(subscription, routed);
        if (sent instanceof Promise) await sent;
        reached = event.id;
      }
      continue;
    }
    const page = await inTurn(hub, () => sendPage(house, hub, subscription, reached));
    ({ reached, pastRead } = page);
    if ((read += page.read) > MOST_EVENTS) return false;
  }
  return true;
}

/** One page of the past, or as much of it as the client takes now. */
async function sendPage(
  house: House,
  hub: Hub,
  subscription: SeatSubscription,
  after: Id,
): Promise<{ reached: Id; read: number; pastRead: boolean }> {
  // Taken before reading: what is delivered by now is committed, so the rows will show it.
  const delivered = house.outbox.delivered;
  const events = subscription.open ? await house.outbox.history(after, PAGE) : [];
  let read = 0;
  let reached = after;
  for (const event of events) {
    if (isFull(subscription)) break;
    for (const source of hub.sources.get(event.name) ?? []) {
      const routed = await source.route(house.context(SYSTEM), event);
      if (routed !== undefined) await sendIfConcerned(subscription, routed);
    }
    reached = event.id;
    read++;
  }
  const pastRead = read === events.length && read < PAGE;
  return { reached: pastRead ? Math.max(reached, delivered) : reached, read, pastRead };
}

/** The past is read for a few at a time; whoever waits for a slow client does not hold a turn meanwhile. */
async function inTurn<T>(hub: Hub, work: () => Promise<T>): Promise<T> {
  if (hub.replays >= MOST_AT_ONCE) await new Promise<void>((turn) => hub.waitingReplays.push(turn));
  hub.replays++;
  try {
    return await work();
  } finally {
    hub.replays--;
    hub.waitingReplays.shift()?.();
  }
}

const isFull = ({ seat }: SeatSubscription): boolean => seat.wire.waiting > MOST_AHEAD_BYTES;

/** Resolves when the client has taken most of what it was sent, or is gone: one that takes nothing is cut off by the hub. */
async function drained(subscription: SeatSubscription): Promise<void> {
  while (subscription.open && isFull(subscription)) await new Promise((done) => setTimeout(done, DRAIN_LOOK_MS));
}

function sendIfConcerned(subscription: SeatSubscription, routed: Routed): void | Promise<void> {
  if (!routed.topics.includes(subscription.topic)) return undefined;
  const { accountIds } = routed;
  if (accountIds !== undefined && !accountIds.some((id) => id === subscription.seat.viewerId)) return undefined;
  const frame = routed.frameFor(subscription);
  if (frame instanceof Promise) return frame.then((late) => late && subscription.send(late));
  if (frame !== undefined) subscription.send(frame);
  return undefined;
}

/** The client is told to read its lists again; what happens from now on it hears. */
export function startAfresh(house: House, subscription: SeatSubscription): void {
  const { delivered } = house.outbox;
  subscription.after = delivered;
  subscription.replaying = false;
  subscription.send(new Frame('resync', String(delivered), delivered));
}
