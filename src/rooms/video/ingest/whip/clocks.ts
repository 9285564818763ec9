/** RTP's times on one clock for sound and picture, by the sender's reports (RFC 3550 section 6.4.1). Pure. */

const WRAP = 2 ** 32;

interface Report {
  /** Microseconds of the sender's wall clock. */
  readonly wall: number;
  readonly ticks: number;
}

/** The times of one track, in microseconds from the first packet of all. */
export class TrackClock {
  readonly #rate: number;
  #last: number | undefined;
  #rounds = 0;
  #report: Report | undefined;
  #early: readonly [ntp: bigint, timestamp: number] | undefined;
  #firstTicks: number | undefined;
  #firstAt = 0;

  /** @param rate ticks a second */
  constructor(rate: number) {
    this.#rate = rate;
  }

  get reported(): boolean {
    return this.#report !== undefined;
  }

  /** The packet's ticks without a wrap. `at`: when it came, in microseconds. */
  arrived(timestamp: number, at: number): number {
    const ticks = this.#unrolled(timestamp);
    if (this.#firstTicks === undefined) {
      [this.#firstTicks, this.#firstAt] = [ticks, at];
      if (this.#early !== undefined) this.report(...this.#early);
    }
    return ticks;
  }

  report(ntp: bigint, timestamp: number): void {
    // Its first picture may still wait for a packet that was lost: what was said meanwhile holds all the same.
    if (this.#last === undefined) return void (this.#early = [ntp, timestamp]);
    const wall = Number(ntp >> 32n) * 1e6 + Number(((ntp & 0xff_ff_ff_ffn) * 1_000_000n) >> 32n);
    this.#report = { wall, ticks: this.#near(timestamp) };
  }

  /** By the sender's wall clock, once it has said how that runs. */
  wallOf(ticks: number): number | undefined {
    return this.#report && this.#report.wall + ((ticks - this.#report.ticks) / this.#rate) * 1e6;
  }

  /** By when the first packet came. */
  arrivalOf(ticks: number): number {
    return this.#firstAt + ((ticks - (this.#firstTicks ?? ticks)) / this.#rate) * 1e6;
  }

  #unrolled(timestamp: number): number {
    const ticks = this.#near(timestamp);
    if (this.#last === undefined || ticks > this.#last) {
      this.#last = ticks;
      this.#rounds = Math.floor(ticks / WRAP);
    }
    return ticks;
  }

  /** The value with these 32 bits that is next to the last one. */
  #near(timestamp: number): number {
    if (this.#last === undefined) return timestamp;
    const here = this.#rounds * WRAP + timestamp;
    return [here - WRAP, here, here + WRAP].reduce((best, one) => (Math.abs(one - (this.#last ?? 0)) < Math.abs(best - (this.#last ?? 0)) ? one : best));
  }
}

/** How long the reports are waited for; Chromium sends the first ones within a second. */
const REPORTS_US = 2_000_000;

/**
 * Chooses between the two clocks once for both tracks, so that nothing jumps later: the sender's if it has reported on every track,
 * else that of arrival. Undefined: it is too early to tell.
 */
export function chooseClock(clocks: readonly TrackClock[], waitedUs: number): 'wall' | 'arrival' | undefined {
  if (clocks.every((clock) => clock.reported)) return 'wall';
  return waitedUs > REPORTS_US ? 'arrival' : undefined;
}
