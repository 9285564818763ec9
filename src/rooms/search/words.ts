/** Words of a text: what is searched, and what is searched for, are read by the same rules. */

import { canonicalTag } from '#kit/text.ts';
import type { Word } from './types.ts';

/** What is longer is cut, here and there alike. */
const LONGEST_WORD = 64;

/** Scripts without spaces between words: each character is a word, and several in a row are looked for in a row. */
const UNSPACED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}`;
const WORDS = new RegExp(String.raw`[${UNSPACED}]\p{M}*|[[\p{L}\p{M}\p{N}_]--[${UNSPACED}]]+`, 'gv');
/** Soft hyphens, joiners, directions: they stand inside words unseen. Only the zero-width space parts two. */
const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu;

const UNSPACED_WORD = new RegExp(`^[${UNSPACED}]`, 'v');

/** Whether a word is a character of a script without spaces: it has no stem but itself. */
export function isUnspaced({ written }: Word): boolean {
  return UNSPACED_WORD.test(written);
}

/** The words of a text in their order. Time in proportion to the length. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (const [run] of text.replaceAll('\u200b', ' ').replace(UNSEEN, '').matchAll(WORDS)) {
    const cut = run.length > LONGEST_WORD ? run.slice(0, LONGEST_WORD).toWellFormed().replace('\ufffd', '') : run;
    const folded = canonicalTag(cut);
    if (folded !== '') words.push({ folded, written: cut.toLowerCase().normalize('NFC') });
  }
  return words;
}
