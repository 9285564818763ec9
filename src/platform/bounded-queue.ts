/**
 * Work that is dear, a little at a time, with a line that does not grow: who comes when it is full is told so at once,
 * instead of everybody waiting longer than they will stay.
 */

import { unavailable } from '#kit/errors.ts';

export interface BoundedQueue {
  /** The result of `work`; throws the queue's own refusal, without starting it, when the line is full. */
  run<T>(work: () => Promise<T>): Promise<T>;
  readonly running: number;
  readonly waiting: number;
}

/** First come, first served: `running` at once, `waiting` more in line. `full` makes the error for the rest. */
export function createBoundedQueue(
  limits: { running: number; waiting: number },
  full: () => Error = () => unavailable('The server has too much to do right now. Please try again in a moment.'),
): BoundedQueue {
  const line: (() => void)[] = [];
  let running = 0;
  return {
    run: async (work) => {
      if (running >= limits.running) {
        if (line.length >= limits.waiting) throw full();
        // Whoever leaves hands over the place, so that a newcomer cannot slip in before the line.
        await new Promise<void>((turn) => line.push(turn));
      } else running += 1;
      try {
        return await work();
      } finally {
        const next = line.shift();
        if (next) next();
        else running -= 1;
      }
    },
    get running() {
      return running;
    },
    get waiting() {
      return line.length;
    },
  };
}
