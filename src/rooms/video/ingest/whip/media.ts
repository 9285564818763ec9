/** What comes over a WebRTC connection, as samples on one clock. */

import type { Sample, Track } from '../../types.ts';
import { readAvcConfig, readOpusConfig, writeOpusConfig } from '../codecs.ts';
import { TrackClock, chooseClock } from './clocks.ts';
import { Order, Pictures } from './units.ts';
import type { Packet } from './units.ts';

type Kind = Track['kind'];

interface Sink {
  configure(track: Track): void;
  take(kind: Kind, sample: Sample): void;
}

interface Arrived extends Packet {
  /** In microseconds. */
  readonly at: number;
}

interface Held {
  readonly kind: Kind;
  readonly ticks: number;
  readonly bytes: Buffer;
  readonly track?: Track;
}

const RATES: Record<Kind, number> = { video: 90_000, audio: 48_000 };
/** Two seconds of both tracks. */
const MOST_HELD = 400;

/** Turns RTP packets into samples. */
export class Media {
  readonly #sink: Sink;
  readonly #lost: () => void;
  readonly #clocks = new Map<Kind, TrackClock>();
  readonly #orders: Record<Kind, Order<Arrived>> = { video: new Order(), audio: new Order() };
  readonly #pictures = new Pictures();
  #held: Held[] | undefined = [];
  #chosen: 'wall' | 'arrival' | undefined;
  #origin: number | undefined;
  #since: number | undefined;

  /** @param lost asks for a whole picture */
  constructor(kinds: readonly Kind[], sink: Sink, lost: () => void) {
    [this.#sink, this.#lost] = [sink, lost];
    for (const kind of kinds) this.#clocks.set(kind, new TrackClock(RATES[kind]));
  }

  /** `at` in microseconds. */
  packet(kind: Kind, packet: Packet, at: number): void {
    const clock = this.#clocks.get(kind);
    if (clock === undefined) return;
    // When it came itself, not when those before it were given up.
    const { lost, packets } = this.#orders[kind].add({ ...packet, at });
    if (lost && kind === 'video') {
      this.#pictures.lost();
      this.#lost();
    }
    for (const one of packets) {
      if (kind === 'audio') this.#sound(clock.arrived(one.timestamp, one.at), one.payload);
      else this.#picture(clock, one, one.at);
    }
    this.#since ??= at;
    if (this.#chosen === undefined) this.#choose(at - this.#since);
  }

  report(kind: Kind, ntp: bigint, timestamp: number): void {
    // A later report would move the track against the other one by the drift of a clock; the first one sets it.
    if (this.#chosen === undefined) this.#clocks.get(kind)?.report(ntp, timestamp);
  }

  #sound(ticks: number, payload: Buffer): void {
    if (payload.length === 0 || payload.length > 8000) return;
    const track = readOpusConfig(writeOpusConfig(2));
    this.#hold({ kind: 'audio', ticks, bytes: payload, ...(track && { track }) });
  }

  #picture(clock: TrackClock, packet: Packet, at: number): void {
    const picture = this.#pictures.add(packet);
    if (picture === 'broken') this.#lost();
    if (picture === undefined || picture === 'broken') return;
    const track = picture.description && readAvcConfig(picture.description);
    this.#hold({ kind: 'video', ticks: clock.arrived(picture.timestamp, at), bytes: picture.bytes, ...(track && { track }) });
  }

  #choose(waited: number): void {
    this.#chosen = chooseClock([...this.#clocks.values()], (this.#held?.length ?? 0) > MOST_HELD ? Infinity : waited);
    if (this.#chosen === undefined) return;
    const held = (this.#held ?? []).toSorted((a, b) => this.#timeOf(a) - this.#timeOf(b));
    this.#held = undefined;
    this.#origin = held[0] && this.#timeOf(held[0]);
    for (const one of held) this.#give(one);
  }

  #hold(one: Held): void {
    if (this.#held === undefined) this.#give(one);
    else this.#held.push(one);
  }

  #timeOf({ kind, ticks }: Held): number {
    const clock = this.#clocks.get(kind) as TrackClock;
    return (this.#chosen === 'wall' ? clock.wallOf(ticks) : undefined) ?? clock.arrivalOf(ticks);
  }

  #give(one: Held): void {
    if (one.track !== undefined) this.#sink.configure(one.track);
    this.#origin ??= this.#timeOf(one);
    const time = Math.max(0, Math.round(this.#timeOf(one) - this.#origin));
    this.#sink.take(one.kind, { dts: time, pts: time, key: one.kind === 'audio', bytes: one.bytes });
  }
}
