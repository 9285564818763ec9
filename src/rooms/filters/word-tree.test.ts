// The tree against the plain way: every keyword by itself, at every place of the text.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WordTree, foldText } from './word-tree.ts';
import type { Sought } from './word-tree.ts';

const find = (keyword: string, text: string, wholeWord = true): boolean => new WordTree([{ text: keyword, wholeWord }]).find(text).length > 0;

function plainly({ text, wholeWord }: Sought, within: string): boolean {
  const [word, all] = [foldText(text), foldText(within)];
  const inWord = (one: string | undefined): boolean => one !== undefined && /[\p{L}\p{M}\p{Nd}\p{Pc}]/u.test(one);
  for (let at = all.indexOf(word); at >= 0; at = all.indexOf(word, at + 1)) {
    const before = Array.from(all.slice(0, at)).at(-1);
    const behind = Array.from(all.slice(at + word.length))[0];
    if (!wholeWord) return true;
    if (!(inWord([...word][0]) && inWord(before)) && !(inWord([...word].at(-1)) && inWord(behind))) return true;
  }
  return false;
}

const few = fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'é', ' ', '_', '.', '🚲', '𝒳', 'ς', 'Σ', 'n\u0303'), maxLength: 40 });
const keyword = fc.string({ unit: fc.constantFrom('a', 'b', 'B', 'É', ' ', '.', '🚲', '𝒳', 'σ'), minLength: 1, maxLength: 5 });

test('many keywords at once are found where each by itself is', () => {
  let hits = 0;
  fc.assert(fc.property(fc.array(fc.record({ text: keyword, wholeWord: fc.boolean() }), { maxLength: 12 }), few, (sought, text) => {
    const found = new WordTree(sought).find(text);
    hits += found.length;
    expect(found).toEqual(sought.flatMap((one, index) => (plainly(one, text) ? [index] : [])));
  }), { numRuns: 2000 });
  expect(hits).toBeGreaterThan(300);
});

test.each([
  ['vélo', 'Mon VÉLO est rouge', true],
  ['vélo', 'mon ve\u0301lo', true],
  ['velo', 'mon vélo', false],
  ['ÉLECTION', "l'élection", true],
  ['elect', 'elections', false],
  ['c++', 'I like C++17', true],
  ['#agora', 'see #agora!', true],
  ['#agora', 'see #agora2', false],
  ['two words', 'Two\n  words', true],
  ['δρόμος', 'ΔΡΌΜΟΣ', true],
  ['ΣΑΣ', 'σας', true],
  ['東京', '私は東京です', false],
  ['(a+)+$', 'what (A+)+$ is', true],
])('the whole word %j in %j: %s', (word, text, expected) => {
  expect(find(word, text)).toBe(expected);
});

test('part of a word is found where that is wanted', () => {
  expect(find('elect', 'elections', false)).toBe(true);
  expect(find('東京', '私は東京です', false)).toBe(true);
});

test('the worst keywords in a long text take time in proportion to it', () => {
  const sought = Array.from({ length: 100 }, (_, length) => ({ text: 'a'.repeat(length + 1), wholeWord: length % 2 === 0 }));
  const nested = Array.from({ length: 50 }, (_, length) => ({ text: `b${' xb'.repeat(length + 1)}`, wholeWord: true }));
  const tree = new WordTree([...sought, ...nested]);
  const taken = (times: number): number => {
    const begun = performance.now();
    for (const text of ['a', 'xb ', `${'a'.repeat(99)} x`]) tree.find(text.repeat((times * 10_000) / text.length));
    return performance.now() - begun;
  };
  taken(1);
  // Four times the text, twelve times the time at most: a busy machine is no reason to fail.
  const once = Math.min(taken(1), taken(1), taken(1));
  expect(Math.min(taken(4), taken(4))).toBeLessThan(12 * once + 20);
});
