/** Which bitrate a sender should take, from how its packets come in. Pure but for what it remembers. */

/** Behind by this much, its connection carries less than it sends. */
const BEHIND_US = 700_000;
/** No further behind than this for a while: it may send more. */
const ALONG_US = 200_000;
const STEP_DOWN_MS = 3000;
const STEP_UP_MS = 10_000;
const LEAST_BITRATE = 150_000;

export class Advice {
  readonly #most: number;
  #bitrate: number;
  /** How far a packet's time was ahead of the wall at best: what is missing from it now waits at the sender. */
  #best = -Infinity;
  #behind = 0;
  #steppedAt: number;
  #windowAt: number;
  #bytes = 0;
  #measured = 0;

  constructor(most: number, now: number) {
    this.#most = this.#bitrate = most;
    this.#steppedAt = this.#windowAt = now;
  }

  /** Milliseconds that the picture waits at the sender. */
  get behindMs(): number {
    return Math.round(this.#behind / 1000);
  }

  /** Bits a second that came of late. */
  get measured(): number {
    return Math.round(this.#measured);
  }

  /** A packet came; `pts` in microseconds, `now` in milliseconds. */
  count(pts: number, bytes: number, now: number): void {
    const ahead = pts - now * 1000;
    // Clocks of computers run apart by seconds a day: the best slowly fades.
    this.#best = Math.max(ahead, this.#best - 100);
    this.#behind = this.#best - ahead;
    this.#bytes += bytes;
    const ms = now - this.#windowAt;
    if (ms < 1000) return;
    this.#measured = (this.#bytes * 8000) / ms;
    [this.#windowAt, this.#bytes] = [now, 0];
  }

  /** A packet's time stood still or jumped: what was best before says nothing any more. */
  restart(): void {
    [this.#best, this.#behind] = [-Infinity, 0];
  }

  /** The bitrate to take from now on, if it is another than before. */
  step(now: number): number | undefined {
    const since = now - this.#steppedAt;
    let next = this.#bitrate;
    if (this.#behind > BEHIND_US && since >= STEP_DOWN_MS) next = Math.max(LEAST_BITRATE, Math.min(this.#bitrate, this.#measured || this.#bitrate) * 0.75);
    else if (this.#behind < ALONG_US && since >= STEP_UP_MS) next = Math.min(this.#most, this.#bitrate * 1.25);
    next = Math.round(next);
    if (next === this.#bitrate) return undefined;
    [this.#bitrate, this.#steppedAt] = [next, now];
    return next;
  }
}
