import { appendFile, mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { VISITOR } from '#platform/context.ts';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';
import { needDebian } from '#test/town/debian.ts';
import { probe, testFilm } from '#test/town/broadcasts.ts';
import type { TestFilm } from '#test/town/broadcasts.ts';
import { endIfAbandoned } from './commands/end-broadcast.ts';
import { recoverBroadcasts } from './commands/recover.ts';
import { sweepOrphans } from './commands/recordings.ts';
import { openIngest } from './live/open-ingest.ts';
import type { IngestSession } from './live/seam.ts';
import { runningBroadcasts } from './live/state.ts';

const PATH = '/api/perchoir/v1/broadcasts';
let town: Town;
let alice: Person;
let film: TestFilm;

beforeAll(async () => {
  await needDebian('/usr/bin/ffmpeg', 'ffmpeg');
  town = await openTown({ config: { ffmpeg: '/usr/bin/ffmpeg' } });
  alice = await town.person('alice');
  film = await testFilm();
}, 120_000);
afterAll(() => town.close());

async function sends(key: string, seconds: number): Promise<IngestSession> {
  const session = await openIngest(town.house.context(VISITOR), { key }, { kind: 'rtmp', onStop: () => undefined });
  session.onConfig(film.video);
  session.onConfig(film.audio);
  for (const sample of film.samples) if (sample.dts < seconds * 1e6) session.onSample(sample.kind, sample);
  return session;
}

const made = async (): Promise<Json> => (await alice.post(PATH, { title: 'On the roof' })).body;
const of = async (id: string): Promise<Json> => (await alice.get(`${PATH}/${id}`)).body;
const folder = (id: string): string => join(town.house.config.dataDir, 'video', id);

async function download(id: string): Promise<Buffer> {
  return Buffer.from(await (await fetch(`${town.base}/video/${id}/recording.mp4`)).arrayBuffer());
}

test('of a broadcast whose process was killed is whole up to its last segment, and goes on in the same one', async () => {
  const { id, publish } = await made();
  await sends(publish.key, 5);
  await expect.poll(async () => (await of(id)).duration_ms).toBe(4000);
  // What a killed process leaves: nothing in memory, a segment half written, a row that says it is live.
  runningBroadcasts(town.ctx).delete(Number(id));
  await appendFile(join(folder(id), '0.mp4'), Buffer.alloc(5000, 7));
  await recoverBroadcasts(town.ctx);
  expect(await of(id)).toMatchObject({ state: 'paused', reason: 'The server was restarted.' });
  expect((await town.visitor.get(`/video/${id}/live.m3u8`)).text).toContain('\n1.m4s\n');
  await (await sends(publish.key, 4)).onEnd();
  const { state, duration_ms: lasted } = (await alice.post(`${PATH}/${id}/end`)).body;
  // The last frame of sound ends a little after the picture.
  expect([state, Math.round(lasted / 100)]).toEqual(['ended', 80]);
  expect(await probe(await download(id))).toMatchObject({ frames: 240 });
}, 60_000);

test('that nobody came back to ends after five minutes, once, and one that went on does not', async () => {
  const { id, publish } = await made();
  await (await sends(publish.key, 3)).onEnd();
  expect((await of(id)).state).toBe('paused');
  const waits = await town.sql<{ run_at: Date; payload: Json }>(`select j.run_at, j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
    where t.identifier = 'video.endAbandoned' order by j.id desc limit 1`);
  const [job] = waits;
  expect((job?.run_at.getTime() ?? 0) - Date.now()).toBeGreaterThan(270_000);
  expect(job?.payload.id).toBe(Number(id));
  await (await sends(publish.key, 3)).onEnd();
  await endIfAbandoned(town.ctx, job?.payload);
  expect((await of(id)).state).toBe('paused');
  const [row] = await town.sql<{ paused_at: Date }>(`select paused_at from video.broadcast where id = ${id}`);
  const now = { id: Number(id), pausedAt: row?.paused_at.toISOString() ?? '' };
  await endIfAbandoned(town.ctx, now);
  await endIfAbandoned(town.ctx, now);
  expect(await of(id)).toMatchObject({ state: 'ended', reason: expect.stringContaining('five minutes') });
}, 60_000);

test('has its first picture for a poster where ffmpeg is', async () => {
  const { id, publish } = await made();
  await (await sends(publish.key, 4)).onEnd();
  await expect.poll(async () => (await of(id)).poster_url, { timeout: 20_000, interval: 300 }).toEqual(expect.stringContaining('/poster-'));
  const answer = await fetch(town.base + new URL((await of(id)).poster_url).pathname);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
}, 60_000);

test('that no broadcast has is swept away, and others are left', async () => {
  const { id, publish } = await made();
  await (await sends(publish.key, 3)).onEnd();
  await mkdir(folder('12345'), { recursive: true });
  await writeFile(join(folder('12345'), '0.mp4'), 'left behind');
  const before = new Date(Date.now() - 2 * 3_600_000);
  for (const one of ['12345', id]) await utimes(folder(one), before, before);
  await sweepOrphans(town.ctx);
  const left = await readdir(join(town.house.config.dataDir, 'video'));
  expect([left.includes('12345'), left.includes(id)]).toEqual([false, true]);
});
