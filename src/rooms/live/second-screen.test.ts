// Watching together, later, or behind; and the screen of the venue.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTown } from '#town';
import type { Json, Person, Town, Visitor } from '#town';
import { openInternet } from '#test/town/internet.ts';
import type { Internet } from '#test/town/internet.ts';

const ROOMS = '/api/perchoir/v1/rooms';
let internet: Internet;
let town: Town;
let now = Date.now();
let host: Person;
let ben: Person;
let cleo: Person;
beforeAll(async () => {
  internet = await openInternet();
  town = await openTown({ clock: () => now, internet });
  [host, ben, cleo] = await town.people('host', 'ben', 'cleo');
});
afterAll(async () => {
  await town.close();
  await internet.close();
});

async function opened(more: object = {}): Promise<Json> {
  const { body } = await host.post(ROOMS, { title: 'The match', tag: `Match${Math.floor(Math.random() * 1e9)}x`, template: 'match', starts_at: new Date(now).toISOString(), ...more });
  return (await host.post(`${ROOMS}/${body.id}/open`)).body;
}
const say = async (who: Person, room: Json, status: string, more: object = {}): Promise<Json> => (await who.post(`${ROOMS}/${room.id}/posts`, { status, ...more })).body;
const timeline = async (who: Visitor, room: Json, query: string): Promise<Json[]> => (await who.get(`${ROOMS}/${room.id}/timeline?${query}`)).body;

test('what is watched is found out by this server, and a player is named before anybody loads it', async () => {
  const room = await opened();
  const set = (body: object, who = host) => who.put(`${ROOMS}/${room.id}/source`, body);
  internet.sites['www.youtube.com'] = (_request, reply) => void reply.writeHead(200, { 'content-type': 'application/json' }).end('{"title":"The final"}');
  expect((await set({ kind: 'youtube', url: 'https://youtu.be/dQw4w9WgXcQ?t=3' })).body.source).toMatchObject({
    title: 'The final', url: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ', host: 'www.youtube-nocookie.com', embed_url: 'https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ',
  });
  let embed = 'https://tube.example/videos/embed/abc?x=1';
  internet.sites['tube.example'] = (_request, reply) => void reply.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ title: 'A film', html: `<iframe title="x" src="${embed}"></iframe>` }));
  expect((await set({ kind: 'peertube', url: 'https://tube.example/w/abc' })).body.source).toMatchObject({ title: 'A film', host: 'tube.example', embed_url: 'https://tube.example/videos/embed/abc' });
  embed = 'https://tracker.example/videos/embed/abc';
  expect((await set({ kind: 'peertube', url: 'https://tube.example/w/abc' })).status).toBe(422);
  internet.sites['hls.example'] = (_request, reply) => void reply.writeHead(200, { 'content-type': 'application/x-mpegurl' }).end('#EXTM3U\n');
  expect((await set({ kind: 'hls', url: 'https://hls.example/a.m3u8' })).body.source).toMatchObject({ url: 'https://hls.example/a.m3u8', embed_url: null });
  for (const wrong of [{ kind: 'youtube', url: 'https://evil.example/watch?v=dQw4w9WgXcQ' }, { kind: 'hls', url: `http://127.0.0.1:${internet.canaryPort}/a.m3u8` }, { kind: 'hls', url: 'javascript:alert(1)' }, { kind: 'television' }]) {
    expect((await set(wrong)).status, JSON.stringify(wrong)).toBe(422);
  }
  const asked = internet.asked.length;
  expect((await set({ kind: 'hls', url: 'https://hls.example/b.m3u8' }, ben)).status).toBe(403);
  expect([internet.asked.length, internet.canaryHits()]).toEqual([asked, 0]);
  expect((await host.delete(`${ROOMS}/${room.id}/source`)).body.source).toBe(null);
});

test('posts are pinned to the programme, to two seconds, whenever it is watched', async () => {
  const room = await opened();
  const start = now;
  await host.put(`${ROOMS}/${room.id}/source`, { kind: 'television', title: 'The match', starts_at: new Date(start).toISOString() });
  await cleo.put(`${ROOMS}/${room.id}/delay`, { delay_ms: 30_000 });
  now = start + 750_000;
  const direct = (await say(ben, room, 'as it happens')).status;
  now = start + 780_000;
  const behind = (await say(cleo, room, 'half a minute later, of the same goal')).status;
  const free = await ben.posts(`from elsewhere #${room.tag}`);
  now = start + 7_200_000;
  await host.post(`${ROOMS}/${room.id}/close`);
  now += 3_600_000;
  const added = (await say(host, room, 'seen today', { source_ms: 751_000 })).status;
  const at = async (second: number): Promise<string[]> => (await timeline(town.visitor, room, `source_from=${second * 1000 - 2000}&source_to=${second * 1000 + 2000}`)).map(({ status }) => status.id);
  expect((await at(750)).toSorted()).toEqual([direct.id, behind.id, added.id].toSorted());
  expect(await at(780)).toEqual([free.id]);
  expect(await at(400)).toEqual([]);
  expect((await timeline(town.visitor, room, 'limit=40')).map(({ status }) => status.id)).toEqual([free.id, behind.id, direct.id]);
});

test('with a delay nothing newer than my picture is shown: 10,000 looks at lists, counts, score, curve and stream', async () => {
  const room = await opened();
  const start = now;
  const DELAY = 30_000;
  await ben.put(`${ROOMS}/${room.id}/delay`, { delay_ms: DELAY });
  const streams = [await ben.stream('room', { room: room.id }), await town.visitor.stream('room', { room: room.id, delay: String(DELAY) }), await town.visitor.events('room', { room: room.id, delay: String(DELAY) })];
  const seen = streams.map(() => 0);
  const made = new Map<string, number>();
  let samples = 0;
  const scores: { at: number; points: number }[] = [];
  const older = (moment: number, what: string): void => {
    expect(moment, what).toBeLessThanOrEqual(now - DELAY);
    samples++;
  };
  const look = async (who: Visitor, query: string): Promise<void> => {
    for (const { status, room: facts } of await timeline(who, room, `limit=40${query}`)) {
      older(made.get(status.id) as number, 'a post');
      older(start + facts.at_ms, 'its clock');
    }
    const shown = (await who.get(`${ROOMS}/${room.id}?${query}`)).body;
    expect(shown.counts.posts).toBe([...made.values()].filter((at) => at < now - DELAY).length);
    const score = scores.findLast(({ at }) => at <= now - DELAY);
    expect(shown.score?.home.points).toBe(score?.points);
    for (const bin of (await who.get(`${ROOMS}/${room.id}/reactions?${query}`)).body.bins) older(start + bin.at * 1000 + 5000, 'a reaction');
    for (const question of (await who.get(`${ROOMS}/${room.id}/questions?limit=200${query}`)).body) {
      older(Date.parse(question.created_at), 'a question');
      older(Date.parse(question.changed_at), 'its state');
    }
    streams.forEach((stream, which) => {
      const fresh = stream.frames.slice(seen[which]);
      seen[which] = stream.frames.length;
      for (const frame of fresh) {
        if (frame.event === 'update') older(made.get(frame.payload.id) as number, 'a post on a stream');
        if (frame.event === 'room.score') older(Date.parse(frame.payload.at), 'a score on a stream');
        if (frame.event === 'room.question' && frame.payload.changed_at) older(Date.parse(frame.payload.changed_at), 'a question on a stream');
      }
    });
  };
  for (let round = 0; samples < 10_000; round++) {
    now += 3000 + Math.floor(Math.random() * 4000);
    const at = now;
    made.set((await say([host, cleo][round % 2] as Person, room, `goal ${round}`)).status.id, at);
    if (round % 5 === 0) {
      scores.push({ at, points: round });
      await host.patch(`${ROOMS}/${room.id}`, { score: { home: { name: 'A', points: round }, away: { name: 'B', points: 0 } } });
    }
    if (round % 7 === 0 && round < 35) await cleo.post(`${ROOMS}/${room.id}/questions`, { text: `why ${round}` });
    if (round % 4 === 0) await cleo.post(`${ROOMS}/${room.id}/reactions`, { kind: '🔥' });
    await look(ben, '');
    await look(town.visitor, `&delay_ms=${DELAY}`);
    expect(round, 'too few samples').toBeLessThan(200);
  }
  await cleo.posts(`@ben did you see that #${room.tag}`);
  await cleo.posts('@ben something else');
  await town.settled();
  expect((await ben.get('/api/v1/notifications?types[]=mention')).body.map((line: Json) => line.status.content)).toEqual([expect.stringContaining('something else')]);
  expect(await town.sql("select 1 from graphile_worker.jobs where task_identifier = 'notifications.tellLater'")).toHaveLength(1);
  now += DELAY + 10_000;
  // Nothing of it is lost, either.
  for (const stream of streams) await expect.poll(() => stream.frames.filter(({ event }) => event === 'update').length, { timeout: 5000 }).toBe(made.size + 1);
  await Promise.all(streams.map((stream) => stream.close()));
}, 240_000);

test('with a delay a question is told as it was at the moment of the picture, and a post counts what it counted then', async () => {
  const room = await opened({ template: 'town_hall' });
  const DELAY = 30_000;
  const stream = await town.visitor.stream('room', { room: room.id, delay: String(DELAY) });
  const { status: post } = await say(ben, room, 'what happens');
  const { body: question } = await cleo.post(`${ROOMS}/${room.id}/questions`, { text: 'Why?' });
  now += 10_000;
  await host.post(`${ROOMS}/${room.id}/questions/${question.id}/vote`);
  await host.post(`${ROOMS}/${room.id}/questions/${question.id}/stage`);
  for (const who of [host, cleo]) await who.post(`/api/v1/statuses/${post.id}/favourite`);
  await cleo.post(`/api/v1/statuses/${post.id}/reblog`);
  await host.posts('an answer', { in_reply_to_id: post.id });
  now += 10_000;
  await host.post(`${ROOMS}/${room.id}/questions/${question.id}/answer`);
  await town.settled();
  const seen = async (delay: number): Promise<Json> => {
    const [one] = (await town.visitor.get(`${ROOMS}/${room.id}/questions?delay_ms=${delay}`)).body;
    const told = (await timeline(town.visitor, room, `delay_ms=${delay}`)).find(({ status }) => status.id === post.id)?.status;
    return [one.state, one.votes, told.favourites_count, told.reblogs_count, told.replies_count];
  };
  expect(await seen(0)).toEqual(['answered', 1, 2, 1, 1]);
  expect(await seen(5000)).toEqual(['on_stage', 1, 2, 1, 1]);
  expect(await seen(15_000)).toEqual(['asked', 0, 0, 0, 0]);
  const states: string[] = [];
  for (const ms of [10_000, 10_000, 12_000]) {
    now += ms;
    states.push((await stream.next('room.question')).payload.state);
  }
  expect(states).toEqual(['asked', 'on_stage', 'answered']);
  await stream.close();
}, 30_000);

test('the screen shows what a host lets it, and a paired phone turns it', async () => {
  const room = await opened({ wall: 'approved', voice_ids: [ben.id] });
  const [first, second] = [(await say(cleo, room, 'one')).status, (await say(ben, room, 'two')).status];
  const wall = async (): Promise<string[]> => (await town.visitor.get(`${ROOMS}/${room.id}/wall`)).body.posts.map((post: Json) => post.status.id);
  expect(await wall()).toEqual([]);
  const stream = await town.visitor.stream('room', { room: room.id });
  expect((await cleo.post(`${ROOMS}/${room.id}/wall/posts/${first.id}`)).status).toBe(403);
  expect((await host.post(`${ROOMS}/${room.id}/wall/posts/${first.id}`)).status).toBe(200);
  expect((await stream.next('room.wall')).payload).toMatchObject({ post_id: first.id, approved: true });
  expect(await wall()).toEqual([first.id]);
  await host.patch(`${ROOMS}/${room.id}`, { wall: 'official' });
  expect(await wall()).toEqual([second.id, first.id]);
  await host.delete(`${ROOMS}/${room.id}/wall/posts/${first.id}`);
  await host.patch(`${ROOMS}/${room.id}`, { wall: 'everything' });
  expect(await wall()).toEqual([second.id]);
  const control = (act: string, more: object = {}) => cleo.post(`${ROOMS}/${room.id}/wall/screen`, { act, ...more });
  expect((await control('next')).status).toBe(403);
  const { code } = (await host.get(`${ROOMS}/${room.id}/wall/code`)).body;
  expect((await cleo.post(`${ROOMS}/${room.id}/presence`, { code })).status).toBe(422);
  expect((await cleo.post(`${ROOMS}/${room.id}/wall/remote`, { code })).status).toBe(200);
  expect((await control('next')).body.screen).toEqual({ shows: 'posts', question_id: null, pinned_id: null, held: true, position: 1 });
  const question = (await ben.post(`${ROOMS}/${room.id}/questions`, { text: 'Why?' })).body;
  expect((await control('question', { question_id: question.id })).body.screen).toMatchObject({ shows: 'question', question_id: question.id });
  expect((await control('question', { question_id: '1' })).status).toBe(422);
  expect((await control('resume')).body.screen).toMatchObject({ held: false, position: 0 });
  // A post that is pinned goes to the screen and stays, also when newer ones wait.
  expect((await control('pin', { post_id: first.id })).body).toMatchObject({ screen: { pinned_id: first.id } });
  expect(await wall()).toEqual([second.id, first.id]);
  expect((await control('hold')).body.screen).toMatchObject({ held: true });
  await say(ben, room, 'three');
  expect(await wall()).toEqual([second.id, first.id]);
  expect((await control('resume')).body.posts).toHaveLength(3);
  expect((await control('unpin')).body.screen).toMatchObject({ pinned_id: null });
  expect((await control('score')).body.screen).toMatchObject({ shows: 'score' });
  now += 13 * 3_600_000;
  expect((await control('curve')).status).toBe(403);
  await stream.close();
});

test('posts wait for a host in the order they came; what was decided can be taken back', async () => {
  const room = await opened({ wall: 'approved' });
  const [first, second] = [(await say(cleo, room, 'one')).status, (await say(ben, room, 'two')).status];
  const waiting = async (): Promise<string[]> => (await host.get(`${ROOMS}/${room.id}/wall/waiting`)).body.map(({ status }: Json) => status.id);
  expect((await ben.get(`${ROOMS}/${room.id}/wall/waiting`)).status).toBe(403);
  expect(await waiting()).toEqual([first.id, second.id]);
  await host.delete(`${ROOMS}/${room.id}/wall/posts/${first.id}`);
  await host.post(`${ROOMS}/${room.id}/wall/posts/${second.id}`);
  expect(await waiting()).toEqual([]);
  expect((await ben.delete(`${ROOMS}/${room.id}/wall/posts/${first.id}/decision`)).status).toBe(403);
  expect((await host.delete(`${ROOMS}/${room.id}/wall/posts/${first.id}/decision`)).status).toBe(200);
  expect(await waiting()).toEqual([first.id]);
});
