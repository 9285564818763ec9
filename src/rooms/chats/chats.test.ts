// Private conversations: who is in, who reads what, and that nothing is lost, doubled or left over.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deleteAccount } from '#accounts';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';
import { eraseExpired } from './index.ts';

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
  for (const one of [ann, ben, cleo]) for (const other of [ann, ben, cleo]) if (one !== other) await one.follows(other);
});
afterAll(() => town.close());

let key = 0;
const open = async (who: Person, others: Person[], title?: string): Promise<Json> => (await who.post(CHATS, { account_ids: others.map(({ id }) => id), ...(title && { title }) })).body;
const send = (who: Person, chat: Json, text: string, more: object = {}) => who.post(`${CHATS}/${chat.id}/messages`, { text, client_key: `k${++key}`, ...more });
const texts = async (who: Person, chat: Json): Promise<string[]> => (await who.get(`${CHATS}/${chat.id}/messages`)).body.map(({ text }: Json) => text).toReversed();

describe('one to one', () => {
  test('two people have one conversation, whoever opens it, and each message once, however often it is sent', async () => {
    const chat = await open(ann, [ben]);
    expect((await open(ben, [ann])).id).toBe(chat.id);
    expect(chat).toMatchObject({ kind: 'pair', state: 'in', members_count: 2, accounts: [{ username: 'ben' }], unread: 0, last_message: null });
    const sent = await Promise.all(Array.from({ length: 8 }, () => ann.post(`${CHATS}/${chat.id}/messages`, { text: 'Et si on se rencontrait ?', client_key: 'same' })));
    expect(new Set(sent.map(({ body }) => body.id)).size).toBe(1);
    expect(await texts(ben, chat)).toEqual(['Et si on se rencontrait ?']);
    expect((await ben.get(CHATS)).body[0]).toMatchObject({ id: chat.id, unread: 1, last_message: { text: 'Et si on se rencontrait ?', account: { username: 'ann' } } });
    expect((await ben.get(`${CHATS}/unread`)).body).toEqual({ chats: 1, messages: 1, requests: 0 });
    await ben.post(`${CHATS}/${chat.id}/read`, { last_read_id: sent[0]?.body.id });
    expect((await ben.get(`${CHATS}/unread`)).body).toEqual({ chats: 0, messages: 0, requests: 0 });
    expect((await ann.get(`${CHATS}/${chat.id}/members`)).body.map((one: Json) => one.last_read_id)).toEqual([sent[0]?.body.id, sent[0]?.body.id]);
  });

  test('a stranger asks first: what they say is read, and answering says yes; who said no is not asked again', async () => {
    const chat = await open(dan, [ann]);
    await send(dan, chat, 'Bonjour');
    expect((await ann.get(CHATS)).body.map(({ id }: Json) => id)).not.toContain(chat.id);
    expect((await ann.get(`${CHATS}?shelf=requests`)).body).toMatchObject([{ id: chat.id, state: 'asked', invited_by: { username: 'dan' }, last_message: { text: 'Bonjour' } }]);
    expect((await ann.get(`${CHATS}/unread`)).body.requests).toBe(1);
    await send(ann, chat, 'Bonsoir');
    expect((await ann.get(`${CHATS}/${chat.id}`)).body.state).toBe('in');
    const other = await open(dan, [ben]);
    await send(dan, other, 'Achetez');
    expect((await ben.post(`${CHATS}/${other.id}/leave`)).status).toBe(200);
    await send(dan, other, 'Achetez donc');
    expect((await ben.get(`${CHATS}?shelf=requests`)).body).toEqual([]);
    expect((await ben.get(`${CHATS}/${other.id}`)).status).toBe(404);
  });

  test('where one blocks the other nothing can be said any more, and what was said stays for both', async () => {
    const [eve, fay] = await town.people('eve', 'fay');
    await eve?.follows(fay as Person);
    const chat = await open(fay as Person, [eve as Person]);
    await send(fay as Person, chat, 'before');
    await eve?.blocks(fay as Person);
    expect((await send(fay as Person, chat, 'after')).status).toBe(403);
    expect((await send(eve as Person, chat, 'after')).status).toBe(403);
    expect(await texts(fay as Person, chat)).toEqual(['before']);
    expect((await fay?.post(CHATS, { account_ids: [eve?.id] }))?.status).toBe(422);
  });
});

describe('groups', () => {
  test('who comes later reads what comes from now on; who has left finds nothing; the last one takes it along', async () => {
    const chat = await open(ann, [ben], 'Les 612');
    await send(ann, chat, 'one');
    await ann.post(`${CHATS}/${chat.id}/members`, { account_ids: [cleo.id] });
    await send(ben, chat, 'two');
    expect(await texts(cleo, chat)).toEqual(['two']);
    const first = (await ann.get(`${CHATS}/${chat.id}/messages`)).body.at(-1).id;
    expect((await cleo.get(`${CHATS}/${chat.id}/messages/${first}`)).status).toBe(404);
    expect((await cleo.get(`${CHATS}/${chat.id}/messages?min_id=1`)).body.map(({ text }: Json) => text)).toEqual(['two']);
    expect((await send(cleo, chat, 'to one', { reply_to_id: first })).status).toBe(404);
    await ben.post(`${CHATS}/${chat.id}/leave`);
    for (const path of ['', '/messages', '/members', `/messages/${first}`]) expect((await ben.get(`${CHATS}/${chat.id}${path}`)).status).toBe(404);
    expect((await send(ben, chat, 'still here?')).status).toBe(404);
    await cleo.post(`${CHATS}/${chat.id}/leave`);
    await ann.post(`${CHATS}/${chat.id}/leave`);
    expect(await town.sql(`select 1 from chats.message where chat_id = ${chat.id}`)).toEqual([]);
  });

  test('hosts name it, lock it and take people out; without any host it is everybody\'s', async () => {
    const chat = await open(ann, [ben, cleo], 'Prep');
    expect((await ben.patch(`${CHATS}/${chat.id}`, { title: 'Mine' })).status).toBe(403);
    expect((await ann.patch(`${CHATS}/${chat.id}`, { title: 'Prep AuPerchoir', locked: true })).body).toMatchObject({ title: 'Prep AuPerchoir', locked: true, me: { host: true, may_write: true } });
    expect((await send(ben, chat, 'hello?')).status).toBe(403);
    await ann.post(`${CHATS}/${chat.id}/leave`);
    expect((await ben.patch(`${CHATS}/${chat.id}`, { locked: false })).body).toMatchObject({ locked: false, me: { host: true } });
    await ben.post(`${CHATS}/${chat.id}/hosts`, { account_id: ben.id });
    expect((await cleo.call('DELETE', `${CHATS}/${chat.id}/members`, { account_id: ben.id })).status).toBe(403);
    expect((await ben.call('DELETE', `${CHATS}/${chat.id}/members`, { account_id: cleo.id })).status).toBe(200);
    expect((await cleo.get(`${CHATS}/${chat.id}`)).status).toBe(404);
  });

  test('somebody who is asked into a group sees who asks, its title and its size, and nothing of what is said', async () => {
    const chat = await open(ann, [ben, dan], 'Secret plans');
    await send(ann, chat, 'the plan');
    expect((await dan.get(`${CHATS}/${chat.id}`)).body).toMatchObject({ state: 'asked', title: 'Secret plans', members_count: 2, accounts: [], last_message: null, invited_by: { username: 'ann' } });
    for (const path of ['/messages', '/members']) expect((await dan.get(`${CHATS}/${chat.id}${path}`)).status).toBe(404);
    expect((await send(dan, chat, 'let me in')).status).toBe(404);
    await dan.post(`${CHATS}/${chat.id}/accept`);
    expect(await texts(dan, chat)).toEqual(['the plan']);
  });
});

describe('messages', () => {
  test('edited, answered, reacted to, taken back: each leaves its trace, and what was taken back is in no row', async () => {
    const chat = await open(ann, [ben], 'Traces');
    const { id } = (await send(ann, chat, 'canary-one')).body;
    await ann.patch(`${CHATS}/${chat.id}/messages/${id}`, { text: 'canary-two' });
    await send(ben, chat, 'answer', { reply_to_id: id });
    for (const who of [ann, ben, ben]) await who.post(`${CHATS}/${chat.id}/messages/${id}/reactions`, { name: '👏🏽' });
    expect((await ben.get(`${CHATS}/${chat.id}/messages`)).body).toMatchObject([
      { text: 'answer', reply_to: { id, text: 'canary-two', account: { username: 'ann' } } },
      { id, text: 'canary-two', client_key: null, edited_at: expect.any(String), reactions: [{ name: '👏🏽', count: 2, me: true }] },
    ]);
    expect((await ben.patch(`${CHATS}/${chat.id}/messages/${id}`, { text: 'mine' })).status).toBe(403);
    expect((await ben.call('DELETE', `${CHATS}/${chat.id}/messages/${id}`)).status).toBe(403);
    expect((await ann.call('DELETE', `${CHATS}/${chat.id}/messages/${id}`)).body).toMatchObject({ text: '', deleted_at: expect.any(String), reactions: [] });
    expect((await ben.get(`${CHATS}/${chat.id}/messages`)).body[0]).toMatchObject({ reply_to: { id, text: '', deleted: true } });
    expect(await town.sql("select 1 from chats.message where body like '%canary%'")).toEqual([]);
    expect((await ann.patch(`${CHATS}/${chat.id}/messages/${id}`, { text: 'back' })).status).toBe(409);
  });

  test('written offline, they keep their order and show both times; a clock that is wrong is not believed', async () => {
    const chat = await open(ann, [ben], 'Offline');
    const written = [60_000, 30_000].map((ago) => new Date(now - ago).toISOString());
    for (const [at, time] of written.entries()) await send(ann, chat, String(at), { written_at: time });
    await send(ann, chat, 'tomorrow', { written_at: new Date(now + 86_400_000).toISOString() });
    expect((await ben.get(`${CHATS}/${chat.id}/messages`)).body.map((one: Json) => [one.text, one.written_at])).toEqual([['tomorrow', null], ['1', written[1]], ['0', written[0]]]);
  });

  test('a timer takes messages away at their time, from every page at once and from the database within a minute', async () => {
    const chat = await open(ann, [ben], 'Timer');
    await send(ann, chat, 'stays');
    await ann.patch(`${CHATS}/${chat.id}`, { timer_seconds: 60 });
    await send(ann, chat, 'canary-goes');
    expect((await ben.get(`${CHATS}/unread`)).body.messages).toBeGreaterThanOrEqual(2);
    const before = (await ben.get(`${CHATS}/${chat.id}`)).body.unread;
    now += 61_000;
    expect(await texts(ben, chat)).toEqual(['stays']);
    expect((await ben.get(`${CHATS}/${chat.id}`)).body).toMatchObject({ unread: before - 1, last_message: { text: 'stays' } });
    await Promise.all([eraseExpired(town.ctx), eraseExpired(town.ctx)]);
    expect(await town.sql("select 1 from chats.message where body like 'canary-goes'")).toEqual([]);
  });

  test('bad input is refused in words, and nothing is written', async () => {
    const chat = await open(ann, [ben], 'Bad');
    for (const body of [{}, { text: '' }, { text: '  \n ' }, { text: 'x'.repeat(5001) }, { text: 'x', client_key: '' }, { text: 'x', reply_to_id: 'abc' }, { text: 'x', written_at: 'soon' }]) {
      const answer = await ann.post(`${CHATS}/${chat.id}/messages`, { client_key: 'bad', ...body });
      expect([400, 422], answer.text).toContain(answer.status);
      expect(answer.body.error).toBeTruthy();
    }
    for (const body of [{ account_ids: [] }, { account_ids: ['0'] }, { account_ids: [ann.id] }, { account_ids: [ben.id, cleo.id] }, { account_ids: [ben.id], title: ' \u200b ' }]) {
      expect([400, 422]).toContain((await ann.post(CHATS, body)).status);
    }
    expect(await texts(ann, chat)).toEqual([]);
  });
});

test('everybody in it hears of everything on their streams, and nobody else of anything', async () => {
  const [annes, bens, cleos] = await Promise.all([ann.stream('chats'), ben.stream('chats'), cleo.stream('chats')]);
  const chat = await open(ann, [ben], 'Heard');
  const { id } = (await send(ann, chat, 'listen')).body;
  expect((await bens.next('chat')).payload).toMatchObject({ id: chat.id, title: 'Heard' });
  const heard = await bens.next('chat.message');
  expect(heard.payload).toEqual((await ben.get(`${CHATS}/${chat.id}/messages/${id}`)).body);
  await ben.post(`${CHATS}/${chat.id}/typing`);
  expect((await annes.next('chat.typing')).payload).toEqual({ chat_id: chat.id, account_id: ben.id });
  await ben.post(`${CHATS}/${chat.id}/read`, { last_read_id: id });
  expect((await annes.next('chat.read')).payload).toEqual({ chat_id: chat.id, account_id: ben.id, last_read_id: id });
  await ann.call('DELETE', `${CHATS}/${chat.id}/messages/${id}`);
  expect((await bens.next('chat.message.update')).payload).toMatchObject({ id, text: '' });
  await ben.post(`${CHATS}/${chat.id}/leave`);
  expect((await bens.next('chat.left')).payload).toEqual({ id: chat.id });
  await send(ann, chat, 'alone');
  const [, marker] = [await open(cleo, [ben], 'Marker'), await bens.next('chat')];
  expect(marker.payload.title).toBe('Marker');
  expect((await cleos.next('chat')).payload.title).toBe('Marker');
  await Promise.all([annes, bens, cleos].map((stream) => stream.close()));
});

test('of a deleted account nothing is left but that it wrote', async () => {
  const gus = await town.person('gus');
  await ann.follows(gus);
  await gus.follows(ann);
  const chat = await open(gus, [ann]);
  await send(gus, chat, 'canary-of-gus');
  await send(ann, chat, 'hello gus');
  await deleteAccount(town.ctx, Number(gus.id));
  await town.settled();
  expect(await town.sql("select 1 from chats.message where body like '%canary-of-gus%'")).toEqual([]);
  expect(await town.sql(`select 1 from chats.member where account_id = ${gus.id}`)).toEqual([]);
  expect((await ann.get(`${CHATS}/${chat.id}/messages`)).body.map(({ text }: Json) => text)).toEqual(['hello gus', '']);
});

test('unread counts and lists agree with a plain model, whatever people do', async () => {
  const people = [ann, ben, cleo];
  const act = fc.oneof(
    { weight: 5, arbitrary: fc.record({ act: fc.constant('send' as const), who: fc.nat(2) }) },
    { weight: 3, arbitrary: fc.record({ act: fc.constant('read' as const), who: fc.nat(2), back: fc.nat(3) }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('delete' as const), who: fc.nat(2), back: fc.nat(3) }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('timer' as const), who: fc.nat(2) }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('wait' as const), who: fc.nat(2) }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 25 }), async (acts) => {
      const chat = await open(ann, [ben, cleo], 'Model');
      const messages: { id: string; who: number; gone: boolean; ends: boolean; over: boolean }[] = [];
      const read = [0, 0, 0];
      let timed = false;
      for (const one of acts) {
        const who = people[one.who] as Person;
        const named = 'back' in one ? messages.at(-1 - one.back) : undefined;
        if (one.act === 'send') {
          messages.push({ id: (await send(who, chat, `m${messages.length}`)).body.id, who: one.who, gone: false, ends: timed, over: false });
          read[one.who] = messages.length;
        } else if (one.act === 'timer') {
          timed = !timed;
          await ann.patch(`${CHATS}/${chat.id}`, { timer_seconds: timed ? 60 : null });
        } else if (one.act === 'wait') {
          now += 61_000;
          for (const message of messages) message.over ||= message.ends;
          if (one.who === 0) await eraseExpired(town.ctx);
        } else if (named !== undefined && one.act === 'read') {
          await who.post(`${CHATS}/${chat.id}/read`, { last_read_id: named.id });
          read[one.who] = Math.max(read[one.who] as number, messages.indexOf(named) + 1);
        } else if (named !== undefined && (named.who === one.who || one.who === 0)) {
          await who.call('DELETE', `${CHATS}/${chat.id}/messages/${named.id}`);
          named.gone = true;
        }
      }
      const standing = messages.filter(({ over }) => !over);
      for (const [at, who] of people.entries()) {
        const unread = messages.filter((message, place) => place >= (read[at] as number) && message.who !== at && !message.gone && !message.over).length;
        expect((await who.get(`${CHATS}/${chat.id}`)).body.unread).toBe(unread);
        expect((await who.get(`${CHATS}/${chat.id}/messages`)).body.map(({ id }: Json) => id)).toEqual(standing.map(({ id }) => id).toReversed());
      }
      await Promise.all(people.map((who) => who.post(`${CHATS}/${chat.id}/leave`)));
    }),
    { numRuns: 12 },
  );
}, 60_000);
