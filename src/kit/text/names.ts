import { dropUnmatchedBidi } from './bidi.ts';
import { BIDI_CONTROL } from './characters.ts';

/** Most combining marks (and joiners) on one base. Vietnamese needs two, pointed Hebrew three. */
const MOST_MARKS = 4;

const PRINTABLE_ASCII = /^[ -~]*$/;
// Controls, line ends, the invisible characters that only serve to make a name look like another or like nothing.
const UNSEEN =
  /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u115f\u1160\u180e\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff]|\u034f/g;
const LONE_FLAG_LETTERS = /([^\u{1f3f4}\u{e0020}-\u{e007f}]|^)[\u{e0000}-\u{e007f}]+/gu;
const SPACES = /\s+/g;
const MARK = /[\p{M}\u200c\u200d]/u;

/**
 * A display name, or the name of a profile field, fit to be shown on one line beside others: no control or invisible
 * character, line ends and runs of spaces made one space, direction controls only in pairs, at most four combining
 * marks on a letter (C-09 of the tests: "zalgo"). Well formed. Gives '' when nothing is left. Safe to repeat.
 */
export function cleanName(name: string): string {
  if (PRINTABLE_ASCII.test(name) && !name.includes('  ')) return name.trim();
  let clean = name.toWellFormed().replace(UNSEEN, '').replace(LONE_FLAG_LETTERS, '$1');
  if (BIDI_CONTROL.test(clean)) clean = dropUnmatchedBidi(clean);
  return limitMarks(clean.replace(/\u0085/g, ' ').replace(SPACES, ' ').trim());
}

function limitMarks(text: string): string {
  let kept = '';
  let marks = 0;
  for (const character of text) {
    if (character.charCodeAt(0) >= 0x300 && MARK.test(character)) {
      marks++;
      if (marks > MOST_MARKS) continue;
    } else marks = 0;
    kept += character;
  }
  return kept;
}
