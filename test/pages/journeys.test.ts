// The way of somebody who passes by on a cheap phone, as far as it is built.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openTown } from '../town.ts';
import type { Person, Town } from '../town.ts';
import { INSTALL_MS } from '../town/debian.ts';
import { LOCAL, openWeb } from '../town/web.ts';
import type { Web } from '../town/web.ts';

const PATIENT = { timeout: 30_000 };

let town: Town;
let web: Web;
let here: Person;

vi.setConfig({ testTimeout: 240_000 });

beforeAll(async () => {
  town = await openTown(LOCAL);
  here = await town.person('omar');
  web = await openWeb(town);
  await town.visitor.get('/', { headers: { accept: 'text/html' } });
}, INSTALL_MS);

afterAll(async () => {
  await web?.close();
  await town?.close();
});

test('the visitor with a cheap phone reads at once, lives along without losing her place, and makes an account later', async () => {
  for (let n = 0; n < 12; n++) await here.posts(`Minute ${n}: somebody speaks, and somebody listens for a while. #Match`);
  const page = await web.visit({ size: 'phone' });
  const outside: string[] = [];
  page.on('request', (request) => void (new URL(request.url()).origin !== 'http://localhost' && outside.push(request.url())));
  const slow = await page.context().newCDPSession(page);
  await slow.send('Network.enable');
  await slow.send('Network.emulateNetworkConditions', { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 });
  await page.goto('/tags/match', { waitUntil: 'commit' });
  await page.locator('article').first().waitFor(PATIENT);
  await slow.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
  expect(await page.locator('article').count()).toBe(12);
  expect(await page.locator('dialog, [role=dialog], [aria-modal=true]').count()).toBe(0);
  expect(await page.context().cookies()).toEqual([]);

  await expect.poll(() => page.getAttribute('[data-pulse]', 'data-pulse'), PATIENT).toBe('live');
  await page.locator('article').nth(6).scrollIntoViewIfNeeded();
  await page.mouse.wheel(0, 80);
  await page.waitForTimeout(300);
  const place = (): Promise<number> => page.evaluate('[...document.querySelectorAll("article")].find((one) => one.textContent.includes("Minute 4:")).getBoundingClientRect().top');
  const before = await place();
  for (let n = 0; n < 5; n++) await here.posts(`Later ${n} #Match`);
  const more = page.getByRole('button', { name: '5 new posts' });
  await more.waitFor(PATIENT);
  expect(Math.abs((await place()) - before)).toBeLessThanOrEqual(1);
  await more.click();
  expect(await page.locator('article').count()).toBe(17);
  expect(outside).toEqual([]);

  // A week later: an account, by the line at the foot of the very page.
  await page.getByRole('link', { name: 'Create an account' }).click();
  await page.fill('[name=username]', 'passer');
  await page.fill('[name=email]', 'passer@example.org');
  await page.fill('[name=password]', 'correct horse battery staple');
  await page.check('[name=agreement]');
  await page.locator('form:has([name=agreement]) button').click();
  await page.waitForURL(/welcome/, PATIENT);
  await page.context().close();
});
