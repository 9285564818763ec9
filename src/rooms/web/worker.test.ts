// The pages as an app: without a network, told while closed, and taking what others share.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page, Worker } from 'playwright-core';
import { openTown } from '#town';
import type { Person, Town } from '#town';
import { INSTALL_MS } from '#test/town/debian.ts';
import { LOCAL, openWeb } from '#test/town/web.ts';
import type { Seat, Web } from '#test/town/web.ts';

const PATIENT = { timeout: 15_000 };

let town: Town;
let web: Web;
let alice: Person;
let bob: Person;

beforeAll(async () => {
  town = await openTown(LOCAL);
  [alice, bob] = await town.people('alice', 'bob');
  web = await openWeb(town, true);
}, INSTALL_MS);

afterAll(async () => {
  await web?.close();
  await town?.close();
});

async function install(seat?: Seat): Promise<[Page, Worker]> {
  const page = await web.as(alice, seat);
  const starting = page.context().waitForEvent('serviceworker');
  await page.goto(`/?lang=${seat?.language ?? 'en'}`);
  const worker = await starting;
  await expect.poll(() => page.evaluate('navigator.serviceWorker.controller !== null'), PATIENT).toBe(true);
  return [page, worker];
}

test.each([['en', 'No connection'], ['fr', 'Pas de connexion']] as const)('without a network a page says so (%s), and is itself again with one', async (language, title) => {
  const [page] = await install({ language, size: 'phone' });
  await page.context().setOffline(true);
  await page.goto('/notifications');
  expect(await page.locator('h1').innerText()).toBe(title);
  expect(await page.locator('html').getAttribute('lang')).toBe(language);
  await page.context().setOffline(false);
  await page.goto('/');
  expect(await page.locator('h1').first().innerText()).not.toBe(title);
  await page.context().close();
});

test('of the server’s answers only files of the application are kept, never a page or what the API says', async () => {
  const [page] = await install();
  await page.reload();
  await page.evaluate("fetch('/api/v1/timelines/home', { headers: { Authorization: 'Session' } })");
  const kept = await page.evaluate("caches.open('files').then((files) => files.keys()).then((all) => all.map(({ url }) => new URL(url).pathname))") as string[];
  expect(kept.length).toBeGreaterThan(0);
  expect(kept.filter((path) => !path.startsWith('/app/assets/'))).toEqual([]);
  expect(await page.evaluate('caches.keys()')).toEqual(expect.arrayContaining(['files', 'memory']));
  await page.context().close();
});

test('a push is shown, once for one notification, and leads to what it is about', async () => {
  const [page, worker] = await install();
  await page.context().grantPermissions(['notifications']);
  const post = await bob.posts('@alice look');
  await town.settled();
  const { body: [line] } = await alice.get('/api/v1/notifications');
  const message = { access_token: '', preferred_locale: 'en', notification_id: Number(line.id), notification_type: 'mention', icon: line.account.avatar_static, title: 'bob mentioned you', body: '@alice look' };
  const session = await page.context().newCDPSession(page);
  // Those of other pages that were open in this browser may still be among them.
  const registrations = new Set<string>();
  session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations: all }) => all.forEach(({ registrationId }) => registrations.add(registrationId)));
  await session.send('ServiceWorker.enable');
  await expect.poll(() => registrations.size, PATIENT).toBeGreaterThan(0);
  for (const registrationId of [...registrations, ...registrations]) await session.send('ServiceWorker.deliverPushMessage', { origin: 'http://localhost', registrationId, data: JSON.stringify(message) });
  const shown = "registration.getNotifications().then((all) => all.map(({ title, body, tag }) => ({ title, body, tag })))";
  await expect.poll(() => worker.evaluate(shown), PATIENT).toEqual([{ title: 'bob mentioned you', body: '@alice look', tag: line.id }]);
  // Focus belongs to a real click, which no protocol can make: the page is stood in for there.
  await worker.evaluate(`registration.getNotifications().then(([notification]) => {
    clients.matchAll = async () => [{ focus: async () => ({ navigate: async (address) => { self.led = address; } }) }];
    dispatchEvent(Object.assign(new Event('notificationclick'), { notification, waitUntil() {} }));
  })`);
  await expect.poll(() => worker.evaluate('self.led'), PATIENT).toBe(new URL(post.url).pathname);
  await page.context().close();
});

test('what another app shares is kept for the composer', async () => {
  const [page] = await install();
  const address = await page.evaluate(`(() => {
    const form = new FormData();
    form.set('title', 'A page');
    form.set('url', 'https://example.org/a');
    form.set('files', new File(['picture'], 'a.png', { type: 'image/png' }));
    return fetch('/share', { method: 'POST', body: form, redirect: 'manual' }).then(({ type }) => type);
  })()`);
  expect(address).toBe('opaqueredirect');
  const kept = await page.evaluate(`new Promise((done) => {
    indexedDB.open('perchoir').onsuccess = ({ target: { result } }) => {
      result.transaction('shared').objectStore('shared').getAll().onsuccess = ({ target }) => done(target.result.map(({ text, files }) => [text, files.map(({ name }) => name)]));
    };
  })`);
  expect(kept).toEqual([['A page\nhttps://example.org/a', ['a.png']]]);
  await page.context().close();
});

test('the manifest says what is installed, in the language asked for, and every icon is there in its size', async () => {
  const { body, headers } = await town.visitor.get('/manifest.webmanifest?lang=fr');
  expect(headers.get('content-type')).toContain('application/manifest+json');
  expect(body).toMatchObject({ lang: 'fr', start_url: '/home', display: 'standalone', share_target: { action: '/share' }, shortcuts: [{ name: 'Écrire' }, {}, {}] });
  expect((await town.visitor.get('/manifest.webmanifest?lang=en')).body.shortcuts[0].name).toBe('Write');
  expect(new Set(body.icons.map(({ purpose }: { purpose: string }) => purpose))).toEqual(new Set(['any', 'maskable']));
  const page = await web.visit();
  await page.goto('/privacy-policy');
  for (const { src, sizes } of body.icons) {
    const size = await page.evaluate(`new Promise((done, fail) => { const image = new Image(); image.onload = () => done(image.naturalWidth + 'x' + image.naturalHeight); image.onerror = () => fail(new Error('${src}')); image.src = '${src}'; })`);
    if (sizes !== 'any') expect(size).toBe(sizes);
  }
  await page.context().close();
});
