import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linkHeader, pageOf } from './pages.ts';
import { hasId, idSet, withId, withoutId } from './sorted.ts';

const ids = fc.uniqueArray(fc.integer({ min: 1, max: 500 })).map((list) => list.sort((a, b) => a - b));

test('walking down with max_id and up with min_id meets every id exactly once', () => {
  fc.assert(
    fc.property(ids, fc.integer({ min: 1, max: 40 }), (list, limit) => {
      const down: number[] = [];
      for (let page = pageOf(list, { limit }); page.length > 0; page = pageOf(list, { limit, maxId: down.at(-1) })) down.push(...page);
      expect(down).toEqual(list.toReversed());
      const up: number[] = [];
      for (let page = pageOf(list, { limit, minId: 0 }); page.length > 0; page = pageOf(list, { limit, minId: up.at(-1) })) up.push(...page.toReversed());
      expect(up).toEqual(list);
    }),
  );
});

test('since_id gives the newest above it, min_id those right above it', () => {
  const list = [1, 2, 3, 4, 5, 6];
  expect(pageOf(list, { limit: 2, sinceId: 2 })).toEqual([6, 5]);
  expect(pageOf(list, { limit: 2, minId: 2 })).toEqual([4, 3]);
  expect(pageOf(list, { limit: 2, minId: 2, maxId: 4 })).toEqual([3]);
});

test('next stands first, keeps the other parameters and is left out on the last page', () => {
  const url = 'https://p.example/api/v1/timelines/tag/a?local=true&max_id=9';
  const link = linkHeader(url, { first: 8, last: 3, full: true });
  expect(link).toBe(
    '<https://p.example/api/v1/timelines/tag/a?local=true&max_id=3>; rel="next", <https://p.example/api/v1/timelines/tag/a?local=true&min_id=8>; rel="prev"',
  );
  expect(linkHeader(url, { first: 8, last: 3, full: false })).not.toContain('next');
  expect(linkHeader(url, { full: false })).toBeUndefined();
});

test('whatever the client wrote, an address in a Link header is one whole address', () => {
  const next = (address: string): string => (linkHeader(address, { first: 8, last: 3, full: true }) ?? '').split('; rel="next"')[0] ?? '';
  expect(next('https://p.example/a')).toBe('<https://p.example/a?max_id=3>');
  expect(next('https://p.example/a?')).toBe('<https://p.example/a?max_id=3>');
  expect(next('https://p.example/a?max_id=1&min_id&since_id=4')).toBe('<https://p.example/a?max_id=3>');
  expect(next('https://p.example/a?max%5Fid=1&any[]=été&limit=2')).toBe('<https://p.example/a?any%5B%5D=%C3%A9t%C3%A9&limit=2&max_id=3>');
  expect(next('https://p.example/a?x=">;rel="next",<https://evil.example/?')).not.toContain('evil.example/?>');
  expect(next('https://p.example/a?x="><b>')).toBe('<https://p.example/a?x=%22%3E%3Cb%3E&max_id=3>');
});

test('a sorted set answers as a Set does, and a change leaves the old one as it was', () => {
  fc.assert(
    fc.property(ids, fc.integer({ min: 1, max: 500 }), (list, id) => {
      const set = idSet(list);
      const before = [...set];
      expect(hasId(set, id)).toBe(new Set(list).has(id));
      expect([...withId(set, id)]).toEqual([...new Set([...list, id])].sort((a, b) => a - b));
      expect([...withoutId(set, id)]).toEqual(list.filter((one) => one !== id));
      expect([...set]).toEqual(before);
    }),
  );
});
