// Smaller pictures for weak connections, where the owner wants them and ffmpeg is there.
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SYSTEM, VISITOR } from '#platform/context.ts';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';
import { probe, readPlaylist, testFilm } from '#test/town/broadcasts.ts';
import type { TestFilm } from '#test/town/broadcasts.ts';
import { needDebian } from '#test/town/debian.ts';
import { openIngest } from './live/open-ingest.ts';

const PATH = '/api/perchoir/v1/broadcasts';
let town: Town;
let alice: Person;
let film: TestFilm;
beforeAll(async () => {
  await needDebian('/usr/bin/ffmpeg', 'ffmpeg');
  town = await openTown({ config: { ffmpeg: '/usr/bin/ffmpeg' } });
  alice = await town.person('alice');
  film = await testFilm({ size: '854x480', seconds: 12, kilobits: 1200 });
}, 300_000);
afterAll(() => town.close());

const text = async (id: string, name: string): Promise<string> => (await town.visitor.get(`/video/${id}/${name}`)).text;
const bytesOf = async (id: string, name: string): Promise<Buffer> => Buffer.from(await (await fetch(`${town.base}/video/${id}/${name}`)).arrayBuffer());
const allow = (most: number): Promise<unknown> => town.house.settings.change(town.house.context(SYSTEM), 'video.ladders', most);

async function goesLive(seconds: number): Promise<{ id: string; end: () => Promise<void>; broadcast: Json }> {
  const broadcast = (await alice.post(PATH, { title: 'Weak connections' })).body;
  const session = await openIngest(town.house.context(VISITOR), { key: broadcast.publish.key }, { kind: 'rtmp', onStop: () => undefined });
  session.onConfig(film.video);
  session.onConfig(film.audio);
  for (const sample of film.samples) if (sample.dts < seconds * 1e6) session.onSample(sample.kind, sample);
  return { id: broadcast.id, broadcast, end: () => session.onEnd() };
}

test('beside the picture there is a smaller one, cut at the same moments, with the clock of the picture; after the end only the picture', async () => {
  await allow(1);
  const { id, end } = await goesLive(10);
  await expect.poll(() => text(id, 'levels.m3u8'), { timeout: 30_000, interval: 200 }).toContain('360-live.m3u8');
  const levels = await text(id, 'levels.m3u8');
  expect(levels).toMatch(/RESOLUTION=854x480\nlive\.m3u8[^]*RESOLUTION=640x360\n360-live\.m3u8/);
  expect(await text(id, 'index.m3u8')).toContain('360-plain.m3u8');
  expect((await alice.get(`${PATH}/${id}`)).body.low_latency_url).toContain('/levels.m3u8');
  await expect.poll(async () => readPlaylist(await text(id, '360-plain.m3u8')).segments.length, { timeout: 30_000, interval: 200 }).toBeGreaterThanOrEqual(3);
  const [large, small] = [readPlaylist(await text(id, 'plain.m3u8')), readPlaylist(await text(id, '360-live.m3u8'))];
  for (const [at, segment] of small.segments.entries()) {
    expect(segment.uri).toMatch(/^360-/);
    expect(Math.abs(segment.at - (large.segments[at]?.at ?? 0))).toBeLessThan(150);
    expect(Math.abs(segment.seconds - (large.segments[at]?.seconds ?? 0))).toBeLessThan(0.1);
  }
  const pieces = [small.segments[0]?.map ?? '', ...small.segments.map(({ uri }) => uri)];
  const probed = await probe(Buffer.concat(await Promise.all(pieces.map((piece) => bytesOf(id, piece)))));
  expect(probed.frames).toBe(Math.round(small.segments.reduce((sum, { seconds }) => sum + seconds, 0) * 30));
  expect(probed.video?.starts).toBeLessThan(0.1);
  expect(Math.abs((probed.video?.ends ?? 0) - (probed.audio?.ends ?? 0))).toBeLessThan(0.15);
  await end();
  await alice.post(`${PATH}/${id}/end`);
  expect(await text(id, 'index.m3u8')).not.toContain('360-');
}, 120_000);

test('one more than the owner wants has none, and is watched as ever', async () => {
  await allow(0);
  const { id, broadcast, end } = await goesLive(6);
  await expect.poll(() => text(id, 'index.m3u8')).toContain('plain.m3u8');
  await pause(500);
  expect(await text(id, 'index.m3u8')).not.toContain('360-');
  expect((await town.visitor.get(`/video/${id}/360-live.m3u8`)).status).toBe(404);
  expect(broadcast.low_latency_url ?? '').not.toContain('levels');
  await end();
}, 60_000);
