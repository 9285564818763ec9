/** What may happen once a second at most, whatever asks for it. */

import { perHouse } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';

const PERIOD_MS = 1000;

interface Beat {
  last: number;
  timer: NodeJS.Timeout | undefined;
}

const beatsOf = perHouse(() => new Map<string, Beat>());

/**
 * Does it now, or a second after it was last done; what asks meanwhile is done with that. `act` answers for its own failures: a
 * count that could not be told is told with the next.
 */
export function pulse(ctx: Context, key: string, act: () => Promise<void>): void {
  const beats = beatsOf(ctx);
  const now = performance.now();
  const beat = beats.get(key) ?? { last: now - PERIOD_MS, timer: undefined };
  beats.set(key, beat);
  if (beat.timer !== undefined) return;
  const go = (): void => {
    beat.timer = undefined;
    beat.last = performance.now();
    act().catch((error: unknown) => ctx.log.warn({ err: error, beat: key }, 'a count of a room could not be told'));
    if (beats.size > 1000) for (const [other, { last, timer }] of beats) if (timer === undefined && performance.now() - last > PERIOD_MS) beats.delete(other);
  };
  beat.timer = setTimeout(go, Math.max(0, beat.last + PERIOD_MS - now));
  beat.timer.unref();
}
