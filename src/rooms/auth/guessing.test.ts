// Guessing passwords from everywhere at once: slowed down for strangers, never for a browser that was here, never for long.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SYSTEM } from '#platform/context.ts';
import { PASSWORD, openTown } from '#town';
import type { Town } from '#town';
import { rememberDevice, signIn } from './commands/sign-in.ts';
import { countStranger } from './turns.ts';

let town: Town;
let ahead = 0;

beforeAll(async () => {
  town = await openTown({ clock: () => Date.now() + ahead });
  await town.people('alice', 'bob');
});

afterAll(() => town.close());

/** What became of a try: in, wrong, or told to wait so many seconds. */
async function tries(name: string, password: string, address: string, device?: string): Promise<string | number> {
  try {
    const signedIn = await signIn(town.house.context(SYSTEM), { name, password, address, device, browser: '' });
    return signedIn === undefined ? 'wrong' : 'in';
  } catch (error) {
    const { status, retryAfter } = error as { status?: number; retryAfter?: number };
    if (status !== 429) throw error;
    return retryAfter ?? 0;
  }
}

test('an address may be wrong sixty times, and another goes on', async () => {
  for (let n = 0; n < 60; n++) expect(await tries(`guess${n}`, 'wrong', '2001:db8::1')).toBe('wrong');
  expect(await tries('alice', PASSWORD, '2001:db8::2')).toBeGreaterThan(0);
  expect(await tries('alice', PASSWORD, '2001:db9::1')).toBe('in');
  ahead += 901_000;
  expect(await tries('alice', PASSWORD, '2001:db8::1')).toBe('in');
});

test('a thousand addresses with a list of passwords are held to two tries each; people still get in', async () => {
  const device = await rememberDevice(town.ctx, Number((await town.person('bob')).id), undefined);
  const from = (n: number): string => `10.1.${n >> 8}.${n & 255}`;
  const got: (string | number)[] = [];
  // The first of them, without the work.
  for (let n = 0; n < 290; n++) countStranger(town.ctx, from(1000 + n));
  for (let at = 0; at < 400; at += 25) {
    got.push(...await Promise.all(Array.from({ length: 25 }, (_, n) => tries(`stolen${at + n}`, 'from a list', from((at + n) % 60)))));
  }
  expect(got.slice(0, 10)).not.toContainEqual(expect.any(Number));
  // Two for each of the 60 addresses, and what was in the line when the alarm went off.
  expect(got.filter((one) => one === 'wrong').length).toBeLessThanOrEqual(60 * 2 + 25);
  expect(Math.max(...got.filter((one) => typeof one === 'number'))).toBeLessThanOrEqual(900);
  expect(town.log.filter((line) => line.alarm === 'passwords')).toHaveLength(1);

  expect(await tries('bob', PASSWORD, from(1), device)).toBe('in');
  const started = performance.now();
  const wait = await tries('alice', PASSWORD, '192.0.2.77');
  if (typeof wait === 'number') {
    expect(wait).toBeLessThanOrEqual(60);
    ahead += wait * 1000;
  }
  expect(await tries('alice', 'a slip of the finger', '192.0.2.77')).toBe('wrong');
  expect(await tries('alice', PASSWORD, '192.0.2.77')).toBe('in');
  expect(performance.now() - started).toBeLessThan(2000);

  ahead += 301_000;
  for (let n = 0; n < 3; n++) expect(await tries('carol', 'wrong', '192.0.2.78')).toBe('wrong');
}, 60_000);
