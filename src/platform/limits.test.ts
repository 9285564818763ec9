import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLimiter } from './limits.ts';
import type { LimitRule } from './limits.ts';

const POSTS: LimitRule = { name: 'posts', limit: 3, windowMs: 60_000 };
const GUESSES: LimitRule = { name: 'guesses', limit: 3, windowMs: 60_000, kind: 'sliding' };

function clocked(maxKeys?: number) {
  const clock = { at: 1_800_000_000_000 };
  return { clock, limiter: createLimiter({ now: () => clock.at, ...(maxKeys !== undefined && { maxKeys }) }) };
}

/** The plainest thing that could be right: every take that was allowed, counted anew each time. */
class Model {
  taken: { rule: string; key: string; at: number; cost: number }[] = [];
  opened = new Map<string, number>();

  take(rule: LimitRule, key: string, at: number, cost: number): { allowed: boolean; remaining: number } {
    const id = JSON.stringify([rule.name, key]);
    let from = at - rule.windowMs + 1;
    if (rule.kind !== 'sliding') {
      const opened = this.opened.get(id) ?? -Infinity;
      from = at - opened >= rule.windowMs ? at : opened;
    }
    const counts = this.taken.filter((one) => one.rule === rule.name && one.key === key && one.at >= from);
    const used = counts.reduce((sum, one) => sum + one.cost, 0);
    const allowed = used + cost <= rule.limit;
    if (allowed) {
      this.taken.push({ rule: rule.name, key, at, cost });
      if (rule.kind !== 'sliding') this.opened.set(id, from);
    }
    return { allowed, remaining: Math.max(0, rule.limit - used - (allowed ? cost : 0)) };
  }
}

describe('the limit is exact', () => {
  test('for any history it answers as counting anew would, also across restarts', () => {
    const rules: LimitRule[] = [POSTS, GUESSES, { name: 'wide', limit: 7, windowMs: 1_000 }, { name: 'none', limit: 0, windowMs: 10 }];
    const step = fc.record({
      wait: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 70_000 }), fc.constantFrom(999, 1_000, 59_999, 60_000, 60_001)),
      rule: fc.constantFrom(...rules),
      key: fc.constantFrom('a', 'b', '__proto__'),
      cost: fc.integer({ min: 1, max: 4 }),
      act: fc.constantFrom('take', 'take', 'take', 'peek', 'restart'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const { clock, limiter: first } = clocked();
        let limiter = first;
        const model = new Model();
        for (const { wait, rule, key, cost, act } of steps) {
          clock.at += wait;
          if (act === 'restart') {
            const stored: unknown = JSON.parse(JSON.stringify(limiter.snapshot()));
            limiter = createLimiter({ now: () => clock.at });
            limiter.restore(stored);
          }
          const foreseen = limiter.peek(rule, key, cost);
          if (act === 'peek') continue;
          const answer = limiter.take(rule, key, cost);
          expect(answer).toMatchObject(model.take(rule, key, clock.at, cost));
          expect(answer.allowed).toBe(foreseen.allowed);
          expect(answer.limit).toBe(rule.limit);
          expect(answer.resetAt.getTime() - clock.at).toBeLessThanOrEqual(rule.windowMs);
          expect(answer.retryAfter === 0).toBe(answer.allowed);
          if (!answer.allowed && cost <= rule.limit) {
            const later = createLimiter({ now: () => clock.at + answer.retryAfter * 1000 });
            later.restore(limiter.snapshot());
            expect(later.peek(rule, key, cost).allowed).toBe(true);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test('a million events admit not one too many', () => {
    const rule: LimitRule = { name: 'flood', limit: 300, windowMs: 300_000 };
    const { clock, limiter } = clocked();
    const start = clock.at;
    let admitted = 0;
    for (let event = 0; event < 1_000_000; event += 1) {
      if (event > 0 && event % 10 === 0) clock.at += 30;
      if (limiter.take(rule, 'flooder').allowed) admitted += 1;
    }
    // Fifty minutes less one step: ten windows.
    expect(clock.at - start).toBe(3_000_000 - 30);
    expect(admitted).toBe(3_000);
  });

  test('a sliding limit does not give twice its limit around a border, a fixed one may', () => {
    const { clock, limiter } = clocked();
    limiter.take(POSTS, 'a');
    limiter.take(GUESSES, 'a');
    clock.at += 59_000;
    for (const rule of [POSTS, GUESSES]) for (let more = 0; more < 2; more += 1) expect(limiter.take(rule, 'a').allowed).toBe(true);
    clock.at += 1_000;
    expect([1, 2, 3].map(() => limiter.take(POSTS, 'a').allowed)).toEqual([true, true, true]);
    expect([1, 2, 3].map(() => limiter.take(GUESSES, 'a').allowed)).toEqual([true, false, false]);
  });
});

describe('what it tells', () => {
  test('is what a client needs to wait', () => {
    const { clock, limiter } = clocked();
    expect(limiter.take(POSTS, 'a', 3)).toEqual({ allowed: true, limit: 3, remaining: 0, resetAt: new Date(clock.at + 60_000), retryAfter: 0 });
    clock.at += 58_500;
    expect(limiter.take(POSTS, 'a')).toEqual({ allowed: false, limit: 3, remaining: 0, resetAt: new Date(clock.at + 1_500), retryAfter: 2 });
  });

  test('a refused take costs nothing', () => {
    const { limiter } = clocked();
    expect(limiter.take(POSTS, 'a', 4)).toMatchObject({ allowed: false, remaining: 3, retryAfter: 60 });
    expect(limiter.take(POSTS, 'a', 3).allowed).toBe(true);
  });

  test.each([0, -1, 0.5, Number.NaN, Infinity])('a take of %d is a fault, not a gift', (cost) => {
    expect(() => createLimiter().take(POSTS, 'a', cost)).toThrow(RangeError('limit "posts" was asked for ' + cost + ' turns'));
  });

  test('rules that cannot be kept are faults', () => {
    for (const rule of [{ ...POSTS, windowMs: 0 }, { ...POSTS, limit: Number.NaN }, { ...GUESSES, limit: 1_001 }]) {
      expect(() => createLimiter().take(rule, 'a')).toThrow(RangeError);
    }
  });
});

test('forgetting a key gives its budget back, and no other key any', () => {
  const { limiter } = clocked();
  for (const key of ['a', 'b']) limiter.take(GUESSES, key, 3);
  limiter.forget(GUESSES, 'a');
  expect(limiter.peek(GUESSES, 'a').remaining).toBe(3);
  expect(limiter.peek(GUESSES, 'b').remaining).toBe(0);
});

test.each([POSTS, GUESSES])('a clock that jumps back an hour closes nobody out for an hour ($name)', (rule) => {
  const { clock, limiter } = clocked();
  limiter.take(rule, 'a', 3);
  clock.at -= 3_600_000;
  expect(limiter.take(rule, 'a').retryAfter).toBeLessThanOrEqual(60);
  clock.at += 60_000;
  expect(limiter.take(rule, 'a').allowed).toBe(true);
});

test('a limit changed in the settings holds at once', () => {
  const { limiter } = clocked();
  limiter.take(POSTS, 'a', 3);
  expect(limiter.take({ ...POSTS, limit: 5 }, 'a')).toMatchObject({ allowed: true, remaining: 1 });
  expect(limiter.take({ ...POSTS, limit: 2 }, 'a')).toMatchObject({ allowed: false, remaining: 0 });
});

describe('its memory has an end', () => {
  test('a flood of keys forgets those longest untouched, never the half touched last', () => {
    const { limiter } = clocked(1_000);
    limiter.take(POSTS, 'victim', 3);
    for (let key = 0; key < 50_000; key += 1) {
      limiter.take(POSTS, `flood-${key}`, 3);
      if (key % 400 === 0) expect(limiter.take(POSTS, 'victim').allowed).toBe(false);
    }
    expect(limiter.snapshot().posts?.keys.length).toBeLessThanOrEqual(1_000);
    for (let key = 49_501; key < 50_000; key += 1) expect(limiter.peek(POSTS, `flood-${key}`).remaining).toBe(0);
    expect(limiter.peek(POSTS, 'flood-0').remaining).toBe(3);
  });

  test('a snapshot leaves out what is over', () => {
    const { clock, limiter } = clocked();
    for (const rule of [POSTS, GUESSES]) limiter.take(rule, 'a');
    expect(Object.keys(limiter.snapshot())).toEqual(['posts', 'guesses']);
    clock.at += 60_000;
    expect(limiter.snapshot()).toEqual({});
  });
});

test('a stored snapshot that is damaged is left out and stops nothing', () => {
  const damaged = [null, 'x', 7, [], { posts: null }, { posts: { windowMs: 1, keys: 'x' } }, { posts: { windowMs: 60_000, keys: [null, [], ['a'], ['a', -1, 1], ['a', 1, null], ['a', 1, 1, ['x']], ['a', 1, 1, {}]] } }];
  for (const snapshot of damaged) {
    const { limiter } = clocked();
    limiter.restore(snapshot);
    expect(limiter.peek(POSTS, 'a').remaining).toBe(3);
  }
  fc.assert(fc.property(fc.jsonValue(), (value) => createLimiter().restore(value)));
});

test('one take costs less than a microsecond', () => {
  const limiter = createLimiter();
  const rule: LimitRule = { name: 'requests', limit: 1_500, windowMs: 300_000 };
  const keys = Array.from({ length: 10_000 }, (_, index) => `192.0.2.${index}`);
  let best = Infinity;
  for (let round = 0; round < 30; round += 1) {
    const started = performance.now();
    for (const key of keys) limiter.take(rule, key);
    best = Math.min(best, ((performance.now() - started) * 1000) / keys.length);
  }
  console.info(`limiter: ${best.toFixed(3)} µs a take`);
  expect(best).toBeLessThan(1);
});
