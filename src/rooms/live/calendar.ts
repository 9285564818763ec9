/** Evenings as a calendar (RFC 5545). Times are instants in UTC, which need no time zone to be described along. Pure. */

import type { RoomRow } from './types.ts';

const LONGEST_LINE = 75;
const encoder = new TextEncoder();

/** RFC 5545 section 3.3.11: what has a meaning in a value is escaped, and other control characters cannot be written. */
const escapeText = (text: string): string =>
  // oxlint-disable-next-line no-control-regex
  text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '').replace(/[\\;,]/g, (mark) => `\\${mark}`).replaceAll('\n', '\\n');

/** Section 3.1: no line has more than 75 octets, and none is cut within a character. */
function foldLine(line: string): string {
  let out = '';
  let octets = 0;
  for (const character of line) {
    const size = encoder.encode(character).length;
    if (octets + size > LONGEST_LINE) {
      out += '\r\n ';
      octets = 1;
    }
    out += character;
    octets += size;
  }
  return out;
}

const stamp = (at: Date): string => `${at.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;

interface Evening {
  readonly room: RoomRow;
  /** For whom the address is not: undefined. */
  readonly address: string | undefined;
}

/** An evening without an end is two hours long. */
const USUAL_MS = 7_200_000;

export function renderCalendar(evenings: readonly Evening[], { origin, domain, now, name }: { origin: string; domain: string; now: Date; name: string }): string {
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Perchoir//Event rooms//EN', 'CALSCALE:GREGORIAN', 'METHOD:PUBLISH', `X-WR-CALNAME:${escapeText(name)}`];
  for (const { room, address } of evenings) {
    const place = room.place && [room.place.name, address].filter(Boolean).join(', ');
    lines.push(
      'BEGIN:VEVENT', `UID:room-${room.id}@${domain}`, `DTSTAMP:${stamp(now)}`, `DTSTART:${stamp(room.starts_at)}`,
      `DTEND:${stamp(room.ends_at ?? new Date(room.starts_at.getTime() + USUAL_MS))}`, `SUMMARY:${escapeText(room.title)}`,
      ...(room.description === '' ? [] : [`DESCRIPTION:${escapeText(room.description)}`]), ...(place ? [`LOCATION:${escapeText(place)}`] : []),
      `URL:${origin}/rooms/${room.id}`, `CATEGORIES:${escapeText(room.tag)}`, 'TRANSP:OPAQUE',
      'BEGIN:VALARM', 'ACTION:DISPLAY', `DESCRIPTION:${escapeText(room.title)}`, 'TRIGGER:-PT15M', 'END:VALARM', 'END:VEVENT',
    );
  }
  lines.push('END:VCALENDAR');
  return lines.map((line) => `${foldLine(line)}\r\n`).join('');
}
