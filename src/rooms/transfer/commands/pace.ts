/** Long work leaves room for everybody else's. */

import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';

/** Three times as long as it worked a task rests, for no longer than this: who reads meanwhile should not notice. */
const LONGEST_REST_MS = 2000;
const REST = 3;
/** What follows from what it did is done first, beyond so many events: others' would wait in the same line. */
const MOST_WAITING = 20;
const LOOK_AGAIN_MS = 10;

/** @param begun when this piece of work began, by `performance.now()` */
export async function rest(ctx: Context, begun: number): Promise<void> {
  const house = houseOf(ctx);
  await pause(Math.min(LONGEST_REST_MS, REST * (performance.now() - begun)));
  while (house.outbox.backlog > MOST_WAITING && !house.stopping) await pause(LOOK_AGAIN_MS);
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
