/** The words of the pages: each said once, in both languages alike, and by some page. */
import { describe, expect, test } from 'vitest';
import { filesBelow, readText } from './tree.ts';
import type { SourceFile } from './tree.ts';

const FOLDER = 'src/rooms/web/messages';
const LANGUAGES = ['en', 'fr'];

const areaOf = ({ path }: SourceFile): string => /([^/]+)\.json$/.exec(path)?.[1] ?? '';
const wordsIn = ({ text }: SourceFile): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;
const areasOf = (language: string): SourceFile[] => filesBelow(`${FOLDER}/${language}`, /\.json$/);

/** Keys that more than one area defines: which of them is said would be chance. */
function saidTwice(areas: readonly SourceFile[]): string[] {
  const first = new Map<string, string>();
  return areas.flatMap((area) => Object.keys(wordsIn(area)).flatMap((key) => {
    const before = first.get(key);
    first.set(key, before ?? areaOf(area));
    return before === undefined ? [] : [`${key} stands in ${before} and in ${areaOf(area)}`];
  }));
}

/** The names in braces that a message is made with, whatever its plural. */
function partsOf(message: unknown): string[] {
  return [...new Set([...JSON.stringify(message).matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name))].sort();
}

/** Where one language has what the other has not. */
function unlike(one: SourceFile, other: SourceFile): string[] {
  const [here, there] = [wordsIn(one), wordsIn(other)];
  const keys = new Set([...Object.keys(here), ...Object.keys(there)]);
  return [...keys].flatMap((key) => {
    if (!(key in here)) return [`${key} is missing in ${one.path}`];
    if (!(key in there)) return [`${key} is missing in ${other.path}`];
    const [made, meant] = [partsOf(here[key]).join(), partsOf(there[key]).join()];
    return made === meant ? [] : [`${key} is made with ${made || 'nothing'} in ${one.path}, and with ${meant || 'nothing'} in ${other.path}`];
  });
}

/** The messages that a file says. */
const saidBy = ({ text }: SourceFile): string[] => [...text.matchAll(/\bm\.(\w+)/g)].map(([, key = '']) => key);

const file = (path: string, words: object): SourceFile => ({ path, text: JSON.stringify(words) });

describe('the words of the pages', () => {
  test('are each defined in one area', () => {
    expect(saidTwice([file('a.json', { leave: 'Leave' }), file('b.json', { leave: 'Go' })])).toHaveLength(1);
    for (const language of LANGUAGES) expect(saidTwice(areasOf(language))).toEqual([]);
  });

  test('are there in both languages, made with the same parts', () => {
    const count = (one: string) => [{ declarations: ['input count'], match: { 'countPlural=one': one, 'countPlural=other': '{count} posts' } }];
    expect(unlike(file('a', { x: 'X', y: 'Hello {name}' }), file('b', { z: 'Z', y: 'Bonjour' }))).toHaveLength(3);
    expect(unlike(file('a', { n: count('One post') }), file('b', { n: count('{count} post') }))).toEqual([]);
    const [english, french] = LANGUAGES.map(areasOf) as [SourceFile[], SourceFile[]];
    expect(french.map(areaOf)).toEqual(english.map(areaOf));
    expect(english.flatMap((area, at) => unlike(area, french[at] as SourceFile))).toEqual([]);
  });

  test('are all read by the translator, area by area', () => {
    const settings = JSON.parse(readText('src/rooms/web/project.inlang/settings.json').text) as Record<string, { pathPattern: string[] }>;
    const read = settings['plugin.inlang.messageFormat']?.pathPattern.map((path) => path.split('/').at(-1));
    expect(read?.toSorted()).toEqual(areasOf('en').map((area) => `${areaOf(area)}.json`).toSorted());
  });

  test('are said by some page, and no page says what is not there', () => {
    expect(saidBy({ path: 'x.tsx', text: '<p>{m.leave()} {m.stay({ name })}</p>' })).toEqual(['leave', 'stay']);
    const said = new Set(filesBelow('src/rooms/web/app', /^(?!.*\/paraglide\/).*\.tsx?$/).flatMap(saidBy));
    const defined = new Set(areasOf('en').flatMap((area) => Object.keys(wordsIn(area))));
    expect([...defined].filter((key) => !said.has(key)).map((key) => `${key} is said by no page`)).toEqual([]);
    expect([...said].filter((key) => !defined.has(key)).map((key) => `${key} is defined in no area`)).toEqual([]);
  });
});
