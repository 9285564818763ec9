/** Writes what is broadcast to the store, a segment at a time and in order; the broadcast never waits for it. */

import type { Id } from '#kit/ids.ts';
import { SYSTEM, houseOf, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { Segment, Stretch } from '../packager/made.ts';
import { insertSegment, insertStretch, updateProgress } from '../queries/segments.ts';
import type { StoredSegment } from '../types.ts';
import { recordings } from './state.ts';

/** Segments that wait for a slow disk or database: half a minute, some 10 MB. */
const MOST_WAITING = 15;
const TRIES = 3;
const PAUSE_MS = 500;

const FULL = 'The recording stopped: the disk of this server is full. The broadcast goes on.';
const SLOW = 'The recording stopped: the disk of this server is too slow. The broadcast goes on.';
const BROKEN = 'The recording stopped: it could not be written. The broadcast goes on.';
const QUOTA = 'The recording stopped: it has no more room on this server. The broadcast goes on.';

export interface RecorderOptions {
  readonly id: Id;
  readonly stored: readonly StoredSegment[];
  /** Bytes that may still be written. */
  readonly room: number;
  /** Nothing is written from now on; why, in words. */
  onStopped(reason: string): void;
}

/** The piece that holds a stretch. */
export const pieceOf = (stretch: number): string => `${stretch}.mp4`;

export class Recorder {
  /** What is on the disk and has its row, in order. */
  readonly kept: StoredSegment[];
  readonly #ctx: Context;
  readonly #options: RecorderOptions;
  #stretch: { readonly made: Stretch; at: number; stored: boolean } | undefined;
  #chain: Promise<void> = Promise.resolve();
  #waiting = 0;
  #room: number;
  #stopped = false;

  constructor(ctx: Context, options: RecorderOptions) {
    this.#ctx = houseOf(ctx).context(SYSTEM);
    this.#options = options;
    this.kept = [...options.stored];
    this.#room = options.room;
  }

  get isStopped(): boolean {
    return this.#stopped;
  }

  addStretch(made: Stretch): void {
    this.#chain = this.#chain.then(() => {
      this.#stretch = { made, at: 0, stored: false };
    });
  }

  addSegment(segment: Segment): void {
    if (this.#stopped) return;
    if (this.#waiting >= MOST_WAITING) return this.stop(SLOW);
    this.#room -= segment.bytes;
    if (this.#room < 0) return this.stop(QUOTA);
    this.#waiting++;
    this.#chain = this.#chain.then(() => this.#keep(segment)).catch((error: unknown) => {
      this.#ctx.log.warn({ err: error, broadcast: this.#options.id }, 'a segment could not be recorded');
      this.stop(error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT') ? FULL : BROKEN);
    }).finally(() => {
      this.#waiting--;
    });
  }

  stop(reason: string): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#options.onStopped(reason);
  }

  /** Nothing more is written, and nobody is told. */
  async abandon(): Promise<void> {
    this.#stopped = true;
    await this.#chain;
  }

  /** Resolves when all that was added is kept, or given up. */
  settled(): Promise<void> {
    return this.#chain;
  }

  async #keep(segment: Segment): Promise<void> {
    const stretch = this.#stretch;
    if (this.#stopped || stretch === undefined) return;
    const { init } = stretch.made;
    const from = stretch.at;
    const at = from === 0 ? init.length : from;
    const bytes = segment.parts.map((part) => part.bytes);
    const { id } = this.#options;
    await recordings(this.#ctx).append(id, pieceOf(segment.stretch), { from, bytes: from === 0 ? [init, ...bytes] : bytes });
    const row: StoredSegment = {
      msn: segment.msn, stretch: segment.stretch, at, bytes: segment.bytes, starts: segment.starts, duration: segment.duration, shownAt: new Date(segment.shownAt),
      independent: segment.independent,
    };
    for (let tries = 1; ; tries++) {
      try {
        await this.#write(row, stretch);
        break;
      } catch (error) {
        if (tries === TRIES) throw error;
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * tries));
      }
    }
    stretch.stored = true;
    stretch.at = at + segment.bytes;
    this.kept.push(row);
  }

  #write(row: StoredSegment, { made, stored }: { made: Stretch; stored: boolean }): Promise<void> {
    const { id } = this.#options;
    const { number, codecs, width, height, init } = made;
    return transaction(this.#ctx, async (tx) => {
      if (!stored) await insertStretch(tx, id, { number, initBytes: init.length, codecs, width, height });
      await insertSegment(tx, id, row);
      await updateProgress(tx, id, { durationMs: (row.starts + row.duration) * 1000, bytes: row.bytes + (stored ? 0 : init.length), width, height });
    });
  }
}
