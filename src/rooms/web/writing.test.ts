// What is begun is never lost and never published twice: folded, reloaded, without a network, shared, scheduled, in several posts.
import { describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import type { Json, Person } from '#town';
import { greyPng } from '#test/town/files.ts';
import { openPages } from '#test/town/web.ts';
import type { Seat } from '#test/town/web.ts';
import { splitText } from './app/parts/composer/split.ts';

const SLOW = 90_000;
const PATIENT = { timeout: 20_000 };

const { town, web, people: [alice] } = await openPages('alice');

const sit = async (path: string, person = alice, seat: Seat = {}): Promise<Page> => {
  const page = await web.as(person, seat);
  page.setDefaultTimeout(20_000);
  await page.goto(path, { waitUntil: 'networkidle' });
  return page;
};
const sheet = (page: Page) => page.locator('form[data-composer]');
const box = (page: Page, place = 0) => sheet(page).locator('textarea[aria-autocomplete]').nth(place);
const textsOf = async (person: Person): Promise<string[]> =>
  (await person.get(`/api/v1/accounts/${person.id}/statuses?limit=40`)).body.map(({ content }: Json) => content.replace(/<[^>]*>/g, ''));
const isFocused = (element: Json): boolean => element.matches(':focus');
const png = (name: string) => ({ name, mimeType: 'image/png', buffer: greyPng(64, 48) });
const kept = (page: Page) => page.getByText('Draft kept').waitFor();

test('above home one line unfolds by a key, folds without losing a word, and what is published stands first at once', async () => {
  const page = await sit('/home');
  const line = page.locator('[data-fold]');
  await page.keyboard.press('n');
  await expect.poll(() => box(page).evaluate(isFocused).catch(() => false), PATIENT).toBe(true);
  await page.keyboard.type('Half a thought');
  await page.keyboard.press('Escape');
  await line.getByText('Half a thought').waitFor();
  expect(await line.evaluate(isFocused)).toBe(true);
  await page.keyboard.press('Enter');
  await expect.poll(() => box(page).inputValue().catch(() => ''), PATIENT).toBe('Half a thought');
  await page.keyboard.type(', and the rest');
  await page.keyboard.press('Control+Enter');
  await page.locator('main article').first().getByText('Half a thought, and the rest').waitFor();
  await line.getByText('Say something…').waitFor();
  await expect.poll(() => line.evaluate(isFocused), PATIENT).toBe(true);
  expect((await textsOf(alice)).filter((text) => text === 'Half a thought, and the rest')).toHaveLength(1);
  await page.context().close();
}, SLOW);

test('beside the deck a column opens and closes by keyboard, and on a phone the bar leads to a page of its own', async () => {
  const page = await sit('/deck');
  await page.keyboard.press('n');
  await expect.poll(() => box(page).evaluate(isFocused).catch(() => false), PATIENT).toBe(true);
  await page.keyboard.type('From the deck');
  await page.keyboard.press('Escape');
  await sheet(page).waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Write', exact: true }).first().click();
  await expect.poll(() => box(page).inputValue().catch(() => ''), PATIENT).toBe('From the deck');
  await page.keyboard.press('Control+Enter');
  await page.locator('[data-column] article').first().getByText('From the deck').waitFor();
  await page.context().close();
  const phone = await sit('/home', alice, { size: 'phone' });
  expect(await phone.locator('[data-fold]').isVisible()).toBe(false);
  await phone.getByRole('link', { name: 'Write', exact: true }).last().click();
  await phone.waitForURL('**/write');
  await phone.context().close();
}, SLOW);

describe('a draft', () => {
  test('is there again after a reload without a network’s help, with its picture, warning and audience, and for nobody else at this browser', async () => {
    const [carol, dan] = await town.people('carol', 'dan');
    const page = await sit('/write', carol);
    await page.context().setOffline(true);
    await sheet(page).getByRole('button', { name: 'Content warning' }).click();
    await sheet(page).getByRole('textbox', { name: 'Content warning' }).fill('Birds');
    await box(page).fill('An owl\n  by night');
    await page.locator('input[type=file]').setInputFiles(png('owl.png'));
    await page.getByLabel(/What does/).fill('An owl');
    await sheet(page).getByText('No connection: this file has not been sent.').waitFor();
    await kept(page);
    await page.context().setOffline(false);
    const cookies = await page.context().cookies();
    await page.context().clearCookies();
    const other = await web.as(dan);
    await page.context().addCookies(await other.context().cookies());
    await page.goto('/write', { waitUntil: 'networkidle' });
    expect([await box(page).inputValue(), await page.getByText('An owl').count()]).toEqual(['', 0]);
    await page.context().clearCookies();
    await page.context().addCookies(cookies);
    await page.goto('/write', { waitUntil: 'networkidle' });
    await expect.poll(() => box(page).inputValue(), PATIENT).toBe('An owl\n  by night');
    expect([await sheet(page).getByRole('textbox', { name: 'Content warning' }).inputValue(), await page.getByLabel(/What does/).inputValue()]).toEqual(['Birds', 'An owl']);
    await sheet(page).getByRole('button', { name: 'Remove number 1 of 1' }).waitFor();
    await sheet(page).getByRole('button', { name: 'Publish', exact: true }).click();
    await expect.poll(async () => (await carol.get(`/api/v1/accounts/${carol.id}/statuses`)).body, PATIENT).toMatchObject([{ spoiler_text: 'Birds', media_attachments: [{ description: 'An owl' }] }]);
    await page.context().close();
  }, SLOW);

  test('of each place stands in a list, is written on, deleted, and brought back', async () => {
    const erin = await town.person('erin');
    const post = await alice.posts('A question');
    const page = await sit(`/write?reply=${post.id}`, erin);
    await box(page).fill('@alice a slow answer');
    await kept(page);
    await page.goto('/write', { waitUntil: 'networkidle' });
    expect(await box(page).inputValue()).toBe('');
    const row = page.getByRole('listitem').filter({ hasText: 'a slow answer' });
    await row.getByText('Reply to @alice').waitFor();
    await row.getByRole('button', { name: /Delete the draft/ }).click();
    await page.getByText('Draft deleted.').waitFor();
    expect(await row.count()).toBe(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await row.getByRole('link').click();
    await expect.poll(() => box(page).inputValue(), PATIENT).toBe('@alice a slow answer');
    await page.context().close();
  }, SLOW);

  test('is what another app has handed over, with its files', async () => {
    const page = await web.as(alice);
    const starting = page.context().waitForEvent('serviceworker');
    await page.goto('/home');
    await starting;
    await expect.poll(() => page.evaluate('navigator.serviceWorker.controller !== null'), PATIENT).toBe(true);
    await page.evaluate(`(() => {
      const form = new FormData();
      form.set('title', 'A page');
      form.set('url', 'https://example.org/a');
      form.set('files', new File([new Uint8Array([${[...greyPng(20, 20)].join()}])], 'a.png', { type: 'image/png' }));
      return fetch('/share', { method: 'POST', body: form, redirect: 'manual' });
    })()`);
    await page.goto('/write?shared=1', { waitUntil: 'networkidle' });
    await expect.poll(() => box(page).inputValue(), PATIENT).toBe('A page\nhttps://example.org/a');
    await page.getByLabel(/What does/).fill('Handed over');
    await sheet(page).getByRole('button', { name: 'Remove number 1 of 1' }).waitFor();
    await sheet(page).getByRole('button', { name: 'Publish', exact: true }).click();
    await expect.poll(async () => (await alice.get(`/api/v1/accounts/${alice.id}/statuses?limit=1`)).body, PATIENT).toMatchObject([{ media_attachments: [{ description: 'Handed over' }] }]);
    await page.context().close();
  }, SLOW);
});

describe('several posts', () => {
  const writeThree = async (page: Page, name: string): Promise<void> => {
    await box(page).fill(`${name} 1`);
    for (const place of [1, 2]) {
      await sheet(page).getByRole('button', { name: 'Add another post' }).click();
      await expect.poll(() => box(page, place).evaluate(isFocused).catch(() => false), PATIENT).toBe(true);
      await page.keyboard.type(`${name} ${place + 1}`);
    }
  };
  const thread = async (person: Person): Promise<Json[]> => (await person.get(`/api/v1/accounts/${person.id}/statuses?limit=3`)).body;

  test('written in a row answer each other in their order, also when they had to wait for a network, and none is there twice', async () => {
    const frank = await town.person('frank');
    const page = await sit('/write', frank);
    await writeThree(page, 'tunnel');
    await page.context().setOffline(true);
    await sheet(page).getByRole('button', { name: 'Publish 3 posts' }).click();
    await page.getByText(/Your post is kept here/).waitFor();
    await page.context().setOffline(false);
    await expect.poll(() => textsOf(frank), PATIENT).toEqual(['tunnel 3', 'tunnel 2', 'tunnel 1']);
    const [third, second, first] = await thread(frank);
    expect([first?.in_reply_to_id, second?.in_reply_to_id, third?.in_reply_to_id]).toEqual([null, first?.id, second?.id]);
    await page.context().close();
  }, SLOW);

  test('of which one is refused say what went out, keep the rest as a draft, and go on from there', async () => {
    const gina = await town.person('gina');
    const page = await sit('/write', gina);
    await writeThree(page, 'broken');
    await page.route('**/api/v1/statuses', (route) => (String(route.request().postData()).includes('broken 2') ? route.fulfill({ status: 422, json: { error: 'Validation failed: not this one' } }) : route.continue()));
    await sheet(page).getByRole('button', { name: 'Publish 3 posts' }).click();
    await sheet(page).getByText('1 post went out.').waitFor();
    await sheet(page).getByRole('alert').getByText('not this one').waitFor();
    await kept(page);
    await page.reload({ waitUntil: 'networkidle' });
    await expect.poll(() => box(page).inputValue(), PATIENT).toBe('broken 2');
    expect(await box(page, 1).inputValue()).toBe('broken 3');
    expect(await textsOf(gina)).toEqual(['broken 1']);
    await page.unroute('**/api/v1/statuses');
    await sheet(page).getByRole('button', { name: 'Publish 2 posts' }).click();
    await expect.poll(() => textsOf(gina), PATIENT).toEqual(['broken 3', 'broken 2', 'broken 1']);
    const [third, second, first] = await thread(gina);
    expect([second?.in_reply_to_id, third?.in_reply_to_id]).toEqual([first?.id, second?.id]);
    await page.context().close();
  }, SLOW);

  test('are made of a text that is too long when that is asked for, cut where a sentence ends', async () => {
    const sentence = 'The owl sleeps by day and hunts by night, in the old barn behind the mill. ';
    const page = await sit('/write');
    await box(page).fill(sentence.repeat(8).trim());
    await sheet(page).getByRole('button', { name: 'Split into several posts' }).click();
    expect(await box(page, 1).inputValue()).toMatch(/^The owl.*mill\.$/);
    expect(await box(page).inputValue()).toMatch(/mill\.$/);
    await page.context().close();
    for (const text of [sentence.repeat(40), 'x'.repeat(1700), `${'🦉'.repeat(700)} end`, `One.\n\n\n  Two ${'words '.repeat(300)}`, '']) {
      const parts = splitText(text, 500, 300);
      expect(parts.every((part, at) => [...new Intl.Segmenter().segment(part)].length <= (at === 0 ? 300 : 500) && part.trim() !== '')).toBe(true);
      expect(parts.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
    }
  }, SLOW);
});

test('the words of a post that waits for its time are changed in place, and it is published once, as changed', async () => {
  const hugo = await town.person('hugo');
  const at = new Date(Date.now() + 3 * 86_400_000);
  at.setSeconds(0, 0);
  const { body: made } = await hugo.post('/api/v1/statuses', { status: 'Good mornin', spoiler_text: 'Early', scheduled_at: at.toISOString() });
  const page = await sit('/scheduled', hugo);
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await expect.poll(() => box(page).inputValue().catch(() => ''), PATIENT).toBe('Good mornin');
  await box(page).fill('Good morning');
  await sheet(page).getByRole('button', { name: 'Save' }).click();
  await sheet(page).waitFor({ state: 'detached' });
  await page.getByText('Good morning', { exact: true }).waitFor();
  expect((await hugo.get('/api/v1/scheduled_statuses')).body).toMatchObject([{ id: made.id, scheduled_at: at.toISOString(), params: { text: 'Good morning', spoiler_text: 'Early' } }]);
  await page.context().close();
}, SLOW);

test('who attaches a picture without a word is asked once, may publish anyway, and may switch that off', async () => {
  const iris = await town.person('iris');
  const page = await sit('/write', iris);
  const attach = async (): Promise<void> => {
    await page.locator('input[type=file]').setInputFiles(png('a.png'));
    await page.getByLabel(/What does/).waitFor();
    await sheet(page).getByRole('button', { name: 'Remove number 1 of 1' }).waitFor();
    await sheet(page).getByRole('button', { name: 'Publish', exact: true }).click();
  };
  await attach();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Describe' }).click();
  await expect.poll(() => page.getByLabel(/What does/).evaluate(isFocused), PATIENT).toBe(true);
  expect(await textsOf(iris)).toEqual([]);
  await sheet(page).getByRole('button', { name: 'Publish', exact: true }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Publish anyway' }).click();
  await expect.poll(() => textsOf(iris), PATIENT).toHaveLength(1);
  await page.goto('/settings/appearance', { waitUntil: 'networkidle' });
  await page.getByLabel(/Remind me to describe pictures/).uncheck();
  await page.goto('/write', { waitUntil: 'networkidle' });
  await attach();
  await expect.poll(() => textsOf(iris), PATIENT).toHaveLength(2);
  await page.context().close();
}, SLOW);

test('what is wrong is said beside its field, and what was typed stays', async () => {
  const page = await sit('/write');
  const publish = () => sheet(page).getByRole('button', { name: /^(?:Publish|Schedule)$/ }).click();
  await box(page).fill('Still here');
  await page.locator('input[type=file]').evaluate((input: Json) => {
    const { DataTransfer: Handed, File: Made } = globalThis as Json;
    const handed = new Handed();
    for (const size of [0, 41 << 20, 9, 9, 9]) handed.items.add(new Made([new Uint8Array(size)], `${size}.png`, { type: 'image/png' }));
    input.files = handed.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  });
  const media = page.getByRole('list', { name: 'Pictures, films and sounds' }).getByRole('listitem');
  await media.nth(0).getByText('This file is empty.').waitFor();
  await media.nth(1).getByText(/too large: the server takes at most \d+ MB/).waitFor();
  await sheet(page).getByRole('alert').getByText(/at most 4 files/).waitFor();
  await publish();
  await sheet(page).getByRole('alert').getByText('A file could not be sent').waitFor();
  for (let left = await media.count(); left > 0; left--) await media.nth(0).getByRole('button', { name: /^(?:Remove|Cancel)/ }).click();
  await sheet(page).getByRole('button', { name: 'Poll' }).click();
  await page.getByLabel('Option 1').fill('Alone');
  await publish();
  await page.getByRole('group', { name: 'Poll' }).getByText('at least two options').waitFor();
  await expect.poll(() => page.getByLabel('Option 2').evaluate(isFocused), PATIENT).toBe(true);
  await page.getByLabel('Option 2').fill('Together');
  await sheet(page).getByRole('button', { name: 'Publish later' }).click();
  await page.getByLabel('Publish on').fill('2020-01-01T10:00');
  await publish();
  await sheet(page).getByText('at least 5 minutes ahead').waitFor();
  expect([await box(page).inputValue(), await page.getByLabel('Option 1').inputValue()]).toEqual(['Still here', 'Alone']);
  await page.context().close();
}, SLOW);

test('a page on which one writes has one accent', async () => {
  const page = await sit('/write');
  const accents = await page.locator('.button.next').evaluateAll((all: Json[]) => all.filter((one) => one.checkVisibility({ visibilityProperty: true })).map((one) => one.textContent));
  expect(accents).toEqual(['Publish']);
  await page.context().close();
}, SLOW);
