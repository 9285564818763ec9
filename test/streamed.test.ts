// What was streamed equals what a fresh read shows, and telling everything twice changes nothing.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SYSTEM } from '#platform/context.ts';
import { openTown } from '#town';
import type { Json, Person, Stream, Town } from '#town';
import { tableHashes } from './town/tables.ts';

let town: Town;
let alice: Person;
let bob: Person;

beforeAll(async () => {
  town = await openTown();
  [alice, bob] = await town.people('alice', 'bob');
  await bob.follows(alice);
});

afterAll(() => town.close());

describe.each(['WebSocket', 'server-sent events'])('over %s', (transport) => {
  let stream: Stream;
  beforeAll(async () => {
    stream = await (transport === 'WebSocket' ? bob.stream('user') : bob.events('user'));
  });
  afterAll(() => stream.close());
  const next = (event: string): Promise<Json> => stream.next(event).then((frame) => frame.payload);
  const read = async (id: string): Promise<Json> => (await bob.get(`/api/v1/statuses/${id}`)).body;

  test('a post', async () => {
    const post = await alice.posts('Hello #world, see https://example.org/x @bob', { spoiler_text: 'a greeting', language: 'en' });
    const came = await next('update');
    expect(came).toEqual(await read(post.id));
    expect(came.id).toBe(post.id);
    expect((await next('notification')).status.id).toBe(post.id);
  });

  test('a reply', async () => {
    const first = await alice.posts('first');
    const reply = await alice.posts('second', { in_reply_to_id: first.id });
    expect((await next('update')).id).toBe(first.id);
    const came = await next('update');
    expect(came).toEqual(await read(reply.id));
    expect(came.in_reply_to_id).toBe(first.id);
  });

  test('an edit', async () => {
    const post = await alice.posts('befor');
    await next('update');
    expect((await alice.put(`/api/v1/statuses/${post.id}`, { status: 'before' })).status).toBe(200);
    const came = await next('status.update');
    expect(came.content).toContain('before');
    expect(came).toEqual(await read(post.id));
  });

  test('a repost, and the repost undone', async () => {
    const carol = await town.person('carol');
    const post = await carol.posts('worth sharing');
    const repost = await alice.does('reblog', post);
    const came = await next('update');
    expect(came).toEqual(await read(repost.id));
    expect(came.reblog.id).toBe(post.id);
    await alice.does('unreblog', post);
    expect(await next('delete')).toBe(repost.id);
  });

  test('a deletion', async () => {
    const post = await alice.posts('soon gone');
    await next('update');
    await alice.delete(`/api/v1/statuses/${post.id}`);
    expect(await next('delete')).toBe(post.id);
    expect((await bob.get(`/api/v1/statuses/${post.id}`)).status).toBe(404);
  });

  test('a notification', async () => {
    const post = await bob.posts(`something likeable ${transport}`);
    await next('update');
    await alice.does('favourite', post);
    const came = await next('notification');
    expect(came.type).toBe('favourite');
    expect(came).toEqual((await bob.get(`/api/v1/notifications/${came.id}`)).body);
  });
});

test('every listener twice: delivering the whole history again changes nothing', async () => {
  const carol = await town.person('carol');
  await carol.follows(alice);
  await alice.follows(carol);
  const post = await alice.posts('@carol to be told twice #twice');
  await carol.does('favourite', post);
  await carol.does('bookmark', post);
  await carol.does('reblog', post);
  await carol.posts('an answer', { in_reply_to_id: post.id });
  await alice.put(`/api/v1/statuses/${post.id}`, { status: '@carol to be told twice, corrected #twice' });
  await bob.mutes(carol);
  await alice.delete(`/api/v1/statuses/${(await alice.posts('gone again')).id}`);
  await town.settled();
  const look = async (): Promise<Json> => ({
    tables: await tableHashes(town),
    homes: (await Promise.all([alice, bob, carol].map((one) => one.home('?limit=40')))).map((list) => list.map((one) => [one.id, one.content, one.favourites_count, one.reblogs_count, one.replies_count])),
    told: (await alice.get('/api/v1/notifications?limit=80')).body.map((note: Json) => [note.id, note.type]),
    tag: (await town.visitor.get('/api/v1/timelines/tag/twice')).body,
    counts: (await alice.get(`/api/v1/accounts/${alice.id}`)).body,
  });
  const before = await look();
  const ctx = town.house.context(SYSTEM);
  const events = await town.sql<{ id: number; name: string; payload: never }>('select id, name, payload from platform.outbox order by id');
  const listeners = town.house.rooms.flatMap((room) => room.listeners ?? []).filter((listener) => listener.kind !== 'relay');
  let ran = 0;
  for (const event of events) {
    for (const listener of listeners.filter((one) => one.event === event.name)) {
      await listener.run(ctx, event);
      ran += 1;
    }
  }
  await town.settled();
  expect(ran).toBeGreaterThan(20);
  expect(await look()).toEqual(before);
});
