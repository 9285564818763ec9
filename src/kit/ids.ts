/**
 * Ids: positive integers below 2^53 that grow with time, written as digits on the wire.
 *
 * Layout: milliseconds since EPOCH × 4096 + counter (8 bits) × 16 + node (4 bits). The epoch lies before any post that an
 * imported archive can bring, so that past posts sort where they belong; 2^41 ms reach from there to the year 2075.
 */

export type Id = number;

const EPOCH = Date.UTC(2006, 0, 1);
const PER_MILLISECOND = 4096;
const STEP = 16;

/** The smallest id of the millisecond `time`; ids of things that happened earlier are below it. */
export function idAtTime(time: Date | number): Id {
  return Math.max(1, (Number(time) - EPOCH) * PER_MILLISECOND);
}

/** The millisecond in which an id was made. */
export function timeOfId(id: Id): Date {
  return new Date(Math.floor(id / PER_MILLISECOND) + EPOCH);
}

/**
 * Gives out strictly increasing ids. When the clock stands still, jumps back, or 256 ids of one millisecond are used up,
 * it goes on from the last id instead of waiting: ids may then run ahead of the clock, never back.
 */
export class IdClock {
  #last: Id;
  readonly #node: number;
  readonly #now: () => number;

  constructor(options: { node?: number; after?: Id; now?: () => number } = {}) {
    this.#node = (options.node ?? 0) & (STEP - 1);
    this.#last = options.after ?? 0;
    this.#now = options.now ?? Date.now;
  }

  next(): Id {
    let id = idAtTime(this.#now()) + this.#node;
    if (id <= this.#last) id = this.#last - (this.#last % STEP) + STEP + this.#node;
    this.#last = id;
    return id;
  }

  /** After this call every id given out is above `floor`. */
  raise(floor: Id): void {
    if (floor > this.#last) this.#last = floor;
  }

  get last(): Id {
    return this.#last;
  }
}

/** An id from the wire, or undefined when the text is not the digits of one. */
export function parseId(text: string): Id | undefined {
  if (text.length === 0 || text.length > 16) return undefined;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 48 || code > 57) return undefined;
  }
  const id = Number(text);
  return Number.isSafeInteger(id) ? id : undefined;
}

/**
 * A cursor (`max_id`, `min_id`, `since_id`). Clients that turn a time into a cursor use milliseconds since 1970 × 2^16,
 * which lies above 2^53; such a number becomes our id of the same moment.
 */
export function parseCursor(text: string): Id | undefined {
  const id = parseId(text);
  if (id !== undefined) return id;
  if (text.length > 19 || !/^[0-9]+$/.test(text)) return undefined;
  const wide = BigInt(text);
  if (wide >= 1n << 63n) return undefined;
  return Math.min(Number.MAX_SAFE_INTEGER, idAtTime(Number(wide >> 16n)));
}
