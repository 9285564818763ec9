// The switch for being told while no page is open, from the settings to the notification that is shown and pressed.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { violationsOf } from '#test/town/axe.ts';
import { PushApp, openPushService } from '#test/town/push-server.ts';
import type { PushService } from '#test/town/push-server.ts';
import { openPagesWhole } from '#test/town/web.ts';

const PATIENT = { timeout: 15_000 };
const SETTINGS = '/settings/notifications';

const { town, web, people: [alice, bob] } = await openPagesWhole('alice', 'bob');
let service: PushService;

beforeAll(async () => {
  service = await openPushService(town);
});
afterAll(() => service.close());

/** The browser's own push service is out of reach here: its subscription is stood in for, and the rest is the browser's. */
async function openSettings(app: PushApp): Promise<Page> {
  const page = await web.as(alice);
  await page.context().grantPermissions(['notifications'], { origin: 'http://localhost' });
  await page.context().addInitScript(`{
    const made = { toJSON: () => (${JSON.stringify({ endpoint: app.endpoint, keys: app.keys })}), unsubscribe: async () => { localStorage.removeItem('subscribed'); return true; } };
    PushManager.prototype.subscribe = async ({ userVisibleOnly, applicationServerKey }) => {
      if (!userVisibleOnly || !/^[\\w-]{80,}$/.test(applicationServerKey)) throw new DOMException('No key', 'InvalidAccessError');
      localStorage.setItem('subscribed', 'yes');
      return made;
    };
    PushManager.prototype.getSubscription = async () => (localStorage.getItem('subscribed') === null ? null : made);
  }`);
  const starting = page.context().waitForEvent('serviceworker');
  await page.goto(SETTINGS);
  await starting;
  return page;
}

test('who turns it on is told of what was chosen, sees it, and is led to it by a press; turned off nothing more comes', async () => {
  const app = new PushApp('browser');
  const page = await openSettings(app);
  await page.getByText('Off: this browser is told nothing.').waitFor(PATIENT);
  await page.getByRole('button', { name: 'Turn on' }).click();
  await page.getByText('On in this browser.').waitFor(PATIENT);
  expect(await violationsOf(page)).toEqual([]);
  await page.reload();
  await page.getByText('On in this browser.').waitFor(PATIENT);
  const post = await bob.posts('@alice look here');
  await expect.poll(() => app.messages(service), PATIENT).toMatchObject([{ notification_type: 'mention' }]);

  const [worker] = page.context().serviceWorkers();
  if (worker === undefined) throw new Error('The worker has gone');
  const session = await page.context().newCDPSession(page);
  const registrations: string[] = [];
  session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations: all }) => registrations.push(...all.map(({ registrationId }) => registrationId)));
  await session.send('ServiceWorker.enable');
  await expect.poll(() => registrations.length, PATIENT).toBeGreaterThan(0);
  // What was sent, as the browser hands it over when it has unsealed it.
  await session.send('ServiceWorker.deliverPushMessage', { origin: 'http://localhost', registrationId: registrations[0] ?? '', data: JSON.stringify(app.messages(service)[0]) });
  await expect.poll(() => worker.evaluate('registration.getNotifications().then((all) => all.map(({ body }) => body))'), PATIENT).toEqual([expect.stringContaining('look here')]);
  // With no page open one is opened; only a real finger may do that, so the browser's own way is stood in for.
  await worker.evaluate(`registration.getNotifications().then(([notification]) => {
    clients.matchAll = async () => [];
    clients.openWindow = async (address) => { self.opened = address; };
    dispatchEvent(Object.assign(new Event('notificationclick'), { notification, waitUntil() {} }));
  })`);
  await expect.poll(() => worker.evaluate('self.opened'), PATIENT).toBe(new URL(post.url).pathname);
  expect(await worker.evaluate('registration.getNotifications().then((all) => all.length)')).toBe(0);

  const chat = (await bob.post('/api/perchoir/v1/chats', { account_ids: [alice.id] })).body;
  await alice.post(`/api/perchoir/v1/chats/${chat.id}/accept`);
  await bob.post(`/api/perchoir/v1/chats/${chat.id}/messages`, { text: 'between us', client_key: 'one' });
  await expect.poll(() => app.messages(service), PATIENT).toMatchObject([{}, { notification_type: 'perchoir.message', url: `/messages/${chat.id}` }]);
  await session.send('ServiceWorker.deliverPushMessage', { origin: 'http://localhost', registrationId: registrations[0] ?? '', data: JSON.stringify(app.messages(service)[1]) });
  await expect.poll(() => worker.evaluate('registration.getNotifications().then((all) => all.map(({ title, body, data }) => [title, body, data.url]))'), PATIENT).toEqual([['bob', 'A new message', `/messages/${chat.id}`]]);

  await page.getByRole('checkbox', { name: 'Mentions and answers' }).uncheck();
  await expect.poll(async () => (await page.evaluate("fetch('/api/v1/push/subscription', { headers: { Authorization: 'Session' } }).then((answer) => answer.json())") as { alerts: { mention: boolean } }).alerts.mention, PATIENT).toBe(false);
  await page.getByRole('button', { name: 'Turn off' }).click();
  await page.getByText('Off: this browser is told nothing.').waitFor(PATIENT);
  await bob.posts('@alice and here');
  await town.settled();
  expect(app.messages(service)).toHaveLength(2);
  await page.context().close();
}, 40_000);
