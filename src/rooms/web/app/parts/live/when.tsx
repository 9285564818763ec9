/** Times of a room: by its own clock, and by the reader's where that says something else; clocks that run. */

import { useEffect, useState, useSyncExternalStore } from 'react';
import { clockBetween } from '../../clock.ts';
import * as m from '../../paraglide/messages.js';
import { getLocale } from '../../paraglide/runtime.js';
import { Moment } from '../time.tsx';
import css from './room.module.css';

const DAY_MS = 86_400_000;
/** Whoever reads 21:00–00:30 knows on which day that ends. */
const NIGHT_MS = DAY_MS / 2;
const locale = (): string => (getLocale() === 'fr' ? 'fr-FR' : 'en-GB');
const never = (): (() => void) => () => undefined;
/** Which zone the reader is in; the server does not know. */
export const useZone = (): string | undefined => useSyncExternalStore(never, () => Intl.DateTimeFormat().resolvedOptions().timeZone, () => undefined);

const inZone = (at: string, zone: string, options: Intl.DateTimeFormatOptions): string => new Intl.DateTimeFormat(locale(), { ...options, timeZone: zone }).format(new Date(at));
const placeOf = (zone: string): string => (zone === 'Etc/UTC' || zone === 'UTC' ? 'UTC' : (zone.split('/').at(-1) ?? zone).replaceAll('_', ' '));
/** The day of a moment at the room's place, in words, and for telling days apart. */
export const dayIn = (at: string, zone: string): string => inZone(at, zone, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
export const clockIn = (at: string, zone: string): string => inZone(at, zone, { hour: '2-digit', minute: '2-digit' });

/** A moment by the clock of the room's place; beside it the reader's own time where it is another. */
export function RoomTime({ at, until, zone, day = true }: { at: string; until?: string | null; zone: string; day?: boolean }) {
  const mine = useZone();
  const full = (timeZone: string): string => new Intl.DateTimeFormat('en-GB', { dateStyle: 'short', timeStyle: 'short', timeZone }).format(new Date(at));
  const differs = mine !== undefined && full(mine) !== full(zone);
  const end = until == null ? undefined : Date.parse(until) - Date.parse(at) < NIGHT_MS || dayIn(until, zone) === dayIn(at, zone) ? clockIn(until, zone) : `${dayIn(until, zone)}, ${clockIn(until, zone)}`;
  return (
    <span className={css['time']}>
      <time dateTime={at}>{day && <span className={css['day']}>{dayIn(at, zone)}, </span>}{clockIn(at, zone)}{end !== undefined && `–${end}`}</time> <span className={css['zone']}>({placeOf(zone)})</span>
      <span className={css['mine']} data-zone={zone} data-at={at} hidden={!differs}> {m.room_for_you()} <Moment at={at} form="short" /></span>
    </span>
  );
}

/** Whole days, then hours and minutes that run. */
export function Countdown({ to, now }: { to: string; now: string }) {
  const time = useNow(now);
  const left = Date.parse(to) - time;
  if (left >= DAY_MS) return <b data-countdown="">{m.room_days({ count: Math.floor(left / DAY_MS) })}</b>;
  return <b className={css['clock']} data-count-to={to} suppressHydrationWarning>{clockBetween(left)}</b>;
}

/** How long it has been. */
export function Elapsed({ from, now }: { from: string; now: string }) {
  const time = useNow(now);
  return <b className={css['clock']} data-count-from={from} suppressHydrationWarning>{clockBetween(time - Date.parse(from))}</b>;
}

/** The time, each second; on the server that of the answer. */
function useNow(first: string): number {
  const [now, setNow] = useState(() => Date.parse(first));
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
