/**
 * Brings the times of a camera and those of a microphone onto one clock, that of the worker. Each counts by a clock of its own, which
 * runs a little fast or slow, and what it gives arrives late by a little more or less. Pure but for what it remembers.
 */

/** What was least late within so long is what counts. Microseconds. */
const WINDOW_US = 2_000_000;
/** By then it is known how late things are at least. */
const SETTLE_US = 400_000;
/** A clock is followed this fast at most: nobody hears or sees it. Microseconds for each second. */
const SLEW = 5000;
/** Further off than this, it was stopped, or is another one. */
const JUMP_US = 150_000;

export class Clock {
  #best = Infinity;
  #before = Infinity;
  #windowAt = 0;
  #begunAt: number | undefined;
  #offset: number | undefined;
  #seenAt = 0;

  /** Something of this time arrived now. Both in microseconds. */
  observe(source: number, now: number): void {
    this.#begunAt ??= now;
    const late = now - source;
    if (now - this.#windowAt > WINDOW_US) [this.#before, this.#best, this.#windowAt] = [this.#best, Infinity, now];
    this.#best = Math.min(this.#best, late);
    const least = Math.min(this.#best, this.#before);
    if (now - this.#begunAt < SETTLE_US) return;
    const off = least - (this.#offset ?? least);
    const most = (SLEW * (now - this.#seenAt)) / 1e6;
    this.#offset = this.#offset === undefined || Math.abs(off) > JUMP_US ? least : this.#offset + Math.max(-most, Math.min(most, off));
    this.#seenAt = now;
  }

  /** The worker's time at that of the source; undefined while nobody can know. */
  at(source: number): number | undefined {
    return this.#offset === undefined ? undefined : source + this.#offset;
  }
}
