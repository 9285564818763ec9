/** One track on its way through the packager: from the clock of whoever sends to the clock of what goes out. */

import type { Sample, Track } from '../types.ts';
import type { Timed } from './fragment.ts';
import { opusTicks } from './tracks.ts';
import type { PackedTrack } from './tracks.ts';

/**
 * Encoders that speak of milliseconds make sound uneven by up to one: within so many seconds a frame follows the one before it
 * exactly. It is measured against the sender's clock each time, so nothing adds up (test: "sound and picture stay together for hours").
 */
const UNEVEN = 0.0021;

export class Lane {
  readonly track: Track;
  readonly packed: PackedTrack;
  /** Samples with a duration that are in no part yet. */
  ready: Timed[] = [];
  /** The last one: how long it is shown is known when the next one comes. */
  held: Timed | undefined;
  /** The sender's time of the last sample. */
  last: number | undefined;
  #base = 0;
  #origin = 0;
  #expected: number | undefined;
  #usual: number | undefined;
  #end = 0;

  constructor(track: Track, packed: PackedTrack) {
    this.track = track;
    this.packed = packed;
  }

  /** The sample at these ticks of that timescale goes out at these seconds. Rounded once, for all that follows. */
  begin(anchor: { dts: number; timescale: number }, seconds: number): void {
    const { timescale } = this.packed;
    this.#base = Math.round((anchor.dts * timescale) / anchor.timescale);
    this.#origin = Math.round(seconds * timescale);
    this.ready = [];
    this.held = undefined;
    this.last = undefined;
    this.#expected = undefined;
    this.#end = this.#origin;
  }

  /** When it goes out, in seconds. */
  at(sample: Sample): number {
    return this.#ticks(sample.dts) / this.packed.timescale;
  }

  /** Seconds at which what there is ends. */
  get end(): number {
    return this.#end / this.packed.timescale;
  }

  /** Seconds that a frame takes, as far as is known. */
  get usual(): number {
    return this.#usualTicks / this.packed.timescale;
  }

  /** Takes a sample in; what came before it has its duration now, and is returned. */
  place(sample: Sample): Timed | undefined {
    const { timescale, kind, frame } = this.packed;
    let dts = this.#ticks(sample.dts);
    if (this.#expected !== undefined && Math.abs(dts - this.#expected) <= UNEVEN * timescale) dts = this.#expected;
    if (this.held !== undefined && dts <= this.held.dts) dts = this.held.dts + 1;
    const done = this.#settle(dts);
    const ticks = kind === 'audio' ? (frame ?? opusTicks(sample.bytes)) : undefined;
    const offset = kind === 'video' ? Math.round(((sample.pts - sample.dts) * timescale) / this.track.timescale) : 0;
    this.held = { dts, offset, key: kind === 'audio' || sample.key, bytes: sample.bytes, duration: 0 };
    this.last = sample.dts;
    if (ticks !== undefined) {
      this.#expected = dts + ticks;
      this.#usual = ticks;
    }
    this.#end = dts + this.#usualTicks;
    return done;
  }

  /** The last one gets the usual duration: nothing follows it. */
  close(): Timed | undefined {
    return this.held && this.#settle(this.held.dts + this.#usualTicks);
  }

  /** Takes out what begins before these seconds. */
  takeBefore(seconds: number): Timed[] {
    const limit = seconds * this.packed.timescale;
    const cut = this.ready.findIndex(({ dts }) => dts >= limit);
    const taken = cut === -1 ? this.ready : this.ready.slice(0, cut);
    this.ready = cut === -1 ? [] : this.ready.slice(cut);
    return taken;
  }

  #settle(next: number): Timed | undefined {
    const { held } = this;
    if (held === undefined) return undefined;
    held.duration = next - held.dts;
    // A frame that stood still for a while says nothing of the next one.
    if (this.packed.kind === 'video' && held.duration < this.packed.timescale / 4) this.#usual = held.duration;
    this.held = undefined;
    this.#end = next;
    this.ready.push(held);
    return held;
  }

  get #usualTicks(): number {
    return this.#usual ?? Math.round(this.packed.timescale / 30);
  }

  #ticks(dts: number): number {
    return Math.round((dts * this.packed.timescale) / this.track.timescale) - this.#base + this.#origin;
  }
}
