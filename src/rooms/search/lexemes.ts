/**
 * What stands in the index, and how a wish asks for it.
 *
 * A word stands as it is folded (lower case, accents off), with its place. In the same place stand its stems, `f/…` French and
 * `e/…` English, for posts in that language or in none that is known. And marks: `a/7` the author, `t/…` a tag, `l/fr` the
 * language, `h/link`, `h/media`, `h/poll`, `i/reply`, `i/sensitive`, `w0/9` a window of time, `p/…` two words side by side. No
 * word holds a slash.
 */

import type { Id } from '#kit/ids.ts';
import { parseText } from '#kit/text.ts';
import type { Entry, Stems, Subject, Term, Word } from './types.ts';
import { isUnspaced, wordsOf } from './words.ts';

/** PostgreSQL knows no place beyond this one. */
const LAST_PLACE = 16_383;
const MOST_PLACES = 255;
/** One hour of ids, and how often the windows grow by eight; search.newest says the same. */
const SPAN = 14_745_600_000;
const LEVELS = 5;

/** So many kinds of neighbours are told apart: of a million posts one finds some twenty too many, and the index stays small. */
const PAIRS = 2 ** 20;

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

/** The windows of time that something of this id lies in. */
export function windowsOf(id: Id): string[] {
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

/**
 * The marks of all words that stand side by side. The index knows no places: to it a post with two frequent words somewhere is
 * as likely to have them in a row as any other, and each has to be fetched.
 */
function pairsOf(words: readonly Word[]): Set<string> {
  return new Set(words.slice(1).map((word, at) => `p/${hashed(`${words[at]?.folded} ${word.folded}`)}`));
}

/** FNV-1a. */
function hashed(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  // The upper bits are mixed best.
  return ((hash ^ (hash >>> 20)) & (PAIRS - 1)).toString(36);
}

/** A tsvector, written out: words with their stems in their places, and marks. */
export function vectorOf(words: readonly Word[], marks: readonly string[], { language, stemsOf }: { language?: string | undefined; stemsOf: StemsOf }): string {
  const places = new Map<string, number[]>();
  words.forEach((word, at) => {
    const place = Math.min(at + 1, LAST_PLACE);
    for (const lexeme of new Set([word.folded, ...stemsIn(language, stemsOf(word))])) {
      const known = places.get(lexeme);
      if (known === undefined) places.set(lexeme, [place]);
      else if (known.length < MOST_PLACES) known.push(place);
    }
  });
  return [...[...places].map(([lexeme, at]) => `${quoted(lexeme)}:${at.join(',')}`), ...marks.map(quoted)].join(' ');
}

/** @param words those of `subjectWords` */
export function entryOf(post: Subject, words: readonly Word[], stemsOf: StemsOf): Entry {
  const marks = [...marksOf(post), ...windowsOf(post.id), ...pairsOf(words)];
  const open = post.public && post.indexable;
  return { postId: post.id, authorId: post.authorId, public: post.public, open, words: vectorOf(words, marks, { language: post.language, stemsOf }) };
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

/** Whether the neighbours of its words tell something of it: none of them has another form. */
function isPhrase(term: Exclude<Term, { kind: 'author' }>): term is Term & { kind: 'words' } {
  return term.kind === 'words' && term.words.length > 1 && (term.exact || term.words.every(isUnspaced));
}

export function hasPhrase(terms: readonly Exclude<Term, { kind: 'author' }>[]): boolean {
  return terms.some(isPhrase);
}

/**
 * A tsquery, written out, for posts that have all of this; authors were made into marks before.
 * @param byPairs whether all posts have the marks of neighbours
 */
export function queryText(terms: readonly Exclude<Term, { kind: 'author' }>[], stemsOf: StemsOf, byPairs: boolean): string {
  const textOf = (term: Exclude<Term, { kind: 'author' }>): string => {
    const pairs = byPairs && isPhrase(term) ? [...pairsOf(term.words)].map(quoted) : [];
    return [termText(term, stemsOf), ...pairs].join(' & ');
  };
  return terms.map((term) => (term.no ? `!(${textOf(term)})` : `(${textOf(term)})`)).join(' & ');
}

/** What a term is found by: for each of its words in a row, everything that the word may stand as. */
export function lexemesOf(term: Exclude<Term, { kind: 'author' }>, stemsOf: StemsOf): string[][] {
  if (term.kind === 'mark') return [[term.mark]];
  return term.words.map((word) => (term.exact || isUnspaced(word) ? [word.folded] : alternatives(word, stemsOf(word))));
}

function termText(term: Exclude<Term, { kind: 'author' }>, stemsOf: StemsOf): string {
  if (term.kind === 'mark') return quoted(term.mark);
  const each = lexemesOf(term, stemsOf);
  const row = each.map((ways) => `(${ways.map(quoted).join(' | ')})`).join(' <-> ');
  return each.length > 1 ? `(${row})` : row;
}

function quoted(lexeme: string): string {
  return `'${lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
