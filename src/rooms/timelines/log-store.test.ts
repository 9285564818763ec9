// Logs against a plain model: whatever is added, removed, loaded and forgotten, a page is that of the model or says it does not know.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pageOf } from '#kit/pages.ts';
import type { Page } from '#kit/pages.ts';
import { LogStore } from './log-store.ts';

const KEYS = 5;
/** Every sixth id is in the log after its own as well. */
const keysOf = (one: number): number[] => (one % 6 === 0 ? [one % KEYS, (one + 1) % KEYS] : [one % KEYS]);
const id = fc.integer({ min: 1, max: 3000 });
const cursor = fc.option(id, { nil: undefined });
const page = fc.record({ maxId: cursor, sinceId: cursor, minId: cursor, limit: fc.integer({ min: 1, max: 30 }) });
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('add' as const), id }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), at: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('load' as const), keys: fc.subarray([0, 1, 2, 3, 4], { minLength: 2 }), most: fc.integer({ min: 1, max: 50 }), late: fc.array(id, { maxLength: 5 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('page' as const), page, likely: fc.oneof(fc.constant(0), id) }) },
);

test('a page of the logs is the page of a plain list, or the logs say that they do not reach', async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 60, maxLength: 150, size: 'max' }), fc.integer({ min: 1500, max: 20_000 }), async (steps, maxBytes) => {
      const store = new LogStore(maxBytes);
      const model = new Set<number>();
      const add = (one: number): void => {
        model.add(one);
        for (const key of keysOf(one)) store.add(key, one);
      };
      for (const one of steps) {
        if (one.kind === 'add') add(one.id);
        else if (one.kind === 'remove') {
          const gone = [...model][one.at % Math.max(1, model.size)];
          if (gone === undefined) continue;
          model.delete(gone);
          for (const key of keysOf(gone)) store.remove(key, gone);
        } else if (one.kind === 'load') {
          const keys = one.keys.filter((key) => store.slot(key) === undefined);
          await store.load(keys, async () => {
            const rows = new Map(keys.map((key) => {
              const all = [...model].filter((each) => keysOf(each).includes(key)).sort((a, b) => b - a);
              return [key, { ids: all.slice(0, one.most), all: all.length < one.most }] as const;
            }));
            // Happens after the statement has read and before its answer is here.
            for (const late of one.late) add(late);
            return rows;
          });
        } else compared += comparePage(store, model, one);
      }
    }),
    { numRuns: 400 },
  );
  expect(compared).toBeGreaterThan(1000);
});

function comparePage(store: LogStore, model: ReadonlySet<number>, { page: wish, likely }: { page: Page; likely: number }): number {
  const keys = [0, 1, 2, 3, 4].filter((key) => store.slot(key) !== undefined);
  const { ids, complete } = store.merge(Int32Array.from(keys, (key) => store.slot(key) as number), wish, likely, true);
  if (!complete || keys.length === 0) return 0;
  const plain = [...model].filter((one) => keysOf(one).some((key) => keys.includes(key))).sort((a, b) => a - b);
  expect(ids).toEqual(pageOf(plain, wish));
  return 1;
}

test('a log that grows for ever is cut, and knows where it ends', async () => {
  const store = new LogStore(1e9);
  await store.load([1], async () => new Map());
  for (let n = 1; n <= 10_000; n++) store.add(1, n);
  const slots = Int32Array.of(store.slot(1) as number);
  expect(store.bytes).toBeLessThan(10_000);
  expect(store.merge(slots, { limit: 40 })).toEqual({ ids: Array.from({ length: 40 }, (_, n) => 10_000 - n), complete: true });
  expect(store.merge(slots, { limit: 40, maxId: 5000 }).complete).toBe(false);
});
