// Event rooms by those who hold them, write in them and read them.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';
import { greyPng } from '#test/town/files.ts';

const ROOMS = '/api/perchoir/v1/rooms';
let town: Town;
let now = Date.now();
let ann: Person;
let ben: Person;
let cleo: Person;
beforeAll(async () => {
  town = await openTown({ clock: () => now });
  [ann, ben, cleo] = await town.people('ann', 'ben', 'cleo');
});
afterAll(() => town.close());

let serial = 0;
async function room(more: object = {}, owner: Person = ann): Promise<Json> {
  const { status, body } = await owner.post(ROOMS, { title: 'An evening', tag: `Evening${++serial}x`, starts_at: new Date(now + 3_600_000).toISOString(), time_zone: 'Europe/Paris', ...more });
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
}
const opened = async (more: object = {}): Promise<Json> => (await (ann).post(`${ROOMS}/${(await room(more)).id}/open`)).body;
const timeline = async (who: { get: Person['get'] }, id: string, query = ''): Promise<Json[]> => (await who.get(`${ROOMS}/${id}/timeline${query}`)).body;
const ids = (posts: Json[]): string[] => posts.map(({ status }) => status.id);

test('a room tells everybody of the evening, and where to ring only those who come', async () => {
  const made = await room({
    title: ' 612AtTwitter ', description: 'live', template: 'match', ends_at: new Date(now + 7_200_000).toISOString(), voice_ids: [ben.id],
    place: { name: 'The office', address: '1 rue de la Paix', access: 'Code 4711' }, speakers: [{ name: 'Dana', function: 'Chair', account_id: cleo.id }],
    program: [{ title: 'Welcome', speaker_numbers: [0] }, { title: 'Break', kind: 'break' }], score: { home: { name: 'Fr', points: 3 }, away: { name: 'En', points: 0 } },
  });
  expect(made).toMatchObject({
    title: '612AtTwitter', state: 'planned', owner: { id: ann.id }, place: { address: '1 rue de la Paix', access: 'Code 4711' }, me: { host: true },
    program: [{ title: 'Welcome', kind: 'item', state: 'planned', speaker_ids: [made.speakers[0].id] }, { kind: 'break' }], speakers: [{ function: 'Chair', account: { id: cleo.id } }],
    score: { home: { points: 3 }, minute: null }, counts: { posts: 0 },
  });
  const seen = (await town.visitor.get(`${ROOMS}/${made.id}`)).body;
  expect(seen.place).toEqual({ name: 'The office', address: null, access: null });
  expect(seen).not.toHaveProperty('me');
  const edited = (await ann.patch(`${ROOMS}/${made.id}`, { program: [{ id: made.program[1].id, title: 'Pause' }], host_ids: [cleo.id] })).body;
  expect(edited.program).toEqual([{ ...made.program[1], title: 'Pause' }]);
  expect((await ben.patch(`${ROOMS}/${made.id}`, { title: 'mine' })).status).toBe(403);
  expect((await cleo.patch(`${ROOMS}/${made.id}`, { host_ids: [ben.id] })).status).toBe(403);
  expect((await cleo.patch(`${ROOMS}/${made.id}`, { title: 'Ours' })).body.title).toBe('Ours');
  expect((await ann.post(`${ROOMS}/${made.id}/owner`, { account_id: ben.id })).status).toBe(422);
  expect((await ann.post(`${ROOMS}/${made.id}/owner`, { account_id: cleo.id })).body).toMatchObject({ owner: { id: cleo.id }, me: { host: true } });
  expect((await ann.delete(`${ROOMS}/${made.id}`)).status).toBe(403);
  expect((await cleo.delete(`${ROOMS}/${made.id}`)).status).toBe(200);
  expect((await town.visitor.get(`${ROOMS}/${made.id}`)).status).toBe(404);
});

test('a cover is the host\'s own picture, and goes with the room', async () => {
  const upload = async (who: Person): Promise<Json> => {
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(greyPng(20, 20))]), 'a.png');
    return (await who.post('/api/v1/media', form)).body;
  };
  const [mine, other, hers] = [await upload(ann), await upload(ann), await upload(ben)];
  const made = await room({ cover_id: mine.id });
  expect(made.cover).toMatchObject({ id: mine.id, type: 'image' });
  expect((await ann.patch(`${ROOMS}/${made.id}`, { cover_id: hers.id })).status).toBe(422);
  expect((await ann.patch(`${ROOMS}/${made.id}`, { cover_id: other.id })).body.cover.id).toBe(other.id);
  await ann.delete(`${ROOMS}/${made.id}`);
  expect(await town.sql(`select id from media.attachment where id in (${mine.id}, ${other.id})`)).toEqual([]);
});

test('what is no room is refused in words, and nothing is written', async () => {
  const before = (await ann.get(`${ROOMS}?state=planned`)).body.length;
  const good = { title: 'x', tag: 'fine', starts_at: new Date(now).toISOString() };
  for (const wrong of [{ title: ' ' }, { tag: 'two words' }, { tag: '123' }, { starts_at: 'soon' }, { time_zone: 'Mars/Olympus' }, { ends_at: '2007-01-01T00:00:00Z' }, { closes_itself: true },
    { template: 'circus' }, { cover_id: '1' }, { host_ids: ['1'] }, { title: 'x'.repeat(121) }, { speakers: [{ name: '' }] }]) {
    const { status, body } = (await ann.post(ROOMS, { ...good, ...wrong }));
    expect([status, typeof body.error], JSON.stringify(wrong)).toEqual([422, 'string']);
  }
  expect((await ann.get(`${ROOMS}?state=planned`)).body).toHaveLength(before);
});

test('every public post with the tag in its time belongs to the room, whoever wrote it, and no other', async () => {
  const early = await ben.posts('too early #AllOfIt');
  const made = await opened({ tag: 'AllOfIt', voice_ids: [ben.id] });
  const stream = await town.visitor.stream('room', { room: made.id });
  const official = await ben.posts('official #allofit');
  const free = await cleo.posts('free #ALLOFIT');
  await cleo.posts('only for some #AllOfIt', { visibility: 'private' });
  const { body: here } = (await cleo.post(`${ROOMS}/${made.id}/posts`, { status: 'no tag at all', feeling: '😂', written_at: new Date(now - 60_000).toISOString() }));
  expect(here).toMatchObject({ status: { content: expect.stringContaining('#<span>AllOfIt') }, room: { official: false, feeling: '😂', written_at: new Date(now - 60_000).toISOString() } });
  expect((await cleo.post(`${ROOMS}/${made.id}/posts`, { status: 'x', on_site: true })).status).toBe(422);
  const all = await timeline(town.visitor, made.id);
  expect(ids(all)).toEqual([here.status.id, free.id, official.id]);
  expect(all.map((one) => one.room.official)).toEqual([false, false, true]);
  for (const post of all.toReversed()) {
    const { payload } = await stream.next('update');
    const { perchoir_room: { id, ...facts }, ...status } = payload;
    expect([id, facts]).toEqual([made.id, post.room]);
    // How many posts somebody has written meanwhile stands in the account.
    expect({ ...status, account: 0 }).toEqual({ ...post.status, account: 0 });
  }
  expect(ids(await timeline(town.visitor, made.id, '?only=official'))).toEqual([official.id]);
  expect(ids(await timeline(town.visitor, made.id, '?only=free&limit=1'))).toEqual([here.status.id]);
  await ann.follows(ben);
  expect(ids(await timeline(ann, made.id, '?only=followed'))).toEqual([official.id]);
  await ann.mutes(cleo);
  expect(ids(await timeline(ann, made.id))).toEqual([official.id]);
  await ann.post(`/api/v1/accounts/${cleo.id}/unmute`);
  await ben.delete(`/api/v1/statuses/${official.id}`);
  expect((await stream.next('delete')).text).toBe(official.id);
  now += 5000;
  expect((await ann.post(`${ROOMS}/${made.id}/close`)).body).toMatchObject({ state: 'closed', counts: { posts: 2, official: 0 } });
  expect((await stream.next('room.state')).payload).toMatchObject({ id: made.id, state: 'closed' });
  await cleo.posts('too late #AllOfIt');
  const record = await timeline(town.visitor, made.id);
  expect(ids(record)).toEqual([here.status.id, free.id]);
  expect(ids(record)).not.toContain(early.id);
  const key = { headers: { 'idempotency-key': 'kept' } };
  const kept = { status: 'from the cellar', written_at: new Date(now - 4000).toISOString() };
  const late = (await cleo.post(`${ROOMS}/${made.id}/posts`, kept, key)).body;
  expect((await cleo.post(`${ROOMS}/${made.id}/posts`, kept, key)).body.status.id).toBe(late.status.id);
  expect(ids(await timeline(town.visitor, made.id))).toEqual([late.status.id, here.status.id, free.id]);
  expect((await stream.next('update')).payload.perchoir_room.written_at).toBe(kept.written_at);
  expect((await cleo.post(`${ROOMS}/${made.id}/posts`, { status: 'now' })).status).toBe(409);
  expect((await ann.get(`${ROOMS}?tag=ALLOFIT`)).body).toMatchObject([{ id: made.id, state: 'closed', counts: { posts: 3 } }]);
  await stream.close();
});

test('twenty-eight write at once, a phone was offline: every stream gets all of it in order, nothing twice', async () => {
  const made = await opened({ tag: 'Crowd' });
  const writers = await Promise.all(Array.from({ length: 28 }, (_, n) => town.person(`w${n}`)));
  const streams = await Promise.all(Array.from({ length: 12 }, (_, n) => (n % 3 === 0 ? town.visitor.events('room', { room: made.id }) : (writers[n] as Person).stream('room', { room: made.id }))));
  const write = async (who: Person, n: number): Promise<string> => (await who.post(`${ROOMS}/${made.id}/posts`, { status: `line ${n}` })).body.status.id;
  const cellar = async (): Promise<Json[]> => {
    const sent: Json[] = [];
    for (let n = 0; n < 4; n++) {
      const kept = { status: `kept ${n}`, written_at: new Date(now - 180_000 + n * 1000).toISOString() };
      // The first answer never came: it is sent again.
      const answers = await Promise.all([0, 1].map(() => ann.post(`${ROOMS}/${made.id}/posts`, kept, { headers: { 'idempotency-key': `cellar ${n}` } })));
      expect(new Set(answers.map(({ body }) => body.status.id)).size).toBe(1);
      sent.push(answers[0]?.body);
    }
    return sent;
  };
  const [kept, ...lines] = await Promise.all([cellar(), ...writers.map(async (who) => [await write(who, 1), await write(who, 2), await write(who, 3)])]);
  const all = [...kept.map(({ status }) => status.id as string), ...lines.flat()].sort((a, b) => Number(a) - Number(b));
  expect(kept.map(({ room: facts }) => Date.parse(facts.written_at))).toEqual([0, 1, 2, 3].map((n) => now - 180_000 + n * 1000));
  expect(kept.map(({ status }) => status.id)).toEqual(kept.map(({ status }) => status.id).toSorted((a: string, b: string) => Number(a) - Number(b)));
  for (const stream of streams) {
    await expect.poll(() => stream.frames.filter(({ event }) => event === 'update').length, { timeout: 10_000 }).toBe(all.length);
    expect(stream.frames.filter(({ event }) => event === 'update').map(({ payload }) => payload.id)).toEqual(all);
  }
  now += 1001;
  expect((await town.visitor.get(`${ROOMS}/${made.id}`)).body.counts.posts).toBe(all.length);
  expect((await town.visitor.get(`${ROOMS}/${made.id}/record`)).body.posts.map((post: Json) => post.status.id)).toEqual(all);
  await Promise.all(streams.map((stream) => stream.close()));
});

test('going live in a room is for its hosts, its voices, and whom a host lets in', async () => {
  const made = await opened({ voice_ids: [ben.id] });
  const stream = await town.visitor.stream('room', { room: made.id });
  const goLive = (who: Person) => who.post('/api/perchoir/v1/broadcasts', { title: 'from the hall', room_id: made.id });
  expect([(await goLive(ann)).status, (await goLive(ben)).status, (await goLive(cleo)).status]).toEqual([200, 200, 403]);
  await ann.post(`${ROOMS}/${made.id}/broadcasters`, { account_id: cleo.id });
  const { body: broadcast } = await goLive(cleo);
  expect((await town.visitor.get(`${ROOMS}/${made.id}`)).body.broadcasts[0]).toMatchObject({ id: broadcast.id, room_id: made.id });
  await cleo.delete(`/api/perchoir/v1/broadcasts/${broadcast.id}`);
  await ann.delete(`${ROOMS}/${made.id}/broadcasters`, { account_id: cleo.id });
  expect((await goLive(cleo)).status).toBe(403);
  await expect.poll(() => stream.frames.some(({ event, payload }) => event === 'room.broadcast' && payload.id === broadcast.id)).toBe(true);
  await ann.post(`${ROOMS}/${made.id}/close`);
  expect((await goLive(ann)).status).toBe(403);
  await stream.close();
});

describe('a room opens and closes by itself', () => {
  test('at its times, once, with the posts in between', async () => {
    const start = now + 1500;
    const made = await room({ tag: 'ByItself', starts_at: new Date(start).toISOString(), ends_at: new Date(start + 1500).toISOString(), opens_itself: true, closes_itself: true });
    const began = Date.now();
    const clock = setInterval(() => {
      now = start - 1500 + Date.now() - began;
    }, 20);
    const stream = await town.visitor.stream('room', { room: made.id });
    expect((await stream.next('room.state', 15_000)).payload).toMatchObject({ state: 'open', opened_at: new Date(start).toISOString() });
    expect((await stream.next('room.state', 15_000)).payload).toMatchObject({ state: 'closed', closed_at: new Date(start + 1500).toISOString() });
    clearInterval(clock);
    await town.settled();
    expect(stream.frames.filter(({ event }) => event === 'room.state')).toHaveLength(2);
    await stream.close();
  });

  test('a tag has one open room, and leads to it', async () => {
    const first = await opened({ tag: 'OneOnly' });
    const second = await room({ tag: 'oneonly' });
    expect((await ann.post(`${ROOMS}/${second.id}/open`)).status).toBe(409);
    expect((await town.visitor.get(`${ROOMS}?tag=oneONLY`)).body[0].id).toBe(first.id);
    await ann.post(`${ROOMS}/${first.id}/close`);
    expect((await ann.post(`${ROOMS}/${second.id}/open`)).body.state).toBe('open');
    expect((await town.visitor.get(`${ROOMS}?tag=OneOnly`)).body[0].id).toBe(second.id);
  });
});

test('whom its owner blocks finds no room, nor its stream', async () => {
  const dan = await town.person('dan');
  const made = await opened();
  await ann.blocks(dan);
  expect((await dan.get(`${ROOMS}/${made.id}`)).status).toBe(404);
  expect((await dan.post(`${ROOMS}/${made.id}/posts`, { status: 'hi' })).status).toBe(404);
  const stream = await dan.stream('room', { room: made.id });
  expect(await stream.nextError()).toMatchObject({ status: 404 });
  await stream.close();
});

test('the timeline in memory equals PostgreSQL, for random evenings and pages', async () => {
  const made = await opened({ tag: 'Random', voice_ids: [ben.id] });
  const posts: Json[] = [];
  for (let n = 0; n < 60; n++) {
    now += Math.floor(Math.random() * 3);
    const who = [ann, ben, cleo][n % 3] as Person;
    const roll = Math.random();
    if (roll < 0.15 && posts.length > 0) await who.call('DELETE', `/api/v1/statuses/${posts[Math.floor(Math.random() * posts.length)].id}`);
    else posts.push(await who.posts(`${n} ${roll < 0.8 ? '#random' : ''}`, { visibility: roll < 0.3 ? 'unlisted' : 'public' }));
  }
  const truth = (await town.sql<{ id: number }>(`select p.id from posts.post p join posts.tagging t on t.post_id = p.id and t.tag_key = 'random' join live.room r on r.id = ${made.id}
    where p.visibility = 'public' and p.repost_of_id is null and p.id >= r.opens_id order by p.id desc`)).map(({ id }) => String(id));
  expect(truth.length).toBeGreaterThan(10);
  for (let n = 0; n < 20; n++) {
    const [cursor, limit] = [truth[Math.floor(Math.random() * truth.length)] as string, 1 + Math.floor(Math.random() * 10)];
    expect(ids(await timeline(town.visitor, made.id, `?limit=${limit}`))).toEqual(truth.slice(0, limit));
    expect(ids(await timeline(town.visitor, made.id, `?limit=${limit}&max_id=${cursor}`))).toEqual(truth.filter((id) => Number(id) < Number(cursor)).slice(0, limit));
    expect(ids(await timeline(town.visitor, made.id, `?limit=${limit}&min_id=${cursor}`))).toEqual(truth.filter((id) => Number(id) > Number(cursor)).slice(-limit));
  }
});
