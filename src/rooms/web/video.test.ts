// Live in a browser: what somebody sends is seen by as it comes and again afterwards.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';
import { INSTALL_MS } from '#test/town/debian.ts';
import { Sender, makeFilm } from '#test/town/senders.ts';
import { LOCAL, openWeb } from '#test/town/web.ts';
import type { Web } from '#test/town/web.ts';

const PATIENT = { timeout: 20_000 };

let town: Town;
let web: Web;
let alice: Person;
let room: Json;

beforeAll(async () => {
  town = await openTown(LOCAL);
  alice = await town.person('alice');
  web = await openWeb(town);
  room = (await alice.post('/api/perchoir/v1/rooms', { title: 'The evening', tag: 'evening', starts_at: new Date().toISOString() })).body;
  await alice.post(`/api/perchoir/v1/rooms/${room.id}/open`, {});
}, INSTALL_MS);

afterAll(async () => {
  await web?.close();
  await town?.close();
});

/** Until the picture has moved on by a second. */
async function plays(page: Page): Promise<void> {
  const at = (): Promise<number> => page.locator('video').evaluate((video) => (video as unknown as { currentTime: number }).currentTime);
  await expect.poll(at, PATIENT).toBeGreaterThan(0.05);
  const from = await at();
  await expect.poll(at, PATIENT).toBeGreaterThan(from + 1);
}

test('a visitor sees it pushed, by playlist, and once more from the recording', async () => {
  const [film, { body: made }] = await Promise.all([makeFilm(40), alice.post('/api/perchoir/v1/broadcasts', { title: 'The evening', room_id: room.id })]);
  const sender = new Sender(`${town.base.replace('http', 'ws')}/api/perchoir/v1/broadcasts/${made.id}/ingest`, { key: made.publish.key });
  await sender.begin(film);
  const began = performance.now();
  let next = 0;
  const pace = setInterval(() => {
    const until = film.packets.findIndex(({ us }) => us / 1000 > performance.now() - began);
    if (until > next) sender.send(film, next, (next = until));
  }, 40);
  try {
    await expect.poll(async () => (await alice.get(`/api/perchoir/v1/broadcasts/${made.id}`)).body.state, PATIENT).toBe('live');
    const visitor = await web.visit({ size: 'phone' });
    const asked: string[] = [];
    visitor.on('request', (request) => asked.push(request.url()));
    await visitor.goto(`/rooms/${room.id}`);
    const player = visitor.locator('[data-player]');
    await visitor.getByRole('button', { name: 'Play' }).waitFor(PATIENT);
    expect(asked.filter((url) => /hls\.js|\.m3u8|\.m4s/.test(url))).toEqual([]);
    await visitor.getByRole('button', { name: 'Play' }).click();
    await plays(visitor);
    expect(await player.getAttribute('data-mode')).toBe('near');
    await visitor.locator('[data-part="near"]').selectOption('steady');
    await plays(visitor);
    expect(await player.getAttribute('data-mode')).toBe('live');
    clearInterval(pace);
    await alice.post(`/api/perchoir/v1/broadcasts/${made.id}/end`, {});
    await visitor.getByRole('button', { name: 'Play the replay' }).click(PATIENT);
    await plays(visitor);
  } finally {
    clearInterval(pace);
    sender.cut();
  }
}, 120_000);

/** Sends the film in its own time until it is ended. */
async function sends(made: Json, film: Awaited<ReturnType<typeof makeFilm>>): Promise<() => void> {
  const sender = new Sender(`${town.base.replace('http', 'ws')}/api/perchoir/v1/broadcasts/${made.id}/ingest`, { key: made.publish.key });
  await sender.begin(film);
  const began = performance.now();
  let next = 0;
  const pace = setInterval(() => {
    const until = film.packets.findIndex(({ us }) => us / 1000 > performance.now() - began);
    if (until > next) sender.send(film, next, (next = until));
  }, 40);
  return () => {
    clearInterval(pace);
    sender.cut();
  };
}

test('pages of a room that are open notice that a broadcast begins, and can watch it, without being read again; its captions too', async () => {
  const { body: evening } = await alice.post('/api/perchoir/v1/rooms', { title: 'Another evening', tag: 'another', starts_at: new Date().toISOString() });
  await alice.post(`/api/perchoir/v1/rooms/${evening.id}/open`, {});
  const [visitor, member, film] = [await web.visit({ size: 'phone' }), await web.as(alice), await makeFilm(60)];
  const pages = [visitor, member];
  for (const page of pages) {
    await page.goto(`/rooms/${evening.id}`);
    await page.evaluate('globalThis.stayed = true');
  }
  await expect.poll(() => visitor.locator('[data-pulse="live"]').count(), PATIENT).toBeGreaterThan(0);
  const { body: made } = await alice.post('/api/perchoir/v1/broadcasts', { title: 'The roof', room_id: evening.id });
  const end = await sends(made, film);
  try {
    for (const page of pages) {
      await page.getByRole('link', { name: 'Live now: watch' }).click(PATIENT);
      await plays(page);
    }
    const { body: captioned } = await alice.post(`/api/perchoir/v1/broadcasts/${made.id}/captions`, { language: 'fr', label: 'Français' });
    const track = captioned.captions[0].id as string;
    await visitor.getByLabel('Captions').first().selectOption({ label: 'Français' }, PATIENT);
    const { body: now } = await alice.get(`/api/perchoir/v1/broadcasts/${made.id}`);
    await alice.post(`/api/perchoir/v1/broadcasts/${made.id}/captions/${track}/cues`, { text: 'Bonsoir à tous', starts_ms: now.duration_ms, ends_ms: now.duration_ms + 4000 });
    const said = (page: Page): Promise<string[]> => page.locator('video').evaluate((video) => Array.from((video as unknown as { textTracks: Iterable<Json> }).textTracks).flatMap((one) => Array.from((one.activeCues ?? []) as Json[], (cue) => cue.text as string)));
    await expect.poll(() => said(visitor), { ...PATIENT, interval: 100 }).toContain('Bonsoir à tous');
    expect(await said(member)).toEqual([]);
    end();
    await alice.post(`/api/perchoir/v1/broadcasts/${made.id}/end`, {});
    for (const page of pages) {
      await page.getByRole('slider', { name: 'Moment of the evening' }).waitFor(PATIENT);
      expect(await page.getByRole('link', { name: 'Live now: watch' }).count()).toBe(0);
      expect(await page.evaluate('globalThis.stayed')).toBe(true);
    }
    // The choice is kept, and holds for what is watched again.
    await visitor.goto(`/broadcasts/${made.id}`);
    await visitor.getByRole('button', { name: 'Play the replay' }).click(PATIENT);
    await expect.poll(() => visitor.getByLabel('Captions').first().inputValue(), PATIENT).toBe(track);
    await visitor.locator('video').evaluate((video, at) => void ((video as unknown as { currentTime: number }).currentTime = at), now.duration_ms / 1000 + 1);
    await expect.poll(() => said(visitor), { ...PATIENT, interval: 100 }).toContain('Bonsoir à tous');
    expect(await visitor.getByRole('link', { name: 'Captions: Français' }).getAttribute('href')).toContain('.vtt');
    expect(await visitor.getByRole('link', { name: 'Download' }).getAttribute('href')).toContain('recording.mp4');
  } finally {
    end();
  }
}, 180_000);

test('one viewer too many is told so in words', async () => {
  const { body: made } = await alice.post('/api/perchoir/v1/broadcasts', { title: 'Full' });
  const end = await sends(made, await makeFilm(40));
  await town.house.settings.change(town.ctx, 'video.viewers', 0);
  await town.house.settings.change(town.ctx, 'video.pushed', 0);
  try {
    await expect.poll(async () => (await alice.get(`/api/perchoir/v1/broadcasts/${made.id}`)).body.state, PATIENT).toBe('live');
    const visitor = await web.visit();
    await visitor.goto(`/broadcasts/${made.id}`);
    await visitor.getByRole('button', { name: 'Play' }).click(PATIENT);
    await visitor.getByText('As many watch already').waitFor(PATIENT);
  } finally {
    end();
    await town.house.settings.change(town.ctx, 'video.viewers', 500);
    await town.house.settings.change(town.ctx, 'video.pushed', 50);
  }
}, 90_000);
