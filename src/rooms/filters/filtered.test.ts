// What filters find is said wherever their owner meets a post, and nothing is left out for it.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';

let town: Town;
let now = Date.parse('2026-11-23T12:00:00Z');
let alice: Person;
let bob: Person;
let carol: Person;

beforeAll(async () => {
  town = await openTown({ clock: () => now });
  [alice, bob, carol] = await town.people('alice', 'bob', 'carol');
  for (const one of [alice, carol]) await one.follows(bob);
});
afterAll(() => town.close());

beforeEach(async () => {
  for (const { id } of (await alice.get('/api/v2/filters')).body as Json[]) await alice.delete(`/api/v2/filters/${id}`);
});

const filter = async (keyword: string, more: Json = {}): Promise<Json> => {
  const wish = { title: `no ${keyword}`, context: ['home'], keywords_attributes: [{ keyword, whole_word: true }], ...more };
  return (await alice.post('/api/v2/filters', wish)).body;
};
const hit = (of: Json, more: Json): Json => {
  const { keywords: _keywords, statuses: _statuses, ...head } = of;
  return { filter: head, keyword_matches: null, status_matches: null, ...more };
};
const seen = async (post: Json, who = alice): Promise<Json> => (await who.get(`/api/v1/statuses/${post.id}`)).body.filtered;

test('a post says which filter of its reader finds it and by which word, and says so to nobody else', async () => {
  const rain = await filter('rain', { filter_action: 'hide' });
  const snow = await filter('snow');
  const post = await bob.posts('Snow & RAIN, rainbow');
  expect(post.filtered).toEqual([]);
  expect(await seen(post)).toEqual([hit(rain, { keyword_matches: ['rain'] }), hit(snow, { keyword_matches: ['snow'] })]);
  expect(await seen(post, carol)).toEqual([]);
  expect((await town.visitor.get(`/api/v1/statuses/${post.id}`)).body).not.toHaveProperty('filtered');
});

test.each([
  ['/api/v1/timelines/home'], ['/api/v1/timelines/public'], ['/api/v1/timelines/tag/weather'],
])('%s holds the post all the same, with what was found', async (path) => {
  const rain = await filter('rain', { filter_action: 'hide' });
  const post = await bob.posts('rain again #weather');
  const page = (await alice.get(path)).body as Json[];
  expect(page.find(({ id }) => id === post.id)?.filtered).toEqual([hit(rain, { keyword_matches: ['rain'] })]);
});

test('warnings, mentions and polls are looked through, markup and addresses of links are not words', async () => {
  await filter('rain');
  await filter('span');
  await filter('alice');
  const found = async (post: Json): Promise<string[]> => ((await seen(post)) as Json[]).flatMap((one) => one.keyword_matches);
  expect(await found(await bob.posts('dry', { spoiler_text: 'about rain' }))).toEqual(['rain']);
  expect(await found(await bob.posts('@alice <span>hello</span>'))).toEqual(['span', 'alice']);
  expect(await found(await bob.posts('@alice #tag'))).toEqual(['alice']);
  expect(await found(await bob.posts('sun or', { poll: { options: ['rain', 'alice'], expires_in: 3600 } }))).toEqual(['rain', 'alice']);
});

test('a thread, a notification, a repost and an edit carry it too; one’s own posts never', async () => {
  const rain = [hit(await filter('rain'), { keyword_matches: ['rain'] })];
  const own = await alice.posts('my own rain');
  expect(await seen(own)).toEqual([]);
  await bob.posts('@alice more rain', { in_reply_to_id: own.id });
  await town.settled();
  expect((await alice.get(`/api/v1/statuses/${own.id}/context`)).body.descendants[0].filtered).toEqual(rain);
  expect((await alice.get('/api/v1/notifications')).body[0].status.filtered).toEqual(rain);
  const repost = await bob.does('reblog', await carol.posts('rain elsewhere'));
  const shown = (await alice.home()).find(({ id }) => id === repost.id);
  expect([shown.filtered, shown.reblog.filtered]).toEqual([rain, rain]);
  const dry = await bob.posts('dry');
  expect(await seen(dry)).toEqual([]);
  await bob.put(`/api/v1/statuses/${dry.id}`, { status: 'wet with rain' });
  expect(await seen(dry)).toEqual(rain);
});

test('a post named by itself is found, also inside a repost, until it is named no longer', async () => {
  const post = await bob.posts('nothing special');
  const { body: bare } = await alice.post('/api/v2/filters', { title: 'this one', context: ['home'] });
  const { body: named } = await alice.post(`/api/v2/filters/${bare.id}/statuses`, { status_id: post.id });
  expect(await seen(post)).toEqual([hit(bare, { status_matches: [post.id] })]);
  const repost = await carol.does('reblog', post);
  expect(await seen(repost)).toEqual([hit(bare, { status_matches: [post.id] })]);
  await alice.delete(`/api/v2/filters/statuses/${named.id}`);
  expect(await seen(post)).toEqual([]);
});

test('an expired filter finds nothing, and a changed one what it looks for now', async () => {
  const rain = await filter('rain', { expires_in: 60 });
  const post = await bob.posts('rain and hail');
  expect(await seen(post)).toHaveLength(1);
  now += 61_000;
  expect(await seen(post)).toEqual([]);
  const again = (await alice.put(`/api/v2/filters/${rain.id}`, { expires_in: '', keywords_attributes: [{ id: rain.keywords[0].id, keyword: 'hail' }] })).body;
  expect(await seen(post)).toEqual([hit(again, { keyword_matches: ['hail'] })]);
});

test('streams carry what their reader’s filters find, and to the others one plain post', async () => {
  const rain = [hit(await filter('rain'), { keyword_matches: ['rain'] })];
  const streams = await Promise.all(['user', 'public'].flatMap((name) => [alice.stream(name), carol.stream(name)]));
  const tagged = await alice.stream('hashtag', { tag: 'weather' });
  const stranger = await town.visitor.stream('public');
  const post = await bob.posts('rain #weather');
  const filtered = await Promise.all([...streams, tagged].map(async (stream) => {
    const { payload } = await stream.next('update');
    expect(payload.id).toBe(post.id);
    return payload.filtered;
  }));
  expect(filtered).toEqual([rain, [], rain, [], rain]);
  expect((await stranger.next('update')).payload).not.toHaveProperty('filtered');
});
