/** Windows of time cut nothing off and bring nothing out of order, whatever the times between posts. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTown } from '#town';
import type { Town } from '#town';
import { entryOf, subjectWords } from './lexemes.ts';
import { selectFitting, upsertEntries } from './queries/entries.ts';

let town: Town;
beforeAll(async () => {
  town = await openTown();
}, 60_000);
afterAll(() => town.close());

const HOUR = 3_600_000 * 4096;
const STEMS = { french: [], english: '', little: false };

/** From within one hour to decades. */
const gap = fc.oneof(fc.integer({ min: 1, max: HOUR }), fc.integer({ min: 1, max: 100 }).map((hours) => hours * HOUR), fc.integer({ min: 1, max: 5 }).map((times) => times * 4096 * HOUR));
const entries = fc.array(fc.record({ gap, fits: fc.boolean(), open: fc.integer({ min: 0, max: 4 }).map((dice) => dice > 0) }), { maxLength: 60 });
const bound = fc.option(fc.nat(60), { freq: 2 });

// Few candidates: the windows end early. Many: they never do.
test.each([0, 60, 1e9])('the newest and the oldest between any two, as many as asked for, whether %i candidates are expected', async (candidates) => {
  await fc.assert(
    fc.asyncProperty(entries, bound, bound, fc.integer({ min: 1, max: 20 }), async (all, from, to, limit) => {
      await town.sql('delete from search.entry');
      let last = 16;
      const rows = all.map((one) => ({ id: (last += one.gap), fits: one.fits, open: one.open })).filter(({ id }) => id < Number.MAX_SAFE_INTEGER);
      const subject = { authorId: 1, public: true, spoiler: '', sensitive: false, isReply: false, language: 'es', tagKeys: [], pollTitles: [], attachments: [] };
      await upsertEntries(town.ctx, rows.map(({ id, fits, open }) => {
        const post = { ...subject, id, indexable: open, text: fits ? 'chat' : 'chien' };
        return entryOf(post, subjectWords(post), () => STEMS);
      }));
      const above = from === null ? 0 : (rows[from]?.id ?? 0);
      const below = to === null ? Number.MAX_SAFE_INTEGER : (rows[to]?.id ?? Number.MAX_SAFE_INTEGER);
      const fitting = rows.filter(({ id, fits, open }) => fits && open && id > above && id < below).map(({ id }) => id);
      expect(await selectFitting(town.ctx, "'chat'", { above, below, ascending: true, limit }, candidates)).toEqual(fitting.slice(0, limit));
      expect(await selectFitting(town.ctx, "'chat'", { above, below, ascending: false, limit }, candidates)).toEqual(fitting.toReversed().slice(0, limit));
    }),
    { numRuns: 60 },
  );
}, 120_000);
