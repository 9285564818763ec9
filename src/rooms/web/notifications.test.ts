// What concerns somebody, read to its end: it goes on while one scrolls, and stands as it was left for who comes back.
import { expect, test } from 'vitest';
import { openPages } from '#test/town/web.ts';

const PATIENT = { timeout: 30_000 };
const MANY = 50;

const { web, people: [alice, bob] } = await openPages('alice', 'bob');

test('older notifications come as one scrolls, each once, and the place is kept for who comes back', async () => {
  for (let n = 1; n <= MANY; n++) await bob.posts(`@alice number ${n}.`);
  const page = await web.as(alice);
  await page.goto('/notifications');
  const has = (n: number) => page.getByText(`number ${n}.`).count();
  await expect.poll(() => has(MANY), PATIENT).toBe(1);
  await expect.poll(async () => {
    await page.mouse.wheel(0, 4000);
    return has(1);
  }, PATIENT).toBe(1);

  await page.getByText('number 1.').scrollIntoViewIfNeeded();
  const y = await page.evaluate('scrollY') as number;
  await page.getByRole('article').filter({ hasText: 'number 1.' }).locator('a time').click();
  await page.waitForURL('**/@bob/*');
  await page.goBack();
  await page.waitForURL('**/notifications');
  await expect.poll(() => has(1), PATIENT).toBe(1);
  await expect.poll(async () => Math.abs(await page.evaluate('scrollY') as number - y), PATIENT).toBeLessThan(200);
  await page.context().close();
}, 120_000);
