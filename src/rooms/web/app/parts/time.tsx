/** Moments in words: exact always, with the day where it is not today. */

import { useSyncExternalStore } from 'react';
import { getLocale } from '../paraglide/runtime.js';

const formats = new Map<string, Intl.DateTimeFormat>();

/** The server does not know where its reader is; the reader's own script puts local time in place. */
const zoneHere = (): 'UTC' | undefined => (typeof window === 'undefined' ? 'UTC' : undefined);
const never = (): (() => void) => () => undefined;

function formatIn(options: Intl.DateTimeFormatOptions, zone: 'UTC' | undefined = zoneHere()): Intl.DateTimeFormat {
  const locale = getLocale() === 'fr' ? 'fr-FR' : 'en-GB';
  const key = `${locale} ${zone ?? ''} ${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (format === undefined) formats.set(key, (format = new Intl.DateTimeFormat(locale, { ...options, ...(zone && { timeZone: zone }) })));
  return format;
}

/** 21:04 */
export const clockOf = (time: Date, zone?: 'UTC'): string => formatIn({ hour: '2-digit', minute: '2-digit' }, zone).format(time);
/** 23 Nov, or 23 Nov 2024 in another year */
const dayOf = (time: Date, zone?: 'UTC'): string =>
  formatIn({ day: 'numeric', month: 'short', ...(time.getFullYear() !== new Date().getFullYear() && { year: 'numeric' }) }, zone).format(time);
/** Sunday 23 November 2026 */
export const longDayOf = (time: Date): string => formatIn({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(time);
/** Everything there is to say of a moment. */
const exactly = (time: Date, zone?: 'UTC'): string => formatIn({ dateStyle: 'long', timeStyle: 'medium' }, zone).format(time);

/** The moment of a post: its clock today, its day as well before. `data-time` lets a visitor's script put local time in place. */
export function Moment({ at, form = 'short' }: { at: string; form?: 'clock' | 'day' | 'short' | 'long' }) {
  const time = new Date(at);
  // As the server said it first, so that it is the same; then as it is where the reader sits.
  const zone = useSyncExternalStore(never, zoneHere, () => 'UTC' as const);
  const text = form === 'long' ? exactly(time, zone) : form === 'clock' ? clockOf(time, zone) : form === 'day' ? dayOf(time, zone) : `${dayOf(time, zone)}, ${clockOf(time, zone)}`;
  return <time dateTime={at} data-time={form} title={exactly(time, zone)} suppressHydrationWarning>{text}</time>;
}
