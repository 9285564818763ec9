// Sleep: quiet hours, what is hidden on wish, what apps are told meanwhile, and the night log on waking.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PushApp, openPushService } from '#test/town/push-server.ts';
import type { PushService } from '#test/town/push-server.ts';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';
import { quietUntil } from './quiet.ts';
import type { Quiet } from './types.ts';

const CHATS = '/api/perchoir/v1/chats';
const PATIENCE = { timeout: 10_000, interval: 50 };
let town: Town;
let service: PushService;
let now = Date.now();
let ann: Person;
let ben: Person;
let cleo: Person;
beforeAll(async () => {
  town = await openTown({ clock: () => now });
  service = await openPushService(town);
  [ann, ben, cleo] = await town.people('ann', 'ben', 'cleo');
  for (const one of [ann, ben, cleo]) for (const other of [ann, ben, cleo]) if (one !== other) await one.follows(other);
});
afterAll(async () => {
  await town.close();
  await service.close();
});

let key = 0;
const open = async (who: Person, others: Person[], title?: string): Promise<Json> => (await who.post(CHATS, { account_ids: others.map(({ id }) => id), ...(title && { title }) })).body;
const send = async (who: Person, chat: Json, text: string, more: object = {}): Promise<Json> => (await who.post(`${CHATS}/${chat.id}/messages`, { text, client_key: `n${++key}`, ...more })).body;

test.each<[string, Partial<Quiet>, string, string | undefined]>([
  ['in the evening', {}, '2026-11-24T22:30:00Z', '2026-11-25T06:00:00.000Z'],
  ['after midnight, of the day before', {}, '2026-11-25T01:30:00Z', '2026-11-25T06:00:00.000Z'],
  ['by day', {}, '2026-11-24T12:00:00Z', undefined],
  ['at its end', {}, '2026-11-25T06:00:00Z', undefined],
  ['a night that begins on another day', { days: [3] }, '2026-11-24T22:30:00Z', undefined],
  ['a night that began yesterday', { days: [2] }, '2026-11-25T03:00:00Z', '2026-11-25T06:00:00.000Z'],
  ['an hour by day', { from: '13:00', to: '14:00' }, '2026-11-24T12:30:00Z', '2026-11-24T13:00:00.000Z'],
  ['a whole day', { from: '00:00', to: '00:00', days: [2] }, '2026-11-24T15:00:00Z', '2026-11-24T23:00:00.000Z'],
])('quiet hours in Paris: %s', (_what, more, at, until) => {
  const quiet = { from: '22:00', to: '07:00', zone: 'Europe/Paris', days: [1, 2, 3, 4, 5, 6, 7], ...more };
  expect(quietUntil(quiet, new Date(at))?.toISOString()).toBe(until);
});

test('who hides how far they have read, and that they write, sees neither of others; their own devices agree all the same', async () => {
  const chat = await open(ann, [ben, cleo], 'Marks');
  const { id } = await send(ann, chat, 'seen?');
  expect((await ben.patch(`${CHATS}/preferences`, { read_marks: 'none', typing: 'none' })).body).toEqual({ quiet: null, read_marks: 'none', typing: 'none', push: 'plain' });
  const [annes, bens] = [await ann.stream('chats'), await ben.stream('chats')];
  await ben.post(`${CHATS}/${chat.id}/typing`);
  await ben.post(`${CHATS}/${chat.id}/read`, { last_read_id: id });
  expect((await bens.next('chat.read')).payload).toMatchObject({ account_id: ben.id, last_read_id: id });
  await cleo.post(`${CHATS}/${chat.id}/typing`);
  await cleo.post(`${CHATS}/${chat.id}/read`, { last_read_id: id });
  expect((await annes.next('chat.typing')).payload.account_id).toBe(cleo.id);
  expect((await annes.next('chat.read')).payload.account_id).toBe(cleo.id);
  await town.settled();
  expect(bens.frames.map(({ event }) => event)).toEqual(['chat.read']);
  const marks = async (who: Person): Promise<unknown[]> => (await who.get(`${CHATS}/${chat.id}/members`)).body.map((one: Json) => one.last_read_id);
  expect([await marks(ann), await marks(ben)]).toEqual([[id, null, id], [null, id, null]]);
  expect((await ben.get(`${CHATS}/${chat.id}`)).body.unread).toBe(0);
  for (const quiet of [{ from: '25:00', to: '07:00', zone: 'UTC', days: [1] }, { from: '22:00', to: '07:00', zone: 'Mars/Base', days: [1] }, { from: '22:00', to: '07:00', zone: 'UTC', days: [8] }]) {
    expect((await ben.patch(`${CHATS}/preferences`, { quiet })).status).toBe(422);
  }
  await Promise.all([annes.close(), bens.close()]);
});

test('an app that is closed is told once of a chat, without what was said unless that is wanted, and nothing where it is muted or was read', async () => {
  const [eve, fay] = await town.people('eve', 'fay');
  for (const one of [eve, fay]) for (const other of [eve, fay]) if (one !== other) await one.follows(other);
  const app = new PushApp('eve');
  await eve.post('/api/v1/push/subscription', { subscription: { endpoint: app.endpoint, standard: true, keys: app.keys }, data: { alerts: { 'perchoir.message': true } } });
  const chat = await open(fay, [eve]);
  const told = async (number: number): Promise<void> => {
    await expect.poll(() => app.messages(service).length, PATIENCE).toBe(number);
  };
  const { id } = await send(fay, chat, 'the secret');
  await told(1);
  expect(app.messages(service)[0]).toMatchObject({ notification_type: 'perchoir.message', notification_id: Number(id), title: 'fay', body: 'A new message', url: `/messages/${chat.id}`, tag: `chat ${chat.id}` });
  await eve.patch(`${CHATS}/preferences`, { push: 'text' });
  await send(fay, chat, 'and its words');
  await told(2);
  expect(app.messages(service)[1]).toMatchObject({ title: 'fay', body: 'and its words' });
  await eve.post(`${CHATS}/${chat.id}/keep`, { mute_seconds: 600 });
  await send(fay, chat, 'muted');
  await town.settled();
  await eve.post(`${CHATS}/${chat.id}/keep`, { mute_seconds: 0 });
  const zone = { zone: 'UTC', days: [1, 2, 3, 4, 5, 6, 7], from: new Date(now - 60_000).toISOString().slice(11, 16), to: new Date(now + 7_200_000).toISOString().slice(11, 16) };
  expect((await eve.patch(`${CHATS}/preferences`, { quiet: zone })).status).toBe(200);
  await send(fay, chat, 'good night');
  await town.settled();
  const waiting = await town.sql<{ run_at: Date }>("select run_at from graphile_worker._private_jobs where key like 'notifications.sendNews%'");
  expect(waiting).toHaveLength(1);
  expect(new Date(waiting[0]?.run_at as Date).getTime()).toBeGreaterThan(now + 3_600_000);
  expect((await eve.get(`${CHATS}/unread`)).body.messages).toBe(4);
  await eve.patch(`${CHATS}/preferences`, { quiet: null });
  await send(fay, chat, 'good morning');
  await told(3);
  expect(app.messages(service)[2]).toMatchObject({ body: 'good morning' });
});

test('on waking: decisions, questions to me, mentions, who came, links, my tasks, each once, in the order of time', async () => {
  const chat = await open(ann, [ben], 'La nuit');
  await send(ann, chat, 'Qui conduit demain ?');
  const mine = await send(ben, chat, 'Je dors, bonne nuit');
  now += 3_600_000;
  const since = new Date(now).toISOString();
  const say = async (who: Person, text: string, more: object = {}): Promise<Json> => {
    now += 60_000;
    return send(who, chat, text, more);
  };
  await say(ann, 'Encore un thé et au lit');
  await say(ann, 'Décision : on part à huit heures');
  await say(ann, '@ben tu prends la voiture ?');
  await say(ann, 'merci @ben pour tout');
  now += 60_000;
  await ann.post(`${CHATS}/${chat.id}/members`, { account_ids: [cleo.id] });
  await say(cleo, 'Le plan : https://example.org/plan');
  await say(cleo, 'et une question à personne ?');
  await say(cleo, 'tu viens ?', { reply_to_id: undefined });
  await say(ann, 'tu as bien dormi ?', { reply_to_id: mine.id });
  const back = await say(ann, '@ben oublie');
  await ann.call('DELETE', `${CHATS}/${chat.id}/messages/${back.id}`);
  const pinned = await say(cleo, 'Adresse : 6 rue des Lilas');
  await cleo.post(`${CHATS}/${chat.id}/messages/${pinned.id}/pin`);
  await say(ben, '@ben note à moi-même ?');
  now += 60_000;
  await ann.post(`${CHATS}/${chat.id}/tasks`, { text: 'prendre le pain', account_id: ben.id });
  await ann.post(`${CHATS}/${chat.id}/tasks`, { text: 'à personne' });
  const [night] = (await ben.get(`${CHATS}/${chat.id}/night?since=${encodeURIComponent(since)}`)).body as Json[];
  expect(night.chat).toEqual({ id: chat.id, kind: 'group', title: 'La nuit' });
  expect(night.lines.map((line: Json) => [line.kind, line.account.username, line.text])).toEqual([
    ['decision', 'ann', 'Décision : on part à huit heures'],
    ['question', 'ann', '@ben tu prends la voiture ?'],
    ['mention', 'ann', 'merci @ben pour tout'],
    ['member', 'cleo', ''],
    ['link', 'cleo', 'Le plan : https://example.org/plan'],
    ['question', 'ann', 'tu as bien dormi ?'],
    ['decision', 'cleo', 'Adresse : 6 rue des Lilas'],
    ['task', 'ann', 'prendre le pain'],
  ]);
  expect((await ben.get(`${CHATS}/night?since=${encodeURIComponent(since)}`)).body.map((one: Json) => one.chat.id)).toContain(chat.id);
  expect((await cleo.get(`${CHATS}/${chat.id}/night?since=${encodeURIComponent(since)}`)).body).toEqual([]);
  expect((await (await town.person('dora')).get(`${CHATS}/${chat.id}/night`)).status).toBe(404);
});
