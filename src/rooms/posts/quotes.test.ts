import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTown } from '#town';
import type { Json, Person, Town, Visitor } from '#town';

let town: Town;
let ann: Person;
let ben: Person;
let cleo: Person;

beforeAll(async () => {
  town = await openTown();
  [ann, ben, cleo] = await town.people('ann', 'ben', 'cleo');
});
afterAll(() => town.close());

const seen = async (who: Visitor, post: Json): Promise<Json> => (await who.get(`/api/v1/statuses/${post.id}`)).body;
const quote = (who: Person, post: Json, more: object = {}): Promise<Json> => who.post('/api/v1/statuses', { status: 'look', quoted_status_id: post.id, ...more });
const quotes = (who: Person, post: Json, more: object = {}): Promise<Json> => who.posts('look', { quoted_status_id: post.id, ...more });

test('a quote shows the post inside, for everybody who may see it, and its author is told', async () => {
  const post = await ann.posts('worth quoting');
  expect(post).toMatchObject({ quote: null, quotes_count: 0, quote_approval: { automatic: ['public'], manual: [], current_user: 'automatic' } });
  const quoting = await quotes(ben, post);
  expect(quoting.quote).toEqual({ state: 'accepted', quoted_status: await seen(ben, post) });
  for (const who of [ann, cleo, town.visitor]) expect((await seen(who, quoting)).quote).toEqual({ state: 'accepted', quoted_status: await seen(who, post) });
  expect((await seen(cleo, post)).quotes_count).toBe(1);
  expect((await seen(town.visitor, post)).quote_approval).toEqual({ automatic: ['public'], manual: [], current_user: 'denied' });
  const again = await quotes(cleo, quoting);
  expect(again.quote.quoted_status.quote).toEqual({ state: 'accepted', quoted_status_id: post.id });
  const wordings = (await town.visitor.get(`/api/v1/statuses/${again.id}/history`)).body;
  expect(wordings.map((one: Json) => one.quote.quoted_status.id)).toEqual([again.quote.quoted_status.id]);
  await town.settled();
  const told = (await ann.get('/api/v1/notifications')).body as Json[];
  expect(told.map((note) => [note.type, note.status.id, note.account.id])).toEqual([['quote', quoting.id, ben.id]]);
  const list = await ann.get(`/api/v1/statuses/${post.id}/quotes`);
  expect(list.body.map((one: Json) => one.id)).toEqual([quoting.id]);
  await ann.put(`/api/v1/statuses/${post.id}`, { status: 'edited' });
  await town.settled();
  const [news] = (await ben.get('/api/v1/notifications')).body as Json[];
  expect([news.type, news.status.id]).toEqual(['quoted_update', post.id]);
  const repost = await cleo.does('reblog', quoting);
  expect(repost.reblog.quote.quoted_status.id).toBe(post.id);
  expect(repost.quote).toBeNull();
});

test('the list of quotes is paged, and leaves out what its reader may not see or does not want', async () => {
  const post = await ann.posts('many quotes');
  const made: Json[] = [];
  for (let n = 0; n < 3; n++) made.push(await quotes(n === 1 ? cleo : ben, post));
  const hidden = await quotes(ben, post, { visibility: 'direct' });
  const page = await ann.get(`/api/v1/statuses/${post.id}/quotes?limit=2`);
  expect(page.body.map((one: Json) => one.id)).toEqual([made[2].id]);
  expect((await ann.get(page.links['next'] as string)).body.map((one: Json) => one.id)).toEqual([made[1].id, made[0].id]);
  expect((await ben.get(`/api/v1/statuses/${post.id}/quotes`)).body.map((one: Json) => one.id)).toEqual([hidden.id, made[2].id, made[1].id, made[0].id]);
  expect((await seen(ann, post)).quotes_count).toBe(3);
  const dan = await town.person('dan');
  await dan.mutes(cleo);
  expect((await dan.get(`/api/v1/statuses/${post.id}/quotes`)).body.map((one: Json) => one.id)).toEqual([made[2].id, made[0].id]);
});

test('who may quote is the author\'s choice: by account, by post, and changed later', async () => {
  const eva = await town.person('eva');
  expect((await eva.get('/api/v1/accounts/verify_credentials')).body.source.quote_policy).toBe('public');
  expect((await eva.patch('/api/v1/accounts/update_credentials', { source: { quote_policy: 'followers' } })).body.source.quote_policy).toBe('followers');
  expect((await eva.get('/api/v1/preferences')).body['posting:default:quote_policy']).toBe('followers');
  await ben.follows(eva);
  const post = await eva.posts('for my followers to quote');
  expect((await seen(ben, post)).quote_approval).toEqual({ automatic: ['followers'], manual: [], current_user: 'automatic' });
  expect((await seen(cleo, post)).quote_approval.current_user).toBe('denied');
  expect((await quote(cleo, post)).status).toBe(403);
  expect((await quote(ben, post)).status).toBe(200);
  const closed = await eva.posts('for nobody', { quote_approval_policy: 'nobody' });
  expect((await quote(ben, closed)).status).toBe(403);
  expect((await quote(eva, closed)).status).toBe(200);
  for (const method of ['put', 'patch'] as const) {
    const policy = method === 'put' ? 'public' : 'nobody';
    expect((await eva[method](`/api/v1/statuses/${post.id}/interaction_policy`, { quote_approval_policy: policy })).status).toBe(200);
    expect((await quote(cleo, post)).status).toBe(policy === 'public' ? 200 : 403);
  }
  expect((await eva.put(`/api/v1/statuses/${post.id}`, { status: 'reworded', quote_approval_policy: 'public' })).body.quote_approval.automatic).toEqual(['public']);
  expect((await ben.put(`/api/v1/statuses/${post.id}/interaction_policy`, { quote_approval_policy: 'nobody' })).status).toBe(404);
  expect((await eva.put(`/api/v1/statuses/${post.id}/interaction_policy`, { quote_approval_policy: 'friends' })).status).toBe(422);
});

test('a post to followers is quoted by its author alone and for followers, a direct one by nobody', async () => {
  await ben.follows(ann);
  const inner = await ann.posts('among us', { visibility: 'private', quote_approval_policy: 'public' });
  expect(inner.quote_approval).toMatchObject({ automatic: [], current_user: 'automatic' });
  expect((await quote(ben, inner)).status).toBe(403);
  expect((await quote(cleo, inner)).status).toBe(404);
  const own = await quotes(ann, inner);
  expect(own.visibility).toBe('private');
  const direct = await ann.posts('@ben between us', { visibility: 'direct' });
  expect((await quote(ben, direct)).status).toBe(403);
  expect((await quote(ann, direct)).status).toBe(403);
});

test('consent taken back takes the post out at once, for everybody, and streams say so', async () => {
  const post = await ann.posts('second thoughts');
  const quoting = await quotes(ben, post);
  await town.settled();
  const stream = await ben.stream('user');
  expect((await ben.post(`/api/v1/statuses/${post.id}/quotes/${quoting.id}/revoke`)).status).toBe(404);
  const other = await quotes(ben, await cleo.posts('another'));
  expect((await ann.post(`/api/v1/statuses/${post.id}/quotes/${other.id}/revoke`)).status).toBe(404);
  for (const _twice of [1, 2]) expect((await ann.post(`/api/v1/statuses/${post.id}/quotes/${quoting.id}/revoke`)).body.quote).toEqual({ state: 'revoked', quoted_status: null });
  for (const who of [ben, cleo, town.visitor]) expect((await seen(who, quoting)).quote).toEqual({ state: 'revoked', quoted_status: null });
  expect((await stream.next('status.update')).payload).toMatchObject({ id: quoting.id, quote: { state: 'revoked', quoted_status: null } });
  expect((await seen(ann, post)).quotes_count).toBe(0);
  expect((await ann.get(`/api/v1/statuses/${post.id}/quotes`)).body).toEqual([]);
  expect((await town.log).filter((line) => line.level >= 50)).toEqual([]);
});

test('what the reader may not or does not want to see is not shown by way of others', async () => {
  const [fay, gil] = await town.people('fay', 'gil');
  const post = await ann.posts('canary-quote');
  const quoting = await quotes(ben, post);
  const stateFor = async (who: Visitor): Promise<Json> => {
    const { text, body } = await who.get(`/api/v1/statuses/${quoting.id}`);
    return [body.quote.state, text.includes('canary-quote')];
  };
  expect(await stateFor(fay)).toEqual(['accepted', true]);
  await fay.mutes(ann);
  expect(await stateFor(fay)).toEqual(['muted_account', false]);
  await fay.blocks(ann);
  expect(await stateFor(fay)).toEqual(['blocked_account', false]);
  expect((await quote(fay, post)).status).toBe(403);
  await ann.blocks(gil);
  expect(await stateFor(gil)).toEqual(['unauthorized', false]);
  expect((await quote(gil, post)).status).toBe(404);
  const inner = await ann.posts('canary-quote for followers', { visibility: 'private' });
  const outer = await ann.posts('look', { quoted_status_id: inner.id, visibility: 'direct' });
  expect(outer.quote.state).toBe('accepted');
  const mixed = await ann.posts('@cleo look', { quoted_status_id: inner.id, visibility: 'direct' });
  const answer = await cleo.get(`/api/v1/statuses/${mixed.id}`);
  expect([answer.body.quote, answer.text.includes('canary')]).toEqual([{ state: 'unauthorized', quoted_status: null }, false]);
});

test('a deleted post leaves its quotes without it, a deleted quote leaves the count', async () => {
  const post = await ann.posts('soon gone');
  const [one, two] = [await quotes(ben, post), await quotes(cleo, post)];
  await ben.delete(`/api/v1/statuses/${one.id}`);
  expect((await seen(ann, post)).quotes_count).toBe(1);
  await ann.delete(`/api/v1/statuses/${post.id}`);
  expect((await seen(ben, two)).quote).toEqual({ state: 'deleted', quoted_status: null });
  await expect.poll(() => town.sql(`select quote_state from posts.post where id = ${two.id}`), { timeout: 10_000 }).toEqual([{ quote_state: 'deleted' }]);
  expect((await seen(ben, two)).quote).toEqual({ state: 'deleted', quoted_status: null });
  expect((await quote(ben, post)).status).toBe(404);
  expect((await quote(ben, { id: 'abc' })).status).toBe(404);
});

test('quotes and answers of two posts by each other at once do not wait in a ring, and count exactly', async () => {
  const [one, two] = [await ann.posts('one'), await ann.posts('two')];
  await Promise.all(Array.from({ length: 12 }, (_, n) => (n % 2 ? quotes(ben, one, { in_reply_to_id: two.id }) : quotes(cleo, two, { in_reply_to_id: one.id }))));
  for (const post of [one, two]) expect(await seen(ann, post)).toMatchObject({ quotes_count: 6, replies_count: 6 });
  const both = await quotes(ben, one, { in_reply_to_id: one.id });
  expect(both.in_reply_to_id).toBe(one.id);
  expect(await seen(ann, one)).toMatchObject({ quotes_count: 7, replies_count: 7 });
});
