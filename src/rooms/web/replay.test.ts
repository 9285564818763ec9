// An evening that is watched again has its posts, questions and reactions beside it, each at its moment.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';
import { violationsOf } from '#test/town/axe.ts';
import { INSTALL_MS } from '#test/town/debian.ts';
import { Sender, makeFilm } from '#test/town/senders.ts';
import { LOCAL, openWeb } from '#test/town/web.ts';
import type { Web } from '#test/town/web.ts';

const PATIENT = { timeout: 20_000 };
const ROOMS = '/api/perchoir/v1/rooms';
/** A name keeps its own direction among our words (U+2068, U+2069). */
const ASKS = '\u2068bob\u2069 asks';

let town: Town;
let web: Web;
let alice: Person;
let bob: Person;
let room: Json;
let broadcast: Json;
/** What was written, in its order, with its moment in seconds since the picture began. */
const said: { text: string; at: number; id: string }[] = [];

/** What a visitor saw who went back to the beginning while it was still live, then let it run for a while, then came back to now. */
const rewound: Record<'early' | 'now', string[]> = { early: [], now: [] };

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

beforeAll(async () => {
  town = await openTown(LOCAL);
  [alice, bob] = await town.people('alice', 'bob');
  web = await openWeb(town);
  room = (await alice.post(ROOMS, { title: 'The evening', tag: 'evening', template: 'town_hall', starts_at: new Date().toISOString() })).body;
  await alice.post(`${ROOMS}/${room.id}/open`);
  const say = async (text: string): Promise<void> => {
    const { body } = await bob.post(`${ROOMS}/${room.id}/posts`, { status: text });
    said.push({ text, at: Date.parse(body.status.created_at), id: body.status.id });
  };
  await say('before the picture');
  const [film, made] = await Promise.all([makeFilm(60), alice.post('/api/perchoir/v1/broadcasts', { title: 'The picture', room_id: room.id })]);
  broadcast = made.body;
  const sender = new Sender(`${town.base.replace('http', 'ws')}/api/perchoir/v1/broadcasts/${broadcast.id}/ingest`, { key: broadcast.publish.key });
  await sender.begin(film);
  const began = performance.now();
  let next = 0;
  const pace = setInterval(() => {
    const until = film.packets.findIndex(({ us }) => us / 1000 > performance.now() - began);
    if (until > next) sender.send(film, next, (next = until));
  }, 40);
  await wait(6000);
  await say('the first');
  await wait(3000);
  const { body: question } = await bob.post(`${ROOMS}/${room.id}/questions`, { text: 'When do the lights go on?' });
  await alice.post(`${ROOMS}/${room.id}/reactions`, { kind: room.reactions_kinds[0] });
  await wait(3000);
  await alice.post(`${ROOMS}/${room.id}/questions/${question.id}/stage`);
  await alice.post(`${ROOMS}/${room.id}/moments`, { title: 'The lights' });
  await wait(1000);
  await rewind();
  await say('erased afterwards');
  await say('the last');
  await wait(6000);
  clearInterval(pace);
  sender.cut();
  await alice.post(`/api/perchoir/v1/broadcasts/${broadcast.id}/end`);
  await wait(1100);
  await alice.post(`${ROOMS}/${room.id}/close`);
}, INSTALL_MS + 60_000);

afterAll(async () => {
  await web?.close();
  await town?.close();
});

/** Plays it live, goes back to its beginning, and on to where the question is on the stage. */
async function rewind(): Promise<void> {
  const page = await web.visit({ size: 'phone' });
  await page.goto(`/rooms/${room.id}`);
  await page.getByRole('button', { name: 'Play' }).click(PATIENT);
  await page.getByRole('button', { name: 'From the beginning' }).click(PATIENT);
  await shows(page, 'before the picture');
  rewound.early = await texts(page);
  await page.getByRole('button', { name: /The lights/ }).click(PATIENT);
  await shows(page, 'On stage');
  rewound.now = await texts(page);
  await page.context().close();
}

const texts = (page: Page): Promise<string[]> => page.locator('[data-replay] [data-part="list"] > li').allInnerTexts();
/** Resolves when the words that are shown are as they should be. */
async function becomes(page: Page, judge: (there: string) => readonly string[]): Promise<void> {
  const end = performance.now() + PATIENT.timeout;
  for (;;) {
    const wrong = judge((await texts(page)).join('\n'));
    if (wrong.length === 0) return;
    if (performance.now() > end) throw new Error(`Not as it should be: ${wrong.join(', ')}`);
    await wait(100);
  }
}
const shows = (page: Page, ...wanted: string[]): Promise<void> => becomes(page, (there) => wanted.filter((text) => !there.includes(text)));
const hides = (page: Page, ...gone: string[]): Promise<void> => becomes(page, (there) => gone.filter((text) => there.includes(text)));

test('what was written, asked and marked appears at its moment, and goes when one goes back', async () => {
  for (const seat of ['visitor', 'member'] as const) {
    for (const path of [`/rooms/${room.id}`, `/rooms/${room.id}/record`, `/broadcasts/${broadcast.id}`]) {
      const page = seat === 'visitor' ? await web.visit({ size: 'phone' }) : await web.as(bob);
      await page.goto(path);
      await page.getByRole('button', { name: 'Play the replay' }).click(PATIENT);
      await shows(page, 'before the picture');
      await hides(page, 'the last', 'When do the lights go on?');
      await page.getByRole('button', { name: /The lights/ }).click();
      await shows(page, 'before the picture', 'the first', ASKS, 'When do the lights go on?', 'On stage', 'The lights');
      await hides(page, 'the last');
      const scrub = page.getByRole('slider', { name: 'Moment of the evening' });
      await scrub.focus();
      await page.keyboard.press('End');
      await shows(page, 'the last');
      expect(await violationsOf(page)).toEqual([]);
      expect((await texts(page)).map((text) => ['before the picture', 'the first', ASKS, 'On stage', 'the last'].find((part) => text.includes(part))).filter((part) => part !== undefined)).toEqual(['before the picture', 'the first', ASKS, 'On stage', 'the last']);
      await page.locator('[data-replay] li', { hasText: 'the first' }).getByRole('button').click();
      await hides(page, 'the last', 'On stage');
      await shows(page, 'the first');
      await page.context().close();
    }
  }
}, 240_000);

test('whoever goes back while it is still live has the evening from there, and nothing that came later', () => {
  const [early, now] = [rewound.early.join(), rewound.now.join()];
  expect(early).toContain('before the picture');
  expect(early).not.toContain('On stage');
  for (const text of ['the first', 'When do the lights go on?', 'On stage']) expect(now).toContain(text);
});

test('a post that was erased afterwards is not in the replay, nor what a reader blocks', async () => {
  const erased = said.find(({ text }) => text === 'erased afterwards');
  await bob.delete(`/api/v1/statuses/${erased?.id}`);
  const dan = await town.person('dan');
  await dan.blocks(bob);
  const address = `/replay?room=${room.id}&lang=en&way=after&at=${said[0]?.at}`;
  const page = await web.as(dan);
  await page.goto('/about');
  const forDan = (await page.evaluate(async (path) => (await fetch(path)).json(), address)) as Json;
  expect(forDan.items.map(({ key }: Json) => key).filter((key: string) => said.some(({ id }) => id === key))).toEqual([]);
  const { items } = (await town.visitor.get(address)).body;
  expect(items.map(({ html }: Json) => String(html)).filter((html: string) => html.includes('erased'))).toEqual([]);
  expect(items.map(({ key }: Json) => key)).toContain(said.at(-1)?.id);
});

test('an evening of many posts comes in bounded windows that fit one another', async () => {
  const { body: long } = await alice.post(ROOMS, { title: 'A long evening', tag: 'longevening', starts_at: new Date().toISOString() });
  const { body: opened } = await alice.post(`${ROOMS}/${long.id}/open`);
  const ids: string[] = [];
  for (let count = 0; count < 150; count++) ids.push((await bob.posts(`${count} #longevening`)).id);
  await wait(5);
  await alice.post(`${ROOMS}/${long.id}/close`);
  const ask = async (way: string, at: number): Promise<Json> => (await town.visitor.get(`/replay?room=${long.id}&lang=fr&way=${way}&at=${at}`)).body;
  const seen: string[] = [];
  let windows = 0;
  for (let at: number | null = Date.parse(opened.opened_at); at !== null; windows++) {
    const window: Json = await ask('after', at);
    seen.push(...window.items.map(({ key }: Json) => key));
    expect(window.items.length).toBeLessThanOrEqual(60);
    expect(window.until === null || window.until > at).toBe(true);
    at = window.until;
  }
  expect(seen).toEqual(ids);
  expect(windows).toBeLessThan(6);
  const before = await ask('before', Date.now() + 1000);
  expect(before.items.map(({ key }: Json) => key)).toEqual(ids.slice(-before.items.length));
  expect(before.items.length).toBeGreaterThan(50);
}, 60_000);
