// Posts in the browser: what is done to one is seen at once and everywhere, and taken back where the server refuses.
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
let bob: Person;
let page: Page;
let hand: Hand;

beforeAll(async () => {
  [town, script] = await Promise.all([openTown(LOCAL), buildClient()]);
  [alice, bob] = await town.people('alice', 'bob');
  await alice.follows(bob);
  web = await openWeb(town);
  page = await web.as(alice);
  hand = await takeInHand(page, script);
}, INSTALL_MS);

afterAll(async () => {
  await web?.close();
  await town?.close();
});

const seed = (posts: readonly Json[]): Promise<void> => hand.use(({ client, given }) => client.seedPosts(given), posts);
const seen = (id: string): Promise<Json> => hand.use(({ client, given }) => client.peekPost(given), id);
const known = async (post: Json): Promise<Json> => {
  const { body } = await alice.get(`/api/v1/statuses/${post.id}`);
  await seed([body]);
  return body;
};

describe('an act', () => {
  test('is seen before the server has answered, on the post and on every repost of it, and agrees with the server then', async () => {
    const post = await known(await bob.posts('liked'));
    const repost = await bob.does('reblog', post);
    await seed([(await alice.get(`/api/v1/statuses/${repost.id}`)).body]);
    let letThrough = (): void => undefined;
    const held = new Promise<void>((done) => (letThrough = done));
    await page.route('**/favourite', async (route) => {
      await held;
      await route.continue();
    });
    const liking = hand.use(({ client, given }) => client.like(given, true), repost.id);
    await expect.poll(async () => (await seen(post.id)).favourited, PATIENT).toBe(true);
    expect((await seen(repost.id)).reblog).toMatchObject({ favourited: true, favourites_count: 1 });
    expect((await alice.get(`/api/v1/statuses/${post.id}`)).body.favourited).toBe(false);
    letThrough();
    expect(await liking).toBe(true);
    expect(await seen(post.id)).toEqual((await alice.get(`/api/v1/statuses/${post.id}`)).body);
    await page.unroute('**/favourite');
  });

  test('that the server refuses, or that finds no network, is taken back with a word', async () => {
    const post = await known(await bob.posts('refused'));
    const acts: [string, number][] = [['bookmark', 500], ['repost', 422], ['like', 429]];
    for (const [act, status] of acts) {
      await page.route('**/statuses/*/*', (route) => route.fulfill({ status, json: { error: 'Not now' } }));
      expect(await hand.use(({ client, given }) => client[given.act](given.id, true), { act, id: post.id })).toBe(false);
      await page.unroute('**/statuses/*/*');
    }
    await page.context().setOffline(true);
    expect(await hand.use(({ client, given }) => client.like(given, true), post.id)).toBe(false);
    await page.context().setOffline(false);
    expect(await seen(post.id)).toEqual(post);
  });

  test('and its opposite right after it end as the second', async () => {
    const post = await known(await bob.posts('changed my mind'));
    await hand.use(({ client, given }) => Promise.all([true, false, true, false].map((on) => client.bookmark(given, on))), post.id);
    expect((await seen(post.id)).bookmarked).toBe(false);
    expect((await alice.get(`/api/v1/statuses/${post.id}`)).body.bookmarked).toBe(false);
  });

  test('of voting counts at once; a second vote changes nothing but says why', async () => {
    const poll = { options: ['yes', 'no'], expires_in: 3600 };
    const post = await known(await bob.posts('a question', { poll }));
    expect(await hand.use(({ client, given }) => client.vote(given, [1]), post.id)).toBe(true);
    expect((await seen(post.id)).poll).toMatchObject({ voted: true, own_votes: [1], votes_count: 1 });
    expect(await hand.use(({ client, given }) => client.vote(given, [0]), post.id)).toBe(false);
    expect((await seen(post.id)).poll).toMatchObject({ voted: true, own_votes: [1], votes_count: 1 });
  });

  test('of deleting takes the post and its reposts away, and brings them back when it is refused', async () => {
    const post = await known(await alice.posts('mine'));
    const repost = await alice.does('reblog', post);
    await seed([repost]);
    const gone = (): Promise<boolean[]> => hand.use(({ client, given }) => given.map((id: string) => client.isGone(id)), [post.id, repost.id]);
    await page.route('**/statuses/*', (route) => route.fulfill({ status: 503, json: { error: 'Not now' } }));
    await hand.use(({ client, given }) => client.removePost(given), post.id);
    expect(await gone()).toEqual([false, false]);
    await page.unroute('**/statuses/*');
    expect((await hand.use(({ client, given }) => client.removePost(given), post.id)).text).toBe('mine');
    expect(await gone()).toEqual([true, true]);
    expect((await alice.get(`/api/v1/statuses/${post.id}`)).status).toBe(404);
  });
});

test('an edit that the stream tells changes the post, and what was done here meanwhile stays on it', async () => {
  const post = await known(await bob.posts('before'));
  await hand.use(({ client }) => client.subscribe({ stream: 'user' }, client.amendPosts));
  await expect.poll(() => hand.use(({ client }) => client.streamStatus()), PATIENT).toBe('online');
  await page.route('**/bookmark', () => undefined);
  void hand.use(({ client, given }) => client.bookmark(given, true), post.id).catch(() => undefined);
  await bob.put(`/api/v1/statuses/${post.id}`, { status: 'after' });
  await expect.poll(async () => (await seen(post.id)).content, PATIENT).toContain('after');
  expect((await seen(post.id)).bookmarked).toBe(true);
  await page.unroute('**/bookmark');
});

test('of many posts only so many are kept, and none that is shown', async () => {
  const post = await known(await bob.posts('kept'));
  const count = await hand.use(({ client, window, given }) => {
    const { createRoot, createElement } = client;
    const Shown = (): null => (client.usePost(given.id), null);
    createRoot(window.document.body.appendChild(window.document.createElement('div'))).render(createElement(Shown));
    return new Promise((done) => setTimeout(() => {
      for (let n = 0; n < 100; n++) client.seedPosts(Array.from({ length: 100 }, (_, at) => ({ ...given, id: String(10 ** 15 + n * 100 + at) })));
      done(client.countPosts());
    }, 100));
  }, post);
  expect(count).toBeLessThanOrEqual(2500);
  expect(await seen(post.id)).toEqual(post);
});
