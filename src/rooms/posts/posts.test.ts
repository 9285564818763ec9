/** What the room promises to the people who use it, over HTTP. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTown } from '#town';
import { postsState } from './state.ts';
import type { Json, Person, Town, Visitor } from '#town';

let town: Town;
let alice: Person;
let bob: Person;
let carol: Person;
let dan: Person;

beforeAll(async () => {
  town = await openTown();
  [alice, bob, carol, dan] = await town.people('alice', 'bob', 'carol', 'dan');
}, 60_000);
afterAll(() => town.close());

const read = (who: Visitor, post: { id: string }) => who.get(`/api/v1/statuses/${post.id}`);
const ids = (posts: Json[]): string[] => posts.map((post) => post.id);
const rowsOf = async (post: { id: string }): Promise<number> => {
  const tables = {
    post: 'id = $ or repost_of_id = $', edit: 'post_id = $', tagging: 'post_id = $', mention: 'post_id = $', liking: 'post_id = $',
    bookmarking: 'post_id = $', pin: 'post_id = $', thread_mute: 'root_id = $', idempotency: 'post_id = $',
  };
  const counts = await Promise.all(
    Object.entries(tables).map(([table, where]) => town.sql(`select 1 from posts.${table} where ${where.replaceAll('$', post.id)}`)),
  );
  return counts.reduce((sum, rows) => sum + rows.length, 0);
};

describe('who may see a post', () => {
  test('is the same by id, among several, in a thread and through a repost', async () => {
    const [erin, frank] = await town.people('erin', 'frank');
    await bob.follows(erin);
    await erin.blocks(frank);
    const root = await erin.posts('the root');
    const people = { author: erin, follower: bob, mentioned: carol, stranger: dan, blocked: frank, visitor: town.visitor };
    const seen: Record<string, string[]> = {
      public: ['author', 'follower', 'mentioned', 'stranger', 'visitor'],
      unlisted: ['author', 'follower', 'mentioned', 'stranger', 'visitor'],
      private: ['author', 'follower', 'mentioned'],
      direct: ['author', 'mentioned'],
    };
    for (const [visibility, expected] of Object.entries(seen)) {
      const post = await erin.posts(`hello @carol, ${visibility}`, { visibility, in_reply_to_id: root.id });
      const byId = [];
      const among = [];
      const inThread = [];
      for (const [name, who] of Object.entries(people)) {
        const { status } = await read(who, post);
        if (status === 200) byId.push(name);
        else expect(status, `${visibility} for ${name}`).toBe(404);
        if ((await who.get(`/api/v1/statuses?id[]=${post.id}`)).body.length === 1) among.push(name);
        const thread = await who.get(`/api/v1/statuses/${root.id}/context`);
        if (thread.status === 200 && ids(thread.body.descendants).includes(post.id)) inThread.push(name);
      }
      expect({ visibility, byId, among, inThread }).toEqual({ visibility, byId: expected, among: expected, inThread: expected });
    }
  });

  test('a repost is not seen by those who may not see what it reposts', async () => {
    const [grace, heidi] = await town.people('grace', 'heidi');
    const post = await grace.posts('passed on');
    const reposted = await bob.does('reblog', post);
    expect(reposted.reblog.id).toBe(post.id);
    expect((await read(heidi, reposted)).status).toBe(200);
    await grace.blocks(heidi);
    expect((await read(heidi, reposted)).status).toBe(404);
    expect((await read(heidi, post)).status).toBe(404);
  });

  test('nobody acts on a post that they do not see, nor on the posts of others', async () => {
    const post = await alice.posts('between us, @bob', { visibility: 'direct' });
    for (const act of ['favourite', 'reblog', 'bookmark', 'pin', 'mute', 'unfavourite', 'unreblog']) {
      expect((await carol.post(`/api/v1/statuses/${post.id}/${act}`)).status, act).toBe(404);
    }
    expect((await carol.posts('x'), await carol.post('/api/v1/statuses', { status: 'y', in_reply_to_id: post.id })).status).toBe(404);
    for (const path of ['context', 'history', 'source', 'favourited_by', 'reblogged_by']) {
      expect((await carol.get(`/api/v1/statuses/${post.id}/${path}`)).status, path).toBe(404);
    }
    expect((await bob.delete(`/api/v1/statuses/${post.id}`)).status).toBe(404);
    expect((await bob.put(`/api/v1/statuses/${post.id}`, { status: 'mine' })).status).toBe(404);
    expect((await bob.get(`/api/v1/statuses/${post.id}/source`)).status).toBe(404);
    expect((await bob.post(`/api/v1/statuses/${post.id}/reblog`)).status).toBe(403);
    expect((await read(alice, post)).body.content).toContain('between us');
  });
});

describe('writing', () => {
  test('what is answered is what a fresh read shows', async () => {
    const isFresh = async (who: Person, answer: Json): Promise<void> => {
      const warm = (await read(who, answer)).body;
      postsState(town.ctx).posts.clear();
      const cold = (await read(who, answer)).body;
      expect(warm).toEqual(cold);
      expect(answer).toEqual(cold);
    };
    const first = await alice.posts('#Café with @bob: https://example.org/a?b=1');
    await isFresh(alice, first);
    const more = { in_reply_to_id: first.id, visibility: 'private', spoiler_text: 'careful', language: 'fr' };
    await isFresh(bob, await bob.posts('an answer', more));
    await isFresh(carol, await carol.does('reblog', first));
    await isFresh(alice, (await alice.put(`/api/v1/statuses/${first.id}`, { status: 'changed #thé @carol' })).body);
  });

  test('one word is one paragraph; names and tags are found, whoever is answered is named', async () => {
    expect((await alice.posts('word')).content).toBe('<p>word</p>');
    const post = await alice.posts('hi @bob and @nobody #Réunion');
    expect(post.mentions).toEqual([{ id: bob.id, username: 'bob', acct: 'bob', url: 'http://town.test/@bob' }]);
    expect(post.tags).toEqual([{ name: 'reunion', url: 'http://town.test/tags/reunion' }]);
    expect(post.application).toEqual({ name: 'Perchoir', website: null });
    expect(post.url).toBe(`http://town.test/@alice/${post.id}`);
    const answer = await carol.posts('yes', { in_reply_to_id: post.id });
    expect(answer).toMatchObject({ in_reply_to_id: post.id, in_reply_to_account_id: alice.id });
    expect(answer.mentions.map((mention: Json) => mention.id)).toEqual([alice.id]);
    expect((await read(town.visitor, post)).body.replies_count).toBe(1);
  });

  test('markup in a text is only ever text', async () => {
    const nasty = ['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', 'javascript:alert(1)', '<a href="//evil">x</a> & \u2028 </p>'];
    for (const text of nasty) {
      const post = await alice.posts(text, { spoiler_text: text });
      expect(post.content.replaceAll(/<\/?p>|<br>/g, '')).not.toMatch(/[<>]/);
      const source = await alice.get(`/api/v1/statuses/${post.id}/source`);
      expect(source.body.text).toContain(text.slice(0, 5));
    }
  });

  test('what cannot be posted is refused and leaves nothing', async () => {
    const before = await town.sql('select count(*) as count from posts.post');
    const bad: [unknown, number][] = [
      [{}, 422], [{ status: '   \n ' }, 422], [{ status: 'x'.repeat(501) }, 422], [{ status: 'x'.repeat(400), spoiler_text: 'y'.repeat(101) }, 422],
      [{ status: 'x', visibility: 'secret' }, 422], [{ status: 'x', language: 'not a language' }, 422],
      [{ status: 'x', media_ids: ['1'] }, 422], [{ status: 'x', poll: { options: ['a', 'b'] } }, 422],
      [{ status: 'x', scheduled_at: 'tomorrow' }, 422], [{ status: 'x', quoted_status_id: '1' }, 404],
      [{ status: 'x', in_reply_to_id: '99' }, 404], [{ status: 'x', in_reply_to_id: 'abc' }, 404], [{ status: 'a\0b' }, 422],
      [{ status: 'hey @bob', allowed_mentions: [carol.id] }, 422],
    ];
    for (const [body, status] of bad) {
      const answer = await alice.post('/api/v1/statuses', body);
      expect({ body, status: answer.status }).toEqual({ body, status });
      expect(answer.body.error).toEqual(expect.any(String));
    }
    expect(await town.sql('select count(*) as count from posts.post')).toEqual(before);
    await alice.posts(`${'x'.repeat(476)} https://example.org/${'long'.repeat(200)}`);
  });

  test('the same key posts once, also twenty times at once; with another text it is refused', async () => {
    const headers = { 'Idempotency-Key': 'one evening' };
    const send = () => alice.post('/api/v1/statuses', { status: 'only once' }, { headers });
    const answers = await Promise.all(Array.from({ length: 20 }, send));
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 200));
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    expect(await town.sql("select 1 from posts.post where text = 'only once'")).toHaveLength(1);
    expect((await alice.post('/api/v1/statuses', { status: 'another' }, { headers })).status).toBe(422);
    expect((await bob.post('/api/v1/statuses', { status: 'only once' }, { headers })).body.id).not.toBe(answers[0]?.body.id);
    await town.sql("update posts.idempotency set created_at = now() - interval '61 minutes'");
    expect((await send()).body.id).not.toBe(answers[0]?.body.id);
  });

  test('an edit keeps every wording, moves names and tags, and one that changes nothing leaves no trace', async () => {
    const post = await alice.posts('first #one @bob', { visibility: 'direct' });
    expect((await alice.put(`/api/v1/statuses/${post.id}`, { status: 'first #one @bob' })).body.edited_at).toBeNull();
    const edited = (await alice.put(`/api/v1/statuses/${post.id}`, { status: 'second #two @carol', spoiler_text: 'w' })).body;
    expect(edited).toMatchObject({ id: post.id, spoiler_text: 'w', sensitive: true, edited_at: expect.any(String) });
    expect(edited.tags.map((tag: Json) => tag.name)).toEqual(['two']);
    expect((await read(bob, post)).status).toBe(404);
    const history = (await carol.get(`/api/v1/statuses/${post.id}/history`)).body;
    expect(history.map((wording: Json) => [wording.spoiler_text, wording.content.includes('second')])).toEqual([['', false], ['w', true]]);
    expect(history[0].created_at).toBe(post.created_at);
    expect(history[1].created_at).toBe(edited.edited_at);
    expect(await town.sql(`select tag_key from posts.tagging where post_id = ${post.id}`)).toEqual([{ tag_key: 'two' }]);
    expect(await town.sql(`select account_id from posts.mention where post_id = ${post.id}`)).toEqual([{ account_id: Number(carol.id) }]);
  });

  test('a deletion leaves nothing, and answers with the text for writing it anew', async () => {
    const parent = await bob.posts('parent');
    const key = { headers: { 'Idempotency-Key': 'gone' } };
    const post = (await alice.post('/api/v1/statuses', { status: 'to go #tag @bob', in_reply_to_id: parent.id }, key)).body;
    await alice.put(`/api/v1/statuses/${post.id}`, { status: 'to go soon #tag @bob' });
    const reposted = await bob.does('reblog', post);
    for (const act of ['favourite', 'bookmark', 'mute']) await carol.does(act, post);
    await alice.does('pin', post);
    const answer = await dan.posts('stays', { in_reply_to_id: post.id });
    expect(await rowsOf(post)).toBeGreaterThan(8);
    const deleted = await alice.delete(`/api/v1/statuses/${post.id}`);
    expect(deleted.body).toMatchObject({ id: post.id, text: 'to go soon #tag @bob' });
    expect(await rowsOf(post)).toBe(0);
    for (const each of [post, reposted]) expect((await read(bob, each)).status).toBe(404);
    expect((await read(dan, answer)).body.in_reply_to_id).toBe(post.id);
    expect((await read(bob, parent)).body.replies_count).toBe(0);
    const told = await town.sql(`select (payload->>'id')::bigint as id from platform.outbox where name = 'posts.postDeleted' and id > ${post.id}`);
    expect(told.map((event) => String(event.id)).toSorted()).toEqual([post.id, reposted.id].toSorted());
    expect((await alice.delete(`/api/v1/statuses/${post.id}`)).status).toBe(404);
  });
});

describe('acts', () => {
  test('may be repeated, show at once, count once and are told once', async () => {
    const post = await alice.posts('liked');
    for (const [act, mark, count] of [['favourite', 'favourited', 'favourites_count'], ['bookmark', 'bookmarked', ''], ['mute', 'muted', '']] as const) {
      await Promise.all([bob.does(act, post), bob.does(act, post), bob.does(act, post)]);
      const after = (await read(bob, post)).body;
      expect(after[mark], act).toBe(true);
      if (count !== '') expect(after[count]).toBe(1);
      expect((await read(carol, post)).body[mark]).toBe(false);
      expect((await bob.does(`un${act}`, post))[mark]).toBe(false);
      if (count !== '') expect((await bob.does(`un${act}`, post))[count]).toBe(0);
    }
    expect((await read(town.visitor, post)).body).not.toHaveProperty('favourited');
    const told = await town.sql(`select 1 from platform.outbox where name = 'posts.liked' and (payload->>'postId')::bigint = ${post.id}`);
    expect(told).toHaveLength(1);
  });

  test('a repost is one, however often it is asked for, and can be taken back by either id', async () => {
    const post = await alice.posts('pass it on');
    const answers = await Promise.all([1, 2, 3, 4].map(() => bob.does('reblog', post)));
    expect(new Set(ids(answers)).size).toBe(1);
    expect(answers[0]).toMatchObject({ reblogged: true, reblog: { id: post.id, reblogged: true, reblogs_count: 1 } });
    expect(await bob.does('unreblog', answers[0])).toMatchObject({ id: post.id, reblogged: false, reblogs_count: 0 });
    const own = await alice.posts('to my followers', { visibility: 'private' });
    expect((await alice.post(`/api/v1/statuses/${own.id}/reblog`, { visibility: 'public' })).body.visibility).toBe('private');
    expect((await alice.does('unreblog', own)).reblogs_count).toBe(0);
  });

  test('five own posts can be pinned, also when ten are asked for at once', async () => {
    const ivan = await town.person('ivan');
    const posts = await Promise.all(Array.from({ length: 10 }, (_, i) => ivan.posts(`pin ${i}`)));
    const statuses = await Promise.all(posts.map((post) => ivan.post(`/api/v1/statuses/${post.id}/pin`).then((answer) => answer.status)));
    expect(statuses.toSorted()).toEqual([200, 200, 200, 200, 200, 422, 422, 422, 422, 422]);
    expect((await ivan.post(`/api/v1/statuses/${(await alice.posts('not yours')).id}/pin`)).status).toBe(403);
    const at = posts[statuses.indexOf(200)];
    expect((await read(ivan, at)).body.pinned).toBe(true);
    expect((await read(bob, at)).body).not.toHaveProperty('pinned');
  });

  test('lists of liked and bookmarked posts, and of who liked and reposted, are paged by the act', async () => {
    const judy = await town.person('judy');
    const posts: Json[] = [];
    for (let i = 0; i < 5; i++) posts.push(await alice.posts(`list ${i}`));
    const order = [3, 0, 4, 1, 2];
    for (const at of order) await judy.does('favourite', posts[at]);
    for (const at of order) await judy.does('bookmark', posts[at]);
    for (const list of ['favourites', 'bookmarks']) {
      const expected = order.toReversed().map((at) => posts[at].id);
      const first = await judy.get(`/api/v1/${list}?limit=2`);
      const second = await judy.get(first.links['next'] as string);
      const third = await judy.get(second.links['next'] as string);
      expect([first, second, third].flatMap((page) => ids(page.body)), list).toEqual(expected);
      expect(third.links['next']).toBeUndefined();
      expect(ids((await judy.get(second.links['prev'] as string)).body)).toEqual(expected.slice(0, 2));
    }
    await bob.does('favourite', posts[0]);
    await bob.does('reblog', posts[0]);
    const likers = await alice.get(`/api/v1/statuses/${posts[0].id}/favourited_by?limit=1`);
    expect(ids(likers.body)).toEqual([bob.id]);
    expect(ids((await alice.get(likers.links['next'] as string)).body)).toEqual([judy.id]);
    expect(ids((await town.visitor.get(`/api/v1/statuses/${posts[0].id}/reblogged_by`)).body)).toEqual([bob.id]);
  });
});

test('a thread: ancestors oldest first, answers depth first, without those the reader mutes', async () => {
  const root = await alice.posts('root');
  const a = await bob.posts('a', { in_reply_to_id: root.id });
  const b = await carol.posts('b', { in_reply_to_id: root.id });
  const aa = await alice.posts('aa', { in_reply_to_id: a.id });
  const aaa = await dan.posts('aaa', { in_reply_to_id: aa.id });
  const ab = await carol.posts('ab', { in_reply_to_id: a.id });
  const context = async (who: Visitor, post: { id: string }) => {
    const { body } = await who.get(`/api/v1/statuses/${post.id}/context`);
    return [ids(body.ancestors), ids(body.descendants)];
  };
  expect(await context(town.visitor, root)).toEqual([[], ids([a, aa, aaa, ab, b])]);
  expect(await context(town.visitor, aa)).toEqual([ids([root, a]), ids([aaa])]);
  await alice.mutes(dan);
  expect(await context(alice, root)).toEqual([[], ids([a, aa, ab, b])]);
  await alice.post(`/api/v1/accounts/${dan.id}/unmute`);
});
