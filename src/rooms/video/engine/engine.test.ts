// MediaMTX as engine, played by a small program that asks, tells and is told as MediaMTX does.
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';

const SECRET = 'the secret of the engine';

let town: Town;
let alice: Person;
let control: Server;
/** What its control API was asked. */
const asked: string[] = [];

beforeAll(async () => {
  control = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    if (request.url?.startsWith('/v3/paths/get/')) response.end(JSON.stringify({ source: { type: 'rtmpConn', id: 'a1b2-c3' } }));
    else response.end();
  });
  await new Promise<void>((resolve) => control.listen(0, '127.0.0.1', resolve));
  const api = `http://127.0.0.1:${(control.address() as AddressInfo).port}`;
  const engine = { api, secret: SECRET, hls: 'https://engine.test/hls', rtmp: 'rtmp://engine.test', whip: 'https://engine.test/whip', recordings: 'https://engine.test/play' };
  town = await openTown({ config: { engine }, settings: { 'video.engine': 'mediamtx' } });
  alice = await town.person('alice');
});

afterAll(async () => {
  await town.close();
  await new Promise((resolve) => control.close(resolve));
});

const plan = async (more: Json = {}): Promise<Json> => (await alice.post('/api/perchoir/v1/broadcasts', { title: 'By an engine', ...more })).body;
const facts = async (id: string): Promise<Json> => (await alice.get(`/api/perchoir/v1/broadcasts/${id}`)).body;
const engineSays = async (what: 'auth' | 'events', message: Json, secret = SECRET): Promise<number> =>
  (await town.visitor.post(`/api/perchoir/v1/engine/${what}?secret=${encodeURIComponent(secret)}`, message)).status;
const comes = (made: Json, more: Json = {}): Json => ({ user: '', password: made.publish.key, ip: '192.0.2.7', action: 'publish', path: `live/${made.id}`, protocol: 'rtmp', id: 'a1b2', query: '', ...more });

test('a broadcast has the addresses of the engine, to send to and to watch', async () => {
  const made = await plan();
  expect(made.publish).toMatchObject({ ws_url: null, rtmp_url: `rtmp://engine.test/live/${made.id}`, whip_url: `https://engine.test/whip/live/${made.id}/whip` });
  expect(await engineSays('auth', comes(made))).toBe(200);
  expect(await engineSays('events', { event: 'ready', path: `live/${made.id}` })).toBe(200);
  expect(await facts(made.id)).toMatchObject({ state: 'live', kind: 'engine', playback_url: `https://engine.test/hls/live/${made.id}/index.m3u8`, push_url: null });
  // Engines repeat themselves.
  expect(await engineSays('events', { event: 'ready', path: `live/${made.id}` })).toBe(200);
  await engineSays('events', { event: 'notReady', path: `live/${made.id}` });
  expect((await facts(made.id)).state).toBe('paused');
  await engineSays('events', { event: 'recording', path: `live/${made.id}`, segment: '/recordings/live/1/1700000000-123456.mp4', duration: '62.5' });
  await alice.post(`/api/perchoir/v1/broadcasts/${made.id}/end`);
  const ended = await facts(made.id);
  expect(ended.recording_url).toBe(`https://engine.test/play/get?path=live%2F${made.id}&start=2023-11-14T22%3A13%3A20.000Z&duration=62.5&format=fmp4`);
  expect(ended.download_url).toContain('format=mp4');
  expect(await engineSays('auth', comes(made))).not.toBe(200);
});

test('only the engine is heard, and only the right key is let in', async () => {
  const made = await plan();
  expect(await engineSays('auth', comes(made), 'a guess')).toBe(401);
  expect(await engineSays('events', { event: 'ready', path: `live/${made.id}` }, '')).toBe(401);
  expect((await facts(made.id)).state).toBe('ready');
  expect(await engineSays('auth', comes(made, { password: 'wrong' }))).toBe(404);
  expect(await engineSays('auth', comes(made, { password: '', query: `key=${made.publish.key}` }))).toBe(200);
  expect(await engineSays('auth', comes(await plan(), { password: made.publish.key }))).toBe(401);
  expect(await engineSays('auth', comes(made, { action: 'api' }))).toBe(401);
  expect(await engineSays('auth', comes(made, { path: '../etc' }))).toBe(401);
  expect(await engineSays('events', { event: 'ready', path: 'live/999' })).toBe(200);
});

test('everybody watches what is public, nobody what is private', async () => {
  const [open, hidden] = [await plan(), await plan({ private: true })];
  expect(await engineSays('auth', comes(open, { action: 'read', password: '' }))).toBe(200);
  expect(await engineSays('auth', comes(hidden, { action: 'read', password: '' }))).toBe(401);
});

test('who ends a broadcast, or makes a new key, has the sender cut off by the engine', async () => {
  for (const act of ['end', 'key']) {
    const made = await plan();
    await engineSays('events', { event: 'ready', path: `live/${made.id}` });
    asked.length = 0;
    await alice.post(`/api/perchoir/v1/broadcasts/${made.id}/${act}`);
    await vi.waitFor(() => expect(asked).toEqual([`GET /v3/paths/get/live/${made.id}`, 'POST /v3/rtmpconns/kick/a1b2-c3']));
  }
});
