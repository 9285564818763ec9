/** The newest segments and parts of one broadcast, in memory; who asks for the next one waits here until it is there. */

import type { Part, Segment } from '../packager/made.ts';
import { mediaPlaylist } from '../packager/playlist.ts';
import type { Listed } from '../packager/playlist.ts';

/** What a segment on the shelf is; those from before a restart lie on the disk only. */
export interface Shelved extends Listed {
  readonly starts: number;
  readonly independent: boolean;
  readonly parts: readonly Part[];
  /** Discontinuities before it. */
  readonly breaks: number;
}

/** Sixteen seconds: three target durations are the least (RFC 8216, 6.2.2), and a slow phone needs some more. */
const LISTED = 8;
/** Who has read a playlist may still ask for what it named. */
const KEPT = 14;
/** A playlist that is asked for before there is anything to list. */
const FIRST_MS = 8000;
/** Parts ahead of what there is: three seconds of them. */
const FAR_PARTS = 9;
const COUNTED_SECONDS = 6;

/** So many who waited for the same are answered at once; whoever asks for something else comes before the next. */
const TOGETHER = 12;

function answerInTurns(answers: readonly (() => void)[], from = 0): void {
  const next = from + TOGETHER;
  for (const answer of answers.slice(from, next)) answer();
  if (next < answers.length) setImmediate(answerInTurns, answers, next);
}

interface Waiting {
  readonly answers: (() => void)[];
  readonly wake: () => void;
  readonly msn: number;
  /** Undefined: the whole segment. */
  readonly part: number | undefined;
}

export class Shelf {
  readonly segments: Shelved[] = [];
  #open: Part[] = [];
  readonly #prefix: string;
  #nextMsn: number;
  #breaks = 0;
  #ended = false;
  #gone = false;
  #targetSeconds: number;
  #texts: { live?: Buffer; plain?: Buffer } = {};
  readonly #waiting = new Map<string, Waiting>();
  readonly #asked = { live: new Float64Array(COUNTED_SECONDS), plain: new Float64Array(COUNTED_SECONDS), second: 0 };

  /** @param start `prefix`: what the names of its files begin with */
  constructor(start: { msn: number; targetSeconds: number; stored: readonly Shelved[]; prefix?: string }) {
    this.#prefix = start.prefix ?? '';
    this.#nextMsn = start.msn;
    this.#targetSeconds = start.targetSeconds;
    this.segments.push(...start.stored.slice(-KEPT));
    this.#breaks = start.stored.at(-1)?.breaks ?? 0;
  }

  get isGone(): boolean {
    return this.#gone;
  }

  get parts(): readonly Part[] {
    return this.#open;
  }

  /** Those that playlists name. */
  get listed(): readonly Shelved[] {
    return this.segments.slice(-LISTED);
  }

  addPart(part: Part): void {
    this.#ended = false;
    this.#open = [...this.#open, part];
    this.#change();
  }

  addSegment(segment: Segment, targetSeconds: number): void {
    const before = this.segments.at(-1);
    if (before !== undefined && before.stretch !== segment.stretch) this.#breaks++;
    this.segments.push({ ...segment, breaks: this.#breaks });
    if (this.segments.length > KEPT) this.segments.shift();
    this.#open = [];
    this.#nextMsn = segment.msn + 1;
    this.#targetSeconds = targetSeconds;
    this.#change();
  }

  end(): void {
    this.#ended = true;
    this.#change(true);
  }

  /** Deleted or hidden: whoever waits is told that it is not there. */
  forget(): void {
    this.#gone = true;
    this.#change(true);
  }

  findPart(msn: number, index: number): Part | undefined {
    if (msn === this.#nextMsn) return this.#open[index];
    return this.segments.find((segment) => segment.msn === msn)?.parts[index];
  }

  /** Waits for the one that the playlist has announced; undefined at once for any other that is not there. */
  async waitForPart(msn: number, index: number): Promise<Part | undefined> {
    const isNext = msn === this.#nextMsn ? index === this.#open.length : msn === this.#nextMsn + 1 && index === 0 && this.#open.length > 0;
    if (isNext && !this.#ended && !this.#gone) await this.#wait(msn, index, this.#patienceMs);
    return this.findPart(msn, index);
  }

  /**
   * The playlist once it has what was asked for, or as it is when that takes too long: players then ask again, where an error
   * would end some of them. `far`: nobody can mean that. `none`: nothing to list yet.
   */
  playlist(kind: 'live' | 'plain', asked: { msn?: number | undefined; part?: number | undefined }): Buffer | 'far' | 'none' | Promise<Buffer | 'none'> {
    this.#count(kind);
    const { msn, part } = asked;
    if (msn === undefined) {
      if (part !== undefined) return 'far';
      if (this.segments.length > 0 || this.#ended) return this.#text(kind);
      return this.#wait(this.#nextMsn, undefined, FIRST_MS).then(() => (this.segments.length > 0 ? this.#text(kind) : 'none'));
    }
    if (msn > this.#nextMsn + 1 || (msn >= this.#nextMsn && part !== undefined && part > (msn === this.#nextMsn ? this.#open.length : 0) + FAR_PARTS)) return 'far';
    if (this.#has(msn, part) || this.#ended) return this.#text(kind);
    return this.#wait(msn, part, this.#patienceMs).then(() => (this.segments.length > 0 ? this.#text(kind) : 'none'));
  }

  /** How many read playlists now: a live one is asked for with each part, a plain one with each segment. */
  get readers(): number {
    this.#turn();
    const sum = (counts: Float64Array): number => counts.reduce((one, other) => one + other, 0) / COUNTED_SECONDS;
    return Math.round(sum(this.#asked.live) * 0.3 + sum(this.#asked.plain) * this.#targetSeconds);
  }

  get #patienceMs(): number {
    return 3000 * this.#targetSeconds;
  }

  #has(msn: number, part: number | undefined): boolean {
    if (msn < this.#nextMsn) {
      // Beyond the last part of a segment the first of the next is meant.
      const segment = part === undefined ? undefined : this.segments.find((one) => one.msn === msn);
      return segment === undefined || part === undefined || segment.parts.length === 0 || part < segment.parts.length || msn + 1 < this.#nextMsn || this.#open.length > 0;
    }
    return msn === this.#nextMsn && part !== undefined && part < this.#open.length;
  }

  #text(kind: 'live' | 'plain'): Buffer {
    return (this.#texts[kind] ??= this.#build(kind));
  }

  #build(kind: 'live' | 'plain'): Buffer {
    const segments = this.listed;
    const [part] = this.#open;
    const open: Listed = { msn: this.#nextMsn, stretch: part?.stretch ?? 0, duration: 0, shownAt: part?.shownAt ?? 0, parts: this.#open };
    return Buffer.from(mediaPlaylist({
      targetSeconds: this.#targetSeconds, breaks: segments[0]?.breaks ?? this.#breaks, segments, open: kind === 'live' ? open : undefined, kind: 'live', ended: this.#ended, prefix: this.#prefix,
    }));
  }

  #change(all = false): void {
    this.#texts = {};
    for (const waiting of this.#waiting.values()) if (all || this.#has(waiting.msn, waiting.part)) waiting.wake();
  }

  /** All who wait for the same share one timer. */
  #wait(msn: number, part: number | undefined, ms: number): Promise<void> {
    const key = `${msn}.${part ?? ''}`;
    const waiting = this.#waiting.get(key) ?? this.#beginWaiting(key, { msn, part, ms });
    return new Promise((resolve) => void waiting.answers.push(resolve));
  }

  #beginWaiting(key: string, { msn, part, ms }: { msn: number; part: number | undefined; ms: number }): Waiting {
    const answers: (() => void)[] = [];
    const wake = (): void => {
      clearTimeout(timer);
      this.#waiting.delete(key);
      answerInTurns(answers);
    };
    const timer = setTimeout(wake, ms).unref();
    const waiting: Waiting = { answers, wake, msn, part };
    this.#waiting.set(key, waiting);
    return waiting;
  }

  #count(kind: 'live' | 'plain'): void {
    this.#turn();
    const counts = this.#asked[kind];
    counts[this.#asked.second % COUNTED_SECONDS] = (counts[this.#asked.second % COUNTED_SECONDS] ?? 0) + 1;
  }

  /** Seconds that nobody asked in count, too. */
  #turn(): void {
    const now = Math.floor(performance.now() / 1000);
    for (let second = Math.max(this.#asked.second + 1, now - COUNTED_SECONDS + 1); second <= now; second++) {
      this.#asked.live[second % COUNTED_SECONDS] = 0;
      this.#asked.plain[second % COUNTED_SECONDS] = 0;
    }
    this.#asked.second = now;
  }
}
