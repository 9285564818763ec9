// What comes while a member's page opens, or while something of one's own goes out: none of it is missed.
import { expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { openPages } from '#test/town/web.ts';

const PATIENT = { timeout: 15_000 };
const SLOW = 60_000;

const { town, web, people: [alice, bob, carol] } = await openPages('alice', 'bob', 'carol');
await alice.follows(bob);

/** A line to the stream that opens when it is let. */
async function holdStream(page: Page): Promise<() => void> {
  let open = (): void => undefined;
  const opened = new Promise<void>((done) => (open = done));
  await page.routeWebSocket(/streaming/, async (socket) => {
    const said: (string | Buffer)[] = [];
    const keep = (word: string | Buffer): void => void said.push(word);
    socket.onMessage(keep);
    await opened;
    const server = socket.connectToServer();
    socket.onMessage((word) => server.send(word));
    for (const word of said) server.send(word);
  });
  return open;
}

const button = (page: Page, words: string | RegExp) => page.getByRole('button', { name: words });
const latest = async (): Promise<string> => String((await alice.get(`/api/v1/accounts/${alice.id}/statuses`)).body[0]?.content);

test('who answers from home is told of what others wrote just before, though it comes later', async () => {
  for (let n = 0; n < 20; n++) await bob.posts(`Something to read, ${n}: long enough to be as tall as most of what stands in a list.`);
  const page = await web.as(alice);
  const open = await holdStream(page);
  await page.goto('/home');
  await page.getByRole('article').nth(3).locator('[data-act=reply]').click();
  const box = page.locator('form[data-composer] textarea[aria-autocomplete]');
  await box.fill('@bob answered from home');
  for (let n = 0; n < 4; n++) await bob.posts(`just before, ${n}`);
  await page.locator('form[data-composer]').getByRole('button', { name: 'Reply', exact: true }).click();
  await expect.poll(latest, PATIENT).toContain('answered from home');
  await page.locator('article', { hasText: 'answered from home' }).first().waitFor(PATIENT);
  await page.evaluate('scrollTo(0, 324)');
  open();
  await button(page, '4 new posts').waitFor(PATIENT);
  await button(page, '4 new posts').click();
  await page.locator('article', { hasText: 'just before, 3' }).waitFor(PATIENT);
  const order = (await page.getByRole('article').allTextContents()).map((text) => /answered from home|just before, \d/.exec(text)?.[0]).slice(0, 5);
  expect(order).toEqual(['answered from home', 'just before, 3', 'just before, 2', 'just before, 1', 'just before, 0']);
  await page.context().close();
}, SLOW);

test('a home with nothing in it misses nothing while its stream opens', async () => {
  const page = await web.as(carol);
  const open = await holdStream(page);
  const read = page.waitForResponse(/timelines\/home/);
  await page.goto('/home');
  await read;
  await carol.posts('the first of all');
  open();
  const found = page.locator('article', { hasText: 'the first of all' }).or(button(page, '1 new post'));
  await expect.poll(() => found.count(), PATIENT).toBe(1);
  await page.context().close();
}, SLOW);

test('a notification is counted that comes while the page of notifications opens', async () => {
  await bob.posts('@alice one to begin with');
  await town.settled();
  const page = await web.as(alice);
  const open = await holdStream(page);
  await page.goto('/notifications');
  await page.getByText('one to begin with').waitFor(PATIENT);
  await bob.posts('@alice while it opened');
  await town.settled();
  open();
  await button(page, /1 new/).click();
  await expect.poll(() => page.getByText('while it opened').count(), PATIENT).toBe(1);
  await page.context().close();
}, SLOW);

test('and one that comes between the answer of the list and its showing; one of another kind is not of the mentions', async () => {
  const page = await web.as(alice);
  await page.goto('/home', { waitUntil: 'networkidle' });
  await page.route(/notifications\.data/, async (route) => {
    const answer = await route.fetch({ url: route.request().url().replace('http://localhost', town.base), headers: { ...await route.request().allHeaders(), host: 'localhost' } });
    await bob.posts('@alice in between');
    await town.settled();
    await page.locator('nav a[href="/notifications"]', { hasText: '1' }).first().waitFor(PATIENT);
    await route.fulfill({ response: answer });
  }, { times: 1 });
  await page.locator('nav a[href="/notifications"]').first().click();
  await button(page, /1 new/).click();
  await page.getByText('in between').waitFor(PATIENT);
  await page.getByRole('link', { name: 'Mentions' }).click();
  await page.waitForURL(/only=mentions/);
  await bob.does('favourite', await alice.posts('liked while mentions are read'));
  await bob.posts('@alice a mention');
  await button(page, /1 new/).click();
  await expect.poll(() => page.getByText('a mention').count(), PATIENT).toBe(1);
  expect(await page.getByText('liked while mentions are read').count()).toBe(0);
  await page.context().close();
}, SLOW);

/** A page whose application comes only when it is let. */
async function openEarly(): Promise<{ page: Page; go: () => void }> {
  const page = await web.as(alice);
  let go = (): void => undefined;
  const gone = new Promise<void>((done) => (go = done));
  await page.route(/\/app\/assets\/.*\.js/, async (route) => {
    await gone;
    await route.continue();
  });
  await page.goto('/home', { waitUntil: 'commit' });
  await page.locator('main').waitFor();
  return { page, go };
}

test('a button that is pressed before the application is there does its work when it is', async () => {
  const post = await bob.posts('pressed early');
  const { page, go } = await openEarly();
  await page.locator(`[data-post="${post.id}"] [data-act=reply]`).click();
  go();
  await page.locator(`[data-post="${post.id}"] form[data-composer], form[data-composer] textarea`).first().waitFor(PATIENT);
  expect(await page.locator('form[data-composer]').count()).toBe(1);
  await page.context().close();
}, SLOW);

test('so does a key', async () => {
  const { page, go } = await openEarly();
  await page.keyboard.type('no');
  go();
  await page.locator('form[data-composer] textarea').first().waitFor(PATIENT);
  expect(await page.locator('form[data-composer] textarea').first().inputValue()).toBe('');
  await page.context().close();
}, SLOW);

test('so does a button on which a finger rests while the application comes', async () => {
  const post = await bob.posts('pressed for long');
  const { page, go } = await openEarly();
  await page.locator(`[data-post="${post.id}"] [data-act=reply]`).hover();
  const standing = page.evaluate("new Promise((done) => addEventListener('perchoir:stands', () => setTimeout(done, 500), { once: true }))");
  await page.mouse.down();
  go();
  await standing;
  await page.mouse.up();
  await page.locator('form[data-composer] textarea').first().waitFor(PATIENT);
  expect(await page.locator('form[data-composer] textarea').count()).toBeGreaterThan(0);
  await page.context().close();
}, SLOW);

test('the first key on a page is no second one, however soon it comes', async () => {
  const page = await web.as(alice);
  await page.addInitScript("Object.defineProperty(Event.prototype, 'timeStamp', { get: () => 10 })");
  await page.goto('/home', { waitUntil: 'networkidle' });
  await page.keyboard.press('n');
  await page.locator('form[data-composer] textarea').first().waitFor(PATIENT);
  expect(new URL(page.url()).pathname).toBe('/home');
  await page.context().close();
}, SLOW);
