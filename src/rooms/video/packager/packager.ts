/**
 * From frames to parts and segments, copying and never encoding. Pure: it has no timer, and what it knows of the clock on the wall it
 * asks `clock` once for each stretch. What goes out has one time without gaps: where the sender's clock jumps, where tracks change or
 * nothing came for a while, a stretch ends and the next begins where it ended, after a discontinuity.
 */

import type { Sample, Track } from '../types.ts';
import { avcRecord, isWhole, parameterSetsIn, readAvcConfig } from './avc.ts';
import { Cutter } from './cutter.ts';
import { Lane } from './lane.ts';
import type { Sink } from './made.ts';
import { packTrack } from './tracks.ts';

export interface PackagerStart {
  /** Of the first segment. */
  readonly msn: number;
  /** At which its time begins. */
  readonly seconds: number;
  /** Of the first stretch. */
  readonly stretch: number;
  /** What playlists have promised already. */
  readonly targetSeconds: number | undefined;
}

/** Seconds by which a clock may go forward, or back, before it has jumped. */
const GAP = 0.7;
const BACK = 0.5;
/** A track that is so far behind the other is gone. */
const GONE = 1.5;
/** How long the first stretch waits to learn whether there is another track. */
const OTHER_TRACK = 1;
/** The longest a broadcaster may keep everybody waiting for a keyframe. */
const NO_KEYFRAME = 12;
const MOST_BYTES = 4_000_000;
/** Decoding and showing are never further apart. */
const MOST_OFFSET = 10;

/** A clock that stands still never says that it is time to begin. */
const MOST_PENDING = 1000;

type Kind = Track['kind'];
interface Arrived {
  readonly kind: Kind;
  readonly sample: Sample;
}

export class Packager {
  readonly #sink: Sink;
  readonly #clock: () => number;
  readonly #cutter: Cutter;
  readonly #known: Partial<Record<Kind, Lane>> = {};
  /** Of this stretch; empty while none is open. */
  #active: readonly Lane[] = [];
  #pending: Arrived[] = [];
  #first = true;
  #soundIsBack = false;
  #keylessSince: number | undefined;
  /** Samples that made no sense. */
  refused = 0;

  constructor(sink: Sink, start: PackagerStart, clock: () => number) {
    this.#sink = sink;
    this.#clock = clock;
    this.#cutter = new Cutter(sink, start);
  }

  get targetSeconds(): number | undefined {
    return this.#cutter.targetSeconds;
  }

  /** @throws IngestRefusal `codec` */
  config(track: Track): void {
    const packed = packTrack(track);
    const old = this.#known[track.kind];
    if (old !== undefined && old.packed.entry.equals(packed.entry) && old.track.timescale === track.timescale) return;
    if (old !== undefined && this.#active.includes(old)) this.#finish();
    this.#known[track.kind] = new Lane(track, packed);
  }

  sample(kind: Kind, sample: Sample): void {
    if (!this.#makesSense(kind, sample)) return void this.refused++;
    if (kind === 'video' && sample.key) this.#followParameters(sample.bytes);
    const lane = this.#known[kind] as Lane;
    if (this.#active.length === 0) this.#gather(kind, sample);
    else if (this.#active.includes(lane)) this.#take(lane, { kind, sample });
    else if (kind === 'audio') this.#soundIsBack = true;
    else if (sample.key) this.#restart(this.#lanes(), { kind, sample });
  }

  /** What is there goes out. More may follow: it begins another stretch. */
  end(): void {
    this.#finish();
    this.#pending = [];
  }

  #makesSense(kind: Kind, { dts, pts, bytes }: Sample): boolean {
    const lane = this.#known[kind];
    if (lane === undefined || !Number.isSafeInteger(dts) || !Number.isSafeInteger(pts) || bytes.length === 0 || bytes.length > MOST_BYTES) return false;
    if (Math.abs(pts - dts) > MOST_OFFSET * lane.track.timescale) return false;
    return kind === 'audio' || isWhole(bytes);
  }

  #lanes(): Lane[] {
    return [this.#known.video, this.#known.audio].filter((lane) => lane !== undefined);
  }

  /** A new size of the picture may come without a word, between the pictures. */
  #followParameters(bytes: Uint8Array): void {
    const { sps, pps } = parameterSetsIn(bytes);
    const lane = this.#known.video;
    if (sps === undefined || lane?.track.kind !== 'video') return;
    const before = readAvcConfig(lane.track.description);
    if (before.sps.equals(sps) && (pps === undefined || before.pps.equals(pps))) return;
    try {
      this.config({ ...lane.track, description: avcRecord(sps, pps ?? before.pps) });
    } catch {
      this.refused++;
    }
  }

  /** Until a stretch can begin: with a keyframe where there is a picture. */
  #gather(kind: Kind, sample: Sample): void {
    const hasKey = this.#pending.some((one) => one.kind === 'video');
    if (kind === 'video' && !hasKey) {
      if (!sample.key) return this.#wait(sample);
      this.#keylessSince = undefined;
      // Sound from before the picture; what is beside it comes after it.
      this.#pending = [];
    }
    if (this.#pending.length >= MOST_PENDING) this.#pending = [];
    this.#pending.push({ kind, sample });
    const [begun] = this.#pending as [Arrived];
    const span = this.#seconds({ kind, sample }) - this.#seconds(begun);
    if (begun.kind === 'video') {
      if (this.#known.audio !== undefined || !this.#first || span >= OTHER_TRACK) this.#begin(this.#lanes(), begun);
    } else if (this.#known.video === undefined ? !this.#first || span >= OTHER_TRACK : span >= GONE) {
      this.#begin([this.#known.audio as Lane], begun);
    }
  }

  #wait(sample: Sample): void {
    const at = this.#seconds({ kind: 'video', sample });
    this.#keylessSince ??= at;
    if (Math.abs(at - this.#keylessSince) > NO_KEYFRAME) {
      this.#keylessSince = undefined;
      this.#sink.onFail('no_keyframe');
    }
  }

  /** By the sender's clock. */
  #seconds({ kind, sample }: Arrived): number {
    return sample.dts / (this.#known[kind]?.track.timescale ?? 1);
  }

  #begin(lanes: readonly Lane[], { kind, sample }: Arrived): void {
    const timescale = this.#known[kind]?.track.timescale ?? 1;
    const seconds = this.#cutter.end;
    for (const lane of lanes) lane.begin({ dts: sample.dts, timescale }, seconds);
    this.#active = lanes;
    this.#first = false;
    this.#soundIsBack = false;
    const last = this.#pending.at(-1) ?? { kind, sample };
    this.#cutter.begin(lanes, this.#clock() - Math.max(0, this.#seconds(last) - this.#seconds({ kind, sample })) * 1000);
    const pending = this.#pending;
    this.#pending = [];
    for (const one of pending) {
      const lane = this.#known[one.kind];
      if (lane !== undefined && this.#active.includes(lane)) this.#take(lane, one);
    }
  }

  #restart(lanes: readonly Lane[], arrived: Arrived): void {
    this.#finish();
    this.#pending = [arrived];
    this.#begin(lanes, arrived);
  }

  #finish(): void {
    if (this.#active.length > 0) this.#cutter.finish();
    this.#active = [];
  }

  #take(lane: Lane, arrived: Arrived): void {
    const { sample } = arrived;
    const at = lane.at(sample);
    const frontier = Math.max(...this.#active.map(({ end }) => end));
    if (lane.last === undefined) {
      // Of another clock than the first track's, or from before it.
      if (at > frontier + GONE * 4) return void this.refused++;
      if (at < this.#cutter.starts - lane.usual / 2) return;
    } else {
      const step = (sample.dts - lane.last) / lane.track.timescale;
      if (step < -BACK || (step > GAP && at > frontier + GAP)) {
        this.#finish();
        return this.#gather(arrived.kind, sample);
      }
    }
    const [leader, other] = this.#active as [Lane, Lane | undefined];
    if (lane === leader) this.#lead(leader, other, arrived);
    else {
      lane.place(sample);
      if (lane.end - leader.end > GONE) this.#goOnWithoutPicture(lane);
    }
  }

  #lead(leader: Lane, other: Lane | undefined, arrived: Arrived): void {
    const isKey = arrived.kind === 'video' && arrived.sample.key;
    if (isKey && this.#soundIsBack) return this.#restart(this.#lanes(), arrived);
    if (isKey && other !== undefined && leader.at(arrived.sample) - other.end > GONE) return this.#restart([leader], arrived);
    const done = leader.place(arrived.sample);
    if (done !== undefined && leader.held !== undefined) this.#cutter.advance(done, leader.held);
  }

  /** A camera that is covered, or a connection too weak for a picture: players wait for a track that was promised, so it is not any more. */
  #goOnWithoutPicture(sound: Lane): void {
    const carried = this.#cutter.finishPicture();
    this.#active = [sound];
    this.#cutter.begin(this.#active, this.#clock() - carried.reduce((sum, { duration }) => sum + duration, 0) * (1000 / sound.packed.timescale));
    for (const [index, timed] of carried.entries()) {
      sound.ready.push(timed);
      const next = carried[index + 1] ?? sound.held;
      if (next !== undefined) this.#cutter.advance(timed, next);
    }
  }
}
