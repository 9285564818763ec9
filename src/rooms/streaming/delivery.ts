/** From an event to the connections it concerns. */

import type { Id } from '#kit/ids.ts';
import { SYSTEM, houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { EventToken } from '#platform/events.ts';
import { relay } from '#platform/events.ts';
import type { House } from '#platform/house.ts';
import type { StoredEvent } from '#platform/outbox.ts';
import type { Frame } from './frames.ts';
import { hubOf } from './hub.ts';
import type { Hub } from './hub.ts';
import { startAfresh } from './resume.ts';
import type { SeatSubscription } from './seats.ts';
import type { Channel, Closing, Feed, Routed, Source } from './types.ts';

/** For so long connections are written to, at some 20 µs each, before requests and others get their turn. */
const SLICE_MS = 5;
/** The clock is looked at after so many connections. */
const STRIDE = 16;
/** How often a frame that could not be made is tried again, and after what pauses: a database that fell is back by then. */
const PAUSES_MS = [100, 300, 1000, 2000];

/** Makes channels known to a process; called when the owning room starts. */
export function registerChannels(house: House, channels: readonly Channel[]): void {
  const hub = hubOf(house.context(SYSTEM));
  for (const channel of channels) hub.channels.set(channel.name, channel);
}

/** A source with its relay listeners: put `feed.listeners` in the room, and register the feed when the room starts. */
export function feedStreams(source: Source, events: readonly EventToken<unknown>[]): Feed {
  const names = events.map((event) => event.name);
  return {
    source,
    events: names,
    listeners: events.map((event) => relay(event, source.name, (ctx, { id, payload }) =>
      deliver(ctx, source, { id, name: event.name, payload }))),
  };
}

/** Lets those who come back have what they missed of this feed, too. */
export function registerFeed(house: House, feed: Feed): void {
  const { sources } = hubOf(house.context(SYSTEM));
  for (const name of feed.events) sources.set(name, [...(sources.get(name) ?? []), feed.source]);
}

/** Ends at once the streams opened with a token, for an account or by an app, also those that are just being opened. */
export function closeStreams(ctx: Context, closing: Closing): void {
  hubOf(ctx).close(closing);
}

/** How many listen to any of these topics in this process: accounts each once, visitors by their connections. */
export function readersOf(ctx: Context, topics: readonly string[]): { accounts: number; visitors: number } {
  return hubOf(ctx).readers(topics);
}

/** Whether anybody listens to a topic in this process. */
export function hasReaders(ctx: Context, topic: string): boolean {
  return hubOf(ctx).byTopic.has(topic);
}

/**
 * Writes to all who listen at this moment what is no event, such as a figure: who comes back later reads the present one anyway.
 * @param frameFor by the topic; its frames have no id of their own (`PASSING`)
 * @param accountIds only to these
 */
export async function tellPassing(ctx: Context, topics: readonly string[], frameFor: (topic: string) => Frame | undefined, accountIds?: readonly Id[]): Promise<void> {
  const routed: Routed = { topics, frameFor: ({ topic }) => frameFor(topic), ...(accountIds && { accountIds }) };
  await tell(audience(hubOf(ctx), routed), { id: Number.MAX_SAFE_INTEGER }, routed);
}

/** What an account hears of a topic is held back for so long from now on. */
export function holdBack(ctx: Context, held: { topic: string; accountId: Id; delayMs: number }): void {
  hubOf(ctx).hold(held.topic, held.accountId, held.delayMs);
}

/** What was prepared for those who come back is prepared again: someone may see less than when it was told. */
export function forgetPrepared(ctx: Context): void {
  hubOf(ctx).recent.forget();
}

async function deliver(ctx: Context, source: Source, event: StoredEvent): Promise<void> {
  const house = houseOf(ctx);
  const hub = hubOf(ctx);
  const routed = await source.route(ctx, event);
  if (house.stopping === 'now') return;
  hub.recent.add({ event, routed });
  if (routed === undefined) return;
  let behind = await tell(audience(hub, routed), event, routed);
  for (const ms of PAUSES_MS) {
    if (behind.length === 0 || house.stopping) return;
    await new Promise((done) => setTimeout(done, ms));
    // Routed anew, since what failed may be remembered in what was made before.
    const again = await source.route(ctx, event);
    behind = again === undefined ? [] : await tell(behind, event, again);
  }
  if (behind.length > 0) house.log.error({ event: event.id, source: source.name, streams: behind.length }, 'streams are told to read afresh');
  for (const subscription of behind) startAfresh(house, subscription);
}

/**
 * Writes an event's frame to all it concerns.
 * @returns those whose frame could not be made; the others have theirs, and must not get it again.
 */
async function tell(subscriptions: Iterable<SeatSubscription>, event: Pick<StoredEvent, 'id'>, routed: Routed): Promise<SeatSubscription[]> {
  const behind: SeatSubscription[] = [];
  const pending: Promise<void>[] = [];
  const wants = (subscription: SeatSubscription): boolean => !subscription.replaying && event.id > subscription.after;
  let asked = 0;
  let began = performance.now();
  for (const subscription of subscriptions) {
    if (!wants(subscription)) continue;
    try {
      const frame = routed.frameFor(subscription);
      if (frame instanceof Promise) {
        const send = (late: Frame | undefined): void => void (late && wants(subscription) && subscription.send(late));
        pending.push(frame.then(send).catch(() => void behind.push(subscription)));
      } else if (frame !== undefined) subscription.send(frame);
    } catch {
      behind.push(subscription);
    }
    if (++asked % STRIDE > 0 || performance.now() - began < SLICE_MS) continue;
    await new Promise(setImmediate);
    began = performance.now();
  }
  await Promise.all(pending);
  return behind;
}

function* audience(hub: Hub, routed: Routed): Generator<SeatSubscription> {
  const { topics, accountIds } = routed;
  if (accountIds === undefined) {
    for (const topic of topics) yield* hub.byTopic.get(topic) ?? [];
    return;
  }
  for (const id of accountIds) {
    for (const seat of hub.byAccount.get(id) ?? []) {
      for (const subscription of seat.subscriptions) if (topics.includes(subscription.topic)) yield subscription;
    }
  }
}
