import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';
import { countTrends } from './commands/count-trends.ts';
import { liveliestPosts, risingThings } from './trend-rule.ts';

let town: Town;
let people: readonly Person[];
beforeAll(async () => {
  town = await openTown({ settings: { 'trends.leastDays': 0 } });
  people = await town.people('ann', 'bob', 'cat', 'dan', 'eve');
}, 60_000);
afterAll(() => town.close());

async function counted(path: string, who = town.visitor): Promise<Json> {
  await town.settled();
  await countTrends(town.ctx);
  return (await who.get(path)).body;
}
const names = (tags: Json[]): string[] => tags.map((tag) => tag.name);

describe('the rule', () => {
  test('compares with a thing’s own past: what is always said does not trend, however many say it', () => {
    const said = [
      { key: 'always', people: 100, recent: 600, usual: 100 * 168 },
      { key: 'new', people: 3, recent: 3, usual: 0 },
      { key: 'rising', people: 40, recent: 60, usual: 168 },
      { key: 'few', people: 2, recent: 12, usual: 0 },
    ];
    expect(risingThings(said, 3).map(({ key, rise }) => [key, rise])).toEqual([['rising', 7], ['new', 2]]);
  });

  test('takes the post that most people in an hour have something to say to', () => {
    const now = new Date('2026-11-23T12:00:00Z');
    const ago = (hours: number): Date => new Date(now.getTime() - hours * 3_600_000);
    const posts = [
      { key: '1', people: 24, writtenAt: ago(60) }, { key: '2', people: 6, writtenAt: ago(2) }, { key: '3', people: 3, writtenAt: ago(0.1) },
      { key: '4', people: 2, writtenAt: ago(0.1) },
    ];
    expect(liveliestPosts(posts, 3, now).map(({ key, now: rate }) => [key, rate])).toEqual([['2', 3], ['3', 3], ['1', 1]]);
  });
});

test('a tag trends when three people say it publicly, not when one says it often or some say it to their followers', async () => {
  const [ann, bob, cat, dan] = people as [Person, Person, Person, Person];
  for (let times = 0; times < 5; times++) await ann.posts(`encore #moi ${times}`);
  for (const one of [bob, cat]) await one.posts('#Café');
  await dan.posts('#cafe', { visibility: 'private' });
  expect(await counted('/api/v1/trends/tags')).toEqual([]);
  await ann.posts('#CAFÉ');
  const tags = await counted('/api/v1/trends/tags');
  expect(tags).toMatchObject([{ name: 'cafe', url: 'http://town.test/tags/cafe' }]);
  expect(tags[0].history).toHaveLength(7);
  expect(tags[0].history[0]).toMatchObject({ uses: '3', accounts: '3' });
  expect(names(await counted('/api/v1/trends'))).toEqual(['cafe']);
  for (const one of [bob, cat, dan]) await one.posts('#the');
  expect(names(await counted('/api/v1/trends/tags?limit=1'))).toEqual(['cafe']);
  const page = await town.visitor.get('/api/v1/trends/tags?limit=1');
  expect(names((await town.visitor.get(page.links['next'] as string)).body)).toEqual(['the']);
});

test('a post trends when three others like, repost or answer it, is seen by who may and wants to, and goes with its post', async () => {
  const [ann, bob, cat, dan, eve] = people as [Person, Person, Person, Person, Person];
  const post = await ann.posts('tout le monde en parle');
  const secret = await ann.posts('mes abonnés en parlent', { visibility: 'unlisted' });
  for (const one of [ann, bob, cat, dan]) await one.does('favourite', secret);
  await ann.does('favourite', post);
  await bob.does('favourite', post);
  await bob.does('reblog', post);
  await bob.posts('oui', { in_reply_to_id: post.id });
  await cat.posts('non', { in_reply_to_id: post.id });
  await dan.posts('entre nous', { in_reply_to_id: post.id, visibility: 'private' });
  expect(await counted('/api/v1/trends/statuses')).toEqual([]);
  await dan.does('reblog', post);
  expect((await counted('/api/v1/trends/statuses')).map((one: Json) => one.id)).toEqual([post.id]);
  await eve.mutes(ann);
  expect(await counted('/api/v1/trends/statuses', eve)).toEqual([]);
  const figures = await counted('/api/perchoir/v1/trends');
  expect(figures).toMatchObject({ rule: { least_people: 3 }, statuses: [{ id: post.id, people: 3, people_per_hour: 3 }] });
  for (const [lang, text] of [['fr', 'Par heure'], ['en', 'In an hour']] as const) {
    const page = await town.visitor.get(`/trends/rule?lang=${lang}`, { headers: { accept: 'text/html' } });
    expect(page.text).toContain(text);
    expect(page.text).toContain('#cafe');
  }
  await ann.delete(`/api/v1/statuses/${post.id}`);
  expect((await town.visitor.get('/api/v1/trends/statuses')).body).toEqual([]);
// The first page of a house waits until the application is loaded.
}, 60_000);

test('a link trends once it has a preview that may be listed', async () => {
  const [ann, bob, cat] = people as [Person, Person, Person];
  const url = 'https://example.org/article?id=1';
  for (const one of [ann, bob, cat]) await one.posts(`lisez ${url}&utm_source=${one.username}`);
  expect(await counted('/api/v1/trends/links')).toEqual([]);
  const facts = { url, title: 'Un article', description: '', authorName: '', authorUrl: '', providerName: '', providerUrl: '', listed: true };
  await town.sql(`update links.card set facts = '${JSON.stringify(facts)}' where url = '${url}'`);
  const links = await counted('/api/v1/trends/links');
  expect(links).toMatchObject([{ url, title: 'Un article', type: 'link', history: [{ uses: '3', accounts: '3' }, {}, {}, {}, {}, {}, {}] }]);
  expect((await counted('/api/perchoir/v1/trends')).links).toMatchObject([{ url, people: 3, rise: 2 }]);
  // Visitors share copies for a second.
  await expect.poll(async () => (await town.visitor.get('/trends/rule', { headers: { accept: 'text/html' } })).text, { timeout: 5000 }).toContain(`href="${url}"`);
  await town.sql(`update links.card set facts = facts || '{"listed": false}' where url = '${url}'`);
  expect(await counted('/api/v1/trends/links')).toEqual([]);
});

test('who has just come does not count', async () => {
  await town.house.settings.change(town.ctx, 'trends.leastDays', 3);
  expect(await counted('/api/v1/trends/tags')).toEqual([]);
  await town.sql("update accounts.account set created_at = created_at - interval '3 days'");
  expect(names(await counted('/api/v1/trends/tags'))).toEqual(['cafe', 'the']);
});
