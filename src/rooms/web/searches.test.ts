// Searches that somebody keeps: with the account, whatever the device, in their order, and never lost by a slip.
import { afterEach, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import type { Json } from '#town';
import { violationsOf } from '#test/town/axe.ts';
import { openPages } from '#test/town/web.ts';

const PATIENT = { timeout: 15_000 };
const PATH = '/api/perchoir/v1/searches';

const { web, people: [alice, bob] } = await openPages('alice', 'bob');

const pages: Page[] = [];
const sit = async (...seat: Parameters<typeof web.as>): Promise<Page> => {
  const page = await web.as(...seat);
  pages.push(page);
  return page;
};
afterEach(async () => {
  for (const page of pages.splice(0)) await page.context().close();
});

const kept = async (): Promise<string[]> => (await alice.get(PATH)).body.map(({ title }: Json) => title);
const linesOf = (page: Page): Promise<string[]> => page.locator('section[aria-labelledby=saved-searches] li a bdi:first-child').allTextContents();

test('what was kept on a device moves to the account once, in its order, and shows on other devices', async () => {
  const page = await sit(alice);
  await page.goto('/api/v1/streaming/health');
  await page.evaluate(([key, value]) => localStorage.setItem(String(key), String(value)), [`perchoir.searches.${alice.id}`, JSON.stringify(['from:bob has:image', 'vélo'])]);
  await page.goto('/search');
  await expect.poll(kept, PATIENT).toEqual(['from:bob has:image', 'vélo']);
  await page.reload();
  await expect.poll(() => linesOf(page), PATIENT).toEqual(['from:bob has:image', 'vélo']);

  const phone = await sit(alice, { size: 'phone' });
  await phone.goto('/search');
  await expect.poll(() => linesOf(phone), PATIENT).toEqual(['from:bob has:image', 'vélo']);
  expect((await bob.get(PATH)).body).toEqual([]);
});

test('they are kept, named, put in order and let go of, and letting go can be taken back', async () => {
  const page = await sit(alice);
  await page.goto('/search?q=accordéon');
  await page.getByRole('button', { name: 'Keep this search' }).click();
  await expect.poll(async () => (await kept())[0], PATIENT).toBe('accordéon');

  await page.goto('/search');
  await page.getByRole('button', { name: 'Give “accordéon” another name' }).press('Enter');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('Music');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Move “Music” down' }).press('Enter');
  await expect.poll(kept, PATIENT).toEqual(['from:bob has:image', 'Music', 'vélo']);
  await page.getByRole('button', { name: 'Keep “Music” no longer' }).press('Enter');
  await expect.poll(kept, PATIENT).toEqual(['from:bob has:image', 'vélo']);
  await page.getByRole('button', { name: 'Undo' }).press('Enter');
  await expect.poll(kept, PATIENT).toEqual(['from:bob has:image', 'Music', 'vélo']);
  expect((await alice.get(PATH)).body[1]).toMatchObject({ query: 'accordéon', title: 'Music' });
  expect(await violationsOf(page)).toEqual([]);
});

test('a column is made of one, and the page that explores leads to it', async () => {
  const page = await sit(alice);
  await page.goto('/explore');
  await page.getByRole('region', { name: 'Searches you keep' }).getByRole('link', { name: 'Music' }).waitFor();
  await page.goto('/deck');
  await page.getByRole('button', { name: 'Add a column' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Music' }).click();
  await expect.poll(() => page.getByRole('heading', { level: 2 }).allTextContents(), PATIENT).toContain('Music');
});

test('one is somebody’s own: nobody else can change it, and what makes no sense is refused', async () => {
  const [{ id }] = (await alice.get(PATH)).body;
  expect((await bob.delete(`${PATH}/${id}`)).status).toBe(404);
  expect((await bob.patch(`${PATH}/${id}`, { title: 'mine' })).status).toBe(404);
  expect((await alice.post(PATH, { query: '   ' })).status).toBe(422);
  for (let n = 0; n < 47; n++) await alice.post(PATH, { query: `search ${n}` });
  expect((await alice.post(PATH, { query: 'one too many' })).status).toBe(422);
  expect((await alice.post(PATH, { query: 'vélo' })).status).toBe(200);
});
