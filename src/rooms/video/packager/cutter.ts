/** Where parts and segments end. */

import { fragment } from './fragment.ts';
import type { Timed } from './fragment.ts';
import type { Lane } from './lane.ts';
import type { Part, Sink } from './made.ts';
import type { PackagerStart } from './packager.ts';
import { initSegment } from './tracks.ts';

/** Declared for all parts, which are cut a little earlier, so that a late frame does not break the promise. */
export const PART_TARGET = 0.35;
/** All but the last of a segment are at least 85 % of it (draft-pantos-hls-rfc8216bis, 4.4.3.7). */
const PART_LEAST = 0.85 * PART_TARGET;
const PART_PIECE = 0.3;
const SEGMENT = 2;
/** Frames do not fall on whole seconds. */
const CLOSE = 0.02;
/** A first segment may be so long, and what it is stands for the broadcast. */
const LONGEST_FIRST = 4;
/** The longest that still rounds to the promise. */
const ROUNDING = 0.45;

const SLOW_KEYFRAMES = 'Keyframes come too rarely: viewers wait longer for their first picture. Set the keyframe interval of your encoder to 2 seconds.';

export class Cutter {
  readonly #sink: Sink;
  #lanes: readonly Lane[] = [];
  #msn: number;
  #stretch: number;
  #target: number | undefined;
  #sequence = 1;
  #starts: number;
  #shown = { at: 0, starts: 0 };
  #segmentStarts: number;
  #partStarts: number;
  #partEnds: number;
  #parts: Part[] = [];
  #lastKey: number | undefined;
  #noticed = false;

  constructor(sink: Sink, { msn, seconds, stretch, targetSeconds }: PackagerStart) {
    this.#sink = sink;
    this.#msn = msn;
    this.#stretch = stretch - 1;
    this.#target = targetSeconds;
    this.#starts = this.#segmentStarts = this.#partStarts = this.#partEnds = seconds;
  }

  get targetSeconds(): number | undefined {
    return this.#target;
  }

  /** Where this stretch begins, in seconds. */
  get starts(): number {
    return this.#starts;
  }

  /** Where the next stretch would begin. */
  get end(): number {
    return this.#partEnds;
  }

  begin(lanes: readonly Lane[], shownAt: number): void {
    const tracks = lanes.map(({ packed }) => packed);
    const size = tracks.find((track) => track.size !== undefined)?.size;
    this.#lanes = lanes;
    this.#starts = this.#segmentStarts = this.#partStarts = this.#partEnds;
    this.#shown = { at: shownAt, starts: this.#starts };
    this.#stretch++;
    this.#parts = [];
    this.#lastKey = lanes[0]?.packed.kind === 'video' ? this.#starts : undefined;
    this.#sink.onStretch({
      number: this.#stretch, init: initSegment(tracks), codecs: tracks.map(({ codec }) => codec).join(','), width: size?.width, height: size?.height,
    });
  }

  /** The leading track has a frame with its duration, and the one after it. */
  advance(done: Timed, next: Timed): void {
    const [leader] = this.#lanes as [Lane];
    this.#partEnds = (done.dts + done.duration) / leader.packed.timescale;
    const part = this.#partEnds - this.#partStarts;
    if (this.#isBoundary(leader, next)) this.#closeSegment();
    else if (part >= PART_LEAST - 1e-6 || part + leader.usual > PART_TARGET + 1e-6) this.#closePart();
  }

  /** All that is there goes out, and the stretch is over. */
  finish(): void {
    for (const lane of this.#lanes) lane.close();
    this.#partEnds = Math.max(this.#partEnds, ...this.#lanes.map(({ end }) => end));
    this.#closeSegment();
    this.#lanes = [];
  }

  /** The same, up to where the picture ends; what there is of sound after that is handed back. */
  finishPicture(): Timed[] {
    const [picture, sound] = this.#lanes as [Lane, Lane];
    picture.close();
    this.#partEnds = Math.max(this.#partEnds, picture.end);
    this.#closeSegment();
    const carried = sound.ready;
    const next = carried[0] ?? sound.held;
    sound.ready = [];
    if (next !== undefined) this.#partEnds = Math.max(this.#partEnds, next.dts / sound.packed.timescale);
    return carried;
  }

  #isBoundary(leader: Lane, next: Timed): boolean {
    const length = this.#partEnds - this.#segmentStarts;
    if (leader.packed.kind === 'audio') return length >= SEGMENT - CLOSE;
    const most = this.#target === undefined ? LONGEST_FIRST : this.#target + ROUNDING;
    const forced = length + leader.usual > most;
    if (!next.key) {
      if (forced && !this.#noticed) {
        this.#noticed = true;
        this.#sink.onNotice(SLOW_KEYFRAMES);
      }
      return forced;
    }
    const at = next.dts / leader.packed.timescale;
    const group = at - (this.#lastKey ?? at);
    this.#lastKey = at;
    return length >= SEGMENT - CLOSE || length + group > most;
  }

  /** @param all also what is shorter than a part: nothing follows it in this segment. */
  #closePart(all = false): void {
    // A frame that stood still makes a long part: the sound beside it is cut into pieces as long as promised.
    if (this.#lanes.length > 1) while (this.#partEnds - this.#partStarts > PART_TARGET + 1e-3) if (!this.#emit(this.#partStarts + PART_PIECE)) break;
    const length = this.#partEnds - this.#partStarts;
    if (length > 1e-9 && (all || length >= PART_LEAST - 1e-6 || length + (this.#lanes[0]?.usual ?? 0) > PART_TARGET + 1e-6)) this.#emit(this.#partEnds);
  }

  /** False when nothing begins before these seconds. */
  #emit(ends: number): boolean {
    const runs = this.#lanes.map((lane) => ({ id: lane.packed.id, samples: lane.takeBefore(ends - 1e-9) }));
    if (runs.every(({ samples }) => samples.length === 0)) return false;
    const [lead] = runs[0]?.samples ?? [];
    const part: Part = {
      msn: this.#msn, index: this.#parts.length, stretch: this.#stretch, bytes: fragment(this.#sequence++, runs), starts: this.#partStarts,
      duration: ends - this.#partStarts, shownAt: this.#shown.at + (this.#segmentStarts - this.#shown.starts) * 1000, independent: lead?.key === true,
    };
    this.#partStarts = ends;
    this.#parts.push(part);
    this.#sink.onPart(part);
    return true;
  }

  #closeSegment(): void {
    this.#closePart(true);
    const [first] = this.#parts;
    if (first === undefined) return;
    const duration = this.#partStarts - this.#segmentStarts;
    this.#target ??= Math.max(SEGMENT, Math.round(duration));
    this.#sink.onSegment({
      msn: this.#msn, stretch: this.#stretch, parts: this.#parts, starts: this.#segmentStarts, duration, shownAt: first.shownAt, independent: first.independent,
      bytes: this.#parts.reduce((sum, { bytes }) => sum + bytes.length, 0),
    });
    this.#msn++;
    this.#parts = [];
    this.#segmentStarts = this.#partStarts;
  }
}
