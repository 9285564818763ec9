/**
 * What stands in the index, and how a wish asks for it.
 *
 * A word stands as it is folded (lower case, accents off), with its place. In the same place stand its stems, `f/…` French and
 * `e/…` English, for posts in that language or in none that is known. And marks: `a/7` the author, `t/…` a tag, `l/fr` the
 * language, `h/link`, `h/media`, `h/poll`, `i/reply`, `i/sensitive`, `w0/9` a window of time. No word holds a slash.
 */

import type { Id } from '#kit/ids.ts';
import { parseText } from '#kit/text.ts';
import type { Entry, Stems, Subject, Term, Word } from './types.ts';
import { wordsOf } from './words.ts';

/** PostgreSQL knows no place beyond this one. */
const LAST_PLACE = 16_383;
const MOST_PLACES = 255;
/** One hour of ids, and how often the windows grow by eight; search.newest says the same. */
const SPAN = 14_745_600_000;
const LEVELS = 5;

export type StemsOf = (word: Word) => Stems;

/** The marks of a post: what operators look for. */
function marksOf(post: Subject): string[] {
  const marks = [`a/${post.authorId}`, ...post.tagKeys.map((key) => `t/${key}`)];
  if (post.language !== undefined) {
    const language = post.language.toLowerCase();
    marks.push(...new Set([`l/${language}`, `l/${language.split('-', 1)[0]}`]));
  }
  if (post.isReply) marks.push('i/reply');
  if (post.sensitive) marks.push('i/sensitive');
  if (parseText(post.text).links.length > 0) marks.push('h/link');
  if (post.pollTitles.length > 0) marks.push('h/poll');
  if (post.attachments.length > 0) marks.push(...new Set(['h/media', ...post.attachments.map(({ type }) => `h/${type === 'gifv' ? 'video' : type}`)]));
  return marks;
}

function windowsOf(id: Id): string[] {
  return Array.from({ length: LEVELS }, (_, level) => `w${level}/${Math.floor(id / (SPAN * 8 ** level))}`);
}

/** The words of a post in order: its warning, its text, what its poll offers, what is said of its pictures. */
export function subjectWords(post: Subject): Word[] {
  return wordsOf([post.spoiler, post.text, ...post.pollTitles, ...post.attachments.map(({ description }) => description)].join('\n'));
}

/** Which stems a post in this language is found by. */
export function stemsIn(language: string | undefined, stems: Stems): string[] {
  const base = language?.toLowerCase().split('-', 1)[0];
  const french = base === undefined || base === 'fr' ? stems.french.map((stem) => `f/${stem}`) : [];
  const english = (base === undefined || base === 'en') && stems.english !== '' ? [`e/${stems.english}`] : [];
  return [...french, ...english];
}

/** @param words those of `subjectWords` */
export function entryOf(post: Subject, words: readonly Word[], stemsOf: StemsOf): Entry {
  const places = new Map<string, number[]>();
  words.forEach((word, at) => {
    const place = Math.min(at + 1, LAST_PLACE);
    for (const lexeme of new Set([word.folded, ...stemsIn(post.language, stemsOf(word))])) {
      const known = places.get(lexeme);
      if (known === undefined) places.set(lexeme, [place]);
      else if (known.length < MOST_PLACES) known.push(place);
    }
  });
  const written = [...places].map(([lexeme, at]) => `${quoted(lexeme)}:${at.join(',')}`);
  const marks = [...marksOf(post), ...windowsOf(post.id)].map(quoted);
  const open = post.public && post.indexable;
  return { postId: post.id, authorId: post.authorId, public: post.public, open, words: [...written, ...marks].join(' ') };
}

/** Everything that a word of a wish is found by. */
function alternatives(word: Word, stems: Stems): string[] {
  return [...new Set([word.folded, ...stemsIn(undefined, stems)])];
}

/** The terms that count: little words are left out beside others, as nobody means them unless they stand in quotes. */
export function tellingTerms(terms: readonly Term[], stemsOf: StemsOf): Term[] {
  const tells = (term: Term): boolean => term.kind !== 'words' || term.exact || term.no || term.words.some((word) => !stemsOf(word).little);
  return terms.some((term) => !term.no && tells(term)) ? terms.filter(tells) : [...terms];
}

/** A tsquery, written out, for posts that have all of this; authors were made into marks before. */
export function queryText(terms: readonly Exclude<Term, { kind: 'author' }>[], stemsOf: StemsOf): string {
  return terms.map((term) => (term.no ? `!(${termText(term, stemsOf)})` : `(${termText(term, stemsOf)})`)).join(' & ');
}

function termText(term: Exclude<Term, { kind: 'author' }>, stemsOf: StemsOf): string {
  if (term.kind === 'mark') return quoted(term.mark);
  const each = term.words.map((word) => (term.exact ? [word.folded] : alternatives(word, stemsOf(word))));
  return each.map((ways) => `(${ways.map(quoted).join(' | ')})`).join(' <-> ');
}

function quoted(lexeme: string): string {
  return `'${lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
