// What bad input gets: cuts, full disks, crowds, the far future, files without end. Each a clear answer, and nobody else notices.
import { mkdir, symlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { VISITOR } from '#platform/context.ts';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';
import { probe, readPlaylist, testFilm } from '#test/town/broadcasts.ts';
import type { TestFilm, TestSample } from '#test/town/broadcasts.ts';
import { Sender, makeFilm } from '#test/town/senders.ts';
import type { Film } from '#test/town/senders.ts';
import { endIfAbandoned } from './commands/end-broadcast.ts';
import { openIngest } from './live/open-ingest.ts';
import type { IngestSession } from './live/seam.ts';

const PATH = '/api/perchoir/v1/broadcasts';
let town: Town;
let alice: Person;
let film: TestFilm;
let packets: Film;
let now = Date.now();

beforeAll(async () => {
  [town, film, packets] = await Promise.all([openTown({ clock: () => now }), testFilm(), makeFilm(6)]);
  alice = await town.person('alice');
}, 120_000);
afterAll(() => town.close());

const made = async (more: object = {}): Promise<Json> => (await alice.post(PATH, { title: 'From the square', ...more })).body;
const of = async (id: string): Promise<Json> => (await alice.get(`${PATH}/${id}`)).body;
const playlist = async (id: string, name: string) => readPlaylist((await town.visitor.get(`/video/${id}/${name}`)).text);

async function sends(key: string, said: string[] = []): Promise<IngestSession> {
  const session = await openIngest(town.house.context(VISITOR), { key }, { kind: 'rtmp', onStop: ({ code }) => void said.push(code), onNotice: (text) => void said.push(text) });
  session.onConfig(film.video);
  session.onConfig(film.audio);
  return session;
}

const upTo = (seconds: number): TestSample[] => film.samples.filter(({ dts }) => dts < seconds * 1e6);
const give = (session: IngestSession, samples: readonly TestSample[]): void => {
  for (const sample of samples) session.onSample(sample.kind, sample);
};

async function download(id: string): Promise<Buffer> {
  return Buffer.from(await (await fetch(`${town.base}/video/${id}/recording.mp4`)).arrayBuffer());
}

test.each([['1 s', 1000], ['10 s', 10_000], ['5 min less a second', 299_000]])('a broadcast that is cut for %s goes on in the same one: viewers at once, the recording with the gap only (X-16)', async (_name, gap) => {
  const { id, publish } = await made();
  const first = await sends(publish.key);
  give(first, upTo(4));
  await expect.poll(async () => (await of(id)).state).toBe('live');
  const viewer = new WebSocket((await of(id)).push_url.replace('town.test', new URL(town.base).host));
  const seen: string[] = [];
  viewer.on('message', (bytes: Buffer, binary) => void seen.push(binary ? 'part' : (JSON.parse(String(bytes)) as Json).type));
  await expect.poll(() => seen.length).toBeGreaterThan(1);
  await first.onEnd();
  const waiting = (await of(id)).duration_ms as number;
  const held = town.visitor.get(`/video/${id}/live.m3u8?_HLS_msn=${(await playlist(id, 'live.m3u8')).segments.length}`);
  await expect.poll(() => seen.at(-1)).toBe('paused');
  now += gap;
  const began = performance.now();
  const second = await sends(publish.key);
  give(second, upTo(4));
  await expect.poll(() => seen.slice(seen.indexOf('paused') + 1)).toEqual(expect.arrayContaining(['stretch', 'part']));
  await held;
  expect(performance.now() - began).toBeLessThan(10_000);
  await second.onEnd();
  await alice.post(`${PATH}/${id}/end`);
  const { segments } = await playlist(id, 'recording.m3u8');
  expect(new Set(segments.map(({ map }) => map)).size).toBe(2);
  const found = await probe(await download(id));
  expect([found.frames, Math.round((await of(id)).duration_ms / 100)]).toEqual([240, Math.round((2 * waiting) / 100)]);
  const times = [...(await town.visitor.get(`/video/${id}/recording.m3u8`)).text.matchAll(/PROGRAM-DATE-TIME:(\S+)/g)].map(([, at]) => Date.parse(at ?? ''));
  const jumps = times.slice(1).map((at, index) => at - (times[index] ?? 0)).filter((ms) => ms > 2500 || (gap === 1000 && ms !== 2000));
  expect(Math.abs(Math.max(gap, ...jumps) - gap)).toBeLessThan(4500);
  viewer.terminate();
}, 60_000);

test('a broadcast that nobody comes back to for five minutes ends, once, and whoever comes later is told so (X-16)', async () => {
  const { id, publish } = await made();
  const session = await sends(publish.key);
  give(session, upTo(3));
  await session.onEnd();
  const [row] = await town.sql<{ paused_at: Date }>(`select paused_at from video.broadcast where id = ${id}`);
  now += 300_001;
  const job = { id: Number(id), pausedAt: row?.paused_at.toISOString() ?? '' };
  await Promise.all([endIfAbandoned(town.ctx, job), endIfAbandoned(town.ctx, job)]);
  expect(await of(id)).toMatchObject({ state: 'ended', reason: 'Nothing came for five minutes.', recording_url: expect.stringContaining('recording.m3u8') });
  expect(await town.sql(`select 1 from events.event where name = 'video.broadcastEnded' and payload->>'id' = '${id}'`).catch(() => [1])).toHaveLength(1);
  await expect(sends(publish.key)).rejects.toMatchObject({ code: 'ended' });
});

test('a disk that is full stops the recording in words, and the broadcast goes on', async () => {
  const { id, publish } = await made();
  const folder = join(town.house.config.dataDir, 'video', id);
  await mkdir(folder, { recursive: true });
  // Whatever is written there finds no room (full(4)).
  await symlink('/dev/full', join(folder, '0.mp4'));
  const said: string[] = [];
  const session = await sends(publish.key, said);
  give(session, upTo(4));
  await expect.poll(() => said).toEqual([expect.stringContaining('the disk of this server is full')]);
  give(session, film.samples.filter(({ dts }) => dts >= 4e6));
  await expect.poll(async () => (await of(id)).reason).toContain('the disk of this server is full');
  expect((await playlist(id, 'live.m3u8')).segments.length).toBeGreaterThan(1);
  expect((await of(id)).state).toBe('live');
  expect((await alice.posts('the rest does not notice')).id).toMatch(/^\d+$/);
  await session.onEnd();
});

test('one viewer more than there may be is answered in words, and those who watch go on', async () => {
  const { id, publish } = await made();
  const session = await sends(publish.key);
  give(session, upTo(6));
  await expect.poll(async () => (await of(id)).state).toBe('live');
  const { settings } = town.house;
  await settings.change(town.ctx, 'video.viewers', 0);
  await settings.change(town.ctx, 'video.pushed', 0);
  try {
    const refused = await town.visitor.get(`/video/${id}/live.m3u8`);
    expect([refused.status, refused.body.error, refused.headers.get('retry-after')]).toEqual([429, expect.stringContaining('As many watch already'), '30']);
    const watching = await town.visitor.get(`/video/${id}/live.m3u8?_HLS_msn=1`);
    expect(watching.status).toBe(200);
    const push = new WebSocket((await of(id)).push_url.replace('town.test', new URL(town.base).host));
    await expect(new Promise((_resolve, reject) => push.on('error', reject))).rejects.toThrow('429');
  } finally {
    await settings.change(town.ctx, 'video.viewers', 500);
    await settings.change(town.ctx, 'video.pushed', 50);
  }
  await session.onEnd();
});

test('parts of the far future are refused at once, and names that lead elsewhere are not there (D-10)', async () => {
  const { id, publish } = await made();
  const session = await sends(publish.key);
  give(session, upTo(6));
  await expect.poll(async () => (await of(id)).state).toBe('live');
  const began = performance.now();
  for (const query of ['_HLS_msn=1000000', '_HLS_msn=2000000000&_HLS_part=7', '_HLS_msn=3&_HLS_part=1000']) {
    expect((await town.visitor.get(`/video/${id}/live.m3u8?${query}`)).status, query).toBe(400);
  }
  for (const query of ['_HLS_msn=-1', '_HLS_msn=1e99', '_HLS_msn=x']) expect((await town.visitor.get(`/video/${id}/live.m3u8?${query}`)).status, query).toBeGreaterThanOrEqual(400);
  for (const name of ['..%2f..%2fpostgres', '%2e%2e%2f0.mp4', '..%5c0.mp4', '0.mp4%00.m4s', 'poster-..%2f0.mp4.jpg', '1000000.m4s', '5.9999.m4s']) {
    expect([400, 404], name).toContain((await town.visitor.get(`/video/${id}/${name}`)).status);
  }
  expect(performance.now() - began).toBeLessThan(3000);
  await session.onEnd();
});

test('a flood of questions for a playlist is answered, and others do not wait (D-10)', async () => {
  const { id, publish } = await made();
  const session = await sends(publish.key);
  give(session, upTo(6));
  await expect.poll(async () => (await of(id)).state).toBe('live');
  const statuses: number[] = [];
  let over = false;
  const flood = Array.from({ length: 100 }, async () => {
    while (!over) statuses.push((await town.visitor.get(`/video/${id}/live.m3u8`)).status);
  });
  for (let read = 0; read < 15; read++) expect((await alice.get('/api/v1/timelines/home')).status).toBe(200);
  const meanwhile = statuses.length;
  over = true;
  await Promise.all(flood);
  expect(meanwhile).toBeGreaterThan(500);
  expect(statuses.filter((status) => status !== 200 && status !== 429)).toEqual([]);
  await session.onEnd();
}, 30_000);

test('an upload of ten gigabytes is refused when it is announced, before a byte of it is read', async () => {
  const { id } = await made();
  const { port } = new URL(town.base);
  for (const [method, path] of [['PATCH', `${PATH}/${id}/poster`], ['POST', `${PATH}/${id}/captions`]] as const) {
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1');
      let text = '';
      socket.setTimeout(5000, () => socket.destroy(new Error('It was not answered')));
      socket.on('data', (bytes) => void (text += String(bytes)));
      socket.on('error', reject);
      socket.on('data', () => text.includes('\r\n\r\n') && (resolve(text), socket.destroy()));
      socket.write(`${method} ${path} HTTP/1.1\r\nHost: town.test\r\nAuthorization: Bearer ${alice.token}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 10000000000\r\n\r\n`);
    });
    expect(answer, path).toMatch(/^HTTP\/1\.1 413 /);
  }
});

test('what is wrong with what an encoder sends stands where its broadcaster looks, until it is mended', async () => {
  const { id, publish } = await made();
  const session = await sends(publish.key);
  give(session, upTo(4));
  await expect.poll(async () => (await of(id)).state).toBe('live');
  session.onWarning('No keyframe has come for a while.');
  await expect.poll(async () => (await of(id)).reason).toBe('No keyframe has come for a while.');
  expect((await town.visitor.get(`${PATH}/${id}`)).body.reason).toBe(null);
  await session.onEnd();
});

test('a browser that pauses says so: viewers are told at once, and what it sends next goes on', async () => {
  const { id, publish } = await made();
  const sender = new Sender(`${town.base.replace('http', 'ws')}${PATH}/${id}/ingest`, { key: publish.key });
  await sender.begin(packets);
  sender.send(packets, 0, 150);
  await vi.waitFor(async () => expect((await of(id)).state).toBe('live'), { timeout: 10_000, interval: 100 });
  sender.say({ type: 'pause' });
  await vi.waitFor(async () => expect((await of(id)).state).toBe('paused'), { timeout: 2000, interval: 50 });
  sender.send(packets, 150);
  await vi.waitFor(async () => expect((await of(id)).state).toBe('live'), { timeout: 5000, interval: 100 });
  sender.cut();
}, 30_000);

test('a private broadcast is not there for others: live, after its end, and by addresses they know from before (D-11)', async () => {
  const { id, publish } = await made({ private: true });
  const bob = await town.person('bob');
  const session = await sends(publish.key);
  give(session, upTo(5));
  await expect.poll(async () => (await of(id)).state).toBe('live');
  const names = ['live.m3u8', 'plain.m3u8', 'index.m3u8', 'rewind.m3u8', '0.m4s', '0.0.m4s', 'init-0.mp4', 'recording.m3u8', 'recording.mp4'];
  const refused = async (): Promise<void> => {
    for (const who of [town.visitor, bob]) for (const name of names) expect((await who.get(`/video/${id}/${name}`)).status, name).toBe(404);
  };
  await refused();
  const own = await alice.get(`/video/${id}/0.m4s`);
  expect([own.status, own.headers.get('cache-control')]).toEqual([200, 'private, no-store']);
  await session.onEnd();
  await alice.post(`${PATH}/${id}/end`);
  await refused();
});

test('of a recording caches ask each time, and are told that it is gone once it is', async () => {
  const { id, publish } = await made();
  const session = await sends(publish.key);
  give(session, upTo(6));
  await expect.poll(async () => (await of(id)).state).toBe('live');
  const at = (name: string, headers: Record<string, string> = {}): Promise<Response> => fetch(`${town.base}/video/${id}/${name}`, { headers });
  expect((await at('0.m4s')).headers.get('cache-control')).toBe('public, max-age=60, immutable');
  await session.onEnd();
  await alice.post(`${PATH}/${id}/end`);
  for (const name of ['0.m4s', 'init-0.mp4', 'recording.mp4']) {
    const first = await at(name);
    const tag = first.headers.get('etag') ?? '';
    expect([first.status, first.headers.get('cache-control')], name).toEqual([200, 'public, no-cache']);
    expect((await at(name, { 'if-none-match': tag })).status, name).toBe(304);
    expect((await at(name, { 'if-none-match': '"another"' })).status, name).toBe(200);
  }
  const part = await at('recording.mp4', { range: 'bytes=0-9', 'if-range': '"another"' });
  expect(part.status).toBe(200);
  await part.body?.cancel();
  const tag = (await at('recording.mp4', { range: 'bytes=0-9' })).headers.get('etag') ?? '';
  await alice.delete(`${PATH}/${id}`);
  expect((await at('recording.mp4', { 'if-none-match': tag })).status).toBe(404);
});

test('captions with mark-up, without end or without number are made harmless or refused (D-12)', async () => {
  const { id } = await made();
  const line = (text: string): string => `WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n${text}\n`;
  const { body } = await alice.post(`${PATH}/${id}/captions`, { language: 'en', vtt: line('<script>alert(1)</script><c.x onclick=1>hello</c> &lt;b&gt;') });
  const shown = await town.visitor.get(new URL(body.captions[0].url).pathname);
  expect(shown.headers.get('content-type')).toContain('text/vtt');
  expect(shown.text).not.toMatch(/<script|<c\.|onclick/);
  const bomb = `WEBVTT\n\n${Array.from({ length: 6000 }, (_, index) => `00:00:0${index % 9}.000 --> 01:00:00.000\nx\n`).join('\n')}`;
  expect((await alice.post(`${PATH}/${id}/captions`, { language: 'en', vtt: bomb })).status).toBe(422);
  const huge = new FormData();
  huge.set('language', 'en');
  huge.set('file', new Blob(['WEBVTT\n\n', 'x'.repeat(10_000_000)]), 'a.vtt');
  expect((await alice.post(`${PATH}/${id}/captions`, huge)).status).toBe(413);
  expect((await of(id)).captions).toHaveLength(1);
});
