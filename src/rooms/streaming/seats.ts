/** Seats: one open connection each, with what it has subscribed to. Kept small, since there are thousands. */

import { timeOfId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import type { Caller } from '#platform/http/route.ts';
import type { Frame } from './frames.ts';
import { topicOf } from './rules.ts';
import type { Channel, Subscription } from './types.ts';

/** The two kinds of connection under a seat. */
export interface Wire {
  readonly kind: 'socket' | 'events';
  /** Bytes that wait for the client to read. */
  readonly waiting: number;
  /** Bytes that its side has taken so far. */
  readonly taken: number;
  send(frame: Frame, label: string): void;
  /** Shows the client, and everything in between, that the stream lives. False: the last one was never answered. */
  beat(): boolean;
  /** Says goodbye and ends; cut off soon after if the client does not. `code` is a WebSocket one. */
  close(code: number, reason: string): void;
  /** Cuts off at once. */
  destroy(): void;
}

/** More than this waits only for one who does not read. */
const MOST_WAITING_BYTES = 1_048_576;

/** Nobody's frames are held back for longer. */
export const LONGEST_DELAY_MS = 600_000;
/** Frames that wait for one subscription; they are shared with all others who wait for them. */
const MOST_HELD = 20_000;
/** The clock is looked at again after this, at the latest. */
const LOOK_MS = 100;

export class Seat {
  readonly wire: Wire;
  readonly caller: Caller | undefined;
  readonly viewerId: Id | undefined;
  /** The client's address, as limits count it. */
  readonly address: string;
  readonly subscriptions: SeatSubscription[] = [];
  /** Spreads the beats of all seats over the seconds. */
  readonly slot: number;
  open = true;
  #late = 0;
  #taken = 0;

  constructor(wire: Wire, who: { caller: Caller | undefined; address: string; slot: number }) {
    this.wire = wire;
    this.caller = who.caller;
    this.viewerId = who.caller?.viewer.kind === 'account' ? who.caller.viewer.id : undefined;
    this.address = who.address;
    this.slot = who.slot;
  }

  /** Called every second. @returns for how many seconds the client has taken nothing of what waits for it. */
  countLate(): number {
    const { wire } = this;
    if (wire.waiting === 0) return (this.#late = 0);
    const { taken } = wire;
    this.#late = taken > this.#taken ? 0 : this.#late + 1;
    this.#taken = taken;
    return this.#late;
  }

  find(channel: Channel, parameter: string | undefined): SeatSubscription | undefined {
    return this.subscriptions.find((one) => one.channel === channel && one.parameter === parameter);
  }
}

export class SeatSubscription implements Subscription {
  readonly seat: Seat;
  readonly channel: Channel;
  readonly topic: string;
  readonly parameter: string | undefined;
  readonly label: string;
  after: Id = 0;
  replaying = false;
  open = true;
  readonly #clock: () => number;
  #delayMs = 0;
  #held: Frame[] | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(seat: Seat, channel: Channel, { parameter, label, clock }: { parameter: string | undefined; label: string; clock: () => number }) {
    this.#clock = clock;
    this.seat = seat;
    this.channel = channel;
    this.topic = topicOf(channel, parameter);
    this.parameter = parameter;
    this.label = label;
  }

  /** Cuts off a client that lets a mebibyte wait: what it missed it can ask for when it comes back. */
  send(frame: Frame): void {
    if (!this.open) return;
    if (this.#delayMs > 0 || this.#held !== undefined) {
      (this.#held ??= []).push(frame);
      if (this.#held.length > MOST_HELD) this.seat.wire.destroy();
      else this.#release();
    } else this.#write(frame);
  }

  /**
   * From now on every frame goes out so long after what it tells of happened, in the same order: somebody's picture is that far
   * behind (test: "with a delay nothing comes before its time").
   */
  hold(delayMs: number): void {
    this.#delayMs = Math.min(LONGEST_DELAY_MS, Math.max(0, delayMs));
    this.#release();
  }

  #release(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const held = this.open && this.seat.open ? (this.#held ?? []) : [];
    const until = this.#clock() - this.#delayMs;
    let due = 0;
    while (due < held.length && timeOfId((held[due] as Frame).id).getTime() <= until) due++;
    for (const frame of held.splice(0, due)) this.#write(frame);
    const [next] = held;
    this.#held = next && held;
    if (next === undefined) return;
    this.#timer = setTimeout(() => this.#release(), Math.min(LOOK_MS, Math.max(1, timeOfId(next.id).getTime() - until))).unref();
  }

  #write(frame: Frame): void {
    this.seat.wire.send(frame, this.label);
    if (this.seat.wire.waiting > MOST_WAITING_BYTES) this.seat.wire.destroy();
  }
}
