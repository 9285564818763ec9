// Settings and first steps, in a browser: what is changed there holds, and everybody can use the pages.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createMember } from '#auth';
import { PASSWORD, openTown } from '#town';
import type { Person, Town } from '#town';
import { violationsOf } from '#test/town/axe.ts';
import { Browser } from '#test/town/browser.ts';
import { INSTALL_MS } from '#test/town/debian.ts';
import { greyPng } from '#test/town/files.ts';
import { LOCAL, openWeb } from '#test/town/web.ts';
import type { Web } from '#test/town/web.ts';

/** Each test opens several pages in a browser, on a machine that may be busy. */
const PATIENCE_MS = 90_000;

let town: Town;
let web: Web;
let alice: Person;
let bob: Person;

vi.setConfig({ testTimeout: PATIENCE_MS });

beforeAll(async () => {
  town = await openTown(LOCAL);
  [web, [alice, bob]] = await Promise.all([openWeb(town), town.people('alice', 'bob')]);
  // The application is assembled for whoever comes first.
  await town.visitor.get('/', { headers: { accept: 'text/html' } });
}, INSTALL_MS);

afterAll(async () => {
  await web?.close();
  await town?.close();
});

test('a profile is changed with its picture and motto; a mistake stands beside its field and nothing typed is lost', async () => {
  const page = await web.as(alice, { size: 'phone' });
  await page.goto('/settings/profile');
  await page.getByLabel('Name', { exact: true }).fill('Alice Ash');
  await page.getByLabel('Motto').fill('Slowly, but surely');
  await page.getByLabel('About you').fill('x'.repeat(501));
  await page.setInputFiles('input[name=avatar]', { name: 'a.png', mimeType: 'image/png', buffer: Buffer.from(greyPng(60, 60)) });
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('.mistake').waitFor();
  expect(await page.getByLabel('About you').getAttribute('aria-invalid')).toBe('true');
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Alice Ash');
  await page.getByLabel('About you').fill('I keep the doors open.');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  const { body } = await alice.get('/api/v1/accounts/verify_credentials');
  expect(body).toMatchObject({ display_name: 'Alice Ash', source: { note: 'I keep the doors open.', fields: [{ name: 'Motto', value: 'Slowly, but surely' }] } });
  expect(body.avatar).not.toMatch(/assets\/avatar\.png$/);
  await page.context().close();
});

test('who leaves with changes unsaved is asked, and may stay', async () => {
  const page = await web.as(bob);
  await page.goto('/settings/profile');
  await page.getByLabel('Motto').fill('half a thought');
  await page.getByRole('link', { name: 'Posting' }).click();
  await page.getByRole('button', { name: 'Stay here' }).click();
  expect(await page.getByLabel('Motto').inputValue()).toBe('half a thought');
  await page.getByRole('link', { name: 'Posting' }).click();
  await page.getByRole('button', { name: 'Leave', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Posting' }).waitFor();
  await page.context().close();
});

test('a filter is made, finds its word, and is changed and removed', async () => {
  const page = await web.as(bob);
  await page.goto('/settings/filters/new');
  await page.getByLabel('Name of the filter').fill('Spoilers');
  await page.getByLabel('Word or phrase').fill('finale');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('link', { name: 'Spoilers' }).click();
  const post = await alice.posts('The finale was long');
  const { filtered } = (await bob.get(`/api/v1/statuses/${post.id}`)).body;
  expect(filtered).toMatchObject([{ filter: { title: 'Spoilers', filter_action: 'warn' }, keyword_matches: ['finale'] }]);
  await page.getByLabel('Left out').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Leaves out').waitFor();
  await page.getByRole('link', { name: 'Spoilers' }).click();
  await page.getByRole('button', { name: 'Remove this filter' }).click();
  await page.getByText('You have no filters.').waitFor();
  expect((await bob.get('/api/v2/filters')).body).toEqual([]);
  await page.context().close();
});

test('a mute is lifted where it is listed', async () => {
  await bob.mutes(alice);
  const page = await web.as(bob);
  await page.goto('/settings/people');
  await page.getByRole('button', { name: 'Show again' }).click();
  await page.getByText('You have muted nobody.').waitFor();
  expect((await bob.get('/api/v1/mutes')).body).toEqual([]);
  await page.context().close();
});

test('a theme is there with the first byte of every page, also of those of the door, and without script', async () => {
  const page = await web.as(alice);
  await page.goto('/settings/appearance');
  await page.getByLabel('Dark').check();
  await page.getByLabel('High contrast').check();
  const paper = (): Promise<string> => page.evaluate('getComputedStyle(document.body).backgroundColor');
  const dark = await paper();
  await page.reload();
  expect(await paper()).toBe(dark);
  expect(await page.getByLabel('Dark').isChecked()).toBe(true);
  const [look] = (await page.context().cookies()).filter(({ name }) => name === 'perchoir_look');
  for (const path of ['/', '/auth/sign_in', '/nowhere-at-all']) {
    const answer = await town.visitor.get(path, { headers: { accept: 'text/html', cookie: `perchoir_look=${look?.value}` } });
    expect(answer.text, path).toMatch(/<html [^>]*data-theme="dark"[^>]*data-contrast="more"/);
  }
  const broken = await town.visitor.get('/auth/sign_in', { headers: { accept: 'text/html', cookie: 'perchoir_look=theme_"onload=.contrast_more.__proto___x' } });
  expect(broken.text).toMatch(/<html lang="en" data-contrast="more">/);
  await page.context().close();
});

test('somebody new lands in the first steps, follows a tag and a person there, and goes home', async () => {
  await alice.patch('/api/v1/accounts/update_credentials', { discoverable: true });
  await alice.posts('Swifts over the roof #birds');
  const visitor = new Browser(town.base, 'http://localhost');
  await visitor.open('/auth/sign_up');
  const landed = await visitor.submit({ username: 'nora', email: 'nora@example.org', password: PASSWORD, agreement: 'true' });
  expect(landed.address).toBe('/welcome');
  const page = await web.visit();
  await page.context().addCookies((visitor.asPage['cookie'] ?? '').split('; ').map((pair) => ({ name: pair.slice(0, pair.indexOf('=')), value: pair.slice(pair.indexOf('=') + 1), url: 'http://localhost' })));
  await page.goto('/welcome');
  await page.getByLabel('Your name').fill('Nora');
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('button', { name: 'Follow #birds' }).click();
  await page.getByRole('button', { name: 'Following #birds' }).waitFor();
  await page.getByRole('link', { name: 'Go on' }).click();
  await page.getByRole('button', { name: 'Follow @alice' }).click();
  await page.getByRole('button', { name: 'Following @alice' }).waitFor();
  await page.getByRole('link', { name: 'Go on' }).click();
  await page.getByText('Nothing is ranked').waitFor();
  await page.getByRole('link', { name: 'To your home' }).click();
  await page.waitForURL('**/home');
  const [nora] = await town.sql<{ follows: string; tags: string; name: string }>(`select following_count::text as follows, display_name as name,
    (select string_agg(tag_key, ',') from accounts.tag_follow where account_id = account.id) as tags from accounts.account where username = 'nora'`);
  expect(nora).toEqual({ follows: '1', tags: 'birds', name: 'Nora' });
  await page.context().close();
});

describe('everybody can use', () => {
  const OWN = ['/settings', '/settings/profile', '/settings/posting', '/settings/appearance', '/settings/notifications', '/settings/filters', '/settings/filters/new', '/settings/people', '/settings/tags', '/settings/security', '/settings/data', '/welcome', '/welcome?step=tags', '/welcome?step=people', '/welcome?step=how'];
  const OWNERS = ['/owner', '/owner/texts', '/owner/rules', '/owner/sign-up', '/owner/accounts', '/owner/announcements'];
  const DOOR = ['/auth/sign_in', '/auth/sign_up', '/auth/password/forgot', '/about'];

  test.each([['en', false, 'phone'], ['fr', true, 'desk']] as const)('the pages in %s, dark %s, on a %s', async (language, dark, size) => {
    const username = `olive_${language}`;
    await createMember(town.ctx, { username, email: `${username}@example.org`, password: PASSWORD, role: 'owner' });
    const page = await web.as({ username } as Person, { language, dark, size, calm: true });
    for (const path of [...OWN, ...OWNERS]) {
      await page.goto(path);
      expect(await violationsOf(page), path).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), `${path} is wider than the screen`).toBeLessThanOrEqual(0);
    }
    const outside = await web.visit({ language, dark, size });
    for (const path of DOOR) {
      await outside.goto(path);
      expect(await violationsOf(outside), path).toEqual([]);
    }
    await page.context().close();
    await outside.context().close();
  }, 240_000);
});
