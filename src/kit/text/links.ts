import { isNameCode } from './characters.ts';
import { endOfPort, readHost, shownHost } from './hosts.ts';

/** Longest address that becomes a link, in UTF-16 units; what every browser and proxy can follow. */
export const LONGEST_LINK = 2_048;

/** An http or https address found in a text: where it leads, and the address as it is shown. */
export interface Link {
  readonly href: string;
  readonly shown: string;
}

/** A link and the piece of text it was read from. `end` is also given when there is no link to make. */
export interface FoundLink {
  readonly start: number;
  readonly end: number;
  readonly link: Link | undefined;
}

/**
 * Reads the address whose `://` is at `colon`, not reaching back before `from`. Only http and https, only towards a
 * dotted host, never with a user name in front of it ("https://bank.example@evil.example").
 */
export function readLink(text: string, colon: number, from: number): FoundLink {
  const start = startOfScheme(text, colon, from);
  const authority = colon + 3;
  if (start < 0) return { start: colon, end: authority, link: undefined };
  const host = readHost(text, authority);
  if (host === undefined) return { start, end: authority, link: undefined };
  const afterHost = endOfPort(text, host.end);
  if (hidesItsHost(text, afterHost)) return { start, end: afterHost, link: undefined };
  const end = endOfAddress(text, afterHost);
  if (end - start > LONGEST_LINK) return { start, end, link: undefined };
  const url = URL.parse(text.slice(start, end));
  if (url === null || url.hostname !== host.ascii || url.username !== '' || url.password !== '') {
    return { start, end, link: undefined };
  }
  const hostShown = shownHost(text.slice(authority, host.end), host.ascii);
  const shown = text.slice(start, authority) + hostShown + text.slice(host.end, end);
  return { start, end, link: { href: url.href, shown } };
}

/** Where "http" or "https" starts before the colon, or -1. */
function startOfScheme(text: string, colon: number, from: number): number {
  const secure = (text.charCodeAt(colon - 1) | 32) === 115;
  const start = colon - (secure ? 5 : 4);
  if (start < from || text.slice(start, start + 4).toLowerCase() !== 'http') return -1;
  return start > from && isSchemeCode(text.charCodeAt(start - 1)) ? -1 : start;
}

/** Whether a character before "http" makes it another scheme or a word: ASCII letters and digits, `+`, `-`, `.`. */
function isSchemeCode(code: number): boolean {
  return isNameCode(code) || code === 43 || code === 45;
}

/** Whether what follows the host shows that it was not the host after all: a user name, or an escaped letter. */
function hidesItsHost(text: string, from: number): boolean {
  for (let i = from; i < text.length && i < from + LONGEST_LINK; i++) {
    const code = text.charCodeAt(i);
    if (code === 64 || code === 37) return true;
    if (code === 47 || code === 63 || code === 35 || endsAddress(code)) return false;
  }
  return false;
}

/**
 * Where an address ends that goes on after its host: at a space, a quotation mark or a closing bracket it did not open;
 * and before the punctuation of the sentence around it.
 */
function endOfAddress(text: string, afterHost: number): number {
  const first = text.charCodeAt(afterHost);
  if (first !== 47 && first !== 63 && first !== 35) return afterHost;
  let end = afterHost;
  let rounds = 0;
  let squares = 0;
  for (let i = afterHost; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (endsAddress(code)) break;
    if (code === 40) rounds++;
    else if (code === 41) rounds--;
    else if (code === 91) squares++;
    else if (code === 93) squares--;
    if (rounds < 0 || squares < 0) break;
    if (!isSentenceCode(code)) end = i + 1;
  }
  return end;
}

/** `. , ; : ! ? ' * ~`, opening brackets, the typographic apostrophe and the ellipsis: part of an address only inside. */
function isSentenceCode(code: number): boolean {
  switch (code) {
    case 33: case 39: case 40: case 42: case 44: case 46: case 58: case 59: case 63: case 91: case 126:
    case 0x2018: case 0x2019: case 0x2026:
      return true;
    default:
      return false;
  }
}

/** What can never be part of an address: spaces, quotation marks, `< > \ ^` and the backtick, invisible characters. */
function endsAddress(code: number): boolean {
  if (code < 128) return code <= 32 || code === 34 || code === 60 || code === 62 || code === 92 || code === 94 || code === 96;
  if (code < 0x2000) return code <= 0xa0 || code === 0xab || code === 0xbb || code === 0xad || code === 0x61c;
  // Joiners are letters' business; every other character of this block is a space, a quotation mark or a bidi control.
  if (code < 0x2070) return isInvisible(code) || (code >= 0x201a && code <= 0x201f) || code === 0x2039 || code === 0x203a;
  if (code < 0x3100) return code >= 0x3000 && code <= 0x3002 ? true : code >= 0x3008 && code <= 0x3011;
  return isWidePunctuation(code);
}

function isInvisible(code: number): boolean {
  if (code === 0x200c || code === 0x200d) return false;
  return code <= 0x200f || (code >= 0x2028 && code <= 0x202f) || code >= 0x205f;
}

/** Full-width ！ （ ） ， ． ： ； ？ ［ ］ and the byte order mark. */
function isWidePunctuation(code: number): boolean {
  switch (code) {
    case 0xff01: case 0xff08: case 0xff09: case 0xff0c: case 0xff0e: case 0xff1a: case 0xff1b: case 0xff1f:
    case 0xff3b: case 0xff3d: case 0xfeff:
      return true;
    default:
      return false;
  }
}

/** Where the host of an address (with its port) ends, counted from the start of the address. */
export function endOfShownHost(shown: string): number {
  let i = shown.indexOf('://') + 3;
  while (i < shown.length) {
    const code = shown.charCodeAt(i);
    if (code === 47 || code === 63 || code === 35) break;
    i++;
  }
  return i;
}
