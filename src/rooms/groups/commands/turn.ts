/** What comes by itself: decisions that nobody objected to, warnings, and ends. */

import type { Id } from '#kit/ids.ts';
import { houseOf, perHouse } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { selectClock, selectDissolving } from '../queries/groups.ts';
import { SteadyClock, TOLERANCE_MS } from '../steady-clock.ts';
import { dissolveNow, endSome } from './dissolve.ts';
import { decideDue, warnDue } from './lifespan.ts';

const steadyClock = perHouse(() => new SteadyClock());

/** The time that may be believed, never ahead of what has passed; undefined while the clocks of this process and of the database do not agree. */
export async function believedTime(ctx: Context): Promise<Date | undefined> {
  const wall = houseOf(ctx).clock();
  const database = (await selectClock(ctx)).getTime();
  const steady = steadyClock(ctx).read(wall, performance.now());
  if (Math.abs(wall - database) > TOLERANCE_MS) {
    ctx.log.warn({ process: new Date(wall), database: new Date(database) }, 'the clocks do not agree: nothing ends or is decided by itself in groups until they do');
    return undefined;
  }
  if (wall - steady.getTime() > TOLERANCE_MS) ctx.log.warn({ wall: new Date(wall), believed: steady }, 'the clock jumped ahead: groups go by the time that passes, not by what it says');
  return steady;
}

/** Does everything whose time has come, if the clock may be believed. Safe to run at any time, and twice. */
export async function turnByClock(ctx: Context): Promise<void> {
  const at = await believedTime(ctx);
  if (at !== undefined) await turnDue(ctx, at);
}

const AT_ONCE = 500;
/** After some of many, twice as long as they took: whoever reads a page meanwhile hardly notices. Not so long that a thousand take a minute. */
const LONGEST_PAUSE_MS = 600;

/** The same for a moment that its caller answers for. What is decided comes before what ends: a group that was put off goes on. */
export async function turnDue(ctx: Context, at: Date): Promise<void> {
  await decideDue(ctx, at);
  await warnDue(ctx, at);
  for (let begun = performance.now(); (await endSome(ctx, at)) > 0; begun = performance.now()) {
    await new Promise((resolve) => setTimeout(resolve, Math.min(LONGEST_PAUSE_MS, 2 * (performance.now() - begun))));
  }
  await dissolveEach(ctx, await selectDissolving(ctx, AT_ONCE));
}

/** One after the other. One that fails does not keep the others. */
async function dissolveEach(ctx: Context, ids: readonly Id[]): Promise<void> {
  let failed: unknown;
  for (const id of ids) {
    try {
      await dissolveNow(ctx, id);
    } catch (error) {
      ctx.log.error({ err: error, groupId: id }, 'a group could not be dissolved, and is tried again');
      failed ??= error;
    }
  }
  // The job is tried again, with a pause.
  if (failed !== undefined) throw failed;
}
