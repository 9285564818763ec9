/**
 * A clock that is not taken along when the one on the wall jumps ahead. What is dissolved by it cannot be brought back, so it
 * would rather be late: after a jump it goes on as time passes, until the wall is back, or the process starts anew. Pure.
 */

/** So far a clock may jump ahead, or two clocks be apart, without being wrong: a slow machine, not an hour. */
export const TOLERANCE_MS = 5 * 60_000;

export class SteadyClock {
  /** What the wall showed, and how much time had passed then, by a count that nobody can set. */
  #anchor: { readonly wall: number; readonly passed: number } | undefined;

  /**
   * @param wall what the clock of this process shows
   * @param passed milliseconds since some beginning that is never set
   * @returns the time that may be believed
   */
  read(wall: number, passed: number): Date {
    const anchor = this.#anchor;
    const expected = anchor === undefined ? wall : anchor.wall + (passed - anchor.passed);
    // Set back, it is believed from there: later is never too early.
    if (anchor === undefined || wall < expected) this.#anchor = { wall, passed };
    return new Date(wall <= expected + TOLERANCE_MS ? wall : expected);
  }
}
