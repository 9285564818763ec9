import { countedMention } from './mentions.ts';
import type { ParsedText } from './parse.ts';
import { parseText } from './parse.ts';

/** What a link counts for, however long it is (Mastodon: `characters_reserved_per_url`). */
export const CHARACTERS_PER_LINK = 23;

/**
 * Bytes a text may have for each character it may have. A grapheme has no length of its own: an emoji of thirty people
 * is one character. The densest living script, Devanagari, takes up to nine bytes for each in running words, so that a
 * full post in Hindi passes and a post of family portraits does not.
 */
export const BYTES_PER_CHARACTER = 10;

/**
 * How long a text is for its reader, in characters as people see them (extended grapheme clusters, UAX 29): a link
 * counts 23, a remote mention only its local part. Takes the parsed text where it is at hand.
 */
export function countCharacters(text: string | ParsedText): number {
  if (typeof text !== 'string') return countTokens(text, countGraphemes, CHARACTERS_PER_LINK);
  if (!text.includes('@') && !text.includes('://')) return countGraphemes(text);
  return countCharacters(parseText(text));
}

/** Bytes of a text in UTF-8, with links and remote mentions at what they count for; see `BYTES_PER_CHARACTER`. */
export function countBytes(text: string | ParsedText): number {
  const parsed = typeof text === 'string' ? parseText(text) : text;
  return countTokens(parsed, Buffer.byteLength, CHARACTERS_PER_LINK);
}

function countTokens(parsed: ParsedText, measure: (text: string) => number, perLink: number): number {
  if (parsed.mentions.length === 0 && parsed.links.length === 0) return measure(parsed.source);
  let count = 0;
  for (const token of parsed.tokens) {
    if (token.kind === 'link') count += perLink;
    else if (token.kind === 'mention') count += countedMention(token);
    else count += measure(token.text);
  }
  return count;
}

// Characters that are one grapheme each unless a character from outside this list follows (an accent, a joiner).
const alone = new Uint8Array(65_536);
for (const [first, last] of [
  [0x09, 0x0a], [0x20, 0x2ff], [0x370, 0x482], [0x48a, 0x52f], [0x2010, 0x2027],
  [0x202f, 0x203b], [0x2042, 0x2048], [0x20a0, 0x20cf], [0x3001, 0x3029], [0x3041, 0x3096], [0x309d, 0x30ff],
  [0x3400, 0x4dbf], [0x4e00, 0x9fff], [0xac00, 0xd7a3], [0xff01, 0xff60],
] as const) {
  alone.fill(1, first, last + 1);
}

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });

/**
 * Counts the characters of a text as people see them. The segmenter of the runtime costs a thousand times what a table
 * look-up costs, so it only sees the stretches where characters may join.
 */
export function countGraphemes(text: string): number {
  let count = 0;
  let i = 0;
  while (i < text.length) {
    if (isAlone(text, i)) {
      count++;
      i++;
      continue;
    }
    if (isAccentOnLetter(text, i)) {
      i++;
      continue;
    }
    // The character before may carry what follows, and a character that stands alone may be the last of a cluster.
    const start = i > 0 ? i - 1 : i;
    let end = i + 1;
    while (end < text.length && !(isAlone(text, end) && isAlone(text, end - 1))) end++;
    count += segment(text.slice(start, end)) - (i - start);
    i = end;
  }
  return count;
}

/** An accent (U+0300 to U+036F) behind a character already counted. Decomposed French would be slow without this. */
function isAccentOnLetter(text: string, i: number): boolean {
  if (!isAccent(text.charCodeAt(i)) || i === 0) return false;
  const before = text.charCodeAt(i - 1);
  // Nothing joins a control character; the soft hyphen is one to UAX 29.
  return isAccent(before) || (before >= 0x20 && before !== 0xad && !(before >= 0x7f && before < 0xa0));
}

function isAccent(code: number): boolean {
  return code >= 0x300 && code <= 0x36f;
}

function isAlone(text: string, i: number): boolean {
  return alone[text.charCodeAt(i)] === 1;
}

function segment(stretch: string): number {
  let count = 0;
  const segments = segmenter.segment(stretch)[Symbol.iterator]();
  while (segments.next().done !== true) count++;
  return count;
}
