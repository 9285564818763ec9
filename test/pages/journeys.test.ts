// Two of the ways people go with it, as far as they are built: somebody who could not come follows an evening from home, and
// somebody passes by on a cheap phone.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Page } from 'playwright-core';
import { openTown } from '../town.ts';
import type { Json, Person, Town } from '../town.ts';
import { INSTALL_MS } from '../town/debian.ts';
import { greyPng } from '../town/files.ts';
import { LOCAL, openWeb } from '../town/web.ts';
import type { Web } from '../town/web.ts';

const PATIENT = { timeout: 60_000 };

let town: Town;
let web: Web;
let here: Person;
let away: Person;

vi.setConfig({ testTimeout: 400_000 });

beforeAll(async () => {
  town = await openTown(LOCAL);
  [here, away] = await town.people('omar', 'lise');
  await away.follows(here);
  web = await openWeb(town);
  await town.visitor.get('/', { headers: { accept: 'text/html' } });
}, INSTALL_MS);

afterAll(async () => {
  await web?.close();
  await town?.close();
});

const open = async (page: Page, path: string): Promise<void> => {
  page.setDefaultTimeout(PATIENT.timeout);
  await page.goto(path);
};
const sheet = (page: Page) => page.locator('form[data-composer]');
const box = (page: Page) => sheet(page).locator('textarea[aria-autocomplete]');
/** A draft is written down from when its page is awake: what is typed before stands, and what is pressed before does nothing. */
const awake = async (page: Page): Promise<void> => {
  await expect.poll(() => page.evaluate("Object.keys(document.querySelector('form[data-composer]') ?? {}).some((key) => key.startsWith('__react'))"), PATIENT).toBe(true);
};
const attach = async (page: Page, description: string): Promise<void> => {
  await sheet(page).locator('input[type=file]').setInputFiles({ name: 'hall.png', mimeType: 'image/png', buffer: greyPng(300, 200) });
  await page.getByLabel(/What does/).fill(description);
};
const press = (page: Page): Promise<void> => sheet(page).locator('button.next').click();
const evening = async (reader: Pick<Person, 'get'>): Promise<Json[]> => (await reader.get('/api/v1/timelines/tag/auperchoir?limit=40')).body;
const textOf = ({ content }: Json): string => content.replaceAll(/<[^>]*>/g, '');
/** Resolves when a post is seen, which a button may hold back until it is pressed. */
const sees = async (page: Page, text: string): Promise<void> => {
  await expect.poll(async () => {
    const more = page.getByRole('button', { name: /new (?:post|notification)/ }).first();
    if (await more.isVisible()) await more.click({ timeout: 2000 }).catch(() => undefined);
    return page.locator('article', { hasText: text }).first().isVisible();
  }, PATIENT).toBe(true);
};

test('the member who could not come reads what the member on site writes, and is answered; what a dead network held back arrives whole, in order, once', async () => {
  const [phone, desk] = [await web.as(here, { size: 'phone' }), await web.as(away, { size: 'desk' })];
  await Promise.all([open(phone, '/@lise'), open(desk, '/home')]);
  const follow = phone.locator('button[data-standing]', { hasText: '@lise' }).first();
  await expect.poll(async () => {
    if (await follow.getAttribute('data-standing') === 'free') await follow.click({ timeout: 5000 }).catch(() => undefined);
    return follow.getAttribute('data-standing');
  }, PATIENT).toBe('following');

  // A quote from the hall, with a picture, is on the other's screen without a reload.
  await open(phone, '/write');
  await awake(phone);
  await box(phone).fill('“One listens better standing.” #AuPerchoir');
  await attach(phone, 'Somebody stands between chairs');
  await sheet(phone).getByRole('button', { name: 'Remove number 1 of 1' }).waitFor();
  await press(phone);
  await sees(desk, 'One listens better standing');
  const quote = desk.locator('article', { hasText: 'One listens better standing' }).first();
  expect(await quote.getByAltText('Somebody stands between chairs').count()).toBe(1);

  // She asks; he reads that in his notifications, and answers there.
  await quote.locator('[data-act=reply]').click();
  await expect.poll(() => box(desk).inputValue(), PATIENT).toBe('@omar ');
  await box(desk).fill('@omar Does anybody speak for the trees? #AuPerchoir');
  await press(desk);
  await expect.poll(async () => (await here.get('/api/v1/notifications?types[]=mention')).body.length, PATIENT).toBe(1);
  await open(phone, '/notifications');
  await sees(phone, 'speak for the trees');
  await phone.locator('article', { hasText: 'speak for the trees' }).first().locator('[data-act=reply]').click();
  await expect.poll(() => box(phone).inputValue(), PATIENT).toContain('@lise');
  await box(phone).fill('@lise She does, just now. #AuPerchoir');
  await press(phone);
  await sees(desk, 'She does, just now');

  // The network drops: four posts, two with a picture, are kept, and the page says so.
  await open(phone, '/write');
  await awake(phone);
  await phone.context().setOffline(true);
  const held = ['first', 'second', 'third', 'fourth'].map((word) => `The ${word} from the cellar #AuPerchoir`);
  for (const [place, text] of held.entries()) {
    await box(phone).fill(text);
    if (place % 2 === 1) {
      await attach(phone, `Seen with the ${text.split(' ')[1]}`);
      await sheet(phone).getByText('No connection: this file has not been sent.').waitFor();
    }
    await press(phone);
    await expect.poll(() => box(phone).inputValue(), PATIENT).toBe('');
    await expect.poll(() => phone.getByText('Waits for a connection, then leaves by itself.').count(), PATIENT).toBe(place + 1);
  }
  expect((await evening(here)).filter((post) => textOf(post).includes('cellar'))).toEqual([]);
  await open(desk, '/home');
  await expect.poll(() => desk.getAttribute('[data-pulse]', 'data-pulse'), PATIENT).toBe('live');
  await phone.context().setOffline(false);
  const cellar = async (): Promise<Json[]> => (await evening(away)).filter((post) => textOf(post).includes('cellar')).toReversed();
  await expect.poll(async () => (await cellar()).length, PATIENT).toBe(4);
  await sees(desk, 'The fourth from the cellar');
  const came = await cellar();
  expect(came.map(textOf)).toEqual(held);
  expect(came.map(({ media_attachments: [picture] }) => picture?.description)).toEqual([undefined, 'Seen with the second', undefined, 'Seen with the fourth']);
  await expect.poll(() => phone.getByText('Waits for a connection, then leaves by itself.').count(), PATIENT).toBe(0);
  // At the end as many posts stand there as were written, for everybody alike.
  expect((await evening(town.visitor)).length).toBe(1 + 1 + 1 + 4);
  await Promise.all([phone.context().close(), desk.context().close()]);
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
