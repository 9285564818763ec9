/**
 * What every way in shares: one clock without jumps, nothing before its description, pictures that hold together, and a word to the
 * broadcaster about what is wrong, in time to mend it.
 */

import type { Id } from '#kit/ids.ts';
import { isKeySample, isWholeSample } from './codecs.ts';
import type { IngestSession } from '../live/seam.ts';
import type { Sample, Track } from '../types.ts';

type Kind = Track['kind'];

export type Warning = 'bitrate' | 'no_keyframe' | 'clock' | 'broken_picture';

const WARNINGS: Readonly<Record<Warning, string>> = {
  bitrate: 'More is sent than this server takes. Lower the bitrate, or the broadcast is ended.',
  no_keyframe: 'No keyframe has come for a while: viewers cannot begin. Set the keyframe interval to 2 seconds.',
  clock: 'The times of the picture jumped; the broadcast goes on where it was.',
  broken_picture: 'Parts of the picture were damaged and left out.',
};

export interface IntakeRules {
  /** Milliseconds; only differences count. */
  readonly clock: () => number;
  /** Tells the broadcaster; the same thing at most every ten seconds. */
  readonly warn: (warning: Warning, words: string) => void;
  /** Ends it: what was warned of went on. */
  readonly cut: (warning: 'bitrate' | 'no_keyframe') => void;
  /** It is over. */
  readonly gone: () => void;
}

/** A sample this much before the one before it comes from another clock; less than that is disorder. */
const BACK_US = 500_000;
/** A gap in the times that the wall does not know of. */
const AHEAD_US = 10_000_000;
const NUDGE_US = 1000;
const REPEAT_MS = 10_000;
/** A break between two samples that is one. */
const PAUSE_MS = 1000;
const KEY_WARN_MS = 10_000;
const KEY_CUT_MS = 30_000;
const RATE_WINDOW_MS = 4000;
/** A picture with much in it may take more for a moment. */
const RATE_LEEWAY = 1.2;
/** Windows above the limit in a row: told at the first, cut after the fourth. */
const MOST_WINDOWS = 4;

interface Clock {
  /** What is added to the times as they come. */
  offset: number;
  last: number;
  at: number;
}

export class Intake {
  readonly #session: IngestSession;
  readonly #rules: IntakeRules;
  readonly #tracks = new Map<Kind, Track>();
  readonly #clocks = new Map<Kind, Clock>();
  readonly #told = new Map<Warning, number>();
  #waitsForKey = true;
  #keyAt: number | undefined;
  #windowAt: number;
  #windowBytes = 0;
  #windowsOver = 0;
  #over = false;
  #heardAt: number;

  constructor(session: IngestSession, rules: IntakeRules) {
    this.#session = session;
    this.#rules = rules;
    this.#windowAt = this.#heardAt = rules.clock();
  }

  get broadcastId(): Id {
    return this.#session.broadcastId;
  }

  /** Whether nothing is taken any more. */
  get over(): boolean {
    return this.#over;
  }

  /** Bits a second that may be sent. */
  get maxBitrate(): number {
    return this.#session.maxBitrate;
  }

  /** For how long nothing came. */
  get silentMs(): number {
    return this.#rules.clock() - this.#heardAt;
  }

  /** The description of a track; the same one again, as some encoders send it every few seconds, changes nothing. */
  configure(track: Track): void {
    const known = this.#tracks.get(track.kind);
    if (this.#over || (known !== undefined && known.codec === track.codec && Buffer.compare(known.description, track.description) === 0)) return;
    this.#tracks.set(track.kind, track);
    // What follows is decoded anew, so it begins with a whole picture.
    if (track.kind === 'video') this.#waitsForKey = true;
    this.#session.onConfig(track);
  }

  take(kind: Kind, sample: Sample): void {
    if (this.#over || this.#tracks.get(kind) === undefined) return;
    const now = this.#rules.clock();
    // While nothing came, no keyframe could.
    if (this.#keyAt !== undefined && now - this.#heardAt > PAUSE_MS) this.#keyAt += now - this.#heardAt;
    this.#heardAt = now;
    this.#count(sample.bytes.length, now);
    const key = kind === 'audio' || this.#isWelcome(sample.bytes, now);
    if (key === undefined || this.#over) return;
    const dts = this.#settle(kind, sample.dts, now);
    this.#session.onSample(kind, { dts, pts: Math.max(0, sample.pts - sample.dts + dts), key, bytes: sample.bytes });
  }

  /** Nothing comes for a while, and that is meant. */
  pause(): void {
    if (!this.#over) this.#session.onPause();
  }

  /** Nothing comes after this. */
  async end(why?: string): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    this.#rules.gone();
    await this.#session.onEnd(why);
  }

  #warn(warning: Warning, now: number): void {
    const told = this.#told.get(warning);
    if (told !== undefined && now - told < REPEAT_MS) return;
    this.#told.set(warning, now);
    this.#rules.warn(warning, WARNINGS[warning]);
  }

  #count(bytes: number, now: number): void {
    this.#windowBytes += bytes;
    const ms = now - this.#windowAt;
    if (ms < RATE_WINDOW_MS) return;
    const over = (this.#windowBytes * 8) / ms > (this.#session.maxBitrate / 1000) * RATE_LEEWAY;
    [this.#windowAt, this.#windowBytes] = [now, 0];
    this.#windowsOver = over ? this.#windowsOver + 1 : 0;
    if (over) this.#warn('bitrate', now);
    if (this.#windowsOver >= MOST_WINDOWS) this.#rules.cut('bitrate');
  }

  /** Whether a picture needs none before it; undefined for one that is left out. */
  #isWelcome(bytes: Uint8Array, now: number): boolean | undefined {
    if (!isWholeSample(bytes)) {
      this.#warn('broken_picture', now);
      // What refers to it would be damaged, too.
      this.#waitsForKey = true;
      return undefined;
    }
    const key = isKeySample(bytes);
    this.#keyAt ??= now;
    if (key) {
      [this.#keyAt, this.#waitsForKey] = [now, false];
      return true;
    }
    const late = now - this.#keyAt;
    if (late > KEY_CUT_MS) this.#rules.cut('no_keyframe');
    else if (late > KEY_WARN_MS) this.#warn('no_keyframe', now);
    return this.#waitsForKey ? undefined : false;
  }

  /** The time of a sample on the one clock of the broadcast. */
  #settle(kind: Kind, dts: number, now: number): number {
    const other = this.#clocks.get(kind === 'video' ? 'audio' : 'video');
    let clock = this.#clocks.get(kind);
    if (clock === undefined) {
      const offset = other?.offset ?? 0;
      this.#clocks.set(kind, (clock = { offset, last: Math.max(0, dts + offset) - NUDGE_US, at: now }));
    }
    const gap = dts + clock.offset - clock.last;
    const waited = (now - clock.at) * 1000;
    if (gap < -BACK_US || gap > Math.max(0, waited) + AHEAD_US) {
      this.#warn('clock', now);
      const beside = other === undefined ? undefined : dts + other.offset - clock.last;
      // The other track jumped before this one: both stay together.
      clock.offset = other !== undefined && beside !== undefined && beside > -BACK_US && beside < waited + AHEAD_US ? other.offset : clock.last + Math.max(NUDGE_US, waited) - dts;
    }
    const time = Math.max(dts + clock.offset, clock.last + NUDGE_US);
    [clock.last, clock.at] = [time, now];
    return time;
  }
}
