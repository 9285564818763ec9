// Lists in the browser: nothing is left out in silence, and nothing moves under who reads.
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

beforeAll(async () => {
  [town, script] = await Promise.all([openTown(LOCAL), buildClient()]);
  [alice, bob] = await town.people('alice', 'bob');
  await alice.follows(bob);
  web = await openWeb(town);
}, INSTALL_MS);

afterAll(async () => {
  await web?.close();
  await town?.close();
});

/** Shows home in a feed; its timeline is `window.timeline`. */
async function showHome(page: Page, { entries, hasOlder = true, path = '/api/v1/timelines/home' }: { entries: Json[]; hasOlder?: boolean; path?: string }): Promise<Hand> {
  const hand = await takeInHand(page, script);
  await hand.use(({ client, window, given }) => {
    const { createElement: h, createRoot, useEffect, useTimeline, useSeed, usePost, Feed, createMemoryRouter, RouterProvider } = client;
    const start = { entries: given.entries, hasOlder: given.hasOlder };
    const source = { ...client.homeSource(), path: given.path };
    const Row = ({ id, post: known }: Json): Json => {
      const post = usePost(id, known);
      return h('article', { style: { minHeight: `${60 + Number(id) % 90}px` } }, post?.content.replace(/<[^>]*>/g, '') ?? '…');
    };
    const Home = (): Json => {
      const timeline = useTimeline(source, start);
      useSeed(start.entries);
      useEffect(() => void window.Object.assign(window, { timeline }));
      return h(Feed, {
        timeline, label: 'Home', 
        entry: (id: string, { given: post }: Json) => h(Row, { id, post }),
        gap: (gap: Json) => h('button', { onClick: () => timeline.fillGap(gap.id) }, 'gap'),
      });
    };
    const router = createMemoryRouter([{ path: '/', element: h(Home) }, { path: '/other', element: h('p', {}, 'elsewhere') }]);
    window.go = (to: Json) => router.navigate(to);
    window.document.body.replaceChildren();
    createRoot(window.document.body.appendChild(window.document.createElement('main'))).render(h(RouterProvider, { router }));
  }, { entries, hasOlder, path });
  await expect.poll(() => hand.use(({ window }) => window.timeline !== undefined), PATIENT).toBe(true);
  return hand;
}

const online = async (hand: Hand): Promise<void> => {
  await expect.poll(() => hand.use(({ client }) => client.streamStatus()), PATIENT).toBe('online');
};
const state = (hand: Hand): Promise<Json> => hand.use(({ window: { timeline } }) => ({
  rows: timeline.rows.map((row: Json) => (row.kind === 'entry' ? row.id : row.kind)), waiting: timeline.waiting, more: timeline.waitingMore, hasOlder: timeline.hasOlder,
}));
const posts = async (count: number, word = 'post'): Promise<Json[]> => {
  const made: Json[] = [];
  for (let n = 0; n < count; n++) made.unshift(await bob.posts(`${word} ${n}`));
  return made;
};
const ids = (all: readonly Json[]): string[] => all.map(({ id }) => id);

describe('what is new', () => {
  test('waits above, counted exactly, until it is shown; a deleted one is not counted; one’s own is shown at once', async () => {
    const old = await posts(3);
    const hand = await showHome(await web.as(alice), { entries: await alice.home('?limit=20') });
    await online(hand);
    const [second, first] = await posts(2, 'new');
    await expect.poll(async () => (await state(hand)).waiting, PATIENT).toBe(2);
    expect((await state(hand)).rows.slice(0, 3)).toEqual(ids(old));
    await bob.delete(`/api/v1/statuses/${first.id}`);
    await expect.poll(async () => (await state(hand)).waiting, PATIENT).toBe(1);
    await hand.use(({ window }) => window.timeline.showNew());
    await expect.poll(async () => (await state(hand)).rows.slice(0, 4), PATIENT).toEqual([second.id, ...ids(old)]);
    const mine = await alice.posts('mine');
    await hand.use(({ window, given }) => window.timeline.insert(given), mine);
    await expect.poll(async () => (await state(hand)).rows[0], PATIENT).toBe(mine.id);
    expect((await state(hand)).waiting).toBe(0);
    await bob.delete(`/api/v1/statuses/${second.id}`);
    await expect.poll(async () => (await state(hand)).rows[1], PATIENT).toBe('gone');
  });

  test('after an absence that the stream cannot tell of is read in pages, without a hole', async () => {
    const page = await web.as(alice);
    await page.routeWebSocket(/streaming/, () => undefined);
    const hand = await showHome(page, { entries: await alice.home('?limit=20') });
    await page.context().setOffline(true);
    const missed = await posts(45, 'missed');
    await page.context().setOffline(false);
    await hand.use(({ window }) => window.timeline.catchUp());
    await hand.use(({ window }) => window.timeline.showNew());
    await expect.poll(async () => (await state(hand)).rows.slice(0, 45), PATIENT).toEqual(ids(missed));
    expect((await state(hand)).more).toBe(false);
  });

  test('that is too much to read leaves a gap that is seen and can be filled', async () => {
    const [model] = await alice.home('?limit=1');
    let newest = 1_000_000;
    const page = await web.as(alice);
    // The server knows nothing of what is made up here.
    await page.routeWebSocket(/streaming/, () => undefined);
    await page.route('**/api/v1/made*', (route) => {
      const asked = new URL(route.request().url()).searchParams;
      const [below, above, from] = ['max_id', 'since_id', 'min_id'].map((name) => asked.get(name));
      const end = from === null ? Number(below ?? newest + 1) - 1 : Math.min(newest, Number(from) + 40);
      const start = Math.max(end - 39, Number(from ?? above ?? 0) + 1);
      return route.fulfill({ json: Array.from({ length: Math.max(0, end - start + 1) }, (_, at) => ({ ...model, id: String(end - at) })) });
    });
    const hand = await showHome(page, { entries: [{ ...model, id: String(newest) }], hasOlder: false, path: '/api/v1/made' });
    newest += 300;
    await hand.use(({ window }) => window.timeline.catchUp());
    await expect.poll(() => state(hand), PATIENT).toMatchObject({ waiting: 240, more: true, rows: ['1000000'] });
    await hand.use(({ window }) => window.timeline.showNew());
    await expect.poll(async () => (await state(hand)).rows[40], PATIENT).toBe('gap');
    for (const rest of [20, 0]) {
      await hand.use(({ window }) => window.timeline.fillGap(window.timeline.rows.find((row: Json) => row.kind === 'gap').id));
      await expect.poll(async () => (await state(hand)).rows.length, PATIENT).toBe(301 - rest + Number(rest > 0));
    }
    expect((await state(hand)).rows).toEqual(Array.from({ length: 301 }, (_, at) => String(newest - at)));
  });
});

describe('the place', () => {
  const topOf = (hand: Hand): Promise<Json> => hand.use(async ({ window }) => {
    const find = (): Json => [...window.document.querySelectorAll('[data-row]')].find((one: Json) => one.getBoundingClientRect().bottom > 100);
    // After a long leap on a busy machine the rows come a moment later.
    while (find() === undefined) await new Promise((done) => setTimeout(done, 20));
    const row = find();
    return { id: row.dataset.row, y: Math.round(row.getBoundingClientRect().top) || 0 };
  });
  const settle = (page: Page): Promise<void> => page.waitForTimeout(300);

  test('stays where it is when new ones are shown above and when one above is deleted, and comes back on going back', async () => {
    const page = await web.as(alice, { size: 'phone' });
    const hand = await showHome(page, { entries: await alice.home('?limit=40') });
    await online(hand);
    await page.mouse.move(100, 300);
    for (let n = 0; n < 10; n++) await page.mouse.wheel(0, 300);
    await settle(page);
    const before = await topOf(hand);
    const added = await posts(5, 'above');
    await expect.poll(async () => (await state(hand)).waiting, PATIENT).toBe(5);
    expect(await topOf(hand)).toEqual(before);
    await hand.use(({ window }) => window.timeline.showNew());
    await settle(page);
    expect(await topOf(hand)).toEqual(before);
    await bob.delete(`/api/v1/statuses/${added[2].id}`);
    await expect.poll(async () => (await state(hand)).rows[2], PATIENT).toBe('gone');
    await settle(page);
    expect(await topOf(hand)).toEqual(before);
    await hand.use(({ window }) => window.go('/other'));
    await expect.poll(() => page.innerText('main'), PATIENT).toBe('elsewhere');
    await hand.use(({ window }) => window.go(-1));
    await expect.poll(() => topOf(hand), PATIENT).toEqual(before);
  }, 60_000);

  test('is kept through ten thousand posts, of which the page holds only those near it', async () => {
    const page = await web.as(alice, { size: 'phone' });
    const [model] = await alice.home('?limit=1');
    const made = (below: number): Json[] => Array.from({ length: 40 }, (_, at) => ({ ...model, id: String(below - 1 - at), content: `<p>made ${below - 1 - at}</p>` }));
    const top = 1_000_000_000_000_000;
    // The server knows nothing of what is made up here.
    await page.routeWebSocket(/streaming/, () => undefined);
    await page.route('**/api/v1/made*', (route) => {
      const below = Number(new URL(route.request().url()).searchParams.get('max_id') ?? top);
      const items = made(below);
      return route.fulfill({ json: items, headers: below > top - 10_000 ? { link: `<http://localhost/api/v1/made?max_id=${items.at(-1)?.id}>; rel="next"` } : {} });
    });
    const hand = await showHome(page, { entries: made(top), path: '/api/v1/made' });
    await hand.use(async ({ window }) => {
      while (window.timeline.hasOlder) await window.timeline.loadOlder().then(() => new Promise((done) => setTimeout(done, 0)));
    });
    expect((await state(hand)).rows).toHaveLength(10_040);
    const seen = new Set<string>();
    for (let n = 0; n < 40; n++) {
      await hand.use(({ window }) => window.scrollBy(0, 25_000));
      await page.waitForTimeout(60);
      seen.add((await topOf(hand)).id);
    }
    expect(seen.size).toBeGreaterThan(30);
    const size = await hand.use(({ window, client }) => ({ elements: window.document.querySelectorAll('[data-row]').length, kept: client.countPosts() }));
    expect(size.elements).toBeLessThan(60);
    expect(size.kept).toBeLessThanOrEqual(2500);
    await settle(page);
    const before = await topOf(hand);
    await page.waitForTimeout(500);
    expect(await topOf(hand)).toEqual(before);
  }, 90_000);
});
