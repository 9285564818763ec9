import { expect, test } from 'vitest';
import { Cache } from './cache.ts';

const later = <T>(): { promise: Promise<T>; resolve: (value: T) => void } => Promise.withResolvers<T>();

test('what was dropped while it was being read does not stay', async () => {
  const cache = new Cache<string, number>({ maxBytes: 10_000, sizeOf: () => 8 });
  const slow = later<number>();
  const first = cache.load('a', () => slow.promise);
  cache.drop('a');
  slow.resolve(1);
  expect(await first).toBe(1);
  expect(cache.get('a')).toBeUndefined();
  expect(await cache.load('a', () => Promise.resolve(2))).toBe(2);
});

test('an amendment during a load empties instead of mending what may be old', async () => {
  const cache = new Cache<string, number>({ maxBytes: 10_000, sizeOf: () => 8 });
  const slow = later<number>();
  const first = cache.load('a', () => slow.promise);
  cache.amend('a', (value) => value + 1);
  slow.resolve(1);
  await first;
  expect(cache.get('a')).toBeUndefined();
});

test('who asks together shares one fetch, and a failure is not remembered', async () => {
  const cache = new Cache<string, number>({ maxBytes: 10_000, sizeOf: () => 8 });
  let fetches = 0;
  const fetch = (): Promise<number> => (++fetches === 1 ? Promise.reject(new Error('away')) : Promise.resolve(7));
  await expect(Promise.all([cache.load('a', fetch), cache.load('a', fetch)])).rejects.toThrow('away');
  expect(fetches).toBe(1);
  expect(await cache.load('a', fetch)).toBe(7);
});

test('many keys cost one fetch for those that are missing, also beside one under way', async () => {
  const cache = new Cache<number, string>({ maxBytes: 10_000, sizeOf: () => 8 });
  cache.set(1, 'one');
  const slow = later<Map<number, string>>();
  const asked: number[][] = [];
  const fetch = (missing: number[]): Promise<Map<number, string>> => (asked.push(missing), slow.promise);
  const first = cache.loadMany([1, 2, 3], fetch);
  const second = cache.loadMany([2, 3], fetch);
  slow.resolve(new Map([[2, 'two']]));
  expect([...(await first).keys()].sort()).toEqual([1, 2]);
  expect([...(await second).entries()]).toEqual([[2, 'two']]);
  expect(asked).toEqual([[2, 3]]);
  expect(cache.get(3)).toBeUndefined();
});

test('it stays within its bytes, and what is used stays longer than what is not', () => {
  const cache = new Cache<number, number>({ maxBytes: 100 * 72, sizeOf: () => 8 });
  for (let key = 0; key < 1000; key++) {
    cache.set(key, key);
    cache.get(0);
    expect(cache.bytes).toBeLessThanOrEqual(100 * 72);
  }
  expect(cache.get(0)).toBe(0);
  expect(cache.get(1)).toBeUndefined();
});
