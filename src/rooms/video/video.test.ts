import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { VISITOR } from '#platform/context.ts';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';
import { greyPng } from '#test/town/files.ts';
import { probe, readPlaylist, testFilm } from '#test/town/broadcasts.ts';
import type { TestFilm, TestSample } from '#test/town/broadcasts.ts';
import { openIngest } from './live/open-ingest.ts';
import type { IngestSession } from './live/seam.ts';

const PATH = '/api/perchoir/v1/broadcasts';
let town: Town;
let alice: Person;
let bob: Person;
let film: TestFilm;

beforeAll(async () => {
  town = await openTown();
  [alice, bob] = await town.people('alice', 'bob');
  film = await testFilm();
}, 120_000);
afterAll(() => town.close());

async function made(more: object = {}, who = alice): Promise<Json> {
  const { status, body } = await who.post(PATH, { title: 'From the square', ...more });
  expect(status).toBe(200);
  return body;
}

/** Why it was stopped is written into the list. */
async function sends(key: string, stopped: string[] = []): Promise<IngestSession> {
  const session = await openIngest(town.house.context(VISITOR), { key }, { kind: 'rtmp', onStop: ({ code }) => void stopped.push(code) });
  session.onConfig(film.video);
  session.onConfig(film.audio);
  return session;
}

const give = (session: IngestSession, samples: readonly TestSample[]): void => {
  for (const sample of samples) session.onSample(sample.kind, sample);
};
const upTo = (seconds: number, from = 0): TestSample[] => film.samples.filter(({ dts }) => dts < seconds * 1e6 && dts >= from * 1e6);
const of = async (id: string, who = alice): Promise<Json> => (await who.get(`${PATH}/${id}`)).body;
const text = async (id: string, name: string): Promise<string> => (await town.visitor.get(`/video/${id}/${name}`)).text;

async function bytesAt(id: string, name: string, headers: Record<string, string> = {}): Promise<{ status: number; bytes: Buffer; headers: Headers }> {
  const answer = await fetch(`${town.base}/video/${id}/${name}`, { headers });
  return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()), headers: answer.headers };
}

/** All segments of a playlist behind their beginning, as one file. */
async function wholeOf(id: string, name: string): Promise<Buffer> {
  const { segments } = readPlaylist(await text(id, name));
  const pieces = [segments[0]?.map ?? '', ...segments.map(({ uri }) => uri)];
  return Buffer.concat(await Promise.all(pieces.map(async (piece) => (await bytesAt(id, piece)).bytes)));
}

test('a broadcast goes from ready to live to its replay, which can be watched and taken along at once', async () => {
  const { id, publish, state, playback_url: none } = await made();
  expect([state, none, publish.key.length]).toEqual(['ready', null, 32]);
  expect((await of(id, bob)).publish).toBeUndefined();
  expect((await bytesAt(id, 'live.m3u8')).status).toBe(503);
  const session = await sends(publish.key);
  give(session, upTo(7));
  await expect.poll(async () => (await of(id)).state).toBe('live');
  const live = await of(id, bob);
  expect(live).toMatchObject({ room_id: null, kind: 'rtmp', has_video: true, low_latency_url: expect.stringContaining(`/video/${id}/live.m3u8`), push_url: expect.stringMatching(/^ws:/), recording_url: null });
  const list = readPlaylist(await text(id, 'live.m3u8'));
  expect(list).toMatchObject({ target: 2, partTarget: 0.35, ended: false });
  expect(list.segments).toHaveLength(3);
  expect(readPlaylist(await text(id, 'plain.m3u8')).partTarget).toBeUndefined();
  await expect.poll(async () => (await of(id)).rewind_url).not.toBeNull();
  expect(readPlaylist(await text(id, 'rewind.m3u8')).kind).toBe('EVENT');
  expect(await text(id, 'index.m3u8')).toMatch(/BANDWIDTH=\d+,CODECS="avc1\.[0-9a-f]{6},mp4a\.40\.2",RESOLUTION=320x180\nplain\.m3u8/);
  expect((await probe(await wholeOf(id, 'live.m3u8'))).frames).toBe(180);

  expect((await bob.post(`${PATH}/${id}/end`)).status).toBe(404);
  expect((await alice.post(`${PATH}/${id}/end`)).body).toMatchObject({ state: 'ended', low_latency_url: null, recording_url: expect.any(String), duration_ms: expect.any(Number) });
  const replay = readPlaylist(await text(id, 'recording.m3u8'));
  expect(replay).toMatchObject({ ended: true, kind: 'VOD' });
  expect((await probe(await wholeOf(id, 'recording.m3u8'))).frames).toBe(210);
  expect(readPlaylist(await text(id, 'live.m3u8')).ended).toBe(true);
  const download = await bytesAt(id, 'recording.mp4');
  expect(download.headers.get('content-length')).toBe(String(download.bytes.length));
  expect(download.bytes.indexOf('moov')).toBeLessThan(download.bytes.indexOf('mdat'));
  const found = await probe(download.bytes);
  expect(found.frames).toBe(210);
  expect(found.seconds).toBeCloseTo(7, 1);
  expect(Math.abs((found.audio?.ends ?? 0) - (found.video?.ends ?? 0))).toBeLessThan(0.08);
  const part = await bytesAt(id, 'recording.mp4', { range: 'bytes=1000-4999' });
  expect([part.status, part.bytes.equals(download.bytes.subarray(1000, 5000))]).toEqual([206, true]);
  expect((await bytesAt(id, 'recording.mp4', { range: `bytes=${download.bytes.length}-` })).status).toBe(416);
}, 60_000);

describe('who follows a broadcast', () => {
  test('is answered as soon as a part is there, and not before; what lies far ahead is refused', async () => {
    const { id, publish } = await made();
    const session = await sends(publish.key);
    give(session, upTo(4.2));
    await expect.poll(async () => (await of(id)).state).toBe('live');
    const { segments, open, hint } = readPlaylist(await text(id, 'live.m3u8'));
    const [msn, parts] = [segments.length, open.length];
    let answered = false;
    const held = bytesAt(id, `live.m3u8?_HLS_msn=${msn}&_HLS_part=${parts}`).then((answer) => {
      answered = true;
      return answer;
    });
    const hinted = bytesAt(id, hint ?? '');
    await pause(200);
    expect(answered).toBe(false);
    give(session, upTo(4.8, 4.2));
    const told = readPlaylist((await held).bytes.toString());
    expect(told.open.length).toBeGreaterThan(parts);
    expect((await hinted).bytes.equals((await bytesAt(id, told.open[parts]?.uri ?? '')).bytes)).toBe(true);
    expect((await held).headers.get('cache-control')).toMatch(/^public, max-age=[1-6]$/);
    expect((await bytesAt(id, told.open[0]?.uri ?? '')).headers.get('cache-control')).toContain('immutable');
    expect((await bytesAt(id, `live.m3u8?_HLS_msn=${msn + 2}`)).status).toBe(400);
    expect((await bytesAt(id, `live.m3u8?_HLS_msn=${msn}&_HLS_part=99`)).status).toBe(400);
    expect((await bytesAt(id, 'live.m3u8?_HLS_part=1')).status).toBe(400);
    for (const name of ['99.m4s', '..%2f0.mp4', '0.99.m4s', 'init-9.mp4', 'live.m3u9']) expect((await bytesAt(id, name)).status, name).toBe(404);
    await session.onEnd();
  });

  test('with a socket gets the beginning, then each part as it is made, and is told when it pauses and ends', async () => {
    const { id, publish, push_url: early } = await made();
    expect(early).toBeNull();
    const session = await sends(publish.key);
    give(session, upTo(4.5));
    await expect.poll(async () => (await of(id)).state).toBe('live');
    const socket = new WebSocket((await of(id)).push_url.replace('town.test', new URL(town.base).host));
    const got: (Buffer | Json)[] = [];
    socket.on('message', (bytes: Buffer, binary) => got.push(binary ? bytes : JSON.parse(String(bytes))));
    await expect.poll(() => got.length).toBeGreaterThan(2);
    expect(got[0]).toMatchObject({ type: 'stretch', mime: expect.stringContaining('avc1') });
    give(session, upTo(8, 4.5));
    await session.onEnd();
    await expect.poll(() => got.at(-1)).toEqual({ type: 'paused' });
    const film4 = Buffer.concat(got.filter((one): one is Buffer => Buffer.isBuffer(one)));
    expect((await probe(film4)).frames).toBe(120);
    await alice.post(`${PATH}/${id}/end`);
    await expect.poll(() => socket.readyState).toBe(3);
    expect(got.at(-1)).toEqual({ type: 'ended' });
  });
});

describe('a broadcaster', () => {
  test('with a wrong key, an old key or beside another is refused with a reason, and a key is kept nowhere', async () => {
    const { id, publish } = await made();
    await expect(sends('wrong')).rejects.toMatchObject({ code: 'unknown_key', status: 404 });
    const stopped: string[] = [];
    const session = await sends(publish.key, stopped);
    give(session, upTo(3));
    await expect(sends(publish.key)).rejects.toMatchObject({ code: 'busy' });
    const { body } = await alice.post(`${PATH}/${id}/key`);
    expect(stopped).toEqual(['new_key']);
    await expect(sends(publish.key)).rejects.toMatchObject({ code: 'unknown_key' });
    expect(body.publish.key).not.toBe(publish.key);
    expect(await town.sql(`select 1 from video.broadcast where broadcast::text like '%${body.publish.key}%'`)).toEqual([]);
    await (await sends(body.publish.key)).onEnd();
    await expect(openIngest(town.house.context({ kind: 'account', id: Number(bob.id) }), { broadcastId: Number(id) }, { kind: 'browser', onStop: () => undefined })).rejects.toMatchObject({ code: 'unknown_key' });
  });

  test('who comes back goes on in the same broadcast, after a discontinuity, and the recording has only the gap', async () => {
    const { id, publish } = await made();
    const first = await sends(publish.key);
    give(first, upTo(4));
    await first.onEnd();
    expect((await of(id)).state).toBe('paused');
    const second = await sends(publish.key);
    give(second, upTo(4));
    await expect.poll(async () => (await of(id)).state).toBe('live');
    const list = readPlaylist(await text(id, 'live.m3u8'));
    expect(new Set(list.segments.map(({ map }) => map)).size).toBe(2);
    await second.onEnd();
    await alice.post(`${PATH}/${id}/end`);
    const found = await probe((await bytesAt(id, 'recording.mp4')).bytes);
    expect([found.frames, Math.round(found.seconds)]).toEqual([240, 8]);
    await expect(sends(publish.key)).rejects.toMatchObject({ code: 'ended' });
  });

  test('hands over to somebody who accepts, and is cut off then', async () => {
    const { id, publish } = await made();
    const stopped: string[] = [];
    give(await sends(publish.key, stopped), upTo(3));
    expect((await bob.post(`${PATH}/${id}/accept`)).status).toBe(404);
    expect((await alice.post(`${PATH}/${id}/offer`, { account_id: bob.id })).body.offered_to).toBe(bob.id);
    const { body } = await bob.post(`${PATH}/${id}/accept`);
    expect([body.account.id, stopped]).toEqual([bob.id, ['handed_over']]);
    give(await sends(body.publish.key, stopped), upTo(3));
    expect((await alice.patch(`${PATH}/${id}`, { title: 'mine' })).status).toBe(404);
    await bob.delete(`${PATH}/${id}`);
    expect(stopped).toEqual(['handed_over', 'deleted']);
  });

  test('who may not, sends too much, or finds the disk full is told so', async () => {
    const { settings } = town.house;
    await settings.change(town.ctx, 'video.who', 'nobody');
    expect((await alice.post(PATH, { title: 'x' })).status).toBe(403);
    await settings.change(town.ctx, 'video.who', 'members');
    await settings.change(town.ctx, 'video.gigabytesEach', 0.0001);
    const { id, publish } = await made();
    await settings.change(town.ctx, 'video.kilobits', 64);
    const stopped: string[] = [];
    const session = await sends(publish.key, stopped);
    give(session, upTo(6));
    await session.onEnd();
    await expect.poll(async () => (await of(id)).reason).toContain('The recording stopped');
    const again = await sends(publish.key, stopped);
    for (let time = 0; time < 4; time++) give(again, upTo(8));
    await expect.poll(() => stopped, { timeout: 4000 }).toEqual(['bitrate']);
    await expect.poll(async () => (await of(id)).reason).toContain('bitrate');
    for (const [key, value] of [['video.gigabytesEach', 20], ['video.kilobits', 6000]] as const) await settings.change(town.ctx, key, value);
  });
});

test('what is deleted or hidden is not there at once, and of what is deleted no byte is left', async () => {
  const { id, publish } = await made();
  const session = await sends(publish.key);
  give(session, upTo(5));
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(greyPng(64, 36))]), 'a.png');
  const { poster_url: poster } = (await alice.patch(`${PATH}/${id}/poster`, form)).body;
  expect((await town.visitor.get(new URL(poster).pathname)).status).toBe(200);
  const folder = join(town.house.config.dataDir, 'video', id);
  await expect.poll(() => existsSync(join(folder, '0.mp4'))).toBe(true);
  await alice.patch(`${PATH}/${id}`, { private: true });
  expect([(await bytesAt(id, 'live.m3u8')).status, (await bytesAt(id, '0.m4s')).status, (await bob.get(`${PATH}/${id}`)).status]).toEqual([404, 404, 404]);
  expect((await alice.get(`/video/${id}/live.m3u8`)).status).toBe(200);
  await alice.patch(`${PATH}/${id}`, { private: false });
  const held = bytesAt(id, 'live.m3u8?_HLS_msn=2');
  await pause(100);
  expect((await alice.delete(`${PATH}/${id}`)).status).toBe(200);
  expect((await held).status).toBe(404);
  for (const name of ['live.m3u8', '0.m4s', 'init-0.mp4', 'recording.mp4', 'recording.m3u8', poster.split('/').at(-1)]) expect((await bytesAt(id, name)).status, name).toBe(404);
  expect(existsSync(folder)).toBe(false);
  expect(await readdir(join(town.house.config.dataDir, 'video'))).not.toContain(id);
});

describe('captions', () => {
  test('are typed by who was asked to, told with their time, and shown as WebVTT that holds no mark-up', async () => {
    const { id, publish } = await made();
    const add = async (body: object): Promise<Json> => (await alice.post(`${PATH}/${id}/captions`, body)).body;
    const { captions: [track] } = await add({ language: 'fr', label: 'Français', writer_id: bob.id });
    expect(track).toMatchObject({ language: 'fr', label: 'Français', live: true });
    const session = await sends(publish.key);
    give(session, upTo(5));
    const cues = `${PATH}/${id}/captions/${track.id}/cues`;
    expect((await bob.post(cues, { text: 'Bonjour <b>à tous</b> & <script>', starts_ms: 1000, ends_ms: 3000 })).body).toMatchObject({ text: 'Bonjour à tous &', starts_ms: 1000 });
    expect((await (await town.person('carol')).post(cues, { text: 'x', starts_ms: 0, ends_ms: 9 })).status).toBe(404);
    for (const wrong of [{ text: ' ', starts_ms: 0, ends_ms: 9 }, { text: 'x', starts_ms: 9, ends_ms: 9 }]) expect((await bob.post(cues, wrong)).status).toBe(422);
    expect(await text(id, `captions/${track.id}.vtt`)).toBe('WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000\n\n00:00:01.000 --> 00:00:03.000\nBonjour à tous &amp;\n');
    await expect.poll(async () => (await of(id)).state).toBe('live');
    expect(await text(id, 'index.m3u8')).toContain(`TYPE=SUBTITLES,GROUP-ID="captions",NAME="Français",LANGUAGE="fr",AUTOSELECT=YES,DEFAULT=NO,URI="captions/${track.id}.m3u8"`);
    expect(await text(id, `captions/${track.id}.m3u8`)).toContain(`${track.id}-1.vtt`);
    expect(await text(id, `captions/${track.id}-1.vtt`)).toContain('Bonjour');
    await session.onEnd();
  });

  test('come as a file, with what is no line left out and what is no file refused', async () => {
    const { id } = await made();
    const file = (content: string): FormData => {
      const form = new FormData();
      form.set('language', 'en');
      form.set('file', new Blob([content]), 'a.vtt');
      return form;
    };
    const { captions: [track] } = (await alice.post(`${PATH}/${id}/captions`, file('WEBVTT\n\nNOTE x --> y\n\nSTYLE\n::cue { }\n\n1\n00:01.000 --> 00:02.500 line:0\n<v Ann>Hello\nthere\n\n00:05.000 --> 00:04.000\nback\n'))).body;
    expect(track.live).toBe(false);
    expect(await text(id, `captions/${track.id}.vtt`)).toContain('00:00:01.000 --> 00:00:02.500\nHello\nthere\n');
    expect(await text(id, `captions/${track.id}.vtt`)).not.toContain('back');
    const bomb = `WEBVTT\n\n${Array.from({ length: 5001 }, () => '00:01.000 --> 00:02.000\na\n\n').join('')}`;
    for (const wrong of ['<html>', 'WEBVTT\n\n', bomb]) expect((await alice.post(`${PATH}/${id}/captions`, file(wrong))).status).toBe(422);
    expect((await alice.post(`${PATH}/${id}/captions`, file('x'.repeat(1_100_000)))).status).toBe(413);
    expect((await alice.delete(`${PATH}/${id}/captions/${track.id}`)).body.captions).toEqual([]);
  });
});
