/** Quiet hours: whether it is quiet at somebody's place, and until when. Pure. */

import { invalid } from '#kit/errors.ts';
import type { Quiet } from './types.ts';

const DAY = 1440;
const CLOCK = /^([01]\d|2[0-3]):([0-5]\d)$/;

const minutesOf = (clock: string): number => {
  const [, hours = '0', minutes = '0'] = CLOCK.exec(clock) ?? [];
  return Number(hours) * 60 + Number(minutes);
};

function placeOf(zone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** The time of day and the weekday (1 to 7) there. */
function timeThere(zone: string, now: Date): { minutes: number; day: number } {
  const parts = new Map(placeOf(zone).formatToParts(now).map(({ type, value }) => [type, value]));
  return { minutes: Number(parts.get('hour')) * 60 + Number(parts.get('minute')), day: WEEKDAYS.indexOf(parts.get('weekday') ?? '') + 1 };
}

/** When it is over, if it is quiet now; a night that begins on one of the days goes on into the next. */
export function quietUntil(quiet: Quiet | null, now: Date): Date | undefined {
  if (quiet === null) return undefined;
  const [from, to] = [minutesOf(quiet.from), minutesOf(quiet.to)];
  const { minutes, day } = timeThere(quiet.zone, now);
  const isOf = (one: number): boolean => quiet.days.includes(one);
  const yesterday = day === 1 ? 7 : day - 1;
  const isQuiet = from < to ? minutes >= from && minutes < to && isOf(day) : (minutes >= from && isOf(day)) || (minutes < to && isOf(yesterday));
  if (!isQuiet) return undefined;
  const left = (to - minutes + DAY) % DAY || DAY;
  return new Date((Math.floor(now.getTime() / 60_000) + left) * 60_000);
}

/** @throws Refusal 422 */
export function tidyQuiet(quiet: Quiet): Quiet {
  if (!CLOCK.test(quiet.from) || !CLOCK.test(quiet.to)) throw invalid('Validation failed: quiet has from and to as 22:00');
  const days = [...new Set(quiet.days)].sort();
  if (days.length === 0 || days.some((day) => !Number.isInteger(day) || day < 1 || day > 7)) throw invalid('Validation failed: quiet has days from 1 (Monday) to 7');
  try {
    return { from: quiet.from, to: quiet.to, zone: placeOf(quiet.zone).resolvedOptions().timeZone, days };
  } catch {
    throw invalid('Validation failed: quiet has a zone as Europe/Paris');
  }
}
