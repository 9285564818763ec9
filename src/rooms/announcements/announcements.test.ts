import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deleteMember } from '#auth';
import { addEmoji, removeEmoji } from '#media';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';
import { greyPng } from '#test/town/files.ts';
import { addAnnouncement, removeAnnouncement } from './index.ts';

let town: Town;
let now = Date.now();
let ann: Person;
let ben: Person;
beforeAll(async () => {
  town = await openTown({ clock: () => now });
  [ann, ben] = await town.people('ann', 'ben');
});
afterAll(() => town.close());

const listOf = async (person: Person): Promise<Json[]> => (await person.get('/api/v1/announcements')).body;
const react = (person: Person, id: number, name: string, method = 'PUT') => person.call(method, `/api/v1/announcements/${id}/reactions/${encodeURIComponent(name)}`);

test('an announcement reaches everybody: in the list, and on open streams; so does its end', async () => {
  const streams = [await ann.stream('user'), await ben.events('user')];
  const id = await addAnnouncement(town.ctx, { text: 'Hello @ben, we meet #tonight\n\nAt eight' });
  const [line] = await listOf(ann);
  expect(line).toMatchObject({
    id: String(id), read: false, all_day: false, starts_at: null, mentions: [{ id: ben.id, acct: 'ben' }], tags: [{ name: 'tonight' }], reactions: [], statuses: [], emojis: [],
  });
  expect(line.content).toMatch(/^<p>Hello .*<\/p><p>At eight<\/p>$/);
  for (const stream of streams) {
    const { payload } = await stream.next('announcement');
    const { read: _read, ...shared } = line;
    expect(payload).toEqual(shared);
  }
  await removeAnnouncement(town.ctx, id);
  for (const stream of streams) expect((await stream.next('announcement.delete')).text).toBe(String(id));
  expect(await listOf(ann)).toEqual([]);
  await expect(removeAnnouncement(town.ctx, id)).rejects.toMatchObject({ status: 404 });
  await Promise.all(streams.map((stream) => stream.close()));
});

test('custom emoji, and posts of this server, stand in an announcement, and under it', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'emoji-')), 'a.png');
  const bytes = greyPng(20, 20);
  await writeFile(path, bytes);
  await addEmoji(town.ctx, { shortcode: 'heron', file: { path, size: bytes.length, start: bytes.subarray(0, 128) } });
  const post = await ann.posts('the programme');
  const id = await addAnnouncement(town.ctx, { text: `Look :heron: ${post.url} https://elsewhere.example/@x/1` });
  const stream = await ben.stream('user');
  expect((await react(ann, id, 'heron')).status).toBe(200);
  const [line] = await listOf(ann);
  const picture = { url: expect.stringContaining('/files/'), static_url: expect.stringContaining('/files/') };
  expect(line).toMatchObject({ emojis: [{ shortcode: 'heron', ...picture }], statuses: [{ id: post.id, url: post.url }], reactions: [{ name: 'heron', count: 1, me: true, ...picture }] });
  expect((await stream.next('announcement.reaction')).payload).toMatchObject({ name: 'heron', count: 1, ...picture });
  await removeEmoji(town.ctx, 'heron');
  expect((await listOf(ben))[0]).toMatchObject({ emojis: [], reactions: [{ name: 'heron', count: 1, me: false }] });
  expect((await react(ann, id, 'heron', 'DELETE')).status).toBe(200);
  expect((await listOf(ben))[0].reactions).toEqual([]);
  await removeAnnouncement(town.ctx, id);
});

test('who has read it has read it, alone; what is over is gone', async () => {
  const id = await addAnnouncement(town.ctx, { text: 'a fair', startsAt: new Date(now + 1000), endsAt: new Date(now + 60_000) });
  for (let again = 0; again < 2; again++) expect((await ann.post(`/api/v1/announcements/${id}/dismiss`)).body).toEqual({});
  expect([(await listOf(ann))[0].read, (await listOf(ben))[0].read]).toEqual([true, false]);
  now += 61_000;
  expect(await listOf(ann)).toEqual([]);
  expect((await ben.post(`/api/v1/announcements/${id}/dismiss`)).status).toBe(404);
  expect((await react(ben, id, '🎉')).status).toBe(404);
  for (const wish of [{ text: ' \n' }, { text: 'x'.repeat(6000) }, { text: 'x', startsAt: new Date(now), endsAt: new Date(now - 1) }]) {
    expect(() => addAnnouncement(town.ctx, wish)).toThrow('Validation failed');
  }
});

test('reactions are counted exactly, once for each person, eight kinds at most, and told', async () => {
  const id = await addAnnouncement(town.ctx, { text: 'vote' });
  const stream = await ben.stream('user');
  const crowd = await town.people('c1', 'c2', 'c3', 'c4');
  await Promise.all(crowd.flatMap((one) => [react(one, id, '🎉'), react(one, id, '🎉', 'PATCH')]));
  expect((await react(ann, id, '❤')).status).toBe(200);
  expect((await react(ann, id, '❤️')).status).toBe(200);
  expect((await listOf(ann))[0].reactions).toEqual([{ name: '🎉', count: 4, me: false }, { name: '❤️', count: 1, me: true }]);
  expect((await react(ann, id, '❤', 'DELETE')).body).toEqual({});
  const told = [];
  for (let n = 0; n < 6; n++) told.push((await stream.next('announcement.reaction')).payload);
  expect(told).toEqual([...[1, 2, 3, 4].map((count) => ({ announcement_id: String(id), name: '🎉', count })),
    { announcement_id: String(id), name: '❤️', count: 1 }, { announcement_id: String(id), name: '❤️', count: 0 }]);
  for (const wrong of ['x', '12', 'shrug', '🎉🎉', '<b>']) expect((await react(ann, id, wrong)).status, wrong).toBe(422);
  const kinds = ['😀', '😃', '😄', '😁', '😆', '😅', '😂', '🙂'];
  const answers = await Promise.all(kinds.map((kind) => react(ann, id, kind)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(7);
  await deleteMember(town.ctx, Number((crowd[0] as Person).id));
  await town.settled();
  expect((await listOf(ben))[0].reactions[0]).toEqual({ name: '🎉', count: 3, me: false });
});
