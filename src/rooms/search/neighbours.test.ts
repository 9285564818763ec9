/** The marks of neighbours make phrases quick and change nothing in what is found. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTown } from '#town';
import type { Json, Town } from '#town';
import { beginRebuild, rebuild } from './commands/index-posts.ts';
import { entryOf, queryText, subjectWords } from './lexemes.ts';
import { selectFitting, upsertEntries } from './queries/entries.ts';
import { loadStems } from './stems.ts';
import type { Subject, Term } from './types.ts';
import { parseWish } from './wish.ts';

let town: Town;
beforeAll(async () => {
  town = await openTown();
}, 60_000);
afterAll(() => town.close());

const SUBJECT = { authorId: 1, public: true, indexable: true, spoiler: '', sensitive: false, isReply: false, tagKeys: [], pollTitles: [], attachments: [] };
const RANGE = { above: 0, below: Number.MAX_SAFE_INTEGER, ascending: true, limit: 40 };

/** Few words, so that they stand side by side in every way; more than a place of a word can be noted, and than there are places. */
const word = fc.constantFrom('le', 'chat', 'chats', 'dort', 'dormir', '猫', '東', 'l’été', 'runs');
const text = fc.oneof(
  { weight: 6, arbitrary: fc.array(word, { maxLength: 12 }).map((all) => all.join(' ')) },
  fc.tuple(fc.array(word, { maxLength: 4 }), fc.constantFrom(254, 255, 256, 300, 16_390), fc.array(word, { maxLength: 6 }))
    .map(([first, times, last]) => [...first, ...Array.from({ length: times }, () => 'le'), ...last].join(' ')),
);
const phrase = fc.tuple(fc.boolean(), fc.oneof(
  fc.array(word, { minLength: 2, maxLength: 4 }).map((all) => `"${all.join(' ')}"`),
  fc.array(word, { minLength: 2, maxLength: 3 }).map((all) => all.join('-')),
  fc.constantFrom('東猫', '猫東猫', 'chat東'),
)).map(([no, typed]) => (no ? `dort -${typed}` : typed));


test('a phrase is found by them where it is found without, and nowhere else', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 12 }), fc.array(phrase, { minLength: 8, maxLength: 12 }), async (texts, searches) => {
      await town.sql('delete from search.entry');
      const subjects = texts.map((one, at): Subject => ({ ...SUBJECT, id: 16 * (at + 1), text: one, language: at % 2 === 0 ? 'fr' : 'es' }));
      const written = subjects.map((post) => ({ post, words: subjectWords(post) }));
      const known = await loadStems(town.ctx, written.flatMap(({ words }) => words));
      await upsertEntries(town.ctx, written.map(({ post, words }) => entryOf(post, words, known)));
      for (const typed of searches) {
        const terms = parseWish(typed).terms as (Term & { kind: 'words' })[];
        const stemsOf = await loadStems(town.ctx, terms.flatMap(({ words }) => words));
        const without = await selectFitting(town.ctx, queryText(terms, stemsOf, false), RANGE, 0);
        expect(await selectFitting(town.ctx, queryText(terms, stemsOf, true), RANGE, 1e6), typed).toEqual(without);
      }
    }),
    { numRuns: 25 },
  );
}, 120_000);

test('posts that are without such marks are found by phrases until a rebuild has come by, and afterwards', async () => {
  const [ann] = await town.people('ann');
  const { id } = await ann.posts('le chat dort');
  await town.settled();
  const marks = `(select array_agg(lexeme) from unnest(words) where lexeme like 'p/%')`;
  await town.sql(`update search.entry set words = ts_delete(words, ${marks}) where post_id = ${id}`);
  await beginRebuild(town.ctx);
  const found = async (): Promise<string[]> => (await ann.get('/api/v2/search?type=statuses&q=%22chat%20dort%22')).body.statuses.map((one: Json) => one.id);
  expect(await found()).toEqual([id]);
  await rebuild(town.ctx, () => undefined);
  expect(await town.sql(`select cardinality(${marks}) as many from search.entry where post_id = ${id}`)).toEqual([{ many: 2 }]);
  expect(await found()).toEqual([id]);
});
