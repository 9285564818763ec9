// Writing in a real browser: nothing typed is lost, everything can be done by keyboard, and what is published is what was meant.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import type { Json, Person } from '#town';
import { greyPng } from '#test/town/files.ts';
import { openPages } from '#test/town/web.ts';
import type { Seat } from '#test/town/web.ts';

const SLOW = 60_000;
const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

const { web, people: [alice, bob] } = await openPages('alice', 'bob');
await alice.follows(bob);

const write = async (person: Person, seat: Seat = {}, path = '/write'): Promise<Page> => {
  const page = await web.as(person, seat);
  page.setDefaultTimeout(20_000);
  await page.goto(path, { waitUntil: 'networkidle' });
  return page;
};

const box = (page: Page) => page.locator('form[data-composer] textarea[aria-autocomplete]');
const latest = async (person: Person): Promise<Json> => (await person.get(`/api/v1/accounts/${person.id}/statuses`)).body[0];
const publish = async (page: Page, verb = 'Publish'): Promise<void> => {
  await page.locator('form[data-composer]').getByRole('button', { name: verb, exact: true }).click();
};
const published = async (person: Person, text: string): Promise<void> => {
  await expect.poll(async () => (await latest(person))?.content, { timeout: 20_000 }).toContain(text);
};
const isFocused = (element: Json): boolean => element.matches(':focus');

describe.each([['phone', 'fr', 'Publier', /Que montre/], ['desk', 'en', 'Publish', /What does/]] as const)('on a %s', (size, language, verb, question) => {
  test('a picture is published with what was said of it', async () => {
    const page = await write(alice, { size, language });
    await box(page).fill(`Seen from a ${size}`);
    await page.locator('input[type=file]').setInputFiles({ name: 'hill.png', mimeType: 'image/png', buffer: greyPng(640, 400) });
    await page.getByLabel(question).fill('A hill in fog');
    await expect.poll(() => page.locator('form[data-composer] progress').count(), { timeout: 20_000 }).toBe(0);
    await publish(page, verb);
    await published(alice, `Seen from a ${size}`);
    expect((await latest(alice)).media_attachments).toMatchObject([{ type: 'image', description: 'A hill in fog' }]);
  }, SLOW);
});

test('a poll, a warning, an audience and a language go out as chosen, by keyboard alone', async () => {
  const page = await write(alice);
  const reach = async (name: string | RegExp): Promise<void> => {
    const wanted = page.getByRole('button', { name, exact: typeof name === 'string' });
    for (let step = 0; step < 40 && !(await wanted.evaluate(isFocused)); step++) await page.keyboard.press('Tab');
    expect(await wanted.evaluate(isFocused), String(name)).toBe(true);
  };
  await page.keyboard.type('  Which\n    of them?');
  await reach('Poll');
  await page.keyboard.press('Enter');
  await reach('Content warning');
  await page.keyboard.press('Enter');
  await page.getByLabel('Option 1').focus();
  await page.keyboard.type('Owl');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Wren');
  await reach(/Who can see it/);
  await page.keyboard.press('Enter');
  await page.getByRole('menu').waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Content warning' }).focus();
  await page.keyboard.type('Birds');
  await box(page).focus();
  await page.keyboard.press('Control+Enter');
  await published(alice, 'of them?');
  const post = await latest(alice);
  expect(post).toMatchObject({ spoiler_text: 'Birds', visibility: 'unlisted', poll: { multiple: false, options: [{ title: 'Owl' }, { title: 'Wren' }] } });
  expect((await alice.get(`/api/v1/statuses/${post.id}/source`)).body.text).toBe('  Which\n    of them?');
}, SLOW);

test('names are completed, links count 23 and remote names count without their domain', async () => {
  const page = await write(alice);
  await box(page).pressSequentially('Hello @bo');
  await page.getByRole('option', { name: /@bob/ }).waitFor();
  await page.keyboard.press('Enter');
  expect(await box(page).inputValue()).toBe('Hello @bob ');
  await box(page).fill(`https://example.org/${'x'.repeat(200)} @zoe@elsewhere.example`);
  await page.getByText('472 characters left').waitFor({ state: 'attached' });
}, SLOW);

test('what was typed is there after a reload, and gone once it is published', async () => {
  const page = await write(alice);
  await box(page).fill('Kept through\n  the tunnel');
  await page.reload({ waitUntil: 'networkidle' });
  await expect.poll(() => box(page).inputValue(), { timeout: 10_000 }).toBe('Kept through\n  the tunnel');
  await publish(page);
  await published(alice, 'the tunnel');
  await page.goto('/write', { waitUntil: 'networkidle' });
  expect(await box(page).inputValue()).toBe('');
}, SLOW);

test('a refusal stands beside the text, which stays; without a connection a post leaves later by itself', async () => {
  const page = await write(alice);
  await box(page).fill('x'.repeat(501));
  await publish(page);
  await page.getByRole('alert').getByText('1 character too many').waitFor();
  expect(await box(page).inputValue()).toHaveLength(501);
  await box(page).fill('Into the tunnel');
  await page.context().setOffline(true);
  await publish(page);
  await page.getByText(/No connection. Your post is kept here/).waitFor();
  expect(await latest(alice)).not.toMatchObject({ content: expect.stringContaining('Into the tunnel') });
  await page.context().setOffline(false);
  await published(alice, 'Into the tunnel');
}, SLOW);

test('a direct post says who will see it', async () => {
  const page = await write(alice, {}, '/write?visibility=direct');
  await page.getByText('Nobody is named yet').waitFor();
  await box(page).fill('@bob between us');
  await expect.poll(() => page.getByText('Only @bob and you will see this.').isVisible()).toBe(true);
}, SLOW);

test('an answer opens below its post, names who is in the thread, and is seen by no more people', async () => {
  const post = await bob.posts('A quiet question', { visibility: 'unlisted' });
  const page = await write(alice, {}, '/home');
  const article = page.locator(`[data-post="${post.id}"]`);
  await article.locator('[data-act=reply]').click();
  await expect.poll(() => box(page).inputValue(), { timeout: 15_000 }).toBe('@bob ');
  await expect.poll(() => box(page).evaluate(isFocused), { timeout: 10_000 }).toBe(true);
  await page.keyboard.type('A quiet answer');
  await publish(page, 'Reply');
  await published(alice, 'A quiet answer');
  expect(await latest(alice)).toMatchObject({ in_reply_to_id: post.id, visibility: 'unlisted' });
  await expect.poll(() => article.locator('[data-act=reply]').evaluate(isFocused), { timeout: 10_000 }).toBe(true);
}, SLOW);

test('whoever does not want to be quoted is not asked; who wants to is quoted', async () => {
  const open = await bob.posts('Quote me', { quote_approval_policy: 'public' });
  const closed = await bob.posts('Do not quote me', { quote_approval_policy: 'nobody' });
  const page = await write(alice, {}, '/home');
  await page.locator(`[data-post="${closed.id}"] [data-act=repost]`).click();
  expect(await page.getByRole('menuitem', { name: /Quote/ }).getAttribute('aria-disabled')).toBe('true');
  await page.keyboard.press('Escape');
  await page.locator(`[data-post="${open.id}"] [data-act=repost]`).click();
  await page.getByRole('menuitem', { name: 'Quote', exact: true }).click();
  await box(page).fill('As he says');
  await publish(page);
  await published(alice, 'As he says');
  expect((await latest(alice)).quote).toMatchObject({ state: 'accepted', quoted_status: { id: open.id } });
}, SLOW);

test('likes, reposts and keeping answer at once and say what they are', async () => {
  const post = await bob.posts('Mark me');
  const page = await write(alice, {}, '/home');
  const act = (name: string) => page.locator(`[data-post="${post.id}"] [data-act=${name}]`);
  await act('like').click();
  await act('keep').click();
  await act('repost').click();
  await page.getByRole('menuitem', { name: 'Repost' }).click();
  for (const name of ['like', 'keep', 'repost']) await expect.poll(() => act(name).getAttribute('aria-pressed'), { timeout: 10_000 }).toBe('true');
  await expect.poll(async () => (await alice.get(`/api/v1/statuses/${post.id}`)).body, { timeout: 10_000 }).toMatchObject({ favourited: true, bookmarked: true, reblogged: true });
}, SLOW);

test('another wording is seen in place, and its history shows what came and went', async () => {
  const post = await alice.posts('The owl sleeps');
  const page = await write(alice, {}, '/home');
  const article = page.locator(`[data-post="${post.id}"]`);
  await article.locator('[data-act=more]').click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  await expect.poll(() => box(page).inputValue(), { timeout: 15_000 }).toBe('The owl sleeps');
  await box(page).fill('The wren sleeps');
  await publish(page, 'Save');
  await article.locator('p', { hasText: 'The wren sleeps' }).waitFor();
  const visitor = await web.visit({ script: false });
  await visitor.goto(`/@alice/${post.id}/history`);
  expect(await visitor.locator('del').allInnerTexts()).toEqual(['owl']);
  expect(await visitor.locator('ins').allInnerTexts()).toEqual(['wren']);
}, SLOW);

test('deleting asks first, and writing anew brings the text back', async () => {
  const post = await alice.posts('To be said again');
  const page = await write(alice, {}, '/home');
  await page.locator(`[data-post="${post.id}"] [data-act=more]`).click();
  await page.getByRole('menuitem', { name: 'Delete and write anew' }).click();
  await page.getByRole('alertdialog').waitFor();
  expect((await alice.get(`/api/v1/statuses/${post.id}`)).status).toBe(200);
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete and write anew' }).click();
  await expect.poll(() => box(page).inputValue().catch(() => ''), { timeout: 15_000 }).toBe('To be said again');
  expect((await alice.get(`/api/v1/statuses/${post.id}`)).status).toBe(404);
}, SLOW);

test('a post waits for its time, can be moved and taken back', async () => {
  const page = await write(bob);
  await box(page).fill('Good morning');
  await page.getByRole('button', { name: 'Publish later' }).click();
  await page.getByLabel('Publish on').fill('2027-05-04T07:30');
  await publish(page, 'Schedule');
  await page.waitForURL('**/scheduled');
  await page.getByText('Good morning').waitFor();
  const waiting = async (): Promise<Json> => (await bob.get('/api/v1/scheduled_statuses')).body;
  // Half past seven in Paris.
  expect(await waiting()).toMatchObject([{ scheduled_at: '2027-05-04T05:30:00.000Z' }]);
  await page.getByRole('button', { name: 'Do not publish' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Do not publish' }).click();
  await expect.poll(waiting).toEqual([]);
}, SLOW);

test('a report reaches those who run the server', async () => {
  const post = await bob.posts('Buy now');
  const page = await write(alice, {}, '/home');
  await page.locator(`[data-post="${post.id}"] [data-act=more]`).click();
  await page.getByRole('menuitem', { name: 'Report' }).click();
  await page.getByLabel('In your own words').fill('Only advertising');
  const [sent] = await Promise.all([page.waitForResponse('**/api/v1/reports'), page.getByRole('button', { name: 'Send' }).click()]);
  expect(await sent.json()).toMatchObject({ category: 'spam', comment: 'Only advertising', status_ids: [post.id] });
}, SLOW);

test('pictures are looked at large, by keyboard, and the focus comes back', async () => {
  const page = await write(alice);
  await box(page).fill('Two pictures');
  const files = [1, 2].map((n) => ({ name: `${n}.png`, mimeType: 'image/png', buffer: greyPng(300 * n, 200) }));
  await page.locator('input[type=file]').setInputFiles(files);
  await expect.poll(() => page.locator('form[data-composer] progress').count(), { timeout: 20_000 }).toBe(0);
  await publish(page);
  await page.getByRole('alertdialog').getByRole('button', { name: 'Publish anyway' }).click();
  await published(alice, 'Two pictures');
  await page.goto('/home', { waitUntil: 'networkidle' });
  const first = page.locator('article', { hasText: 'Two pictures' }).first().locator('a[data-lightbox]').first();
  await first.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Picture 1 of 2' }).waitFor();
  await page.keyboard.press('ArrowRight');
  await page.getByRole('dialog', { name: 'Picture 2 of 2' }).waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => first.evaluate(isFocused), { timeout: 10_000 }).toBe(true);
}, SLOW);

test.each([[false, 'en'], [true, 'en'], [false, 'fr'], [true, 'fr']] as const)('the sheet one writes on has nothing that axe minds (dark: %s, %s)', async (dark, language) => {
  const page = await write(alice, { dark, language, size: dark ? 'phone' : 'desk', calm: true });
  await page.locator('form[data-composer] button[aria-pressed]').nth(0).click();
  await page.locator('form[data-composer] button[aria-pressed]').nth(1).click();
  await page.locator('form[data-composer] button[aria-pressed]').nth(2).click();
  await page.evaluate(AXE);
  // The guards at the ends of a menu hand the focus on at once: nobody stands on them.
  const look = (): Promise<string[]> => page.evaluate(async () => {
    const { violations } = await (globalThis as Json).axe.run({ exclude: ['[data-base-ui-focus-guard]'] });
    return violations.map(({ id, nodes }: Json) => `${id}: ${nodes.map(({ html }: Json) => html).join(' | ')}`);
  });
  expect(await look()).toEqual([]);
  await page.locator('form[data-composer] [aria-haspopup=menu]').click();
  await page.getByRole('menu').waitFor();
  expect(await look()).toEqual([]);
}, SLOW);
