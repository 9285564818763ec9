/** Moments in words: exact always, with the day where it is not today. */

import { getLocale } from '../paraglide/runtime.js';

const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const locale = getLocale() === 'fr' ? 'fr-FR' : 'en-GB';
  // The server does not know where its reader is; the reader's own script puts local time in place.
  const zone = typeof window === 'undefined' ? 'UTC' : undefined;
  const key = `${locale} ${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (format === undefined) formats.set(key, (format = new Intl.DateTimeFormat(locale, { ...options, ...(zone && { timeZone: zone }) })));
  return format;
}

/** 21:04 */
export const clockOf = (time: Date): string => formatIn({ hour: '2-digit', minute: '2-digit' }).format(time);
/** 23 Nov, or 23 Nov 2024 in another year */
const dayOf = (time: Date, now: Date = new Date()): string =>
  formatIn({ day: 'numeric', month: 'short', ...(time.getFullYear() !== now.getFullYear() && { year: 'numeric' }) }).format(time);
/** Sunday 23 November 2026 */
export const longDayOf = (time: Date): string => formatIn({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(time);
/** Everything there is to say of a moment. */
const exactly = (time: Date): string => formatIn({ dateStyle: 'long', timeStyle: 'medium' }).format(time);

/** The moment of a post: its clock today, its day as well before. `data-time` lets a visitor's script put local time in place. */
export function Moment({ at, form = 'short' }: { at: string; form?: 'clock' | 'day' | 'short' | 'long' }) {
  const time = new Date(at);
  const text = form === 'long' ? exactly(time) : form === 'clock' ? clockOf(time) : form === 'day' ? dayOf(time) : `${dayOf(time)}, ${clockOf(time)}`;
  return <time dateTime={at} data-time={form} title={exactly(time)} suppressHydrationWarning>{text}</time>;
}
