import { isInsideWord, isNameCode, isDigitCode } from './characters.ts';

/** Longest name of a tag, in UTF-16 units; longer ones stay plain text. */
export const LONGEST_TAG = 100;

// A key may be longer than the name ("㌖" unfolds to five letters), but must fit an index row of PostgreSQL.
const LONGEST_KEY = 200;

// Nothing longer is folded at all: decomposed and with things that cannot stand in it, a name is a few times as long.
const LONGEST_FOLDED = 4 * LONGEST_TAG;

/** A hashtag: the name as its author wrote it, without `#`, and the key under which all its spellings meet. */
export interface Tag {
  readonly name: string;
  readonly key: string;
}

const PLAIN_NAME = /^[A-Za-z0-9_]+$/;

// Letters, accents and digits of every script, emoji, and the signs that may only stand between two of them: the middle
// dots of Catalan and Japanese, the joiners of Persian, of Indic scripts and of emoji. Marks such as © and ™ are left
// out although Unicode counts them among the pictographs: they end "#Marque™".
const PICTOGRAPH = String.raw`[\p{Extended_Pictographic}--[©®‼⁉™\u2194-\u21aa]]`;
const RUN = new RegExp(
  String.raw`[\p{L}\p{M}\p{N}_\uff3f\u00b7\u30fb\u200c\u200d\p{Regional_Indicator}\p{Emoji_Modifier}${PICTOGRAPH}]+`,
  'vy',
);
const STARTS_BADLY = /^[\p{M}\u00b7\u30fb\u200c\u200d]/u;
const SAYS_SOMETHING = new RegExp(String.raw`[\p{L}\p{Regional_Indicator}${PICTOGRAPH}]`, 'v');

/** The name of the tag whose sign (`#`, or the full-width one) is at `sign`, just behind it; '' when there is none. */
export function readTagName(text: string, sign: number): string {
  if (!mayTagStart(text, sign)) return '';
  const name = nameAt(text, sign + 1);
  return text.startsWith('://', sign + 1 + name.length) ? '' : name;
}

/** Not inside a word ("C#m", "a#b"), an address ("/#top"), a character reference ("&#39;") or a row of signs ("##"). */
function mayTagStart(text: string, sign: number): boolean {
  if (sign === 0) return true;
  const before = text.charCodeAt(sign - 1);
  if (before === 47 || before === 38 || before === 35 || before === 64 || before === 0xff03) return false;
  return !isInsideWord(text, sign);
}

function nameAt(text: string, start: number): string {
  let end = start;
  let letters = 0;
  while (isNameCode(text.charCodeAt(end))) {
    const code = text.charCodeAt(end);
    if (code !== 95 && !isDigitCode(code)) letters++;
    end++;
    if (end - start > LONGEST_TAG) return '';
  }
  if (end === text.length || text.charCodeAt(end) < 128) return letters === 0 ? '' : text.slice(start, end);
  return wideNameAt(text, start);
}

function wideNameAt(text: string, start: number): string {
  // One character more than allowed is enough to know that a name is too long, and keeps the work bounded.
  const window = text.slice(start, start + LONGEST_TAG + 2);
  let name = '';
  for (;;) {
    RUN.lastIndex = name.length;
    name += RUN.exec(window)?.[0] ?? '';
    const flag = flagLettersAt(window, name.length);
    if (flag === '') break;
    name += flag;
  }
  if (name.length > LONGEST_TAG || STARTS_BADLY.test(name)) return '';
  let end = name.length;
  while (end > 0 && isInner(name.charCodeAt(end - 1))) end--;
  name = name.slice(0, end);
  return SAYS_SOMETHING.test(name) ? name : '';
}

/** The invisible letters that make a black flag the flag of a region; anywhere else they would hide in a tag. */
function flagLettersAt(text: string, start: number): string {
  if (start < 2 || text.codePointAt(start - 2) !== 0x1f3f4) return '';
  let end = start;
  for (;;) {
    const point = text.codePointAt(end) ?? 0;
    if (point < 0xe0020 || point > 0xe007f) return '';
    end += 2;
    if (point === 0xe007f) return end === start + 2 ? '' : text.slice(start, end);
  }
}

function isInner(code: number): boolean {
  return code === 0xb7 || code === 0x30fb || code === 0x200c || code === 0x200d;
}

// Letters that carry their accent inside, so that no decomposition takes it away, and the two French ligatures.
const BARRED: Readonly<Record<string, string>> = {
  đ: 'd', ð: 'd', ħ: 'h', ı: 'i', ĸ: 'k', ł: 'l', ŋ: 'n', ø: 'o', ŧ: 't', œ: 'oe', æ: 'ae', ς: 'σ',
};
const BARRED_LETTER = /[đðħıĸłŋøŧœæς]/g;
const NOT_IN_KEY = new RegExp(
  String.raw`[^\p{L}\p{M}\p{N}_\u00b7\u30fb\p{Regional_Indicator}\p{Emoji_Modifier}\u{e0020}-\u{e007f}${PICTOGRAPH}]` +
    String.raw`|[\p{Default_Ignorable_Code_Point}--[\u{e0020}-\u{e007f}]]`,
  'gv',
);
const ACCENTED = /([\p{Script=Latin}\p{Script=Greek}])\p{Mn}+/gu;

/**
 * The key under which all spellings of a tag meet: compatibility forms, case and the accents of Latin and Greek are
 * folded, as Mastodon does, so #Café, #cafe and #ｃａｆé are one tag. The accents of other scripts stay, because there
 * they are letters (हिन्दी, が, й). Joiners and variation selectors go, so that no two tags differ by something unseen.
 *
 * Takes a name with or without its sign, from a text or from a URL (decoded). Safe to repeat. Gives '' when nothing
 * that can stand in a tag is left, or when the key would pass 200 units: no tag has that key.
 */
export function canonicalTag(name: string): string {
  if (PLAIN_NAME.test(name)) return name.length > LONGEST_TAG ? '' : name.toLowerCase();
  if (name.length > LONGEST_FOLDED) return '';
  const key = name
    .normalize('NFKD')
    // Down, up and down again: the capital ẞ only meets "ss" by way of its small letter.
    .toLowerCase().toUpperCase().toLowerCase()
    .normalize('NFKD')
    .replace(NOT_IN_KEY, '')
    .replace(ACCENTED, '$1')
    .replace(BARRED_LETTER, letter => BARRED[letter] ?? letter)
    .normalize('NFC');
  return key.length > LONGEST_KEY ? '' : key;
}
