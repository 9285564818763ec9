import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTown } from '#town';
import type { Json, Person, Town, Visitor } from '#town';
import { greyPng } from '#test/town/files.ts';
import { beginRebuild, rebuild } from './commands/index-posts.ts';

let town: Town;
let ann: Person;
let bob: Person;
beforeAll(async () => {
  town = await openTown();
  [ann, bob] = await town.people('ann', 'bob');
  await ann.patch('/api/v1/accounts/update_credentials', { indexable: true });
}, 60_000);
afterAll(() => town.close());

async function find(who: Visitor, q: string, more: Record<string, string> = {}): Promise<Json[]> {
  await town.settled();
  const answer = await who.get(`/api/v2/search?${new URLSearchParams({ q, type: 'statuses', ...more })}`);
  expect(answer.status, answer.text).toBe(200);
  return answer.body.statuses;
}
const ids = (posts: Json[]): string[] => posts.map((post) => post.id);

describe('words', () => {
  test('are found without accents, in other forms, in French and in English, and in order of time', async () => {
    const first = await ann.posts('Les élèves mangèrent des crêpes', { language: 'fr' });
    const second = await ann.posts('The children were running through L’Été', { language: 'en' });
    const third = await ann.posts('Encore une crêpe pour un élève', { language: 'fr' });
    expect(ids(await find(bob, 'crepe'))).toEqual([third.id, first.id]);
    expect(ids(await find(bob, 'ÉLÈVE'))).toEqual([third.id, first.id]);
    expect(ids(await find(bob, 'crêpes manger'))).toEqual([first.id]);
    expect(ids(await find(bob, 'run'))).toEqual([second.id]);
    expect(ids(await find(bob, "l'ete"))).toEqual([second.id]);
    expect(ids(await find(bob, 'le crepes'))).toEqual([third.id, first.id]);
    expect(ids(await find(bob, 'crêpes', { limit: '1', max_id: third.id }))).toEqual([first.id]);
    expect(ids(await find(bob, 'crêpes', { limit: '1', min_id: first.id }))).toEqual([third.id]);
    expect(ids(await find(bob, 'crêpes', { limit: '1', offset: '1' }))).toEqual([first.id]);
  });

  test('in quotes are meant as they stand, and in a row', async () => {
    const one = await ann.posts('rien ne va plus au casino');
    const other = await ann.posts('plus rien ne va au casino');
    expect(ids(await find(town.visitor, '"ne va plus"'))).toEqual([one.id]);
    expect(ids(await find(town.visitor, 'casino -"ne va plus"'))).toEqual([other.id]);
    expect(ids(await find(town.visitor, '« rien ne va » casino'))).toEqual([other.id, one.id]);
  });

  test('of scripts without spaces are found inside a text', async () => {
    const post = await ann.posts('東京タワーに行きました');
    expect(ids(await find(bob, 'タワー'))).toEqual([post.id]);
    expect(ids(await find(bob, 'ワタ'))).toEqual([]);
  });
});

test('an author who does not want to be found is found by those who have to do with the post, and an end is put to it at once', async () => {
  const [cat, dan, eve] = await town.people('cat', 'dan', 'eve');
  const post = await cat.posts('une baleine nous regarde @dan');
  const hidden = await cat.posts('une baleine pour mes abonnés', { visibility: 'private' });
  expect(ids(await find(town.visitor, 'baleine'))).toEqual([]);
  expect(ids(await find(eve, 'baleine'))).toEqual([]);
  expect(ids(await find(cat, 'baleine'))).toEqual([hidden.id, post.id]);
  expect(ids(await find(dan, 'baleine'))).toEqual([post.id]);
  for (const act of ['bookmark', 'favourite', 'reblog']) {
    await eve.does(act, post);
    expect(ids(await find(eve, 'baleine in:library')), act).toEqual([post.id]);
    await eve.does(`un${act}`, post);
    expect(ids(await find(eve, 'baleine')), act).toEqual([]);
  }
  await cat.patch('/api/v1/accounts/update_credentials', { indexable: true });
  expect(ids(await find(town.visitor, 'baleine'))).toEqual([post.id]);
  expect(ids(await find(cat, 'baleine in:public'))).toEqual([post.id]);
  await cat.blocks(eve);
  expect(ids(await find(eve, 'baleine'))).toEqual([]);
  await dan.mutes(cat);
  expect(ids(await find(dan, 'baleine'))).toEqual([]);
  await cat.patch('/api/v1/accounts/update_credentials', { indexable: false });
  expect(ids(await find(town.visitor, 'baleine'))).toEqual([]);
});

test('what is edited is found as it reads now, what is deleted is nowhere in the index', async () => {
  const post = await ann.posts('un brouillon de hibou');
  await ann.put(`/api/v1/statuses/${post.id}`, { status: 'une chouette' });
  expect(ids(await find(bob, 'hibou'))).toEqual([]);
  expect(ids(await find(bob, 'chouette'))).toEqual([post.id]);
  await ann.delete(`/api/v1/statuses/${post.id}`);
  await town.settled();
  expect(await town.sql(`select 1 from search.entry where post_id = ${post.id}`)).toEqual([]);
});

describe('operators', () => {
  test('each says what a post has, or with a minus has not', async () => {
    const plain = await ann.posts('quetzal', { language: 'es' });
    const link = await ann.posts('quetzal https://example.org/ #oiseau', { sensitive: true });
    const reply = await bob.posts('quetzal toi-même', { in_reply_to_id: plain.id });
    const all = [reply.id, link.id, plain.id];
    expect(ids(await find(bob, 'quetzal'))).toEqual(all);
    for (const [q, wanted] of Object.entries<string[]>({
      'from:ann': [link.id, plain.id], 'from:@ann@town.test': [link.id, plain.id], 'from:me': [reply.id], '-from:me': [link.id, plain.id],
      'from:nobody': [], 'from:ann@elsewhere.test': [], 'has:link': [link.id], '-has:link': [reply.id, plain.id],
      'is:reply': [reply.id], 'is:sensitive': [link.id], 'language:es': [plain.id], '#OISEAU': [link.id], '-#oiseau': [reply.id, plain.id],
      'in:library': [reply.id], 'in:public': [link.id, plain.id], 'after:2020-01-01': all, 'before:2020-01-01': [], 'during:1999': [],
      'before:2026-02-30': [], 'sort:top': [], '-toi': [link.id, plain.id], 'has:media': [],
    })) expect(ids(await find(bob, `quetzal ${q}`)), q).toEqual(wanted);
    const poll = await ann.posts('votez', { poll: { options: ['colibri', 'condor'], expires_in: 3600 } });
    expect(ids(await find(bob, 'condor has:poll'))).toEqual([poll.id]);
    expect(ids(await find(bob, 'votez -has:poll'))).toEqual([]);
    expect(ids(await find(bob, 'quetzal', { account_id: ann.id }))).toEqual([link.id, plain.id]);
    expect(ids(await find(bob, 'from:me is:reply'))).toEqual([reply.id]);
    expect(ids(await find(town.visitor, 'from:me'))).toEqual([]);
  });
});

test('odd searches are answered, and ask nothing of the index that it does not understand', async () => {
  for (const q of ['(', 'a & & b', '%', '_', "' or 1=1 --", '"', '-', '- -', ':*', '!', '\\', "l'", 'from:', 'x'.repeat(10_000), '"a '.repeat(2000), '😀', 'a <-> b', '&|!()']) {
    expect((await bob.get(`/api/v2/search?${new URLSearchParams({ q })}`)).status, q).toBe(200);
  }
  expect((await bob.get('/api/v2/search')).status).toBe(422);
  expect((await bob.get('/api/v2/search?q=a&type=cats')).status).toBe(400);
  for (const more of ['resolve=true', 'offset=20']) expect((await town.visitor.get(`/api/v2/search?q=a&${more}`)).status).toBe(401);
});

test('what a picture shows is found as long as its post shows it', async () => {
  const uploads = async (description: string): Promise<Json> => {
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(greyPng(20, 20))]), 'a.png');
    form.set('description', description);
    return (await ann.post('/api/v1/media', form)).body;
  };
  const [one, two] = [await uploads('un ornithorynque assis'), await uploads('un wombat debout')];
  const post = await ann.posts('au zoo', { media_ids: [one.id, two.id] });
  for (const q of ['ornithorynque', 'wombat', 'zoo has:image', 'zoo has:media']) expect(ids(await find(bob, q)), q).toEqual([post.id]);
  await ann.put(`/api/v1/statuses/${post.id}`, { status: 'au zoo', media_ids: [two.id], media_attributes: [{ id: two.id, description: 'un koala' }] });
  for (const q of ['ornithorynque', 'wombat']) expect(await find(bob, q), q).toEqual([]);
  expect(ids(await find(bob, 'koala has:image'))).toEqual([post.id]);
  await ann.put(`/api/v1/statuses/${post.id}`, { status: 'au zoo', media_ids: [] });
  for (const q of ['koala', 'zoo has:image', 'zoo has:media']) expect(await find(bob, q), q).toEqual([]);
  expect(ids(await find(bob, 'zoo -has:media'))).toEqual([post.id]);
});

test('tags that are found say whether one follows and features them', async () => {
  await ann.posts('#marmotte #marmotton');
  await bob.post('/api/v1/tags/marmotte/follow');
  await bob.post('/api/v1/featured_tags', { name: 'marmotton' });
  await town.settled();
  const tags = async (who: Visitor): Promise<Json[]> => (await who.get('/api/v2/search?q=marmot&type=hashtags')).body.hashtags;
  expect(await tags(bob)).toMatchObject([{ name: 'marmotte', following: true, featuring: false }, { name: 'marmotton', following: false, featuring: true }]);
  for (const tag of await tags(town.visitor)) expect(tag).not.toHaveProperty('following');
});

test('people and tags are found beside posts, and an address leads to what is there', async () => {
  const [zoe, yan] = await town.people('zoe', 'yan');
  await zoe.patch('/api/v1/accounts/update_credentials', { display_name: 'Éloïse des Prés' });
  await zoe.posts('#Grève et #greveclimat');
  await zoe.posts('#grevesecrete', { visibility: 'private' });
  await yan.posts('#greveclimat');
  const all = (await yan.get('/api/v2/search?q=greve')).body;
  expect(all.hashtags.map((tag: Json) => tag.name)).toEqual(['greve', 'greveclimat']);
  expect(all.hashtags[1].history[0]).toMatchObject({ uses: '2', accounts: '2' });
  expect((await town.visitor.get('/api/v2/search?q=eloise&type=accounts')).body).toMatchObject({ accounts: [{ username: 'zoe' }], statuses: [], hashtags: [] });
  expect((await yan.get('/api/v2/search?q=@zoe@town.test&resolve=true')).body.accounts).toMatchObject([{ username: 'zoe' }]);
  const post = await zoe.posts('rien');
  expect((await yan.get(`/api/v2/search?q=${encodeURIComponent(post.url)}&resolve=true`)).body.statuses).toMatchObject([{ id: post.id }]);
  expect((await yan.get(`/api/v2/search?q=${encodeURIComponent('http://town.test/@zoe')}`)).body.accounts).toMatchObject([{ username: 'zoe' }]);
  const secret = await zoe.posts('rien', { visibility: 'direct' });
  expect((await yan.get(`/api/v2/search?q=${encodeURIComponent(secret.url)}`)).body.statuses).toEqual([]);
});

test('a rebuild brings back what was lost, and takes away what should not be there', async () => {
  const post = await ann.posts('un dodo retrouvé');
  await town.settled();
  const rows = 'select post_id, open, words::text from search.entry order by post_id';
  const before = await town.sql(rows);
  await town.sql(`delete from search.entry where post_id >= ${post.id}`);
  await town.sql("insert into search.entry values (4096, 1, true, true, '''x''')");
  await beginRebuild(town.ctx);
  const told: number[] = [];
  await rebuild(town.ctx, (done) => told.push(done));
  expect(await town.sql(rows)).toEqual(before);
  expect(told.at(-1)).toBe((await town.sql('select 1 from posts.post')).length);
});
