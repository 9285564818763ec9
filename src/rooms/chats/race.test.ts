// Messages beside changes of who is in a chat, and what a stream that comes back is told.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';

const CHATS = '/api/perchoir/v1/chats';
let town: Town;
let ann: Person;
let ben: Person;
let cleo: Person;
beforeAll(async () => {
  town = await openTown();
  [ann, ben, cleo] = await town.people('ann', 'ben', 'cleo');
  for (const one of [ben, cleo]) await one.follows(ann);
});
afterAll(() => town.close());

let key = 0;
const open = async (others: Person[]): Promise<Json> => (await ann.post(CHATS, { account_ids: others.map(({ id }) => id), title: 'Race' })).body;
const send = (who: Person, chat: Json, text: string) => who.post(`${CHATS}/${chat.id}/messages`, { text, client_key: `r${++key}` });
const texts = async (who: Person, chat: Json): Promise<string[]> => (await who.get(`${CHATS}/${chat.id}/messages?limit=100`)).body.map(({ text }: Json) => text).toReversed();
const newest = async (): Promise<string> => String((await town.sql<{ id: number }>('select max(id) as id from platform.outbox'))[0]?.id);

test('whoever is put out while they write is in or out: what was accepted stands, what came later is refused, and they hear no more', async () => {
  for (let round = 0; round < 6; round++) {
    const chat = await open([ben, cleo]);
    const bens = await ben.stream('chats');
    const writing = Array.from({ length: 12 }, (_, n) => (n % 2 === 0 ? send(ben, chat, `ben ${n}`) : send(ann, chat, `ann ${n}`)));
    const removing = ann.call('DELETE', `${CHATS}/${chat.id}/members`, { account_id: ben.id });
    const [answers, removed] = await Promise.all([Promise.all(writing), removing]);
    expect(removed.status).toBe(200);
    expect(answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 404)).toEqual([]);
    const late = [await send(ben, chat, 'ben again'), await ben.get(`${CHATS}/${chat.id}/messages`)];
    expect(late.map(({ status }) => status)).toEqual([404, 404]);
    const accepted = answers.filter(({ status }) => status === 200).map(({ body }) => body);
    const standing = (await cleo.get(`${CHATS}/${chat.id}/messages?limit=100`)).body as Json[];
    expect(standing.map(({ id }) => id).toSorted()).toEqual(accepted.map(({ id }) => id).toSorted());
    await send(ann, chat, 'behind his back');
    await bens.next('chat.left');
    await town.settled();
    expect(bens.frames.map(({ payload }) => payload.text)).not.toContain('behind his back');
    await bens.close();
  }
});

test('somebody who comes while others write reads all that was written from then on, and nothing before', async () => {
  const chat = await open([cleo]);
  const writing = Array.from({ length: 12 }, (_, n) => send(n % 2 === 0 ? ann : cleo, chat, `w${n}`));
  const adding = ann.post(`${CHATS}/${chat.id}/members`, { account_ids: [ben.id] });
  await Promise.all([...writing, adding]);
  await send(ann, chat, 'after');
  const [all, his] = [await texts(ann, chat), await texts(ben, chat)];
  expect(all).toHaveLength(13);
  expect(his).toEqual(all.slice(all.length - his.length));
  expect(his.at(-1)).toBe('after');
});

test('a stream that comes back is told what stands, not what was taken back or said where one is out of by now', async () => {
  const chat = await open([ben, cleo]);
  const since = await newest();
  const { id } = (await send(ann, chat, 'canary-taken-back')).body;
  await send(cleo, chat, 'stays');
  await ann.call('DELETE', `${CHATS}/${chat.id}/messages/${id}`);
  await town.settled();
  const again = await ben.stream('chats', { since });
  expect((await again.next('chat.message')).payload).toMatchObject({ id, text: '', deleted_at: expect.any(String) });
  expect((await again.next('chat.message')).payload).toMatchObject({ text: 'stays', client_key: null, account: { username: 'cleo' } });
  expect((await again.next('chat.message.update')).text).not.toContain('canary');
  await ann.call('DELETE', `${CHATS}/${chat.id}/members`, { account_id: ben.id });
  const out = await ben.stream('chats', { since });
  await out.next('chat.left');
  expect(out.frames.filter(({ event }) => event.startsWith('chat.message'))).toEqual([]);
  await Promise.all([again.close(), out.close()]);
});

test('the sender of a message and its readers are told the same, but the key is its sender\'s alone', async () => {
  const chat = await open([ben]);
  const [annes, bens] = await Promise.all([ann.stream('chats'), ben.stream('chats')]);
  const { body } = await ann.post(`${CHATS}/${chat.id}/messages`, { text: 'once', client_key: 'mine' });
  expect(body.client_key).toBe('mine');
  expect((await annes.next('chat.message')).payload).toEqual(body);
  expect((await bens.next('chat.message')).payload).toEqual({ ...body, client_key: null });
  await Promise.all([annes.close(), bens.close()]);
});

test('many groups at once: every stream brings exactly what its account should hear, each chat in the order of its ids', async () => {
  const people = await Promise.all(Array.from({ length: 8 }, (_, n) => town.person(`crowd${n}`)));
  for (const other of people.slice(1)) await other.follows(people[0] as Person);
  const groups = Array.from({ length: 6 }, (_, n) => people.filter((_person, at) => at === 0 || (at * 7 + n * 3) % 5 < 2));
  const chats: Json[] = [];
  for (const members of groups) chats.push((await (people[0] as Person).post(CHATS, { account_ids: members.slice(1).map(({ id }) => id), title: 'Crowd' })).body);
  const streams = await Promise.all(people.map((person) => person.stream('chats')));
  const sent = await Promise.all(Array.from({ length: 240 }, async (_, n) => {
    const at = n % groups.length;
    const members = groups[at] as Person[];
    return { at, id: (await send(members[n % members.length] as Person, chats[at], `c${n}`)).body.id as string };
  }));
  await town.settled();
  for (const [who, stream] of streams.entries()) {
    const wanted = sent.filter(({ at }) => groups[at]?.includes(people[who] as Person));
    await expect.poll(() => stream.frames.filter(({ event }) => event === 'chat.message').length, { timeout: 8000 }).toBe(wanted.length);
    for (const [at, chat] of chats.entries()) {
      const heard = stream.frames.filter(({ event, payload }) => event === 'chat.message' && payload.chat_id === chat.id).map(({ payload }) => payload.id as string);
      expect(heard).toEqual(wanted.filter((one) => one.at === at).map(({ id }) => id).toSorted((a, b) => Number(a) - Number(b)));
    }
    await stream.close();
  }
});
