// Finding messages: as a plain reading of all that one may read would, and nothing else.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';
import { indexOld } from './index.ts';

const CHATS = '/api/perchoir/v1/chats';
let town: Town;
let now = Date.now();
let ann: Person;
let ben: Person;
let cleo: Person;
beforeAll(async () => {
  town = await openTown({ clock: () => now });
  [ann, ben, cleo] = await town.people('ann', 'ben', 'cleo');
  for (const one of [ann, ben, cleo]) for (const other of [ann, ben, cleo]) if (one !== other) await one.follows(other);
});
afterAll(() => town.close());

let key = 0;
const open = async (who: Person, others: Person[], title?: string): Promise<Json> => (await who.post(CHATS, { account_ids: others.map(({ id }) => id), ...(title && { title }) })).body;
const send = async (who: Person, chat: Json, text: string, more: object = {}): Promise<Json> => (await who.post(`${CHATS}/${chat.id}/messages`, { text, client_key: `s${++key}`, ...more })).body;
const find = async (who: Person, q: string, chat?: Json): Promise<string[]> =>
  (await who.get(`${CHATS}${chat === undefined ? '' : `/${chat.id}`}/search?${new URLSearchParams({ q, limit: '40' })}`)).body.map(({ text }: Json) => text);

test('words are found however they are written, in any of one\'s chats or in one, and pages go on where the last ended', async () => {
  const [plans, pair] = [await open(ann, [ben], 'Plans'), await open(ann, [cleo])];
  await send(ann, plans, 'Les Œufs de Pâques, à Orléans');
  await send(cleo, pair, 'des oeufs pour la fête');
  await send(ben, plans, '東京でお会いしましょう https://example.org/plan');
  expect(await find(ann, 'oeufs')).toEqual(['des oeufs pour la fête', 'Les Œufs de Pâques, à Orléans']);
  expect(await find(ann, 'œuf paques', plans)).toEqual(['Les Œufs de Pâques, à Orléans']);
  expect(await find(ben, 'oeufs')).toEqual(['Les Œufs de Pâques, à Orléans']);
  expect(await find(ann, '東京')).toHaveLength(1);
  expect(await find(ann, 'has:link from:ben')).toHaveLength(1);
  expect(await find(ann, '"de pâques" -fête')).toHaveLength(1);
  for (const q of ['zyzzyva', '"pâques de"', 'from:nobody oeufs', '-', '""']) expect(await find(ann, q), q).toEqual([]);
  for (let n = 0; n < 7; n++) await send(ann, plans, `marmotte ${n}`);
  const first = await ann.get(`${CHATS}/search?q=marmotte&limit=4`);
  const second = await ann.get(first.links['next'] as string);
  expect([...first.body, ...second.body].map(({ text }: Json) => text)).toEqual([6, 5, 4, 3, 2, 1, 0].map((n) => `marmotte ${n}`));
  expect((await cleo.get(`${CHATS}/${plans.id}/search?q=oeufs`)).status).toBe(404);
});

test('what is gone is found no more: taken back, edited, at its end, or said where one is no longer', async () => {
  const chat = await open(ann, [ben, cleo], 'Gone');
  const [back, edited] = [await send(ann, chat, 'heliotrope one'), await send(ann, chat, 'heliotrope two')];
  await send(ann, chat, 'heliotrope three');
  await ann.call('DELETE', `${CHATS}/${chat.id}/messages/${back.id}`);
  await ann.patch(`${CHATS}/${chat.id}/messages/${edited.id}`, { text: 'tournesol' });
  await ann.patch(`${CHATS}/${chat.id}`, { timer_seconds: 60 });
  await send(ben, chat, 'heliotrope for a minute');
  expect(await find(cleo, 'heliotrope')).toEqual(['heliotrope for a minute', 'heliotrope three']);
  now += 61_000;
  expect(await find(cleo, 'heliotrope')).toEqual(['heliotrope three']);
  expect(await find(cleo, 'tournesol')).toEqual(['tournesol']);
  await cleo.post(`${CHATS}/${chat.id}/leave`);
  expect(await find(cleo, 'heliotrope')).toEqual([]);
  expect(await town.sql("select 1 from chats.entry where words @@ 'heliotrope'::tsquery and expires_at is null")).toHaveLength(1);
});

test('bytes that only its people can read are carried as they are, and found, shown and answered by nobody\'s words', async () => {
  const chat = await open(ann, [ben], 'Sealed');
  const opaque = Buffer.from('canary sealed 612').toString('base64');
  const sent = await send(ann, chat, '', { body_kind: 'opaque', opaque });
  expect(sent).toMatchObject({ text: '', body_kind: 'opaque', opaque });
  await send(ben, chat, 'got it', { reply_to_id: sent.id });
  expect((await ben.get(`${CHATS}/${chat.id}/messages`)).body).toMatchObject([{ reply_to: { text: '', body_kind: 'opaque' } }, { body_kind: 'opaque', opaque }]);
  expect(await find(ben, 'canary')).toEqual([]);
  const bad = [{ body_kind: 'opaque' }, { opaque }, { body_kind: 'opaque', opaque: 'no base64!' }, { body_kind: 'opaque', opaque: '' }, { body_kind: 'opaque', opaque, text: 'both' }, { body_kind: 'opaque', opaque: 'A'.repeat(88_000) }];
  for (const body of bad) expect((await ann.post(`${CHATS}/${chat.id}/messages`, { client_key: 'bad', ...body })).status, JSON.stringify(body).slice(0, 60)).toBe(422);
  expect((await ann.patch(`${CHATS}/${chat.id}/messages/${sent.id}`, { text: 'now a text' })).status).toBe(409);
  await ann.call('DELETE', `${CHATS}/${chat.id}/messages/${sent.id}`);
  expect(await town.sql('select 1 from chats.message where opaque is not null')).toEqual([]);
});

test('messages from before there was an index are found once they were put into it', async () => {
  const chat = await open(ann, [ben], 'Old');
  const { id } = await send(ann, chat, 'palimpseste');
  await town.sql(`delete from chats.entry where message_id = ${id}`);
  await town.sql(`update chats.indexing set below = ${Number(id) + 1}`);
  expect(await find(ben, 'palimpseste')).toEqual([]);
  while (await indexOld(town.ctx));
  expect(await find(ben, 'palimpseste')).toEqual(['palimpseste']);
});

test('search answers as a reading of everything that one may read would, whatever people do', async () => {
  const WORDS = ['red', 'blue', 'green'];
  const QUERIES = ['red', 'blue green', 'red -blue', 'from:ben green', 'before:2100-01-01 blue'];
  const people = [ann, ben, cleo];
  const act = fc.record({ act: fc.constantFrom('send', 'send', 'send', 'send', 'edit', 'delete', 'add', 'leave', 'hour'), who: fc.nat(2), chat: fc.nat(1), words: fc.subarray(WORDS, { minLength: 1 }), back: fc.nat(4) });
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 3, maxLength: 25 }), async (acts) => {
      const mark = `round${++key}`;
      const chats = [await open(ann, [ben], 'Model'), await open(ann, [ben, cleo], 'Model')];
      const inside = [[true, true, false], [true, true, true]];
      const messages: { id: string; who: number; chat: number; words: string[]; gone: boolean; seen: boolean[] }[] = [];
      for (const one of acts) {
        const [who, chat, mine] = [people[one.who] as Person, chats[one.chat] as Json, inside[one.chat] as boolean[]];
        const named = messages.at(-1 - one.back);
        const text = `${mark} ${one.words.join(' ')}`;
        if (one.act === 'hour') now += 3_600_000;
        else if (one.act === 'send' && mine[one.who]) messages.push({ id: (await send(who, chat, text)).id, who: one.who, chat: one.chat, words: one.words, gone: false, seen: [...mine] });
        else if (one.act === 'edit' && named !== undefined && !named.gone && inside[named.chat]?.[named.who]) {
          const { status } = await (people[named.who] as Person).patch(`${CHATS}/${chats[named.chat]?.id}/messages/${named.id}`, { text });
          if (status === 200) named.words = one.words;
        } else if (one.act === 'delete' && named !== undefined && inside[named.chat]?.[named.who]) {
          await (people[named.who] as Person).call('DELETE', `${CHATS}/${chats[named.chat]?.id}/messages/${named.id}`);
          named.gone = true;
        } else if (one.act === 'add' && mine[0] && !mine[one.who]) {
          await ann.post(`${CHATS}/${chat.id}/members`, { account_ids: [who.id] });
          mine[one.who] = true;
        } else if (one.act === 'leave' && one.who > 0 && mine[one.who]) {
          await who.post(`${CHATS}/${chat.id}/leave`);
          mine[one.who] = false;
          for (const message of messages) if (message.chat === one.chat) message.seen[one.who] = false;
        }
      }
      for (const [at, who] of people.entries()) {
        for (const q of QUERIES) {
          const has = (message: { words: string[]; who: number }): boolean => q.split(' ').every((part) =>
            part === 'from:ben' ? message.who === 1 : part.startsWith('before:') || (part.startsWith('-') ? !message.words.includes(part.slice(1)) : message.words.includes(part)));
          const wanted = messages.filter((message) => !message.gone && message.seen[at] && inside[message.chat]?.[at] && has(message)).map(({ id }) => id).toReversed();
          const got = (await who.get(`${CHATS}/search?${new URLSearchParams({ q: `${mark} ${q}`, limit: '40' })}`)).body.map(({ id }: Json) => id);
          expect(got, `${who.username}: ${q}`).toEqual(wanted);
        }
      }
    }),
    { numRuns: 12 },
  );
}, 60_000);
