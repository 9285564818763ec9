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
