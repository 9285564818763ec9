// Going live from a browser: the camera of one window is seen in another, through cuts, and from one person to the next.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';
import { violationsOf } from '#test/town/axe.ts';
import { openCable } from '#test/town/cable.ts';
import { INSTALL_MS } from '#test/town/debian.ts';
import { filmClock, readClock } from '#test/town/film-clock.ts';
import { LOCAL, openWeb } from '#test/town/web.ts';
import type { Web } from '#test/town/web.ts';

const PATIENT = { timeout: 60_000 };
const LONG = 300_000;
const BROADCASTS = '/api/perchoir/v1/broadcasts';

let town: Town;
let web: Web;
let alice: Person;
let bob: Person;
let carol: Person;

beforeAll(async () => {
  town = await openTown(LOCAL);
  [alice, bob, carol] = await town.people('alice', 'bob', 'carol');
  web = await openWeb(town);
  await town.visitor.get('/', { headers: { accept: 'text/html' } });
}, INSTALL_MS);

/** Nobody goes on sending after a test. */
const seats: Page[] = [];

async function sit(opening: Promise<Page>): Promise<Page> {
  const page = await opening;
  seats.push(page);
  return page;
}

afterEach(async () => {
  for (const page of seats.splice(0)) await page.context().close();
});

afterAll(async () => {
  await web?.close();
  await town?.close();
});

/** An open room of alice's, with bob as its other host. */
async function openRoom(tag: string): Promise<Json> {
  const { body } = await alice.post('/api/perchoir/v1/rooms', { title: `The ${tag}`, tag, starts_at: new Date().toISOString(), host_ids: [bob.id] });
  await alice.post(`/api/perchoir/v1/rooms/${body.id}/open`, {});
  return body;
}

/** Opens the studio and its camera. */
async function openStudio(page: Page, room: Json): Promise<Page> {
  await page.goto(`/rooms/${room.id}/studio`);
  await page.getByRole('button', { name: 'Open the camera' }).click(PATIENT);
  await expect.poll(() => page.locator('video').evaluate((video) => (video as unknown as { videoWidth: number }).videoWidth), PATIENT).toBeGreaterThan(0);
  return page;
}

const onAir = (page: Page, state: string): Promise<void> => page.locator(`[data-connection="${state}"]`).waitFor(PATIENT);
const broadcastsOf = async (room: Json): Promise<Json[]> => (await alice.get(`${BROADCASTS}?room_id=${room.id}`)).body;

async function becomes(room: Json, state: string): Promise<Json> {
  await expect.poll(async () => (await broadcastsOf(room))[0]?.state, PATIENT).toBe(state);
  return (await broadcastsOf(room))[0];
}

async function goLive(page: Page, room: Json): Promise<Json> {
  await page.getByRole('button', { name: 'Go live' }).click(PATIENT);
  await onAir(page, 'good');
  return becomes(room, 'live');
}

async function watch(room: Json): Promise<Page> {
  const page = await sit(web.visit());
  await page.goto(`/rooms/${room.id}`);
  await page.getByRole('button', { name: 'Play' }).click(PATIENT);
  await goesOn(page);
  return page;
}

const height = (page: Page): Promise<number> => page.locator('[data-player] video').evaluate((video) => (video as unknown as { videoHeight: number }).videoHeight);

/** Until the picture has moved on by a second. */
async function goesOn(page: Page): Promise<void> {
  const at = (): Promise<number> => page.locator('[data-player] video').evaluate((video) => (video as unknown as { currentTime: number }).currentTime);
  const from = await at();
  await expect.poll(at, PATIENT).toBeGreaterThan(from + 1);
}

test('a host goes live in a room, and what is filmed is on another screen within seconds; another camera, none for a while, a pause, captions by somebody else, an end', async () => {
  const room = await openRoom('evening');
  const page = await sit(web.as(alice));
  await page.goto(`/rooms/${room.id}`);
  await page.getByRole('link', { name: 'Go live' }).click(PATIENT);
  const studio = await openStudio(page, room);
  expect(await violationsOf(studio)).toEqual([]);
  const { id } = await goLive(studio, room);
  const viewer = await watch(room);
  expect(await violationsOf(studio)).toEqual([]);

  await studio.getByRole('combobox', { name: 'Picture' }).selectOption({ label: 'fake_device_1' });
  await goesOn(viewer);
  await studio.getByRole('combobox', { name: 'Picture' }).selectOption('sound');
  await expect.poll(() => height(viewer), PATIENT).toBe(0);
  await goesOn(viewer);
  await studio.getByRole('combobox', { name: 'Picture' }).selectOption({ label: 'fake_device_0' });
  await expect.poll(() => height(viewer), PATIENT).toBeGreaterThan(0);
  await goesOn(viewer);
  await expect.poll(async () => (await broadcastsOf(room))[0].poster_url, PATIENT).not.toBe(null);

  await studio.getByText('Live captions').click();
  await studio.getByRole('combobox', { name: 'Who types them' }).selectOption({ label: 'bob' });
  await studio.getByRole('button', { name: 'Begin' }).click();
  const typist = await sit(web.as(bob));
  await typist.goto(`/rooms/${room.id}`);
  await typist.getByRole('link', { name: 'Type the captions' }).click(PATIENT);
  await typist.getByRole('textbox', { name: 'What is said' }).fill('Good evening, everybody.');
  await typist.keyboard.press('Enter');
  await typist.getByRole('listitem').filter({ hasText: 'Good evening' }).waitFor(PATIENT);
  const { captions: [caption] } = (await alice.get(`${BROADCASTS}/${id}`)).body;
  expect((await alice.get(new URL(caption.url).pathname)).text).toMatch(/-->.*\nGood evening, everybody\./);
  expect((await carol.get(`${BROADCASTS}/${id}`)).body.captions[0].may_write).toBeUndefined();

  await studio.getByRole('button', { name: 'Pause' }).click();
  await onAir(studio, 'held');
  await becomes(room, 'paused');
  await studio.getByRole('button', { name: 'Continue' }).click();
  await becomes(room, 'live');
  await goesOn(viewer);

  await studio.getByRole('button', { name: 'End', exact: true }).click();
  await studio.getByRole('button', { name: 'End the broadcast' }).click();
  expect(await becomes(room, 'ended')).toMatchObject({ id, kind: 'browser', has_video: true });
  await studio.getByText('The broadcast is over.').waitFor(PATIENT);
}, LONG);

test('a line that is cut for some seconds leaves a gap and nothing else: the same broadcast goes on, and who watches sees it go on', async () => {
  const room = await openRoom('tunnel');
  const cable = await openCable(town.base);
  const far = await openWeb({ base: cable.base });
  try {
    const studio = await openStudio(await sit(far.as(alice)), room);
    const { id } = await goLive(studio, room);
    const viewer = await watch(room);
    cable.cut();
    await onAir(studio, 'cut');
    await becomes(room, 'paused');
    cable.mend();
    await onAir(studio, 'good');
    await becomes(room, 'live');
    await goesOn(viewer);
    expect((await broadcastsOf(room)).map((one) => one.id)).toEqual([id]);
    const { rewind_url: rewind } = (await alice.get(`${BROADCASTS}/${id}`)).body;
    expect((await alice.get(new URL(rewind).pathname)).text.match(/EXT-X-DISCONTINUITY$/gm)?.length).toBeGreaterThan(0);
  } finally {
    await far.close();
    await cable.close();
  }
}, LONG);

test('a broadcast is handed over: the other host goes on with it, who had it is told, who watches stays; who leaves the studio is asked first', async () => {
  const room = await openRoom('relay');
  const first = await openStudio(await sit(web.as(alice)), room);
  const { id } = await goLive(first, room);
  const viewer = await watch(room);
  const second = await openStudio(await sit(web.as(bob)), room);
  expect(await second.getByRole('button', { name: 'Take over' }).count()).toBe(0);
  await first.getByText('Hand over').click();
  await first.getByRole('button', { name: 'Offer' }).click();
  await first.getByText(/^Offered to .bob.\.$/).waitFor(PATIENT);
  await second.getByRole('button', { name: 'Take over' }).click(PATIENT);
  await onAir(second, 'good');
  await first.getByText('Somebody else went on with the broadcast.').waitFor(PATIENT);
  await expect.poll(async () => (await broadcastsOf(room)).map((one) => [one.id, one.state, one.account.username]), PATIENT).toEqual([[id, 'live', 'bob']]);
  await goesOn(viewer);

  const away = second.getByRole('link', { name: 'relay' }).first();
  await away.click();
  await second.getByRole('button', { name: 'Stay live' }).click(PATIENT);
  await goesOn(viewer);
  await onAir(second, 'good');
  await away.click();
  await second.getByRole('button', { name: 'Leave', exact: true }).click(PATIENT);
  await second.waitForURL(/\/rooms\/\d+$/, PATIENT);
  await becomes(room, 'paused');
}, LONG);

test('who may not go live finds no studio; who refuses the camera is told so in words, and may go live with sound alone', async () => {
  const room = await openRoom('quiet');
  const stranger = await sit(web.as(carol));
  await stranger.goto(`/rooms/${room.id}`);
  await stranger.getByRole('heading', { level: 1 }).waitFor();
  expect(await stranger.getByRole('link', { name: 'Go live' }).count()).toBe(0);
  expect((await stranger.goto(`/rooms/${room.id}/studio`))?.status()).toBe(403);

  const page = await sit(web.as(alice, { size: 'phone' }));
  await page.addInitScript(() => {
    const { navigator: { mediaDevices } } = globalThis as unknown as { navigator: { mediaDevices: { getUserMedia(wish: { video?: unknown }): Promise<unknown> } } };
    const open = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = (wish) => (wish.video === undefined ? open(wish) : Promise.reject(Object.assign(new Error('no'), { name: 'NotAllowedError' })));
  });
  await page.goto(`/rooms/${room.id}/studio`);
  await page.getByRole('button', { name: 'Open the camera' }).click(PATIENT);
  await page.getByRole('alert').filter({ hasText: 'Your browser may not use the camera' }).waitFor(PATIENT);
  expect(await page.getByRole('button', { name: 'Go live' }).count()).toBe(0);
  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole('combobox', { name: 'Picture' }).selectOption('sound');
  await page.getByRole('button', { name: 'Open the microphone' }).click();
  await goLive(page, room);
  await expect.poll(async () => (await broadcastsOf(room))[0].has_video, PATIENT).toBe(false);
}, LONG);

test('a clock before the camera is read off the screen of who watches, pushed and by playlist', async () => {
  const room = await openRoom('clock');
  const page = await sit(web.as(alice));
  await filmClock(page.context());
  await goLive(await openStudio(page, room), room);
  const viewer = await watch(room);
  for (const way of ['near', 'steady']) {
    await viewer.locator('[data-part="near"]').selectOption(way);
    await goesOn(viewer);
    const { delays } = await readClock(viewer, 5000);
    const [middle = Infinity] = delays.toSorted((a, b) => a - b).slice(Math.floor(delays.length / 2));
    expect(middle).toBeGreaterThan(50);
    expect(middle).toBeLessThan(10_000);
  }
}, LONG);

test('what encodes runs by a policy of its own, and no page lets more run for it', async () => {
  const room = await openRoom('policy');
  const worker = await town.visitor.get('/app/alone/encoder.js');
  expect(worker.headers.get('content-security-policy')).toBe("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src blob:; connect-src 'self'");
  const page = await sit(web.as(alice));
  const answer = await page.goto(`/rooms/${room.id}/studio`);
  const policy = (await answer?.allHeaders())?.['content-security-policy'] ?? '';
  expect(policy).toContain("worker-src 'self'");
  expect(policy).not.toMatch(/unsafe|worker-src[^;]*blob/);
}, LONG);
