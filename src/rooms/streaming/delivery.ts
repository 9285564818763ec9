/** From an event to the connections it concerns. */

import { SYSTEM, houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { EventToken } from '#platform/events.ts';
import { relay } from '#platform/events.ts';
import type { House } from '#platform/house.ts';
import type { StoredEvent } from '#platform/outbox.ts';
import { hubOf } from './hub.ts';
import type { Hub } from './hub.ts';
import type { SeatSubscription } from './seats.ts';
import type { Channel, Closing, Feed, Routed, Source, } from './types.ts';

/** So many connections are written to before others get their turn. */
const AT_ONCE = 500;

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

/** What was prepared for those who come back is prepared again: someone may see less than when it was told. */
export function forgetPrepared(ctx: Context): void {
  hubOf(ctx).recent.forget();
}

async function deliver(ctx: Context, source: Source, event: StoredEvent): Promise<void> {
  const hub = hubOf(ctx);
  const routed = await source.route(ctx, event);
  if (houseOf(ctx).stopping !== 'now') await tell(hub, event, routed);
}

async function tell(hub: Hub, event: StoredEvent, routed: Routed | undefined): Promise<void> {
  hub.recent.add({ event, routed });
  if (routed === undefined) return;
  const pending: Promise<void>[] = [];
  let written = 0;
  for (const subscription of audience(hub, routed)) {
    if (subscription.replaying || event.id <= subscription.after) continue;
    const frame = routed.frameFor(subscription);
    if (frame === undefined) continue;
    if (frame instanceof Promise) {
      pending.push(frame.then((late) => {
        if (late !== undefined && !subscription.replaying && event.id > subscription.after) subscription.send(late);
      }));
    } else subscription.send(frame);
    if (++written % AT_ONCE === 0) await new Promise(setImmediate);
  }
  await Promise.all(pending);
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
