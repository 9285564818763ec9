/** Captions as text (WebVTT, https://www.w3.org/TR/webvtt1/). Pure. */

import type { Cue } from './types.ts';

export interface Line {
  readonly startsMs: number;
  readonly endsMs: number;
  readonly text: string;
}

const LONGEST_LINE = 500;
/** Four hours at one line each three seconds. */
export const MOST_CUES = 5000;
const LONGEST_MS = 48 * 3_600_000;

const TIME = String.raw`(?:(\d{1,4}):)?([0-5]\d):([0-5]\d)\.(\d{3})`;
const TIMING = new RegExp(`^${TIME}[ \\t]+-->[ \\t]+${TIME}`);
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', nbsp: ' ', lrm: '\u200e', rlm: '\u200f' };

/** What is said, without mark-up, styles and control characters; '' for nothing. */
export function tidyLine(text: string): string {
  const plain = text.replace(/<[^>]{0,200}>/g, '').replace(/&([a-z]{2,4});/g, (all, name: string) => ENTITIES[name] ?? all);
  const lines = plain.normalize('NFC').split(/\r\n|\r|\n/).map((line) => line.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim());
  return [...lines.filter((line) => line !== '').join('\n')].slice(0, LONGEST_LINE).join('');
}

/** Whether a line has a time that can be. */
export function isTimed({ startsMs, endsMs }: Pick<Line, 'startsMs' | 'endsMs'>): boolean {
  return Number.isSafeInteger(startsMs) && Number.isSafeInteger(endsMs) && startsMs >= 0 && endsMs > startsMs && endsMs <= LONGEST_MS;
}

const msOf = (found: readonly (string | undefined)[], at: number): number =>
  ((Number(found[at] ?? 0) * 60 + Number(found[at + 1])) * 60 + Number(found[at + 2])) * 1000 + Number(found[at + 3]);

/** The lines of a file; 'none' for what is no WebVTT, 'many' for more than are taken. Blocks that are no lines are left out. */
export function parseVtt(text: string): readonly Line[] | 'none' | 'many' {
  if (!/^\ufeff?WEBVTT(?:[ \t\r\n]|$)/.test(text)) return 'none';
  const lines: Line[] = [];
  for (const block of text.replaceAll('\r\n', '\n').replaceAll('\r', '\n').split(/\n{2,}/)) {
    const rows = block.split('\n');
    const at = rows.findIndex((row) => row.includes('-->'));
    const found = at === -1 || at > 1 ? null : TIMING.exec(rows[at] ?? '');
    if (found === null) continue;
    const line = { startsMs: msOf(found, 1), endsMs: msOf(found, 5), text: tidyLine(rows.slice(at + 1).join('\n')) };
    if (line.text === '' || !isTimed(line)) continue;
    if (lines.length >= MOST_CUES) return 'many';
    lines.push(line);
  }
  return lines;
}

function clock(ms: number): string {
  const part = (value: number, digits: number): string => String(value).padStart(digits, '0');
  return `${part(Math.floor(ms / 3_600_000), 2)}:${part(Math.floor(ms / 60_000) % 60, 2)}:${part(Math.floor(ms / 1000) % 60, 2)}.${part(ms % 1000, 3)}`;
}

/** A file of them, on the clock of the broadcast's own time. */
export function renderVtt(cues: readonly Cue[]): string {
  const blocks = cues.map(({ startsMs, endsMs, text }) => {
    const said = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    return `${clock(startsMs)} --> ${clock(endsMs)}\n${said}\n`;
  });
  return ['WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000\n', ...blocks].join('\n');
}
