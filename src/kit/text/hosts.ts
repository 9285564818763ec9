import { isDigitCode, isHostCharacter, isLetterCode } from './characters.ts';

// RFC 1035: 253 characters in all. Counted before the change to punycode, so this is a bound, not the last word.
const LONGEST_HOST = 253;

/** A host name found in a text: where it ends, and its ASCII form, in lower case. */
export interface Host {
  readonly end: number;
  readonly ascii: string;
}

/**
 * Reads the host name that starts at `start`: dotted, ending in something like a top-level domain, or an IPv4 address
 * in its plain form. Anything a browser would have to guess at (one word, `0x7f.1`, a trailing dot) is not one.
 */
export function readHost(text: string, start: number): Host | undefined {
  const end = endOfHost(text, start);
  if (end < 0) return undefined;
  const typed = text.slice(start, end);
  const lastLabel = typed.lastIndexOf('.') + 1;
  if (lastLabel === 0) return undefined;
  const numeric = isDigitCode(typed.charCodeAt(lastLabel));
  if (!numeric && typed.length - lastLabel < 2) return undefined;
  const ascii = asciiHost(typed);
  if (ascii === '' || (numeric && !isPlainAddress(ascii, typed))) return undefined;
  return { end, ascii };
}

/** Reads `:80` at `start` and says where it ends; `start` itself when there is no port. */
export function endOfPort(text: string, start: number): number {
  if (text.charCodeAt(start) !== 58) return start;
  let end = start + 1;
  while (end < start + 6 && isDigitCode(text.charCodeAt(end))) end++;
  return end === start + 1 || isDigitCode(text.charCodeAt(end)) ? start : end;
}

/** The end of the longest run of labels, or -1 when it is empty or too long. */
function endOfHost(text: string, start: number): number {
  const limit = Math.min(text.length, start + LONGEST_HOST + 1);
  let end = start;
  let label = start;
  let firstWide = -1;
  let i = start;
  for (; i < limit; i++) {
    const code = text.charCodeAt(i);
    if (code === 46) {
      if (i === label || !isHostCharacter(text, i + 1)) break;
      label = i + 1;
      firstWide = -1;
    } else if (isHostCharacter(text, i)) {
      if (code >= 128 && firstWide < 0) firstWide = i;
      // The second half of a surrogate pair belongs to the character just accepted.
      if (code >= 0xd800 && code <= 0xdbff) i++;
      if (code !== 45) end = i + 1;
    } else break;
  }
  if (i - start > LONGEST_HOST) return -1;
  // No top-level domain mixes scripts: in "example.orgを見て" the host ends before the Japanese words.
  if (firstWide > label + 1 && isLetterCode(text.charCodeAt(label)) && isLetterCode(text.charCodeAt(label + 1))) {
    end = firstWide;
  }
  return end === start ? -1 : end;
}

function asciiHost(typed: string): string {
  let plain = true;
  for (let i = 0; i < typed.length; i++) {
    if (typed.charCodeAt(i) >= 128) plain = false;
  }
  if (plain) return typed.toLowerCase();
  return URL.parse(`http://${typed}/`)?.hostname ?? '';
}

function isPlainAddress(ascii: string, typed: string): boolean {
  return ascii === typed && URL.parse(`http://${typed}/`)?.hostname === typed && typed.split('.').length === 4;
}

// Latin letters with accents that look like nothing else, and the scripts that no Latin letter can be mistaken for.
const UNMISTAKABLE =
  /^[a-z0-9.\-\u00df-\u00f6\u00f8-\u0130\u0132-\u0137\u0139-\u017f\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\u30fc\p{sc=Hang}\p{sc=Arab}\p{sc=Hebr}\p{sc=Deva}\p{sc=Beng}\p{sc=Taml}\p{sc=Thai}]+$/u;
const ONE_CYRILLIC = /^[0-9.\-\p{sc=Cyrl}]+$/u;
const ONE_GREEK = /^[0-9.\-\p{sc=Grek}]+$/u;

/**
 * How a host is shown to a reader: as it was typed when nobody can take it for another one, else in punycode, so that
 * `pаypal.com` with a Cyrillic letter reads `xn--pypal-4ve.com`. A name in one of the look-alike scripts is shown as it
 * is only when its top-level domain is in that script as well (`пример.рф`).
 */
export function shownHost(typed: string, ascii: string): string {
  if (typed.length === ascii.length && typed.toLowerCase() === ascii) return typed;
  const lower = typed.toLowerCase().normalize('NFC');
  return UNMISTAKABLE.test(lower) || ONE_CYRILLIC.test(lower) || ONE_GREEK.test(lower) ? lower : ascii;
}
