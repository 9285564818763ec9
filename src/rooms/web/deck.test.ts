// Columns side by side and single keys: for those who read much at once, and for those who have no pointer.
import { describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { violationsOf } from '#test/town/axe.ts';
import { openPages } from '#test/town/web.ts';
import type { Seat } from '#test/town/web.ts';

const PATIENT = { timeout: 15_000 };
const DIALOG = '[role="dialog"]';

const { web, people: [alice, bob] } = await openPages('alice', 'bob');
await alice.follows(bob);
for (const text of ['one', 'two #velo', 'three']) await bob.posts(text);

const titles = (page: Page): Promise<string[]> => page.locator('[data-column] h2').allTextContents();
const column = (page: Page, title: string) => page.getByRole('region', { name: title, exact: true });

/** A deck that shows its posts. */
async function openDeck(seat?: Seat): Promise<Page> {
  const page = await web.as(alice, seat);
  await page.goto('/deck');
  await page.locator('[data-column] article').first().waitFor();
  return page;
}

describe('columns', () => {
  test('are live all at once, through one connection', async () => {
    const page = await web.as(alice);
    const sockets: string[] = [];
    page.on('websocket', (socket) => sockets.push(socket.url()));
    await page.goto('/deck');
    for (const title of ['Home', 'Everything public']) await column(page, title).getByText('three').waitFor();
    await expect.poll(() => page.locator('[data-column] [data-pulse="live"]').count(), PATIENT).toBe(3);
    await bob.posts('just now');
    for (const title of ['Home', 'Everything public']) {
      await column(page, title).getByRole('button', { name: /^1 / }).click();
      await column(page, title).getByText('just now').waitFor();
    }
    expect(sockets).toHaveLength(1);
    await page.context().close();
  });

  test('are put in another order by keyboard, taken away and brought back, and stand so the next time', async () => {
    const page = await openDeck();
    await page.keyboard.press('1');
    await page.keyboard.press('>');
    await expect.poll(() => titles(page), PATIENT).toEqual(['Notifications', 'Home', 'Everything public']);
    await column(page, 'Everything public').getByRole('button', { name: /^Settings of/ }).press('Enter');
    await column(page, 'Everything public').getByRole('button', { name: 'Move left' }).press('Enter');
    await expect.poll(() => titles(page), PATIENT).toEqual(['Notifications', 'Everything public', 'Home']);
    await column(page, 'Everything public').getByRole('button', { name: 'Remove' }).press('Enter');
    await expect.poll(() => titles(page), PATIENT).toEqual(['Notifications', 'Home']);
    await page.getByRole('button', { name: 'Undo' }).press('Enter');
    await expect.poll(() => titles(page), PATIENT).toEqual(['Notifications', 'Everything public', 'Home']);
    await page.reload();
    await expect.poll(() => titles(page), PATIENT).toEqual(['Notifications', 'Everything public', 'Home']);
    await page.context().close();
  });

  test('are added by keyboard, show what they were asked for, and leave out what they were told to', async () => {
    const page = await openDeck();
    await page.getByRole('button', { name: 'Add a column' }).press('Enter');
    await page.getByLabel('A hashtag', { exact: true }).focus();
    await page.keyboard.type('#velo');
    await page.keyboard.press('Enter');
    const velo = column(page, '#velo');
    await velo.getByText('two').waitFor();
    expect(await velo.locator('article').count()).toBe(1);
    await velo.getByRole('button', { name: /^Settings of/ }).press('Enter');
    await velo.getByLabel('Only with pictures, films or sounds').press('Space');
    await velo.getByText('Nothing here yet').waitFor();
    await page.context().close();
  });

  test('fill a phone one at a time', async () => {
    const page = await openDeck({ size: 'phone' });
    const box = await column(page, 'Home').boundingBox();
    expect([box?.x, box?.width]).toEqual([0, 390]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await page.getByRole('navigation', { name: 'Columns' }).getByRole('button', { name: 'Notifications' }).tap();
    await expect.poll(async () => (await column(page, 'Notifications').boundingBox())?.x, PATIENT).toBe(0);
    await page.context().close();
  });
});

describe('single keys', () => {
  test('go from post to post and like the one that is there', async () => {
    const post = await bob.posts('likeable');
    const page = await web.as(alice);
    await page.goto('/home');
    await page.getByText('likeable').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    expect(await page.evaluate('document.activeElement.dataset.post')).toBe(post.id);
    await page.keyboard.press('f');
    await expect.poll(async () => (await alice.get(`/api/v1/statuses/${post.id}`)).body.favourited, PATIENT).toBe(true);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/@bob/${post.id}`);
    await page.keyboard.press('g');
    await page.keyboard.press('l');
    await page.waitForURL('**/lists');
    await page.context().close();
  });

  test('are listed by ?, and can be switched off', async () => {
    const page = await web.as(alice, { language: 'fr' });
    await page.goto('/lists');
    await page.locator('html').press('?');
    await page.locator(DIALOG).getByText('Message suivant').waitFor();
    await page.keyboard.press('Escape');
    await page.locator(DIALOG).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Touches' }).click();
    await page.locator(DIALOG).getByRole('checkbox').uncheck();
    await page.keyboard.press('Escape');
    await page.locator(DIALOG).waitFor({ state: 'detached' });
    await page.reload();
    await page.locator('html').press('?');
    await page.keyboard.press('g');
    await page.keyboard.press('h');
    await page.waitForTimeout(300);
    expect(await page.locator(DIALOG).count()).toBe(0);
    expect(page.url()).toMatch(/\/lists$/);
    await page.context().close();
  });

  test('are letters, and nothing else, while somebody types or holds another key', async () => {
    const page = await web.as(alice);
    await page.goto('/lists');
    await page.getByLabel('A new list').focus();
    await page.keyboard.type('gh?jn/s');
    expect(await page.getByLabel('A new list').inputValue()).toBe('gh?jn/s');
    expect(await page.locator(DIALOG).count()).toBe(0);
    await page.locator('h1').click();
    await page.keyboard.press('g');
    await page.keyboard.press('Control+d');
    await page.waitForTimeout(200);
    expect(page.url()).toMatch(/\/lists$/);
    await page.context().close();
  });
});

test('a column of which no stream tells says when it was read, and is read anew when asked', async () => {
  const [kept, later] = [await bob.posts('kept first'), await bob.posts('kept later')];
  await alice.does('bookmark', kept);
  const page = await openDeck();
  await page.getByRole('button', { name: 'Add a column' }).click();
  await page.locator(DIALOG).getByRole('button', { name: 'Kept', exact: true }).click();
  page.setDefaultTimeout(10_000);
  const marks = column(page, 'Kept');
  await marks.getByText('kept first').waitFor();
  expect(await marks.locator('[data-pulse]').count()).toBe(0);
  await marks.getByText(/^Not live\. Read again every minute, last at \d\d:\d\d\.$/).waitFor();
  await alice.does('bookmark', later);
  await alice.does('unbookmark', kept);
  await marks.getByRole('button', { name: 'Read now' }).click();
  await marks.getByText('kept later').waitFor();
  await marks.getByText('kept first').waitFor({ state: 'detached' });
  expect(await column(page, 'Home').getByText('Not live').count()).toBe(0);
  expect(await violationsOf(page)).toEqual([]);
  await page.context().close();
}, 40_000);

test('a search that is kept stands at the side of every page and can be made a column', async () => {
  // One's own posts are found always; those of others where they want that.
  await alice.posts('a heron on the roof');
  const page = await web.as(alice);
  await page.goto('/search?q=heron');
  await page.getByRole('button', { name: 'Keep this search' }).click();
  await page.goto('/deck');
  await page.getByRole('list', { name: 'Searches you keep' }).getByRole('link', { name: 'heron' }).waitFor();
  await page.getByRole('button', { name: 'Add a column' }).click();
  await page.locator(DIALOG).getByRole('button', { name: 'heron', exact: true }).click();
  await column(page, 'heron').getByText('on the roof').waitFor();
  expect((await titles(page)).at(-1)).toBe('heron');
  await page.context().close();
});

describe('the deck can be used by everybody', () => {
  test.for([['en', 'desk', false], ['fr', 'phone', true]] as const)('%s, %s, dark %s', async ([language, size, dark]) => {
    const page = await openDeck({ language, size, dark });
    expect(await violationsOf(page)).toEqual([]);
    await page.locator('[data-column] header button').first().click();
    expect(await violationsOf(page)).toEqual([]);
    await page.locator('html').press('?');
    await page.locator(DIALOG).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.context().close();
  });
});
