/** How much comes in, and since when nothing does. */

/** Encoders overshoot for a moment when a scene changes. */
const OVERSHOOT = 1.5;
const WINDOW_MS = 5000;
/** Windows in a row: who sends too much is told in the first, and has the others to mend it. */
const MOST_WINDOWS = 3;
/** No encoder does that: it is cut off at once. */
const ABSURD = 10;

export class Meter {
  readonly #maxBytes: number;
  readonly #until: number;
  #began = performance.now();
  #bytes = 0;
  #over = false;
  #windows = 0;
  #last = performance.now();

  constructor({ maxBitrate, msLeft }: { maxBitrate: number; msLeft: number }) {
    this.#maxBytes = (maxBitrate / 8) * (WINDOW_MS / 1000);
    this.#until = performance.now() + msLeft;
  }

  count(bytes: number): void {
    const now = performance.now();
    this.#last = now;
    if (now - this.#began >= WINDOW_MS) {
      // What came in a burst after a cut was made over a longer time.
      if (this.#bytes > this.#maxBytes * OVERSHOOT * Math.max(1, (now - this.#began) / WINDOW_MS)) this.#windows++;
      else this.#windows = 0;
      if (this.#windows >= MOST_WINDOWS) this.#over = true;
      this.#began = now;
      this.#bytes = 0;
    }
    this.#bytes += bytes;
    if (this.#bytes > this.#maxBytes * ABSURD) this.#over = true;
  }

  get idleMs(): number {
    return performance.now() - this.#last;
  }

  get problem(): 'bitrate' | 'hours' | undefined {
    if (this.#over) return 'bitrate';
    return performance.now() > this.#until ? 'hours' : undefined;
  }
}
