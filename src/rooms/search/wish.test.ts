import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Term } from './types.ts';
import { parseWish } from './wish.ts';

const said = (terms: readonly Term[]): string[] => terms.map((term) => {
  const what = term.kind === 'words' ? term.words.map(({ folded }) => folded).join(term.exact ? '_' : '+') : term.kind === 'mark' ? term.mark : `@${term.name}`;
  return (term.no ? '-' : '') + what;
});

describe('what was typed', () => {
  test.each([
    ['Les Élèves', ['les', 'eleves']],
    ['"ne va plus" « Ça va » “oui non”', ['ne_va_plus', 'ca_va', 'oui_non']],
    ['"nicht zu', ['nicht', 'zu']],
    ["l'été foo.bar", ['l+ete', 'foo+bar']],
    ['-chat -"le chien" - x', ['-chat', '-le_chien', 'x']],
    ['from:@Ann -from:me has:LINK -is:reply language:fr-CA #Café', ['@ann', '-@me', 'h/link', '-i/reply', 'l/fr-ca', 't/cafe']],
    ['has:wings from: sort:top 12:30 -in:public', ['has+wings', 'from', 'sort+top', '12+30', '-in+public']],
    ['-- -- "" « » ( ) & |', []],
  ])('%s', (typed, terms) => {
    expect(said(parseWish(typed).terms)).toEqual(terms);
  });

  test.each([
    ['after:2024-02-29', '2024-03-01', undefined],
    ['before:2024-02-29', undefined, '2024-02-29'],
    ['during:2024-02', '2024-02-01', '2024-03-01'],
    ['during:2024 before:2024-06-01', '2024-01-01', '2024-06-01'],
    ['after:2023-02-29 during:24 before:0050-01-01 after:today', undefined, undefined],
  ])('%s', (typed, from, until) => {
    const wish = parseWish(typed);
    expect([wish.from?.toISOString().slice(0, 10), wish.until?.toISOString().slice(0, 10)]).toEqual([from, until]);
  });
});

test('any text is understood somehow, the order of operators means nothing, and long texts cost no more than their length', () => {
  const piece = fc.constantFrom('-', '"', '«', '»', ' ', 'from:', 'a', 'é', 'has:link', ':', '#', '2024-01-01', 'during:', '\u0300', '東');
  fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.array(piece).map((all) => all.join(''))), (typed) => {
    const { terms } = parseWish(typed);
    for (const term of terms) if (term.kind === 'words') expect(term.words.every(({ folded }) => folded !== '' && !/[\s'\\/]/.test(folded))).toBe(true);
  }));
  const word = fc.constantFrom('chat', '-chien', '"le rat"', 'from:ann', 'has:link', 'in:library', 'before:2024-01-01', 'after:2020', '-is:reply');
  fc.assert(fc.property(fc.array(word, { maxLength: 12 }), (words) => {
    const [one, other] = [parseWish(words.join(' ')), parseWish(words.toReversed().join('  '))];
    expect({ ...other, terms: other.terms.toReversed() }).toEqual(one);
  }));
  for (const pump of ['"a ', '«', '-', 'from:', '“ „ " ', '\u0300', '#']) {
    const begun = performance.now();
    parseWish(pump.repeat(50_000));
    expect(performance.now() - begun).toBeLessThan(200);
  }
});
