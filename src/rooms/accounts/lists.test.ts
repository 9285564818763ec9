// Lists over HTTP: whose they are, whom they hold, and what ends a place in one.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';

let town: Town;
let ann: Person;
let ben: Person;
let cleo: Person;

beforeAll(async () => {
  town = await openTown();
  [ann, ben, cleo] = await town.people('ann', 'ben', 'cleo');
  await ann.follows(ben);
  await ann.follows(cleo);
});
afterAll(() => town.close());

const made = async (who: Person, body: object): Promise<Json> => (await who.post('/api/v1/lists', body)).body;
const add = (list: Json, ...people: Person[]) => ann.post(`/api/v1/lists/${list.id}/accounts`, { account_ids: people.map(({ id }) => id) });
const members = async (list: Json): Promise<string[]> => (await ann.get(`/api/v1/lists/${list.id}/accounts`)).body.map((one: Json) => one.username);

test('a list is made, changed, filled, emptied and deleted', async () => {
  const list = await made(ann, { title: '  Friends  ' });
  expect(list).toEqual({ id: expect.any(String), title: 'Friends', replies_policy: 'list', exclusive: false });
  const change = await ann.put(`/api/v1/lists/${list.id}`, { replies_policy: 'none', exclusive: true });
  expect(change.body).toEqual({ ...list, replies_policy: 'none', exclusive: true });
  expect((await ann.patch(`/api/v1/lists/${list.id}`, { title: 'Café' })).body.title).toBe('Café');
  expect((await ann.get('/api/v1/lists')).body).toEqual([(await ann.get(`/api/v1/lists/${list.id}`)).body]);
  expect((await add(list, ben, ann)).body).toEqual({});
  expect((await add(list, ben, cleo)).status).toBe(200);
  expect(await members(list)).toEqual(['cleo', 'ann', 'ben']);
  expect((await ann.get(`/api/v1/accounts/${ben.id}/lists`)).body.map((one: Json) => one.id)).toEqual([list.id]);
  await ann.delete(`/api/v1/lists/${list.id}/accounts?account_ids[]=${ann.id}`);
  await ann.delete(`/api/v1/lists/${list.id}/accounts`, { account_ids: [ben.id] });
  expect(await members(list)).toEqual(['cleo']);
  expect((await ann.delete(`/api/v1/lists/${list.id}`)).body).toEqual({});
  expect((await ann.get(`/api/v1/lists/${list.id}`)).status).toBe(404);
  expect((await ann.get('/api/v1/lists')).body).toEqual([]);
});

test('only whom one follows can be in a list: all who were named, or none of them', async () => {
  const list = await made(ann, { title: 'Strict' });
  const dora = await town.person('dora');
  expect((await add(list, ben, dora)).status).toBe(422);
  expect((await ann.post(`/api/v1/lists/${list.id}/accounts`, { account_ids: ['1'] })).status).toBe(422);
  expect(await members(list)).toEqual([]);
});

test('to everybody else a list is not there', async () => {
  const list = await made(ann, { title: 'Mine' });
  await add(list, ben);
  const paths = [`/api/v1/lists/${list.id}`, `/api/v1/lists/${list.id}/accounts`, `/api/v1/timelines/list/${list.id}`];
  for (const path of paths) expect((await ben.get(path)).status).toBe(404);
  for (const path of paths.slice(0, 2)) expect((await ben.delete(path, { account_ids: [ben.id] })).status).toBe(404);
  expect((await ben.put(`/api/v1/lists/${list.id}`, { title: 'His' })).status).toBe(404);
  expect((await ben.post(`/api/v1/lists/${list.id}/accounts`, { account_ids: [ben.id] })).status).toBe(404);
  expect((await ben.get(`/api/v1/accounts/${ben.id}/lists`)).body).toEqual([]);
  expect(await members(list)).toEqual(['ben']);
});

test('a place in a list ends with the follow, by whomever it is ended', async () => {
  const [emil, flo, gil] = await town.people('emil', 'flo', 'gil');
  const list = await made(ann, { title: 'While it lasts' });
  for (const one of [emil, flo, gil]) await ann.follows(one);
  await add(list, emil, flo, gil);
  await ann.unfollows(emil);
  await flo.blocks(ann);
  await gil.post(`/api/v1/accounts/${ann.id}/remove_from_followers`);
  expect(await members(list)).toEqual([]);
  await ann.follows(emil);
  expect(await members(list)).toEqual([]);
});

test('pages of members follow the header, and limit=0 brings all of them', async () => {
  const list = await made(ann, { title: 'Pages' });
  await add(list, ann, ben, cleo);
  const first = await ann.get(`/api/v1/lists/${list.id}/accounts?limit=2`);
  const second = await ann.get(first.links['next'] as string);
  expect([...first.body, ...second.body].map((one: Json) => one.username)).toEqual(['cleo', 'ben', 'ann']);
  const all = await ann.get(`/api/v1/lists/${list.id}/accounts?limit=0`);
  expect([all.body.length, all.links]).toEqual([3, {}]);
});

test('what a list may be is bounded, also when many are made at once', async () => {
  const hana = await town.person('hana');
  const tries = await Promise.all(Array.from({ length: 55 }, (_, n) => hana.post('/api/v1/lists', { title: `list ${n}` })));
  expect(tries.filter(({ status }) => status === 200)).toHaveLength(50);
  expect(tries.filter(({ status }) => status === 422)).toHaveLength(5);
  for (const body of [{}, { title: ' ' }, { title: 'x'.repeat(257) }, { title: 'a', replies_policy: 'all' }]) {
    expect((await ben.post('/api/v1/lists', body)).status).toBe(422);
  }
  expect((await ben.get('/api/v1/lists')).body).toEqual([]);
});
