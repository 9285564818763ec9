// Which characters may stand where. ASCII is answered from a table, everything else by Unicode property.

const WORD = 1;
const HOST = 2;

const ascii = new Uint8Array(128);
for (const letter of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789') {
  ascii[letter.charCodeAt(0)] = WORD | HOST;
}
ascii['_'.charCodeAt(0)] = WORD | HOST;
ascii['-'.charCodeAt(0)] = HOST;

const WIDE_WORD = /[\p{L}\p{M}\p{N}\uff3f]/u;
// A variation selector or a keycap is a mark to Unicode, yet it ends an emoji, not a word: "❤️#fête" holds a tag.
const EMOJI_END = /[\ufe00-\ufe0f\u20e3\u200d]/;
const JOINED_LETTER = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{M}]/u;

/** Characters that direct text from right to left and back (UAX 9): embeddings, overrides, isolates and their ends. */
export const BIDI_CONTROL = /[\u202a-\u202e\u2066-\u2069]/;

/** Whether this ASCII code is a letter, a digit or `_`, as in a username. */
export function isNameCode(code: number): boolean {
  return code < 128 && ((ascii[code] ?? 0) & WORD) !== 0;
}

/** Whether the code is an ASCII letter. */
export function isLetterCode(code: number): boolean {
  const lower = code | 32;
  return lower >= 97 && lower <= 122;
}

/** Whether the code is an ASCII digit. */
export function isDigitCode(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Whether the character at `i` may stand in a host name, dots excepted. */
export function isHostCharacter(text: string, i: number): boolean {
  const code = text.charCodeAt(i);
  if (code < 128) return ((ascii[code] ?? 0) & HOST) !== 0;
  return code > 0xa1 && WIDE_WORD.test(characterAt(text, i));
}

/** The whole character at `i`, also when `i` points into the second half of a surrogate pair; '' outside the text. */
function characterAt(text: string, i: number): string {
  const code = text.charCodeAt(i);
  const start = code >= 0xdc00 && code <= 0xdfff && i > 0 ? i - 1 : i;
  const point = text.codePointAt(start);
  return point === undefined ? '' : String.fromCodePoint(point);
}

/** Whether a word of any script reaches up to `i`, so that what starts at `i` stands inside it. */
export function isInsideWord(text: string, i: number): boolean {
  if (i === 0) return false;
  const code = text.charCodeAt(i - 1);
  if (code < 128) return ((ascii[code] ?? 0) & WORD) !== 0;
  const character = characterAt(text, i - 1);
  return WIDE_WORD.test(character) && !EMOJI_END.test(character);
}

/**
 * Whether the word goes on at `i` with an accented letter of the same kind of script. "@benoît" must not reach "@beno",
 * while scripts written without spaces may follow a name at once ("@aliceさん").
 */
export function isWordContinued(text: string, i: number): boolean {
  const code = text.charCodeAt(i);
  if (Number.isNaN(code)) return false;
  if (code < 128) return isNameCode(code);
  return JOINED_LETTER.test(characterAt(text, i));
}

/** Whether the code is white space within a line: space, tab and their Unicode kin, zero-width space included. */
export function isBlankCode(code: number): boolean {
  if (code === 0x20 || code === 0x09) return true;
  if (code < 0xa0) return false;
  if (code >= 0x2000 && code <= 0x200b) return true;
  return code === 0xa0 || code === 0x1680 || code === 0x202f || code === 0x205f || code === 0x2060 || code === 0x3000;
}
