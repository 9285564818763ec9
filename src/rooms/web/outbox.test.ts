// What is written stays: through reload and crash, without a network, in order and never twice.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';
import { INSTALL_MS } from '#test/town/debian.ts';
import { LOCAL, buildClient, openWeb, takeInHand } from '#test/town/web.ts';
import type { Hand, Web } from '#test/town/web.ts';

const PATIENT = { timeout: 15_000 };

let town: Town;
let web: Web;
let script: string;
let alice: Person;

beforeAll(async () => {
  [town, script] = await Promise.all([openTown(LOCAL), buildClient()]);
  alice = await town.person('alice');
  web = await openWeb(town);
}, INSTALL_MS);

afterAll(async () => {
  await web?.close();
  await town?.close();
});

const textsOf = async (person: Person): Promise<string[]> => {
  const { body } = await person.get(`/api/v1/accounts/${person.id}/statuses?limit=40`);
  return body.map(({ content }: Json) => content.replace(/<[^>]*>/g, ''));
};
const send = (hand: Hand, text: string, more: object = {}): Promise<Json> =>
  hand.use(async ({ client, given }) => client.sendPosts([given]).catch((error: Json) => ({ kind: 'refused', status: error.status, message: error.message })), {
    account: alice.id, body: { status: text }, ...more,
  });
const sit = async (): Promise<[Page, Hand]> => {
  const page = await web.as(alice);
  return [page, await takeInHand(page, script)];
};

describe('posts', () => {
  test('leave at once where there is a network, and say why where they are refused', async () => {
    const [page, hand] = await sit();
    expect(await send(hand, 'at once')).toMatchObject({ kind: 'sent', posts: [{ content: '<p>at once</p>' }] });
    expect(await send(hand, 'x'.repeat(501))).toMatchObject({ kind: 'refused', status: 422 });
    expect(await send(hand, 'and on')).toMatchObject({ kind: 'sent' });
    expect(await textsOf(alice)).toEqual(['and on', 'at once']);
    await page.context().close();
  });

  test('written without a network are kept through a reload, leave in their order with their pictures, and none is there twice', async () => {
    const [page, hand] = await sit();
    await page.context().setOffline(true);
    for (const text of ['first', 'second']) expect(await send(hand, text)).toEqual({ kind: 'kept' });
    await hand.use(async ({ client, window, given }) => {
      const canvas = window.document.createElement('canvas');
      canvas.getContext('2d').fillRect(0, 0, 50, 50);
      const blob = await new Promise((done) => canvas.toBlob(done));
      return client.sendPosts([{ account: given, body: { status: 'third' }, files: [{ blob, name: 'a.png', description: 'black' }] }]);
    }, alice.id);
    await page.context().setOffline(false);
    const [again, other] = await Promise.all([takeInHand(page, script), takeInHand(await page.context().newPage(), script)]);
    // Two tabs set about it at the same moment.
    await Promise.all([again, other].map((one) => one.use(({ client }) => client.flushOutbox())));
    await expect.poll(async () => (await textsOf(alice)).slice(0, 3), PATIENT).toEqual(['third', 'second', 'first']);
    const { body } = await alice.get(`/api/v1/accounts/${alice.id}/statuses?limit=1`);
    expect(body[0].media_attachments).toMatchObject([{ description: 'black' }]);
    expect((await textsOf(alice)).filter((text) => text === 'first')).toHaveLength(1);
    await page.context().close();
  });

  test('whose answer was lost are there once', async () => {
    const [page, hand] = await sit();
    await page.route('**/api/v1/statuses', async (route) => {
      await route.fetch({ url: `${town.base}/api/v1/statuses` });
      await route.abort();
    });
    expect(await send(hand, 'heard by the server alone')).toEqual({ kind: 'kept' });
    await page.unroute('**/api/v1/statuses');
    await hand.use(({ client }) => client.flushOutbox());
    await expect.poll(async () => (await textsOf(alice)).slice(0, 2), PATIENT).toEqual(['heard by the server alone', 'third']);
    await page.context().close();
  });

  test('never leave in the name of somebody else who signs in at the same browser', async () => {
    const [page, hand] = await sit();
    const bob = await town.person('bob');
    await page.context().setOffline(true);
    await send(hand, 'only mine');
    await page.context().setOffline(false);
    const cookies = await (await web.as(bob)).context().cookies();
    await page.context().clearCookies();
    await page.context().addCookies(cookies);
    await hand.use(({ client }) => client.flushOutbox());
    expect(await textsOf(bob)).toEqual([]);
    await page.context().close();
  });

  test('are sent by the service worker after the last tab was closed', async () => {
    const [page, hand] = await sit();
    await hand.use(({ client }) => client.startWorker('en'));
    const worker = page.context().serviceWorkers()[0] ?? await page.context().waitForEvent('serviceworker');
    await page.context().setOffline(true);
    expect(await send(hand, 'sent by the worker')).toEqual({ kind: 'kept' });
    await page.close();
    await page.context().setOffline(false);
    await worker.evaluate("dispatchEvent(Object.assign(new Event('sync'), { tag: 'outbox', waitUntil() {} }))");
    await expect.poll(async () => (await textsOf(alice))[0], PATIENT).toBe('sent by the worker');
    await page.context().close();
  });
});

test('a draft is there again after a crash, with its file, and both are gone when it was posted', async () => {
  const [page, hand] = await sit();
  const write = ({ client, window, given }: Json): Promise<Json> => new Promise((done) => {
    const { createElement: h, createRoot, useEffect, useDraft, readFile } = client;
    const Composer = (): null => {
      const drafting = useDraft({ account: given, key: 'new', begin: () => ({ text: '' }), isBlank: ({ text }: Json) => text === '' });
      useEffect(() => {
        window.Object.assign(window, { drafting });
        if (drafting.ready) readFile(given, 'new', 'a').then((file: Json) => done({ text: drafting.draft.text, file: file?.name }));
      });
      return null;
    };
    window.document.body.replaceChildren();
    createRoot(window.document.body.appendChild(window.document.createElement('main'))).render(h(Composer));
  });
  expect(await hand.use(write, alice.id)).toEqual({ text: '', file: undefined });
  await hand.use(async ({ client, window, given }) => {
    await client.keepFile({ account: given, draft: 'new', key: 'a', name: 'a.png', blob: new window.Blob(['picture']) });
    for (const text of ['T', 'Th', 'The']) window.drafting.change({ text });
  }, alice.id);
  await page.goto('about:blank');
  const again = await takeInHand(page, script);
  expect(await again.use(write, alice.id)).toEqual({ text: 'The', file: 'a.png' });
  await again.use(({ window }) => window.drafting.clear());
  await page.goto('about:blank');
  expect(await (await takeInHand(page, script)).use(write, alice.id)).toEqual({ text: '', file: undefined });
  await page.context().close();
});

test('a place is kept for all devices, only moves forward, and the one further on counts', async () => {
  const [page, hand] = await sit();
  const move = (id: string): Promise<string> => hand.use(({ client, given }) => client.moveMarker('home', given), id);
  const marked = async (): Promise<string> => (await alice.get('/api/v1/markers?timeline[]=home')).body.home.last_read_id;
  expect([await move('1000'), await move('900'), await marked()]).toEqual(['1000', '1000', '1000']);
  await alice.post('/api/v1/markers', { home: { last_read_id: '2000' } });
  expect([await move('1500'), await marked()]).toEqual(['2000', '2000']);
  expect([await move('2500'), await marked()]).toEqual(['2500', '2500']);
  await page.context().close();
});
