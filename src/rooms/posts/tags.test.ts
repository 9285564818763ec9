// Tags over HTTP: followed, shown on a profile, and what is said of them.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';

let town: Town;
let ann: Person;
let ben: Person;

beforeAll(async () => {
  town = await openTown();
  [ann, ben] = await town.people('ann', 'ben');
});
afterAll(() => town.close());

const names = (body: Json): string[] => body.map((one: Json) => one.name);

test('a tag is followed in any spelling, listed by pages, and unfollowed', async () => {
  for (const tag of ['Été', 'two', 'three', 'ete']) expect((await ann.post(`/api/v1/tags/${encodeURIComponent(tag)}/follow`)).body.following).toBe(true);
  const first = await ann.get('/api/v1/followed_tags?limit=2');
  expect(names(first.body)).toEqual(['three', 'two']);
  expect(names((await ann.get(first.links['next'] as string)).body)).toEqual(['ete']);
  expect((await ann.get('/api/v1/tags/TWO')).body).toMatchObject({ following: true, featuring: false, history: { length: 7 } });
  expect((await ben.get('/api/v1/tags/two')).body.following).toBe(false);
  expect((await town.visitor.get('/api/v1/tags/two')).body.following).toBeUndefined();
  expect((await ann.post('/api/v1/tags/two/unfollow')).body.following).toBe(false);
  expect((await ann.post('/api/v1/tags/two/unfollow')).status).toBe(200);
  expect(names((await ann.get('/api/v1/followed_tags')).body)).toEqual(['three', 'ete']);
});

test('what cannot be a tag is not there', async () => {
  for (const name of ['12', 'two words', '%20', 'a-b', 'x'.repeat(101)]) {
    expect((await ann.get(`/api/v1/tags/${encodeURIComponent(name)}`)).status).toBe(404);
    expect((await ann.post(`/api/v1/tags/${encodeURIComponent(name)}/follow`)).status).toBe(404);
    expect((await ann.post('/api/v1/featured_tags', { name })).status).toBe(422);
  }
});

test('tags on a profile count the public and unlisted posts of their account', async () => {
  await ann.posts('one #Birds #trees');
  await ann.posts('two #birds', { visibility: 'unlisted' });
  await ann.posts('three #birds', { visibility: 'private' });
  await ben.posts('not hers #birds');
  expect(names((await ann.get('/api/v1/featured_tags/suggestions')).body)).toEqual(['birds', 'trees']);
  const made = await ann.post('/api/v1/featured_tags', { name: '#Birds' });
  expect(made.body).toEqual({
    id: expect.stringMatching(/^\d+$/), name: 'birds', url: 'http://town.test/@ann/tagged/birds', statuses_count: '2',
    last_status_at: new Date().toISOString().slice(0, 10),
  });
  expect((await ann.post('/api/v1/tags/quiet/feature')).body.featuring).toBe(true);
  expect((await ann.get('/api/v1/featured_tags/suggestions')).body).toMatchObject([{ name: 'trees' }]);
  const shown = (await town.visitor.get(`/api/v1/accounts/${ann.id}/featured_tags`)).body;
  expect(shown).toEqual([made.body, expect.objectContaining({ name: 'quiet', statuses_count: '0', last_status_at: null })]);
  expect((await ann.get('/api/v1/featured_tags')).body).toEqual(shown);
  expect((await ann.get('/api/v1/profile')).body.featured_tags).toEqual(shown);
  expect((await ben.get('/api/v1/profile')).body.featured_tags).toEqual([]);
  expect((await ben.delete(`/api/v1/featured_tags/${made.body.id}`)).status).toBe(404);
  await ann.post('/api/v1/tags/quiet/unfeature');
  expect((await ann.delete(`/api/v1/featured_tags/${made.body.id}`)).body).toEqual({});
  expect((await ann.get('/api/v1/featured_tags')).body).toEqual([]);
});

test('no more tags stand on a profile than are announced, also when many come at once', async () => {
  const tries = await Promise.all(Array.from({ length: 14 }, (_, n) => ben.post('/api/v1/featured_tags', { name: `tag${n}` })));
  const { body } = await town.visitor.get('/api/v2/instance');
  expect(tries.filter(({ status }) => status === 200)).toHaveLength(body.configuration.accounts.max_featured_tags);
  expect((await ben.get('/api/v1/featured_tags')).body).toHaveLength(10);
});
