/** What happened here, week by week: higher rooms hand in how to count a stretch of time, this room remembers what was counted. */

import { perHouse } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { House } from '#platform/house.ts';

/** `posts`: public and unlisted posts; `authors`: how many different accounts wrote anything; `arrivals`: accounts that came. */
export interface WeekCounts {
  readonly posts: number;
  readonly authors: number;
  readonly arrivals: number;
}

type CountWeek = (ctx: Context, from: Date, to: Date) => Promise<Partial<WeekCounts>>;

const WEEK_MS = 7 * 86_400_000;
/** 5 January 1970, a Monday. */
const FIRST_MONDAY = 4 * 86_400_000;
const WEEKS = 12;
/** A past week is counted once a day, since posts are deleted later, too; the present one every hour. */
const PRESENT_FRESH_MS = 3_600_000;
const PAST_FRESH_MS = 86_400_000;

const countersOf = perHouse(() => new Set<CountWeek>());
const countedOf = perHouse(() => new Map<number, { counts: Promise<WeekCounts>; freshUntil: number }>());

/** Hands in how a part of a week is counted, from a room's `start`. */
export function provideWeeks(house: House, count: CountWeek): void {
  countersOf(house.context()).add(count);
}

export interface Week extends WeekCounts {
  /** Midnight of its Monday in UTC. */
  readonly start: Date;
}

/** The last twelve weeks, the present one first. */
export function readWeeks(ctx: Context): Promise<Week[]> {
  const now = ctx.now().getTime();
  const present = now - ((now - FIRST_MONDAY) % WEEK_MS);
  return Promise.all(Array.from({ length: WEEKS }, async (_, back): Promise<Week> => {
    const start = present - back * WEEK_MS;
    return { start: new Date(start), ...(await countedWeek(ctx, start, now)) };
  }));
}

function countedWeek(ctx: Context, start: number, now: number): Promise<WeekCounts> {
  const counted = countedOf(ctx);
  const known = counted.get(start);
  if (known !== undefined && now < known.freshUntil) return known.counts;
  for (const old of counted.keys()) if (old < now - (WEEKS + 1) * WEEK_MS) counted.delete(old);
  const counts = count(ctx, start);
  const isPast = start + WEEK_MS < now;
  counted.set(start, { counts, freshUntil: now + (isPast ? PAST_FRESH_MS : PRESENT_FRESH_MS) });
  // What failed is not kept: the next one asks again.
  counts.catch(() => counted.delete(start));
  return counts;
}

async function count(ctx: Context, start: number): Promise<WeekCounts> {
  const parts = await Promise.all([...countersOf(ctx)].map((part) => part(ctx, new Date(start), new Date(start + WEEK_MS))));
  return Object.assign({ posts: 0, authors: 0, arrivals: 0 }, ...parts) as WeekCounts;
}
