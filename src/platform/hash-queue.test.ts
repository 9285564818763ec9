import { readFile } from 'node:fs/promises';
import { parseOptions } from '@node-rs/argon2';
import { describe, expect, test } from 'vitest';
import { createHashQueue, passwordProblem } from './hash-queue.ts';

const PASSWORD = 'correct horse battery';
const queue = createHashQueue();

describe('a password', () => {
  test('opens with itself and with nothing else', async () => {
    const hash = await queue.hash(PASSWORD);
    expect(hash).not.toContain(PASSWORD);
    expect(await queue.verify(hash, PASSWORD)).toBe(true);
    for (const other of [`${PASSWORD} `, PASSWORD.toUpperCase(), '', `${PASSWORD}\0`]) expect(await queue.verify(hash, other)).toBe(false);
  });

  test('is kept at the cost OWASP names, under a salt of its own', async () => {
    const [one, two] = await Promise.all([queue.hash(PASSWORD), queue.hash(PASSWORD)]);
    expect(one).not.toBe(two);
    expect(one).toMatch(/^\$argon2id\$v=19\$/);
    expect(parseOptions(one)).toMatchObject({ memoryCost: 19_456, timeCost: 2, parallelism: 1, saltLen: 16, outputLen: 32 });
  });

  test('is the same from a keyboard that composes its letters differently', async () => {
    const hash = await queue.hash('mot de passé ﬁn');
    expect(await queue.verify(hash, 'mot de passe\u0301 fin')).toBe(true);
    expect(await queue.verify(hash, 'mot de passe fin')).toBe(false);
  });

  test.each([
    ['1234567', 'tooShort'],
    ['12345678', undefined],
    ['🔑'.repeat(7), 'tooShort'],
    ['🔑'.repeat(8), undefined],
    ['🔑'.repeat(256), undefined],
    ['x'.repeat(257), 'tooLong'],
    ['ﷺ'.repeat(256), undefined],
    ['x'.repeat(10_000_000), 'tooLong'],
  ])('of its length is judged: %#', async (password, problem) => {
    expect(passwordProblem(password)).toBe(problem);
    if (problem) await expect(queue.hash(password)).rejects.toMatchObject({ status: 422, details: { password: [{ description: expect.any(String) }] } });
    else expect(await queue.verify(await queue.hash(password), password)).toBe(true);
  });

  test('of ten megabytes costs what any other does, and is wrong', async () => {
    const hash = await queue.hash(PASSWORD);
    expect(await queue.verify(hash, 'x'.repeat(10_000_000))).toBe(false);
    expect(await queue.verifyDummy('x'.repeat(10_000_000))).toBe(false);
  });

  test('against a stored text that is no hash is a fault, not a wrong password', async () => {
    await expect(queue.verify('plain', PASSWORD)).rejects.toBeInstanceOf(Error);
    expect(queue.running).toBe(0);
  });
});

test('an account that is not there takes the time of one that is', async () => {
  const hash = await queue.hash(PASSWORD);
  const fastest = async (check: () => Promise<boolean>): Promise<number> => {
    let best = Infinity;
    for (let run = 0; run < 12; run += 1) {
      const started = performance.now();
      expect(await check()).toBe(false);
      best = Math.min(best, performance.now() - started);
    }
    return best;
  };
  const there = await fastest(() => queue.verify(hash, 'wrong password'));
  const notThere = await fastest(() => queue.verifyDummy('wrong password'));
  expect(notThere / there).toBeGreaterThan(0.6);
  expect(notThere / there).toBeLessThan(1.7);
});

test('of five hundred at once two run, forty wait, the rest are told to come back, and the server goes on', async () => {
  const hash = await queue.hash(PASSWORD);
  const answers = Array.from({ length: 500 }, () => queue.verify(hash, PASSWORD).catch((error: unknown) => error));
  expect([queue.running, queue.waiting]).toEqual([2, 40]);
  // A file is read while they run: libuv's other threads are free.
  const started = performance.now();
  await readFile(import.meta.filename);
  expect(queue.waiting).toBeGreaterThan(10);
  expect(performance.now() - started).toBeLessThan(500);
  const told = await Promise.all(answers);
  expect(told.filter((answer) => answer === true)).toHaveLength(42);
  expect(told.filter((answer) => answer !== true)).toHaveLength(458);
  expect(told.at(-1)).toMatchObject({ status: 503, retryAfter: 2 });
  expect([queue.running, queue.waiting]).toEqual([0, 0]);
});
