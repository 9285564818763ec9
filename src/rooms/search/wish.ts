/** Reads what somebody typed into a search. Linear in its length, never fails: what is not understood is a word. */

import { canonicalTag } from '#kit/text.ts';
import type { Shelf, Term, Wish } from './types.ts';
import { wordsOf } from './words.ts';

/** More than anybody types; the rest is not looked at. */
const LONGEST = 4000;
const MOST_TERMS = 32;
const MOST_WORDS = 32;

const CLOSER: Readonly<Record<string, string>> = { '"': '"', '“': '”', '„': '“', '«': '»' };

const MARKS: Readonly<Record<string, string>> = {
  'has:media': 'h/media', 'has:image': 'h/image', 'has:video': 'h/video', 'has:audio': 'h/audio', 'has:poll': 'h/poll', 'has:link': 'h/link', 'has:links': 'h/link', 'has:embed': 'h/link',
  'is:reply': 'i/reply', 'is:sensitive': 'i/sensitive',
};
const SHELVES: readonly Shelf[] = ['all', 'library', 'public'];

interface Piece {
  readonly text: string;
  readonly isQuoted: boolean;
  readonly no: boolean;
}

interface Draft {
  readonly terms: Term[];
  shelf: Shelf;
  from: Date | undefined;
  until: Date | undefined;
}

/** Understands a search. */
export function parseWish(typed: string): Wish {
  const draft: Draft = { terms: [], shelf: 'all', from: undefined, until: undefined };
  for (const piece of piecesOf(typed.slice(0, LONGEST).toWellFormed())) {
    if (draft.terms.length === MOST_TERMS) break;
    if (piece.isQuoted || !takeOperator(draft, piece)) takeWords(draft, piece);
  }
  return draft;
}

/** Parts at white space; quotes hold together what is between them, if they are closed. */
function* piecesOf(text: string): Generator<Piece> {
  /** Closers known to be nowhere further on, so that none is looked for twice. */
  const missing = new Set<string>();
  let at = 0;
  while (at < text.length) {
    if (isSpace(text, at)) {
      at++;
      continue;
    }
    const no = text[at] === '-' && at + 1 < text.length && !isSpace(text, at + 1);
    const start = no ? at + 1 : at;
    const closer = CLOSER[text[start] ?? ''];
    const close = closer === undefined || missing.has(closer) ? -1 : text.indexOf(closer, start + 1);
    if (closer !== undefined && close === -1) missing.add(closer);
    const end = close === -1 ? endOfPiece(text, start) : close;
    yield { text: text.slice(close === -1 ? start : start + 1, end), isQuoted: close !== -1, no };
    at = close === -1 ? end : end + 1;
  }
}

function isSpace(text: string, at: number): boolean {
  return /\s/u.test(text[at] as string);
}

function endOfPiece(text: string, start: number): number {
  let end = start;
  while (end < text.length && !isSpace(text, end)) end++;
  return end;
}

function takeWords({ terms }: Draft, { text, isQuoted, no }: Piece): void {
  const words = wordsOf(text).slice(0, MOST_WORDS);
  if (words.length > 0) terms.push({ kind: 'words', words, exact: isQuoted, no });
}

/** Whether this piece is an operator that we know, with a value that makes sense. */
function takeOperator(draft: Draft, { text, no }: Piece): boolean {
  if (text.startsWith('#') || text.startsWith('\uff03')) return takeMark(draft, no, 't/', canonicalTag(text.slice(1)));
  const colon = text.indexOf(':');
  if (colon < 1) return false;
  const name = text.slice(0, colon).toLowerCase();
  const value = text.slice(colon + 1);
  if (name === 'from') return takeAuthor(draft, no, value);
  if (name === 'language') return takeMark(draft, no, 'l/', /^[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}$/i.test(value) ? value.toLowerCase() : '');
  const mark = MARKS[`${name}:${value.toLowerCase()}`];
  if (mark !== undefined) return takeMark(draft, no, '', mark);
  if (no) return false;
  return name === 'in' ? takeShelf(draft, value.toLowerCase()) : takeDates(draft, name, value);
}

function takeMark({ terms }: Draft, no: boolean, prefix: string, value: string): boolean {
  if (value === '') return false;
  terms.push({ kind: 'mark', mark: prefix + value, no });
  return true;
}

function takeAuthor({ terms }: Draft, no: boolean, value: string): boolean {
  const name = value.replace(/^@/, '').toLowerCase();
  if (name === '' || name.length > 300) return false;
  terms.push({ kind: 'author', name, no });
  return true;
}

function takeShelf(draft: Draft, value: string): boolean {
  const shelf = SHELVES.find((one) => one === value);
  if (shelf !== undefined) draft.shelf = shelf;
  return shelf !== undefined;
}

/** `before:` and `after:` leave the day itself out; `during:` takes a day, a month or a year. Days are those of UTC. */
function takeDates(draft: Draft, name: string, value: string): boolean {
  if (name !== 'before' && name !== 'after' && name !== 'during') return false;
  const span = spanOf(value);
  if (span === undefined) return false;
  const from = name === 'after' ? span.end : name === 'during' ? span.start : undefined;
  const until = name === 'before' ? span.start : name === 'during' ? span.end : undefined;
  if (from !== undefined && (draft.from === undefined || from > draft.from)) draft.from = from;
  if (until !== undefined && (draft.until === undefined || until < draft.until)) draft.until = until;
  return true;
}

function spanOf(value: string): { start: Date; end: Date } | undefined {
  const parts = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(value);
  if (parts === null) return undefined;
  const [year, month, day] = parts.slice(1).map((part) => (part === undefined ? undefined : Number(part))) as [number, number?, number?];
  const start = new Date(Date.UTC(year, (month ?? 1) - 1, day ?? 1));
  // The thirtieth of February is no day, however well it is written.
  const isDay = start.getUTCFullYear() === year && start.getUTCMonth() === (month ?? 1) - 1 && start.getUTCDate() === (day ?? 1);
  if (!isDay) return undefined;
  const end = new Date(start);
  if (day !== undefined) end.setUTCDate(end.getUTCDate() + 1);
  else if (month !== undefined) end.setUTCMonth(end.getUTCMonth() + 1);
  else end.setUTCFullYear(end.getUTCFullYear() + 1);
  return { start, end };
}
