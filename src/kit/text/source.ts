import { isBlankCode } from './characters.ts';

const NOT_CLEAN = /\u0000/;
// Control characters other than tab and line feed, the Unicode line and paragraph separators, the byte order mark and
// the two non-characters that XML refuses, since posts also travel in feeds.
const UNWANTED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/;
const UNWANTED_ALL = new RegExp(`\\r\\n|${UNWANTED.source}`, 'g');

/**
 * Whether a text from outside may be kept at all: no U+0000 (PostgreSQL cannot store it) and no half of a surrogate
 * pair (it is not Unicode text, and would come back from the database as something else). Refuse with 422 otherwise.
 */
export function isCleanText(text: string): boolean {
  return text.isWellFormed() && !NOT_CLEAN.test(text);
}

/**
 * The text as we keep it: well formed (lone surrogates become U+FFFD), lines parted by `\n`, no control characters
 * (a post printed in a terminal must not move its cursor), no blank lines at either end and no space after the last
 * word. Spaces before the first word stay, since verse may begin there. Safe to repeat.
 *
 * Deliberately not normalised to NFC: an author gets back the very characters that were typed, and a link keeps the
 * path it was given (servers do tell composed from decomposed names). Comparison happens on keys, see `canonicalTag`.
 */
export function tidySource(typed: string): string {
  let text = typed.isWellFormed() ? typed : typed.toWellFormed();
  if (UNWANTED.test(text)) text = text.replace(UNWANTED_ALL, replacementFor);
  let end = text.length;
  while (end > 0 && isBlankOrLine(text.charCodeAt(end - 1))) end--;
  let start = 0;
  for (let i = 0; i < end && isBlankOrLine(text.charCodeAt(i)); i++) {
    if (text.charCodeAt(i) === 10) start = i + 1;
  }
  return start === 0 && end === text.length ? text : text.slice(start, end);
}

function isBlankOrLine(code: number): boolean {
  return code === 10 || isBlankCode(code);
}

function replacementFor(control: string): string {
  if (control === '\u2029') return '\n\n';
  const isLineEnd = control === '\r\n' || control === '\r' || control === '\u0085' || control === '\u2028';
  return isLineEnd || control === '\u000b' || control === '\u000c' ? '\n' : '';
}
