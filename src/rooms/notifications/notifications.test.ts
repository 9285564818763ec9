import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTown } from '#town';
import type { Answer, Json, Person, Town } from '#town';
import { BoundContext, SYSTEM } from '#platform/context.ts';
import { notified } from './index.ts';
import { listeners } from './listeners.ts';

let town: Town;
let count = 0;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

/** Two people whom no other test has touched. */
async function two(): Promise<readonly [Person, Person]> {
  count++;
  return town.people(`ann${count}`, `ben${count}`);
}

async function listOf(person: Person, query = ''): Promise<Json[]> {
  await town.settled();
  const { status, body } = await person.get(`/api/v1/notifications${query}`);
  expect(status).toBe(200);
  return body;
}

const told = async (person: Person, query = ''): Promise<string[]> => (await listOf(person, query)).map((line) => line.type);

/** Every event so far, again, through every listener of this room that works. */
async function hearEverythingAgain(): Promise<void> {
  const rows = await town.sql<{ id: number; name: string; payload: Json }>('select id, name, payload from platform.outbox order by id');
  for (const { id, name, payload } of rows) {
    for (const listener of listeners.filter(({ event, kind }) => event === name && kind === 'work')) {
      await listener.run(new BoundContext(town.house, SYSTEM), { id, payload } as never);
    }
  }
}

test('each act is told once, also when every event is heard twice', async () => {
  const [ann, ben] = await two();
  const post = await ann.posts('first');
  await ben.follows(ann);
  await ben.does('favourite', post);
  await ben.does('reblog', post);
  await ben.posts(`@${ann.username} hello`);
  await ben.posts('an answer', { in_reply_to_id: post.id });
  const before = await listOf(ann);
  expect(before.map(({ type }) => type)).toEqual(['mention', 'mention', 'reblog', 'favourite', 'follow']);
  expect(before[3]).toMatchObject({ account: { id: ben.id }, status: { id: post.id, content: '<p>first</p>' }, group_key: `favourite-${before[3].id}` });
  expect(before[4].status).toBeUndefined();
  const onStreams = async (): Promise<number> => (await town.sql(`select 1 from platform.outbox where name = '${notified.name}'`)).length;
  const sent = await onStreams();
  await hearEverythingAgain();
  expect([await listOf(ann), await onStreams()]).toEqual([before, sent]);
  expect(await told(ben)).toEqual([]);
});

test('a line goes with what it tells of', async () => {
  const [ann, ben] = await two();
  const post = await ann.posts('first');
  await ben.follows(ann);
  await ben.does('favourite', post);
  await ben.does('reblog', post);
  const named = await ben.posts(`@${ann.username} hello`);
  expect(await told(ann)).toHaveLength(4);
  await ben.does('unfavourite', post);
  await ben.does('unreblog', post);
  await ben.unfollows(ann);
  await ben.delete(`/api/v1/statuses/${named.id}`);
  expect(await told(ann)).toEqual([]);
  await hearEverythingAgain();
  expect(await told(ann)).toEqual([]);
  await ben.does('favourite', post);
  expect(await told(ann)).toEqual(['favourite']);
});

test('a like taken back before it was told leaves nothing', async () => {
  const [ann, ben] = await two();
  const post = await ann.posts('first');
  await ben.does('favourite', post);
  await ben.does('unfavourite', post);
  await town.settled();
  const [event] = await town.sql<{ id: number; payload: Json }>(
    `select id, payload from platform.outbox where name = 'posts.liked' and (payload->>'postId')::bigint = ${post.id}`,
  );
  const late = listeners.find(({ name }) => name === 'notifications.tellOfLike');
  await late?.run(new BoundContext(town.house, SYSTEM), event as never);
  expect([late?.kind, await told(ann)]).toEqual(['work', []]);
});

test('nobody is told of their own acts', async () => {
  const [ann] = await two();
  const post = await ann.posts(`I, @${ann.username}`);
  await ann.does('favourite', post);
  await ann.does('reblog', post);
  await ann.posts('more', { in_reply_to_id: post.id });
  expect(await told(ann)).toEqual([]);
});

test('a locked account is asked; the line goes with the answer, and who said yes is not told of it', async () => {
  const [, ben] = await two();
  const carol = await town.person('carol', { locked: true });
  await ben.follows(carol);
  expect(await told(carol)).toEqual(['follow_request']);
  expect((await carol.post(`/api/v1/follow_requests/${ben.id}/authorize`)).status).toBe(200);
  expect(await told(carol)).toEqual([]);
});

test('the bell rings for posts and for answers to oneself, not for answers to others, reposts or direct posts', async () => {
  const [ann, ben] = await two();
  await ben.follows(ann, { notify: true });
  const other = await ben.posts('of ben');
  const first = await ann.posts('one');
  await ann.posts('two', { in_reply_to_id: first.id, visibility: 'private' });
  await ann.posts('three', { in_reply_to_id: other.id });
  await ann.posts('four', { visibility: 'direct' });
  expect(await told(ben)).toEqual(['mention', 'status', 'status']);
});

test('an edit tells those it names only now, and each time those who reposted', async () => {
  const [ann, ben] = await two();
  const carl = await town.person('carl');
  const post = await ann.posts(`@${ben.username} hello`);
  await carl.does('reblog', post);
  await listOf(ben).then(([line]) => ben.post(`/api/v1/notifications/${line.id}/dismiss`));
  await ann.put(`/api/v1/statuses/${post.id}`, { status: `@${ben.username} @carl hello` });
  expect(await told(carl)).toEqual(expect.arrayContaining(['update', 'mention']));
  expect(await told(ben)).toEqual([]);
  const [before] = (await listOf(carl)).filter(({ type }) => type === 'update');
  await ann.put(`/api/v1/statuses/${post.id}`, { status: `@${ben.username} @carl hello again` });
  const updates = (await listOf(carl)).filter(({ type }) => type === 'update');
  expect(updates).toHaveLength(1);
  expect(Number(updates[0].id)).toBeGreaterThan(Number(before.id));
});

describe('what one does not want to hear', () => {
  test('a block empties the list and keeps it empty', async () => {
    const [ann, ben] = await two();
    await ben.posts(`@${ann.username} hello`);
    expect(await told(ann)).toEqual(['mention']);
    await ann.blocks(ben);
    expect(await told(ann)).toEqual([]);
    await ben.posts(`@${ann.username} still there?`);
    expect(await told(ann)).toEqual([]);
  });

  test('a mute silences its lines, and with notifications=false does not', async () => {
    const [ann, ben] = await two();
    await ben.posts(`@${ann.username} hello`);
    await ann.mutes(ben);
    await ben.posts(`@${ann.username} hello?`);
    expect(await told(ann)).toEqual([]);
    await ann.post(`/api/v1/accounts/${ben.id}/mute`, { notifications: false });
    await ben.posts(`@${ann.username} hello!`);
    expect(await told(ann)).toEqual(['mention', 'mention']);
  });

  test('a muted thread tells nothing more', async () => {
    const [ann, ben] = await two();
    const post = await ann.posts('a thread');
    await ann.does('mute', post);
    await ben.posts('an answer', { in_reply_to_id: post.id });
    await ben.does('favourite', post);
    expect(await told(ann)).toEqual([]);
  });
});

test('the list is filtered by type and account, and paged without gap or repeat past what is hidden', async () => {
  const [ann, ben] = await two();
  const dora = await town.person('dora');
  const post = await ann.posts('first');
  for (let i = 0; i < 15; i++) {
    await ben.posts(`@${ann.username} ${i}`);
    await dora.posts(`@${ann.username} ${i}`);
  }
  await dora.does('favourite', post);
  expect(await told(ann, '?types[]=favourite')).toEqual(['favourite']);
  expect(await told(ann, '?types[]=poll')).toEqual([]);
  expect(await told(ann, '?exclude_types[]=mention')).toEqual(['favourite']);
  expect(await told(ann, `?account_id=${dora.id}`)).toHaveLength(16);
  await ann.mutes(dora);
  const all = (await listOf(ann)).map(({ id }) => id);
  expect(all).toHaveLength(15);
  const seen: string[] = [];
  let path: string | undefined = '/api/v1/notifications?limit=4';
  while (path !== undefined) {
    const page: Answer<Json[]> = await ann.get(path);
    seen.push(...page.body.map((line) => line.id));
    path = page.links['next'];
  }
  expect(seen).toEqual(all);
  const after = await ann.get<Json[]>(`/api/v1/notifications?limit=4&min_id=${all[10]}`);
  expect(after.body.map(({ id }) => id)).toEqual(all.slice(6, 10));
});

test('another person\'s line is not there, to be read or dismissed; clearing empties one list only', async () => {
  const [ann, ben] = await two();
  await ben.posts(`@${ann.username} one`);
  await ann.posts(`@${ben.username} two`);
  const [line] = await listOf(ann);
  expect((await ann.get(`/api/v1/notifications/${line.id}`)).body).toEqual(line);
  expect((await ben.get(`/api/v1/notifications/${line.id}`)).status).toBe(404);
  expect((await ben.post(`/api/v1/notifications/${line.id}/dismiss`)).status).toBe(404);
  expect((await ann.get('/api/v1/notifications/abc')).status).toBe(404);
  expect((await ben.post('/api/v1/notifications/clear')).body).toEqual({});
  expect(await told(ben)).toEqual([]);
  expect(await told(ann)).toEqual(['mention']);
  expect((await ann.post(`/api/v1/notifications/${line.id}/dismiss`)).body).toEqual({});
  expect((await ann.get(`/api/v1/notifications/${line.id}`)).status).toBe(404);
});

test('unread are those above the marker, and a marker counts its versions', async () => {
  const [ann, ben] = await two();
  await ben.posts(`@${ann.username} one`);
  await ben.posts(`@${ann.username} two`);
  const lines = await listOf(ann);
  const unread = async (): Promise<number> => (await ann.get('/api/v1/notifications/unread_count')).body.count;
  expect(await unread()).toBe(2);
  expect((await ann.post('/api/v1/markers', { notifications: { last_read_id: lines[1].id } })).body).toMatchObject({
    notifications: { last_read_id: lines[1].id, version: 1 },
  });
  expect(await unread()).toBe(1);
  await ann.post('/api/v1/markers', { 'notifications[last_read_id]': lines[0].id }, { form: true });
  expect(await unread()).toBe(0);
  expect((await ann.get('/api/v1/markers?timeline[]=home&timeline[]=notifications')).body).toMatchObject({ notifications: { version: 2 } });
  expect((await ann.get('/api/v1/markers?timeline[]=home')).body).toEqual({});
  expect((await ann.post('/api/v1/markers', { home: { last_read_id: 'x' } })).status).toBe(422);
});

test('a marker is not moved over a version that its app has not seen, nor is any other in the same request', async () => {
  const [ann] = await two();
  const move = (home: object, notifications?: object): Promise<Answer> => ann.post('/api/v1/markers', { home, ...(notifications && { notifications }) });
  expect((await move({ last_read_id: '7', version: 3 })).status).toBe(409);
  expect((await move({ last_read_id: '7', version: 0 })).body.home).toMatchObject({ last_read_id: '7', version: 1 });
  expect((await move({ last_read_id: '9', version: 1 })).body.home.version).toBe(2);
  const stale = await move({ last_read_id: '8', version: 1 }, { last_read_id: '5' });
  expect([stale.status, stale.body.error]).toEqual([409, expect.stringContaining('Conflict')]);
  expect((await ann.get('/api/v1/markers?timeline[]=home&timeline[]=notifications')).body).toEqual({ home: expect.objectContaining({ last_read_id: '9', version: 2 }) });
  const together = await Promise.all(['11', '12', '13'].map((id) => move({ last_read_id: id, version: 2 })));
  expect(together.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
  expect((await move({ last_read_id: '14' })).body.home.version).toBe(4);
});

test('a stream brings what the list shows, to its reader only and not to a token without the scope', async () => {
  const [ann, ben] = await two();
  const post = await ann.posts('first');
  const stream = await ann.stream('user:notification');
  const foreign = await ben.stream('user:notification');
  await ben.does('favourite', post);
  const frame = await stream.next('notification');
  expect(frame.payload).toEqual((await listOf(ann))[0]);
  expect(foreign.frames).toEqual([]);
  const narrow = await town.again(ann, 'read:statuses');
  expect((await narrow.get('/api/v1/notifications')).status).toBe(403);
});
