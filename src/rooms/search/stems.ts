/** Stems of words, remembered: a town has a few tens of thousands of words, and says the same ones all day. */

import { Cache } from '#kit/cache.ts';
import { perHouse } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { StemsOf } from './lexemes.ts';
import { selectStems } from './queries/entries.ts';
import type { Stems, Word } from './types.ts';
import { wordsOf } from './words.ts';

const memory = perHouse(() => new Cache<string, { french: string; english: string }>({
  maxBytes: 16 * 1024 * 1024, sizeOf: ({ french, english }) => 120 + french.length + english.length,
}));

/** What tells the stems of any of these words. */
export async function loadStems(ctx: Context, words: readonly Word[]): Promise<StemsOf> {
  const spelt = new Set(words.flatMap(({ folded, written }) => [folded, written]));
  const known = await memory(ctx).loadMany(spelt, async (missing) => {
    const rows = await selectStems(ctx, missing);
    return new Map(rows.map(({ word, french, english }) => [word, { french, english }]));
  });
  const made = new Map<Word, Stems>();
  return (word) => {
    const before = made.get(word);
    if (before !== undefined) return before;
    const [plain, accented] = [known.get(word.folded), known.get(word.written)];
    const accentsOff = accented === undefined || accented.french === '' ? [] : wordsOf(accented.french).map(({ folded }) => folded).slice(0, 1);
    const french = [...new Set([...accentsOff, plain?.french ?? ''])].filter((stem) => stem !== '');
    const stems = { french, english: plain?.english ?? '', little: plain?.french === '' || plain?.english === '' };
    made.set(word, stems);
    return stems;
  };
}
