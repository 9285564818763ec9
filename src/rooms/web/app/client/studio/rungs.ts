/** How much goes out, from how fast it goes: the size and fineness of the picture, down to none at all. Pure but for what it remembers. */

export interface Rung {
  /** Lines of the shorter side. */
  readonly height: number;
  readonly bitrate: number;
}

export const SOUND_BITRATE = 128_000;

/** From the best to the least. Another size is a break in the film for viewers: first it only gets coarser. */
const RUNGS: readonly Rung[] = [
  { height: 720, bitrate: 2_500_000 }, { height: 720, bitrate: 1_600_000 }, { height: 540, bitrate: 1_000_000 },
  { height: 360, bitrate: 600_000 }, { height: 360, bitrate: 350_000 }, { height: 240, bitrate: 200_000 },
];

/** Seconds of media that wait to be sent. */
const BEHIND = 0.5;
export const FAR_BEHIND = 2;
const ALONG = 0.15;
const DOWN_MS = 2000;
const CALM_MS = 10_000;
const MOST_CALM_MS = 80_000;
/** Share of the frames that the device did not come round to encode. */
const SLOW = 0.2;

export interface Look {
  readonly now: number;
  /** Seconds of media that wait. */
  readonly behind: number;
  /** Share of the frames that were not encoded in time since the look before. */
  readonly missed: number;
}

export class Rungs {
  readonly #hasSound: boolean;
  #at = 0;
  /** The best that the server or the device allow. */
  #allowed = 0;
  #advised = 0;
  #device = 0;
  #steppedAt = 0;
  #calmSince = 0;
  #calmMs = CALM_MS;
  #wentUpAt = -Infinity;

  /** @param hasSound whether the picture may be left out altogether */
  constructor(hasSound: boolean, now: number) {
    this.#hasSound = hasSound;
    this.#steppedAt = this.#calmSince = now;
  }

  /** Undefined: sound alone. */
  get rung(): Rung | undefined {
    return RUNGS[this.#at];
  }

  /** No more than this from now on, in bits a second. */
  allow(bitrate: number): void {
    this.#allowed = this.#fitting(bitrate);
    this.#at = Math.max(this.#at, this.#best);
  }

  /** What the server thinks that the connection carries. */
  advise(bitrate: number, now: number): void {
    const fitting = this.#fitting(bitrate);
    // It judges by how much came, which may have been little to begin with: one step, until it says so again.
    this.#advised = Math.min(fitting, this.#at + 1);
    if (this.#best > this.#at) this.#to(this.#best, now);
  }

  /** Twice a second. */
  look({ now, behind, missed }: Look): void {
    if (behind > ALONG) this.#calmSince = now;
    if (now - this.#steppedAt < DOWN_MS) return;
    if (behind > BEHIND && this.#at < this.#last) {
      // What was tried came too early: the next time is later.
      if (now - this.#wentUpAt < CALM_MS) this.#calmMs = Math.min(MOST_CALM_MS, this.#calmMs * 2);
      return this.#to(Math.min(this.#last, this.#at + (behind > FAR_BEHIND ? 2 : 1)), now);
    }
    if (missed > SLOW && this.#at < RUNGS.length - 1) {
      this.#device = this.#smaller();
      return this.#to(this.#device, now);
    }
    if (this.#at > this.#best && now - Math.max(this.#calmSince, this.#steppedAt) >= this.#calmMs) {
      this.#wentUpAt = now;
      this.#to(this.#at - 1, now);
    }
  }

  get #last(): number {
    return this.#hasSound ? RUNGS.length : RUNGS.length - 1;
  }

  get #best(): number {
    return Math.min(this.#last, Math.max(this.#allowed, this.#advised, this.#device));
  }

  #fitting(bitrate: number): number {
    const found = RUNGS.findIndex((rung) => rung.bitrate + SOUND_BITRATE <= bitrate);
    return found === -1 ? RUNGS.length : found;
  }

  /** A finer picture of the same size costs the device as much. */
  #smaller(): number {
    const found = RUNGS.findIndex(({ height }) => height < (RUNGS[this.#at]?.height ?? 0));
    return found === -1 ? RUNGS.length - 1 : found;
  }

  #to(at: number, now: number): void {
    this.#at = at;
    this.#steppedAt = this.#calmSince = now;
  }
}
