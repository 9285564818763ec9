// Coming to an evening, reading along, and what remains of it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';
import { remindDue } from './index.ts';

const ROOMS = '/api/perchoir/v1/rooms';
let town: Town;
let now = Date.now();
let host: Person;
let ben: Person;
let cleo: Person;
beforeAll(async () => {
  town = await openTown({ clock: () => now });
  [host, ben, cleo] = await town.people('host', 'ben', 'cleo');
});
afterAll(() => town.close());

const DAY = 86_400_000;
const make = async (more: object = {}): Promise<Json> =>
  (await host.post(ROOMS, { title: 'Soirée; à, deux\\', tag: `Eve${Math.floor(Math.random() * 1e9)}x`, starts_at: new Date(now + 2 * DAY).toISOString(), ...more })).body;
/** As calendars read it: lines unfolded. */
const linesOf = (ics: string): string[] => ics.replaceAll('\r\n ', '').split('\r\n');

test('whoever reserves knows the way, has it in their calendar, and nobody else has', async () => {
  const room = await make({ description: `${'é'.repeat(60)}\nsecond, line`, time_zone: 'Europe/Paris', place: { name: 'Le Perchoir', address: '14 rue Crespin', access: 'ring' } });
  expect((await ben.get(`${ROOMS}/${room.id}`)).body.place.address).toBe(null);
  expect((await ben.post(`${ROOMS}/${room.id}/reservation`)).body).toMatchObject({ place: { address: '14 rue Crespin' }, me: { reserved: true } });
  const { url } = (await ben.post('/api/perchoir/v1/calendar')).body;
  const feed = await town.visitor.get(new URL(url).pathname);
  expect(feed.headers.get('content-type')).toContain('text/calendar');
  for (const line of feed.text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  const lines = linesOf(feed.text);
  for (const line of ['SUMMARY:Soirée\\; à\\, deux\\\\', `DESCRIPTION:${'é'.repeat(60)}\\nsecond\\, line`, 'LOCATION:Le Perchoir\\, 14 rue Crespin', `UID:room-${room.id}@town.test`]) expect(lines).toContain(line);
  expect(lines).toContain(`DTSTART:${new Date(now + 2 * DAY).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`);
  expect(linesOf((await town.visitor.get(`${ROOMS}/${room.id}/calendar.ics`)).text)).toContain('LOCATION:Le Perchoir');
  const { url: renewed } = (await ben.post('/api/perchoir/v1/calendar')).body;
  expect((await town.visitor.get(new URL(url).pathname)).status).toBe(404);
  expect((await ben.delete(`${ROOMS}/${room.id}/reservation`)).body).toMatchObject({ place: { address: null }, me: { reserved: false } });
  expect((await town.visitor.get(new URL(renewed).pathname)).text).not.toContain('BEGIN:VEVENT');
  expect(await town.sql(`select 1 from live.calendar where token_hash like '%${renewed.slice(-32)}%'`)).toEqual([]);
});

test('a day and a quarter of an hour before, once each, as each person wants it', async () => {
  const room = await make();
  for (const one of [host, ben, cleo]) await one.post(`${ROOMS}/${room.id}/reservation`);
  await cleo.put('/api/perchoir/v1/reminders', { day_before: false, quarter_before: true });
  const told = async (who: Person): Promise<string[]> =>
    (await who.get('/api/v1/notifications?types[]=perchoir.room')).body.filter((line: Json) => line.perchoir_room.room_id === room.id).map((line: Json) => line.perchoir_room.minutes).toReversed();
  await remindDue(town.ctx);
  expect(await told(ben)).toEqual([]);
  now += DAY + 1000;
  for (let again = 0; again < 2; again++) await Promise.all([remindDue(town.ctx), remindDue(town.ctx)]);
  expect([await told(ben), await told(cleo), await told(host)]).toEqual([['1440'], [], ['1440']]);
  await (await town.person('late')).post(`${ROOMS}/${room.id}/reservation`);
  now += DAY - 600_000;
  await remindDue(town.ctx);
  await remindDue(town.ctx);
  expect([await told(ben), await told(cleo), await told(await town.person('late'))]).toEqual([['1440', '15'], ['15'], ['15']]);
});

test('readers are counted, members once and visitors by their streams', async () => {
  const room = await make();
  const streams = [await ben.stream('room', { room: room.id }), await ben.events('room', { room: room.id }), await town.visitor.stream('room', { room: room.id }), await town.visitor.events('room', { room: room.id })];
  let readers: Json;
  do readers = (await streams[2]?.next('room.readers'))?.payload; while (readers.visitors < 2);
  expect(readers).toEqual({ accounts: 1, visitors: 2 });
  expect((await cleo.get(`${ROOMS}/${room.id}`)).body.readers).toEqual({ accounts: 1, visitors: 2 });
  await Promise.all(streams.map((stream) => stream.close()));
});

test('a closed room is its record: everything in order, in three forms, without what was deleted', async () => {
  const room = await make({ program: [{ title: 'Opening' }, { title: 'Questions' }] });
  await host.post(`${ROOMS}/${room.id}/open`);
  const stream = await town.visitor.stream('room', { room: room.id });
  expect((await host.post(`${ROOMS}/${room.id}/program/${room.program[0].id}`, { state: 'now' })).body.program[0].state).toBe('now');
  expect((await host.post(`${ROOMS}/${room.id}/program/${room.program[1].id}`, { state: 'now' })).body.program.map((item: Json) => item.state)).toEqual(['done', 'now']);
  const posts = [];
  for (const text of ['first', '=SUM(A1) "quoted", <b>', 'gone']) {
    now += 1000;
    posts.push((await ben.post(`${ROOMS}/${room.id}/posts`, { status: text })).body.status);
  }
  now += 1000;
  expect((await ben.post(`${ROOMS}/${room.id}/moments`, { title: 'mine' })).status).toBe(403);
  const moment = (await host.post(`${ROOMS}/${room.id}/moments`, { title: 'The goal', post_id: posts[2].id })).body;
  expect((await stream.next('room.moment')).payload).toEqual(moment);
  const renamed = { ...moment, title: 'The goal of the evening', post_id: null };
  expect((await ben.patch(`${ROOMS}/${room.id}/moments/${moment.id}`, { title: 'mine' })).status).toBe(403);
  expect((await host.patch(`${ROOMS}/${room.id}/moments/${moment.id}`, { title: 'The goal of the evening', post_id: null })).body).toEqual(renamed);
  expect((await stream.next('room.moment')).payload).toEqual(renamed);
  await host.patch(`${ROOMS}/${room.id}/moments/${moment.id}`, { title: 'The goal', post_id: posts[2].id });
  await ben.post(`${ROOMS}/${room.id}/questions`, { text: 'Why?' });
  await cleo.post(`${ROOMS}/${room.id}/reactions`, { kind: '👏' });
  await host.post(`${ROOMS}/${room.id}/close`);
  await ben.delete(`/api/v1/statuses/${posts[2].id}`);
  await town.settled();
  const { body: record } = await town.visitor.get(`${ROOMS}/${room.id}/record`);
  expect(record.posts.map((post: Json) => post.status.id)).toEqual([posts[0].id, posts[1].id]);
  expect(record).toMatchObject({ room: { state: 'closed', moments: [{ title: 'The goal', post_id: null }] }, questions: [{ text: 'Why?', state: 'asked' }], reactions: { bins: [{ counts: { '👏': 1 } }] } });
  const csv = (await town.visitor.get(`${ROOMS}/${room.id}/record.csv`)).text.trimEnd().split('\r\n');
  expect(csv).toHaveLength(3);
  expect(csv[2]).toContain(`"'=SUM(A1) ""quoted"", <b>`);
  const page = await town.visitor.get(`${ROOMS}/${room.id}/record.html`);
  expect(page.headers.get('content-security-policy')).toContain('sandbox');
  expect(page.text).toContain('&lt;b&gt;');
  await stream.close();
});
