// People on pages: following with a way back, lists of one's own made and edited, and who stands around whom.
import { describe, expect, test } from 'vitest';
import type { Json, Person } from '#town';
import { violationsOf } from '#test/town/axe.ts';
import { openPages } from '#test/town/web.ts';

const PATIENT = { timeout: 15_000 };

const { web, people: [alice, bob, carol] } = await openPages('alice', 'bob', 'carol');
await bob.follows(carol);
await alice.follows(carol);

const relation = async (other: Person): Promise<Json> => (await alice.get(`/api/v1/accounts/relationships?id[]=${other.id}`)).body[0];

describe('following', () => {
  test('is seen at once and written; not following any more can be taken back, with what was wanted and the lists', async () => {
    const list = (await alice.post('/api/v1/lists', { title: 'Friends' })).body;
    const page = await web.as(alice);
    await page.goto('/@carol/followers');
    const row = page.locator('li', { has: page.locator('a[href="/@bob"]') }).last();
    await row.getByRole('button', { name: /follow @bob$/ }).click();
    await row.getByRole('button', { name: /^Following/ }).waitFor();
    await expect.poll(async () => (await relation(bob)).following, PATIENT).toBe(true);

    await row.getByRole('button', { name: 'More about @bob' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Tell me when they write' }).click();
    await expect.poll(async () => (await relation(bob)).notifying, PATIENT).toBe(true);
    await page.getByRole('menuitem', { name: 'In lists…' }).click();
    await page.getByRole('dialog').getByLabel('Friends').check();
    await expect.poll(async () => (await alice.get(`/api/v1/lists/${list.id}/accounts`)).body.length, PATIENT).toBe(1);
    await page.keyboard.press('Escape');

    await row.getByRole('button', { name: /^Following/ }).click();
    await expect.poll(async () => (await relation(bob)).following, PATIENT).toBe(false);
    await row.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => relation(bob), PATIENT).toMatchObject({ following: true, notifying: true });
    await expect.poll(async () => (await alice.get(`/api/v1/lists/${list.id}/accounts`)).body.map(({ username }: Json) => username), PATIENT).toEqual(['bob']);
    await page.context().close();
  });

  test('that the server refuses is taken back on the page', async () => {
    const page = await web.as(alice);
    await page.goto('/@carol/followers');
    await page.route('**/unfollow', (route) => route.fulfill({ status: 503, json: { error: 'Not now' } }));
    const row = page.locator('li', { has: page.locator('a[href="/@bob"]') }).last();
    await row.getByRole('button', { name: /^Following/ }).click();
    await row.getByRole('button', { name: /^Following/ }).waitFor();
    expect(await row.getByRole('button', { name: 'Undo' }).count()).toBe(0);
    await page.context().close();
  });
});

test('a list is made, named, filled, emptied and deleted by keyboard alone, and deleting it can be taken back', async () => {
  const page = await web.as(alice);
  await page.goto('/lists');
  await page.getByLabel('A new list').focus();
  await page.keyboard.type('Tonight');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/edit');
  await page.getByLabel('Name of the list').fill('Tonight’s speakers');
  await page.getByLabel('None', { exact: true }).check();
  await page.getByLabel('Name of the list').press('Enter');
  await page.getByText('Saved.').waitFor();
  await page.getByLabel('Add somebody').focus();
  await page.keyboard.type('car');
  await page.getByRole('button', { name: 'Add @carol' }).press('Enter');
  const made = async (): Promise<Json> => (await alice.get('/api/v1/lists')).body.find(({ title }: Json) => title === 'Tonight’s speakers');
  const { id, replies_policy: replies } = await made();
  expect(replies).toBe('none');
  const members = async (list: string): Promise<string[]> => (await alice.get(`/api/v1/lists/${list}/accounts`)).body.map(({ username }: Json) => username);
  await expect.poll(() => members(id), PATIENT).toEqual(['carol']);
  const inside = page.getByRole('list', { name: 'In this list' });
  await inside.getByRole('button', { name: 'Take out @carol' }).press('Enter');
  await expect.poll(() => members(id), PATIENT).toEqual([]);
  await inside.getByRole('button', { name: 'Put back @carol' }).press('Enter');
  await expect.poll(() => members(id), PATIENT).toEqual(['carol']);

  await page.goto('/lists');
  await page.getByRole('button', { name: 'Delete “Tonight’s speakers”' }).press('Enter');
  await page.getByText('“Tonight’s speakers” was deleted.').waitFor();
  expect(await made()).toBeUndefined();
  await page.getByRole('button', { name: 'Undo' }).press('Enter');
  await expect.poll(async () => members((await made())?.id ?? '0').catch(() => []), PATIENT).toEqual(['carol']);
  expect((await made()).replies_policy).toBe('none');
  await page.context().close();
});

test('who likes, reposts and quotes a post is shown to visitors too, and never whom one may not see', async () => {
  const post = await carol.posts('for all');
  await bob.does('favourite', post);
  const page = await web.visit({ script: false });
  await page.goto(`/@carol/${post.id}/likes`);
  await page.getByRole('link', { name: /@bob/ }).first().waitFor();
  expect(await page.getByRole('button').count()).toBe(0);
  const secret = await carol.posts('for some', { visibility: 'private' });
  expect((await page.goto(`/@carol/${secret.id}/likes`))?.status()).toBe(404);
  await page.context().close();
});

test('a person is reported with posts of theirs, is told what happens now, and can be muted at once', async () => {
  const post = await bob.posts('Buy my book');
  const page = await web.as(alice);
  await page.goto('/@bob');
  await page.getByRole('button', { name: 'More about @bob' }).click();
  await page.getByRole('menuitem', { name: 'Report @bob' }).click();
  await page.getByText('Add posts of theirs').click();
  await page.getByLabel('Buy my book').check();
  await page.getByLabel('In your own words').fill('Nothing else');
  const [sent] = await Promise.all([page.waitForResponse('**/api/v1/reports'), page.getByRole('button', { name: 'Send' }).click()]);
  expect(await sent.json()).toMatchObject({ category: 'spam', comment: 'Nothing else', status_ids: [post.id], target_account: { id: bob.id } });
  await page.getByText('Those who run this server will read it').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Mute @bob' }).click();
  await page.getByText('@bob is muted.').waitFor();
  expect((await alice.get(`/api/v1/accounts/relationships?id[]=${bob.id}`)).body[0].muting).toBe(true);
  expect(await violationsOf(page)).toEqual([]);
  await page.context().close();
});

test('a motto stands apart from the fields, in either language', async () => {
  const page = await web.visit({ script: false });
  for (const name of ['Motto', 'Devise']) {
    await carol.patch('/api/v1/accounts/update_credentials', { fields_attributes: [{ name, value: 'Slowly, but surely' }, { name: 'Home', value: 'The hill' }] });
    await expect.poll(async () => { await page.goto('/@carol'); return page.locator('dl dt').allTextContents(); }, PATIENT).toEqual(['Home']);
    await page.getByText('Slowly, but surely').waitFor();
  }
  await page.context().close();
});

describe('the pages of people and lists', () => {
  test.for([['en', false], ['fr', true]] as const)('can be used by everybody: %s, dark %s', { timeout: 60_000 }, async ([language, dark]) => {
    const page = await web.as(alice, { language, dark, size: dark ? 'phone' : 'desk' });
    const { body: [list] } = await alice.get('/api/v1/lists');
    for (const address of ['/lists', `/lists/${list.id}/edit`, '/@carol/followers', '/@carol/following']) {
      await page.goto(address);
      expect(await violationsOf(page), address).toEqual([]);
    }
    await page.context().close();
  });
});
