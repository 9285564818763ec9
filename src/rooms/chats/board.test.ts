// What a chat keeps together, and coming in by a link.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';

const CHATS = '/api/perchoir/v1/chats';
let town: Town;
let now = Date.now();
let ann: Person;
let ben: Person;
let cleo: Person;
let dan: Person;
beforeAll(async () => {
  town = await openTown({ clock: () => now });
  [ann, ben, cleo, dan] = await town.people('ann', 'ben', 'cleo', 'dan');
  for (const one of [ben, cleo]) await one.follows(ann);
});
afterAll(() => town.close());

let key = 0;
const open = async (others: Person[], title = 'Board'): Promise<Json> => (await ann.post(CHATS, { account_ids: others.map(({ id }) => id), title })).body;
const send = async (who: Person, chat: Json, text: string): Promise<Json> => (await who.post(`${CHATS}/${chat.id}/messages`, { text, client_key: `b${++key}` })).body;

test('whoever has the link asks, a host answers, and what they read begins there; a link that was taken back or is over leads nowhere', async () => {
  const chat = await open([ben], 'Open house');
  await send(ann, chat, 'before');
  expect((await ann.get(`${CHATS}/${chat.id}/link`)).status).toBe(404);
  expect((await ben.post(`${CHATS}/${chat.id}/link`)).status).toBe(403);
  const { token, url } = (await ann.post(`${CHATS}/${chat.id}/link`, { expires_in: 3600 })).body;
  expect(url).toBe(`http://town.test/join/${token}`);
  const join = `${CHATS}/join/${token}`;
  expect((await dan.get(join)).body).toEqual({ title: 'Open house', members_count: 2, expires_at: expect.any(String), state: 'none', chat_id: null });
  const anns = await ann.stream('chats');
  expect((await dan.post(join)).body).toMatchObject({ state: 'asking', chat_id: null });
  expect((await anns.next('chat')).payload).toMatchObject({ id: chat.id, asking_count: 1, members_count: 2 });
  expect((await dan.get(`${CHATS}/${chat.id}`)).status).toBe(404);
  expect((await ben.get(`${CHATS}/${chat.id}`)).body.asking_count).toBe(0);
  expect((await ben.get(`${CHATS}/${chat.id}/asking`)).status).toBe(403);
  expect((await ann.get(`${CHATS}/${chat.id}/asking`)).body).toMatchObject([{ username: 'dan' }]);
  await send(ann, chat, 'while he waits');
  expect((await ann.post(`${CHATS}/${chat.id}/asking/accept`, { account_id: dan.id })).status).toBe(200);
  await send(ann, chat, 'welcome');
  expect((await dan.get(`${CHATS}/${chat.id}/messages`)).body.map(({ text }: Json) => text)).toEqual(['welcome']);
  expect((await dan.get(join)).body).toMatchObject({ state: 'in', chat_id: chat.id });
  await cleo.post(join);
  await ann.post(`${CHATS}/${chat.id}/asking/decline`, { account_id: cleo.id });
  for (const answer of [await cleo.get(join), await cleo.post(join)]) expect(answer.status).toBe(404);
  const eve = await town.person('eve');
  await ann.blocks(eve);
  expect((await eve.get(join)).status).toBe(404);
  const late = await town.person('late');
  now += 3_601_000;
  expect((await late.get(join)).status).toBe(404);
  const second = (await ann.post(`${CHATS}/${chat.id}/link`, {})).body.token;
  expect((await late.get(`${CHATS}/join/${second}`)).status).toBe(200);
  await ann.call('DELETE', `${CHATS}/${chat.id}/link`);
  expect((await late.post(`${CHATS}/join/${second}`)).status).toBe(404);
  for (const expires_in of [1, 99_999_999]) expect((await ann.post(`${CHATS}/${chat.id}/link`, { expires_in })).status).toBe(422);
  await anns.close();
});

test('pinned for everybody who could read it, until it is taken back', async () => {
  const chat = await open([ben]);
  const message = await send(ben, chat, 'the address: 6 rue des Lilas');
  expect((await ann.post(`${CHATS}/${chat.id}/messages/${message.id}/pin`)).body.pinned).toBe(true);
  await ann.post(`${CHATS}/${chat.id}/members`, { account_ids: [cleo.id] });
  expect((await ben.get(`${CHATS}/${chat.id}/pins`)).body).toMatchObject([{ id: message.id, pinned: true }]);
  expect((await cleo.get(`${CHATS}/${chat.id}/pins`)).body).toEqual([]);
  expect((await dan.get(`${CHATS}/${chat.id}/pins`)).status).toBe(404);
  await ben.call('DELETE', `${CHATS}/${chat.id}/messages/${message.id}`);
  expect((await ben.get(`${CHATS}/${chat.id}/pins`)).body).toEqual([]);
  for (let n = 0; n < 50; n++) await ann.post(`${CHATS}/${chat.id}/messages/${(await send(ann, chat, String(n))).id}/pin`);
  expect((await ann.post(`${CHATS}/${chat.id}/messages/${(await send(ann, chat, 'one too many')).id}/pin`)).status).toBe(422);
});

test('a note is everybody\'s; of two who change it at once one is told, with the other\'s text, and what it was stays to be seen', async () => {
  const chat = await open([ben]);
  const bens = await ben.stream('chats');
  const note = (await ann.post(`${CHATS}/${chat.id}/notes`, { title: 'Shopping', text: 'bread' })).body;
  expect((await bens.next('chat.note')).payload).toMatchObject({ id: note.id, text: 'bread', revision: 1 });
  const path = `${CHATS}/${chat.id}/notes/${note.id}`;
  const both = await Promise.all([ann.patch(path, { title: 'Shopping', text: 'bread, wine', revision: 1 }), ben.patch(path, { title: 'Shopping', text: 'bread, cheese', revision: 1 })]);
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  const [kept, refused] = both.toSorted((a, b) => a.status - b.status);
  expect(refused?.body).toMatchObject({ error: expect.any(String), note: { text: kept?.body.text, revision: 2 } });
  now += 60_000;
  await ann.post(`${CHATS}/${chat.id}/members`, { account_ids: [cleo.id] });
  await send(ann, chat, 'hello');
  await cleo.patch(path, { title: 'Shopping', text: 'all of it', revision: 2 });
  expect((await ben.get(`${path}/revisions`)).body.map(({ text }: Json) => text)).toEqual(['all of it', kept?.body.text, 'bread']);
  expect((await cleo.get(`${CHATS}/${chat.id}/notes`)).body).toMatchObject([{ text: 'all of it', account: { username: 'cleo' }, made_by: { username: 'ann' } }]);
  expect((await cleo.get(`${path}/revisions`)).body.map(({ text }: Json) => text)).toEqual(['all of it']);
  expect((await ann.call('DELETE', path)).status).toBe(200);
  expect((await bens.next('chat.note.delete')).payload).toEqual({ chat_id: chat.id, id: note.id });
  for (const [body, code] of [[{ title: '', text: '' }, 422], [{ title: 'x', text: 'x'.repeat(20_001) }, 422]] as const) expect((await ann.post(`${CHATS}/${chat.id}/notes`, body)).status).toBe(code);
  await bens.close();
});

test('a task is somebody\'s, until a day, done by whoever does it; who leaves has none any more', async () => {
  const chat = await open([ben]);
  const task = (await ann.post(`${CHATS}/${chat.id}/tasks`, { text: 'bring the bread', account_id: ben.id, due_at: '2026-12-24T18:00:00Z' })).body;
  expect(task).toMatchObject({ text: 'bring the bread', account: { username: 'ben' }, due_at: '2026-12-24T18:00:00.000Z', done_at: null, made_by: { username: 'ann' } });
  const path = `${CHATS}/${chat.id}/tasks/${task.id}`;
  expect((await ann.patch(path, { account_id: dan.id })).status).toBe(422);
  expect((await ben.patch(path, { done: true })).body).toMatchObject({ done_at: expect.any(String), done_by: { username: 'ben' } });
  expect((await ann.get(`${CHATS}/${chat.id}/tasks?state=open`)).body).toEqual([]);
  const anns = await ann.stream('chats');
  await ben.patch(path, { done: false, due_at: null });
  expect((await anns.next('chat.task')).payload).toMatchObject({ id: task.id, done_at: null, due_at: null });
  await ben.post(`${CHATS}/${chat.id}/leave`);
  expect((await ann.get(`${CHATS}/${chat.id}/tasks`)).body).toMatchObject([{ id: task.id, account: null }]);
  expect((await ben.patch(path, { done: true })).status).toBe(404);
  await anns.close();
});
