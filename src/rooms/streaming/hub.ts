/** The open streams of one process: who sits where, what is subscribed, and when a seat is taken away. */

import type { Id } from '#kit/ids.ts';
import { perHouse } from '#platform/context.ts';
import type { House } from '#platform/house.ts';
import { gauge } from '#platform/metrics.ts';
import type { Caller } from '#platform/http/route.ts';
import { Corks } from './corks.ts';
import { Recent } from './recent.ts';
import type { Denied } from './rules.ts';
import { MOST_SUBSCRIPTIONS, UNKNOWN, readParameter, whyNotOpen } from './rules.ts';
import { Seat, SeatSubscription } from './seats.ts';
import type { Wire } from './seats.ts';
import { beatSetting, inAllSetting, patienceSetting, perAccountSetting, perAddressSetting } from './settings.ts';
import type { Channel, Closing, Source } from './types.ts';

const CLOSINGS_KEPT_MS = 30_000;
/** WebSocket close codes (RFC 6455 section 7.4.1). */
const GOING_AWAY = 1001;
const POLICY = 1008;

export class Hub {
  readonly channels = new Map<string, Channel>();
  /** By the name of the event. */
  readonly sources = new Map<string, Source[]>();
  readonly byTopic = new Map<string, Set<SeatSubscription>>();
  readonly byAccount = new Map<Id, Set<Seat>>();
  readonly recent = new Recent();
  readonly corks = new Corks();
  /** Resumptions that read the past now; the others wait. */
  replays = 0;
  readonly waitingReplays: (() => void)[] = [];
  readonly #house: House;
  readonly #seats = new Set<Seat>();
  readonly #perAddress = new Map<string, number>();
  #closings: { at: number; closing: Closing }[] = [];
  #second = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(house: House) {
    this.#house = house;
  }

  start(): void {
    gauge('perchoir_streams_open', 'Open streams', () => this.#seats.size);
    gauge('perchoir_streams_buffered_bytes', 'Bytes that wait for the clients of open streams', () => this.waitingBytes());
    this.#timer = setInterval(() => this.#tick(), 1000).unref();
  }

  get size(): number {
    return this.#seats.size;
  }

  waitingBytes(): number {
    let bytes = 0;
    for (const seat of this.#seats) bytes += seat.wire.waiting;
    return bytes;
  }

  /** Why one more connection is refused, if it is. */
  whyFull(address: string, caller: Caller | undefined): Denied | undefined {
    const { settings } = this.#house;
    const viewer = caller?.viewer;
    const mine = viewer?.kind === 'account' ? (this.byAccount.get(viewer.id)?.size ?? 0) : 0;
    const full =
      this.#seats.size >= settings.get(inAllSetting) ||
      (this.#perAddress.get(address) ?? 0) >= settings.get(perAddressSetting) ||
      mine >= settings.get(perAccountSetting);
    return full ? { error: 'Too many open streams', status: 429 } : undefined;
  }

  /**
   * Takes a connection in.
   * @param since when its token was looked up: a token taken back between then and now gets no seat (test: "a token that is
   * revoked while its socket opens gets no stream")
   */
  sit(wire: Wire, who: { caller: Caller | undefined; address: string; since: number }): Seat | undefined {
    const seat = new Seat(wire, { ...who, slot: this.#second + this.#seats.size });
    const gone = this.#house.stopping || this.#closings.some(({ at, closing }) => at >= who.since && fits(seat, closing));
    if (gone) {
      wire.close(this.#house.stopping ? GOING_AWAY : POLICY, 'This stream is over');
      return undefined;
    }
    this.#seats.add(seat);
    this.#perAddress.set(seat.address, (this.#perAddress.get(seat.address) ?? 0) + 1);
    if (seat.viewerId !== undefined) addTo(this.byAccount, seat.viewerId, seat);
    return seat;
  }

  /** Forgets a connection that has ended, whichever side ended it. Safe to call twice. */
  leave(seat: Seat): void {
    if (!seat.open) return;
    seat.open = false;
    this.#seats.delete(seat);
    const left = (this.#perAddress.get(seat.address) ?? 1) - 1;
    if (left > 0) this.#perAddress.set(seat.address, left);
    else this.#perAddress.delete(seat.address);
    if (seat.viewerId !== undefined) removeFrom(this.byAccount, seat.viewerId, seat);
    for (const subscription of seat.subscriptions.slice()) this.unsubscribe(subscription);
  }

  /** In effect when it returns. Subscribing again to the same changes nothing. */
  subscribe(seat: Seat, name: string, parameter: string | undefined): SeatSubscription | Denied {
    const channel = this.channels.get(name);
    if (channel === undefined) return UNKNOWN;
    const denied = whyNotOpen(channel, seat.caller);
    if (denied) return denied;
    const read = readParameter(channel, parameter);
    if (typeof read === 'object') return read;
    const known = seat.find(channel, read);
    if (known) return known;
    if (seat.subscriptions.length >= MOST_SUBSCRIPTIONS) return { error: 'Too many subscriptions on one connection', status: 429 };
    const label = JSON.stringify(channel.parameter === undefined ? [name] : [name, parameter]);
    const subscription = new SeatSubscription(seat, channel, { parameter: read, label, clock: this.#house.clock });
    seat.subscriptions.push(subscription);
    addTo(this.byTopic, subscription.topic, subscription);
    return subscription;
  }

  unsubscribe(subscription: SeatSubscription): void {
    subscription.open = false;
    const { subscriptions } = subscription.seat;
    const at = subscriptions.indexOf(subscription);
    if (at >= 0) subscriptions.splice(at, 1);
    removeFrom(this.byTopic, subscription.topic, subscription);
  }

  /** Who listens to any of these topics: each account once, visitors by their connections. */
  readers(topics: readonly string[]): { accounts: number; visitors: number } {
    const accounts = new Set<Id>();
    const visitors = new Set<Seat>();
    for (const topic of topics) {
      for (const { seat } of this.byTopic.get(topic) ?? []) {
        if (seat.viewerId === undefined) visitors.add(seat);
        else accounts.add(seat.viewerId);
      }
    }
    return { accounts: accounts.size, visitors: visitors.size };
  }

  /** An account's frames of a topic are held back for so long from now on. */
  hold(topic: string, accountId: Id, delayMs: number): void {
    for (const subscription of this.byTopic.get(topic) ?? []) if (subscription.seat.viewerId === accountId) subscription.hold(delayMs);
  }

  /** Ends the streams of a token, an account or an app, and those that are just being opened with it. */
  close(closing: Closing): void {
    this.#closings.push({ at: Date.now(), closing });
    for (const seat of this.#seats) if (fits(seat, closing)) this.#end(seat, POLICY, 'The access was taken back');
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    for (const seat of this.#seats) seat.wire.close(GOING_AWAY, 'The server stops');
    const end = Date.now() + 1500;
    while (this.#seats.size > 0 && Date.now() < end) await new Promise((done) => setTimeout(done, 20));
    for (const seat of this.#seats) seat.wire.destroy();
  }

  #end(seat: Seat, code: number, reason: string): void {
    for (const subscription of seat.subscriptions.slice()) this.unsubscribe(subscription);
    seat.wire.close(code, reason);
  }

  #tick(): void {
    this.#second++;
    const beat = this.#house.settings.get(beatSetting);
    const patience = this.#house.settings.get(patienceSetting);
    const kept = Date.now() - CLOSINGS_KEPT_MS;
    if (this.#closings.length > 0) this.#closings = this.#closings.filter(({ at }) => at > kept);
    for (const seat of this.#seats) {
      if (seat.countLate() >= patience) {
        seat.wire.destroy();
        continue;
      }
      const period = seat.wire.kind === 'socket' ? beat : Math.ceil(beat / 2);
      if ((this.#second - seat.slot) % period === 0 && !seat.wire.beat()) seat.wire.destroy();
    }
  }
}

function fits(seat: Seat, closing: Closing): boolean {
  const { caller } = seat;
  if (caller === undefined) return false;
  return (
    (closing.tokenId !== undefined && closing.tokenId === caller.tokenId) ||
    (closing.appId !== undefined && closing.appId === caller.appId) ||
    (closing.accountId !== undefined && closing.accountId === seat.viewerId)
  );
}

function addTo<K, V>(map: Map<K, Set<V>>, key: K, value: V): void {
  const set = map.get(key);
  if (set === undefined) map.set(key, new Set([value]));
  else set.add(value);
}

function removeFrom<K, V>(map: Map<K, Set<V>>, key: K, value: V): void {
  const set = map.get(key);
  if (set?.delete(value) && set.size === 0) map.delete(key);
}

export const hubOf = perHouse((house) => new Hub(house));
