import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IdClock, idAtTime, parseCursor, parseId, timeOfId } from './ids.ts';

test('ids grow strictly, whatever the clock does', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -86_400_000, max: 86_400_000 }), { maxLength: 300 }), fc.integer({ min: 0, max: 15 }), (jumps, node) => {
      let time = Date.UTC(2026, 10, 23);
      const clock = new IdClock({ node, now: () => time });
      let last = 0;
      for (const jump of jumps) {
        time += jump % 7 === 0 ? jump : 0;
        const id = clock.next();
        expect(id).toBeGreaterThan(last);
        expect(Number.isSafeInteger(id)).toBe(true);
        expect(id % 16).toBe(node);
        last = id;
      }
    }),
  );
});

test('ids of two nodes never meet, also when both run ahead of the clock', () => {
  const a = new IdClock({ node: 1, now: () => Date.UTC(2026, 0, 1) });
  const b = new IdClock({ node: 2, now: () => Date.UTC(2026, 0, 1) });
  const ids = new Set(Array.from({ length: 2000 }, (_, at) => (at % 2 ? a : b).next()));
  expect(ids.size).toBe(2000);
});

test('after a restart with the clock put back, ids go on from the highest that was stored', () => {
  const before = new IdClock({ now: () => Date.UTC(2026, 0, 2) }).next();
  const after = new IdClock({ now: () => Date.UTC(2025, 0, 1) });
  after.raise(before);
  expect(after.next()).toBeGreaterThan(before);
});

test('an id tells its millisecond, and the largest id of 2075 is still exact', () => {
  const time = Date.UTC(2074, 11, 31, 23, 59, 59, 999);
  const id = new IdClock({ node: 3, now: () => time }).next();
  expect(timeOfId(id).getTime()).toBe(time);
  expect(Number.isSafeInteger(id)).toBe(true);
});

test.each(['', 'abc', '-1', '1.5', '1e3', ' 1', '99999999999999999999', '9007199254740993', '٣'])('"%s" is no id', (text) => {
  expect(parseId(text)).toBeUndefined();
});

test('a cursor made of milliseconds × 2^16 means the same moment here', () => {
  const time = Date.UTC(2026, 10, 23, 20);
  expect(parseCursor(String(BigInt(time) << 16n))).toBe(idAtTime(time));
  expect(parseCursor(String(1n << 63n))).toBeUndefined();
  expect(parseCursor('12')).toBe(12);
});
