// Questions, reactions and check-ins of event rooms.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deleteMember } from '#auth';
import { openTown } from '#town';
import type { Json, Person, Stream, Town, Visitor } from '#town';

const ROOMS = '/api/perchoir/v1/rooms';
let town: Town;
let now = Date.now();
let host: Person;
let asker: Person;
let carrier: Person;
let present: Person;
let stranger: Person;
let room: Json;
beforeAll(async () => {
  town = await openTown({ clock: () => now, settings: { 'live.questions': 1000 } });
  [host, asker, carrier, present, stranger] = await town.people('host', 'asker', 'carrier', 'present', 'stranger');
  room = (await host.post(ROOMS, { title: 'Town hall', tag: 'Hall', template: 'town_hall', starts_at: new Date(now).toISOString() })).body;
  await host.post(`${ROOMS}/${room.id}/open`);
});
afterAll(() => town.close());

const at = (path: string): string => `${ROOMS}/${room.id}/${path}`;
const asks = async (text: string, more: object = {}): Promise<Json> => (await asker.post(at('questions'), { text, ...more })).body;
const turn = (who: Person | Visitor, id: string, act: string, body: object = {}) => (act === 'withdraw' ? who.delete(at(`questions/${id}`)) : who.post(at(`questions/${id}/${act}`), body));

test('who is on site shows it by the code of the moment, and may take it back', async () => {
  expect((await asker.get(at('code'))).status).toBe(403);
  const { code } = (await host.get(at('code'))).body;
  const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
  for (const bad of [wrong, '', '1', `${code}0`]) expect((await present.post(at('presence'), { code: bad })).status).toBe(422);
  for (const one of [carrier, present]) expect((await one.post(at('presence'), { code })).body.me).toMatchObject({ present: true, carrier: true });
  now += 130_000;
  expect((await asker.post(at('presence'), { code })).status).toBe(422);
  expect((await town.visitor.get(at('participants'))).body.map((one: Json) => [one.account.username, one.on_site])).toEqual([['carrier', true], ['present', true]]);
  now += 1001;
  expect((await town.visitor.get(`${ROOMS}/${room.id}`)).body.counts.present).toBe(2);
  const here = await carrier.post(at('posts'), { status: 'written here, now', on_site: true });
  expect(here.body.room.on_site).toBe(true);
  expect((await town.visitor.get(at('timeline?only=on_site'))).body).toHaveLength(1);
});

/** What each may do to a question in each state, and what it becomes; everything else is refused. */
const MACHINE: Record<string, Record<string, readonly [who: string, becomes: string][]>> = {
  asked: { carry: [['carrier', 'carried'], ['present', 'carried']], stage: [['host', 'on_stage']], answer: [['host', 'answered']], withdraw: [['asker', 'withdrawn'], ['host', 'withdrawn']] },
  carried: { release: [['carrier', 'asked'], ['host', 'asked']], stage: [['host', 'on_stage']], answer: [['host', 'answered']], withdraw: [['asker', 'withdrawn'], ['host', 'withdrawn']] },
  on_stage: { unstage: [['host', 'carried']], answer: [['host', 'answered'], ['carrier', 'answered']], withdraw: [['asker', 'withdrawn'], ['host', 'withdrawn']] },
  answered: {}, withdrawn: {},
};
const WAY: Record<string, readonly [string, string][]> = {
  asked: [], carried: [['carrier', 'carry']], on_stage: [['carrier', 'carry'], ['host', 'stage']],
  answered: [['carrier', 'carry'], ['host', 'stage'], ['host', 'answer']], withdrawn: [['carrier', 'carry'], ['asker', 'withdraw']],
};

test('every act on every state by everybody: what is allowed happens, and nothing else', async () => {
  const people: Record<string, Person | Visitor> = { host, asker, carrier, present, stranger, visitor: town.visitor };
  const reach = async (state: string): Promise<string> => {
    const { id } = await asks(`for ${state}`);
    for (const [who, act] of WAY[state] ?? []) expect((await turn(people[who] as Person, id, act)).status).toBe(200);
    return id;
  };
  const stateOf = async (id: string): Promise<string> => (await town.sql<{ state: string }>(`select state from live.question where id = ${id}`))[0]?.state ?? 'gone';
  let tried = 0;
  for (const [state, acts] of Object.entries(MACHINE)) {
    let id = await reach(state);
    for (const act of ['carry', 'release', 'stage', 'unstage', 'answer', 'withdraw']) {
      for (const [who, person] of Object.entries(people)) {
        const becomes = (acts[act] ?? []).find(([name]) => name === who)?.[1];
        const { status } = await turn(person, id, act);
        const said = `${who} ${act} ${state}`;
        if (becomes === undefined) expect([who === 'visitor' ? 401 : 403, 404, 409], said).toContain(status);
        else expect(status, said).toBe(200);
        expect(await stateOf(id), said).toBe(becomes ?? state);
        if (becomes !== undefined) id = await reach(state);
        tried++;
      }
    }
  }
  expect(tried).toBe(180);
});

test('the absent one hears of each step within two seconds, on the stream and as a notification, to the answer', async () => {
  const evening: Stream = await asker.stream('room', { room: room.id });
  const notices: Stream = await asker.stream('user:notification');
  const invited = await asks('What of us?', { carrier_id: carrier.id });
  expect((await asker.post(at('questions'), { text: 'x', carrier_id: stranger.id })).status).toBe(422);
  expect((await turn(present, invited.id, 'carry')).status).toBe(403);
  expect((await evening.next('room.question')).payload.state).toBe('asked');
  const quote = (await carrier.post(at('posts'), { status: 'He said: soon' })).body.status;
  const elsewhere = await carrier.posts('no post of the room');
  expect((await turn(host, invited.id, 'answer', { post_id: elsewhere.id })).status).toBe(422);
  for (const [who, act, state, body] of [[carrier, 'carry', 'carried', {}], [host, 'stage', 'on_stage', {}], [carrier, 'answer', 'answered', { post_id: quote.id }]] as const) {
    const began = performance.now();
    expect((await turn(who, invited.id, act, body)).body.state).toBe(state);
    expect((await evening.next('room.question')).payload).toMatchObject({ id: invited.id, state, carrier: { id: carrier.id } });
    const { payload } = await notices.next('notification');
    expect(payload).toMatchObject({ type: 'perchoir.room', account: { id: who.id }, perchoir_room: { kind: 'question', question_id: invited.id, state, room_id: room.id } });
    expect(payload.status?.id).toBe(state === 'answered' ? quote.id : undefined);
    expect(performance.now() - began).toBeLessThan(2000);
  }
  const noted = (await asker.get('/api/v1/notifications?types[]=perchoir.room')).body.filter((line: Json) => line.perchoir_room.question_id === invited.id);
  expect(noted.map((line: Json) => line.perchoir_room.state)).toEqual(['answered', 'on_stage', 'carried']);
  expect((await carrier.get('/api/v1/notifications')).body.some((line: Json) => line.perchoir_room?.question_id === invited.id)).toBe(true);
  await Promise.all([evening.close(), notices.close()]);
});

test('a vote is one for each account; nobody votes for their own', async () => {
  const question = await asks('Which way?');
  const crowd = [host, carrier, present];
  await Promise.all(crowd.flatMap((one) => [one.post(at(`questions/${question.id}/vote`)), one.post(at(`questions/${question.id}/vote`))]));
  expect((await asker.post(at(`questions/${question.id}/vote`))).status).toBe(403);
  expect((await town.visitor.post(at(`questions/${question.id}/vote`))).status).toBe(401);
  expect((await present.delete(at(`questions/${question.id}/vote`))).body).toMatchObject({ votes: 2, voted: false });
  const [first] = (await carrier.get(at('questions'))).body;
  expect(first).toMatchObject({ id: question.id, votes: 2, voted: true });
});

test('reactions are counted to the last one, and whose they were is nowhere', async () => {
  const stream = await town.visitor.stream('room', { room: room.id });
  const sums: Record<string, number> = {};
  for (let round = 0; round < 3; round++) {
    const kinds = ['👏', '💡'];
    const answers = await Promise.all([host, asker, carrier, present, stranger].flatMap((one) => kinds.map((kind) => one.post(at('reactions'), { kind }))));
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      sums[`${body.at} ${body.kind}`] = (sums[`${body.at} ${body.kind}`] ?? 0) + 1;
    }
    now += 5000;
  }
  expect((await asker.post(at('reactions'), { kind: 'x' })).status).toBe(422);
  const many = await Promise.all(Array.from({ length: 25 }, () => stranger.post(at('reactions'), { kind: '👏' })));
  expect(many.filter(({ status }) => status === 429).length).toBeGreaterThan(0);
  for (const { status, body } of many) if (status === 200) sums[`${body.at} ${body.kind}`] = (sums[`${body.at} ${body.kind}`] ?? 0) + 1;
  const { body: curve } = await town.visitor.get(at('reactions'));
  expect(Object.fromEntries(curve.bins.flatMap((bin: Json) => Object.entries(bin.counts).map(([kind, count]) => [`${bin.at} ${kind}`, count])))).toEqual(sums);
  const told: Record<string, number> = {};
  const total = Object.values(sums).reduce((sum, count) => sum + count, 0);
  while (Object.values(told).reduce((sum, count) => sum + count, 0) < total) {
    const { payload } = await stream.next('room.reactions');
    for (const [kind, count] of Object.entries(payload.counts)) told[`${payload.at} ${kind}`] = (told[`${payload.at} ${kind}`] ?? 0) + Number(count);
  }
  expect(told).toEqual(sums);
  // A day later: whatever the database holds, no row has both somebody who reacted and what they felt.
  now += 86_400_000;
  const tables = await town.sql<{ name: string }>("select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')");
  for (const { name } of tables) {
    const rows = await town.sql<{ text: string }>(`select t::text as text from ${name} t where t::text ~ '👏|💡'`);
    for (const { text } of rows) for (const one of [asker, carrier, stranger]) expect(text.includes(one.id), `${name}: ${text}`).toBe(false);
  }
  await stream.close();
});

test('a closed room keeps its unanswered questions, and takes no more; who leaves takes theirs along', async () => {
  await host.post(at('close'));
  expect((await asker.post(at('questions'), { text: 'late' })).status).toBe(409);
  expect((await carrier.post(at('reactions'), { kind: '👏' })).status).toBe(409);
  expect((await town.visitor.get(at('questions?limit=200'))).body.some((one: Json) => one.state === 'asked')).toBe(true);
  await deleteMember(town.ctx, Number(asker.id));
  await town.settled();
  expect((await town.visitor.get(at('questions'))).body).toEqual([]);
  expect(await town.sql(`select 1 from live.member where account_id = ${asker.id}`)).toEqual([]);
});
