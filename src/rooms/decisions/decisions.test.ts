// Decisions by consent, as the people of a group live them; what can come about at all is explored in rules/course.test.ts.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deleteAccount } from '#accounts';
import { openTown } from '#town';
import type { Answer, Json, Person, Town } from '#town';
import { viewedBy } from '#platform/context.ts';
import { exportDecisions, turnByClock, turnDue } from './index.ts';

const GROUPS = '/api/perchoir/v1/groups';
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const HARM = { harm: 'The neighbours could not sleep', harmed: 'the neighbours' };

let town: Town;
let now = Date.now();
let count = 0;
beforeAll(async () => {
  town = await openTown({ clock: () => now });
});
afterAll(() => town.close());

interface Circle {
  readonly id: string;
  readonly people: readonly [Person, Person, Person];
  readonly path: string;
}

/** A group of three that anybody may join; the first has made it. */
async function circle(more: object = {}): Promise<Circle> {
  const n = ++count;
  const people = (await town.people(`ann${n}`, `ben${n}`, `cleo${n}`)) as [Person, Person, Person];
  const group = (await people[0].post(GROUPS, { title: `Circle ${n}`, purpose: 'To decide', access: 'public', ...more })).body;
  for (const one of people.slice(1)) await one.post(`${GROUPS}/${group.id}/join`);
  return { id: group.id, people, path: `${GROUPS}/${group.id}` };
}

const propose = async (who: Person, { path }: Circle, more: object = {}): Promise<Json> => {
  const answer = await who.post(`${path}/proposals`, { title: 'Meet on Tuesdays', text: 'In the back room.', ...more });
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
};
const act = (who: Person, { group_id: groupId, id }: Json, what: string, body?: object): Promise<Answer> => who.post(`${GROUPS}/${groupId}/proposals/${id}/${what}`, body);
const look = async (who: Person, { path }: Circle, proposal: Json): Promise<Json> => (await who.get(`${path}/proposals/${proposal.id}`)).body;

/** A proposal that is open for objections. */
async function asked(who: Person, at: Circle, more: object = {}): Promise<Json> {
  const proposal = await propose(who, at, more);
  for (let step = 0; step < 2; step++) expect((await act(who, proposal, 'next')).status).toBe(200);
  return proposal;
}

const logged = async (who: Person, { path }: Circle): Promise<string[]> => (await who.get(`${path}/log`)).body.map(({ kind }: Json) => kind);
const told = async (who: Person): Promise<Json[]> => (await who.get('/api/v1/notifications?types[]=perchoir.group')).body.map(({ perchoir_group: about }: Json) => about);

describe('a proposal', () => {
  test('goes from questions to reactions to objections, and is adopted when everybody has answered', async () => {
    const at = await circle();
    const [ann, ben, cleo] = at.people;
    const proposal = await propose(ben, at);
    expect(proposal).toMatchObject({ state: 'questions', version: 1, account: { username: ben.username }, me: { leads: true, decides: false } });
    await act(cleo, proposal, 'questions', { text: 'Until when?' });
    const question = (await look(ben, at, proposal)).remarks[0];
    await act(ben, proposal, 'questions', { text: 'Until ten.', answers_id: question.id });
    expect((await act(ann, proposal, 'reactions', { text: 'Fine' })).status).toBe(409);
    expect((await act(ann, proposal, 'consent')).status).toBe(409);
    expect((await act(ann, proposal, 'next')).status).toBe(403);
    await act(ben, proposal, 'next');
    await act(ann, proposal, 'reactions', { text: 'Tuesdays are good.' });
    await act(ben, proposal, 'next');
    expect((await look(cleo, at, proposal)).waits_for.map(({ username }: Json) => username).toSorted()).toEqual([ann.username, cleo.username]);
    expect((await act(ben, proposal, 'next')).status).toBe(409);
    expect((await act(ann, proposal, 'consent')).body).toMatchObject({ state: 'objections', consents_count: 1, me: { consented: true } });
    expect((await act(cleo, proposal, 'consent')).body).toMatchObject({ state: 'adopted', remarks: [{ kind: 'question' }, { kind: 'answer', answers_id: question.id }, { kind: 'reaction' }] });
    expect((await ann.get(`${at.path}/proposals?shelf=decided`)).body.map(({ id }: Json) => id)).toEqual([proposal.id]);
    expect(await logged(ann, at)).toEqual(expect.arrayContaining(['adopted', 'proposal']));
    for (const what of ['next', 'consent', 'withdraw']) expect((await act(ben, proposal, what)).status).toBe(409);
  });

  test('that was adopted stands in the night log of the group’s conversation, whoever proposed it, and for nobody who came later', async () => {
    const at = await circle();
    const [ann, ben, cleo] = at.people;
    const { chat_id: chat } = (await ann.get(at.path)).body;
    const since = new Date(now).toISOString();
    now += HOUR_MS;
    await asked(ben, at, { title: 'Still open' });
    const proposal = await asked(ben, at);
    for (const who of [ann, cleo]) expect((await act(who, proposal, 'consent')).status).toBe(200);
    now += HOUR_MS;
    const late = await town.person(`late${count}`);
    await late.post(`${at.path}/join`);
    const night = async (who: Person): Promise<Json[]> => (await who.get(`/api/perchoir/v1/chats/${chat}/night?since=${encodeURIComponent(since)}`)).body.flatMap(({ lines }: Json) => lines).filter(({ kind }: Json) => kind === 'decision');
    const line = { kind: 'decision', text: 'Meet on Tuesdays', account: { username: ben.username }, message_id: null, url: expect.stringMatching(new RegExp(`^/groups/.+/decisions/${proposal.id}$`)) };
    for (const who of at.people) expect(await night(who)).toMatchObject([line]);
    expect(await night(late)).toEqual([]);
  });

  test('is not adopted over an objection, however long it waits; an objection names a harm and is its author’s', async () => {
    const at = await circle();
    const [ann, ben, cleo] = at.people;
    const proposal = await asked(ann, at);
    for (const bad of [{ harm: 'No', harmed: 'me' }, { harm: '          ', harmed: 'everybody' }, { ...HARM, harmed: ' ' }]) expect((await act(ben, proposal, 'objections', bad)).status, JSON.stringify(bad)).toBe(422);
    const [objection] = (await act(ben, proposal, 'objections', HARM)).body.objections;
    expect(objection).toMatchObject({ ...HARM, state: 'standing', version: 1, mine: true });
    await act(cleo, proposal, 'consent');
    now += 10 * DAY_MS;
    await turnDue(town.ctx);
    expect((await act(ann, proposal, 'next')).status).toBe(409);
    expect((await act(cleo, proposal, `objections/${objection.id}/withdraw`)).status).toBe(403);
    expect((await act(ben, proposal, `objections/${objection.id}/met`)).status).toBe(409);
    const amended = await ann.patch(`${at.path}/proposals/${proposal.id}`, { text: 'In the back room, until nine.' });
    expect(amended.body).toMatchObject({ state: 'questions', version: 2, consents_count: 0, objections: [{ state: 'standing' }], wordings: [{ version: 1 }, { version: 2, text: 'In the back room, until nine.' }] });
    for (let step = 0; step < 2; step++) await act(ann, proposal, 'next');
    await act(cleo, proposal, 'consent');
    expect((await act(ben, proposal, `objections/${objection.id}/met`)).body).toMatchObject({ state: 'adopted', objections: [{ state: 'met' }] });
    expect((await logged(cleo, at)).filter((kind) => ['proposal', 'objection', 'amendment', 'adopted'].includes(kind)).toReversed()).toEqual(['proposal', 'objection', 'amendment', 'adopted']);
  });

  test('is adopted once the time to object is over, and lapses when nothing is done; once each', async () => {
    const at = await circle();
    const [ann, ben] = at.people;
    const [proposal, objected, waiting] = [await asked(ann, at), await asked(ann, at), await propose(ben, at)];
    await act(ben, objected, 'objections', HARM);
    now += 47 * HOUR_MS;
    await turnDue(town.ctx);
    expect((await look(ben, at, proposal)).state).toBe('objections');
    now += 2 * HOUR_MS;
    await Promise.all([turnDue(town.ctx), turnDue(town.ctx)]);
    expect([(await look(ben, at, proposal)).state, (await look(ben, at, objected)).state]).toEqual(['adopted', 'objections']);
    now += 31 * DAY_MS;
    await Promise.all([turnDue(town.ctx), turnDue(town.ctx)]);
    expect([(await look(ben, at, objected)).state, (await look(ben, at, waiting)).state]).toEqual(['lapsed', 'lapsed']);
    expect((await logged(ann, at)).filter((kind) => kind === 'adopted')).toHaveLength(1);
    expect((await logged(ann, at)).filter((kind) => kind === 'lapsed')).toHaveLength(2);
  });

  test('a clock that jumps ahead takes nobody\'s silence for a yes', async () => {
    const at = await circle();
    const [ann, ben] = at.people;
    const proposal = await asked(ann, at);
    await turnByClock(town.ctx);
    now += 3 * DAY_MS;
    await Promise.all([turnByClock(town.ctx), turnByClock(town.ctx)]);
    expect((await look(ben, at, proposal)).state).toBe('objections');
    await turnDue(town.ctx);
    expect((await look(ben, at, proposal)).state).toBe('adopted');
  });

  test('who is put out of the group keeps what they said against it; who leaves by themselves takes it along', async () => {
    const at = await circle();
    const [ann, ben, cleo] = at.people;
    const [against, other] = [await asked(ann, at), await asked(ann, at)];
    await act(ben, against, 'objections', HARM);
    await act(cleo, other, 'objections', HARM);
    expect((await ann.post(`${at.path}/members/${ben.id}/remove`, { reason: 'He objects' })).status).toBe(200);
    await cleo.post(`${at.path}/leave`);
    await town.settled();
    expect(await look(ann, at, against)).toMatchObject({ state: 'objections', objections: [{ state: 'standing' }] });
    expect((await act(ann, against, 'next')).status).toBe(409);
    expect(await look(ann, at, other)).toMatchObject({ state: 'adopted', objections: [{ state: 'left' }] });
    for (const gone of [ben, cleo]) for (const path of ['', `/${against.id}`]) expect((await gone.get(`${at.path}/proposals${path}`)).status).toBe(404);
  });

  test('of somebody who is gone is led by a steward, and where there is none by anybody', async () => {
    const at = await circle();
    const [ann, ben, cleo] = at.people;
    const proposal = await propose(ben, at);
    await ben.post(`${at.path}/leave`);
    await town.settled();
    expect((await act(cleo, proposal, 'next')).status).toBe(403);
    await ann.post(`${at.path}/members/${ann.id}/steward`, { steward: false });
    expect((await act(cleo, proposal, 'next')).body.state).toBe('reactions');
  });
});

describe('adoption has its effect at once', () => {
  test('house rules change, and are read anew before somebody writes', async () => {
    const at = await circle({ house_rules: 'Be kind' });
    const [ann, ben, cleo] = at.people;
    for (const one of at.people) await one.post(`${at.path}/rules`);
    const proposal = await asked(cleo, at, { subject: 'rules', house_rules: 'Be kind, and brief.' });
    now += 1000;
    for (const one of [ann, ben]) await act(one, proposal, 'consent');
    now += 1000;
    expect((await ben.get(at.path)).body).toMatchObject({ house_rules: 'Be kind, and brief.', me: { rules_read: false } });
    expect((await ben.post(`${at.path}/proposals`, { title: 'Next' })).status).toBe(403);
    await ben.post(`${at.path}/rules`);
    expect((await ben.post(`${at.path}/proposals`, { title: 'Next' })).status).toBe(200);
  });

  test('a steward is dismissed by the group, without deciding it themselves', async () => {
    const at = await circle();
    const [ann, ben, cleo] = at.people;
    const proposal = await asked(ben, at, { subject: 'steward', steward_id: ann.id });
    expect((await look(ann, at, proposal)).me).toMatchObject({ decides: false, concerned: true });
    expect((await act(ann, proposal, 'objections', HARM)).status).toBe(403);
    expect((await act(cleo, proposal, 'consent')).body.state).toBe('adopted');
    expect((await ann.get(at.path)).body.me.steward).toBe(false);
    for (const bad of [{}, { steward_id: cleo.id }]) expect((await ben.post(`${at.path}/proposals`, { title: 'x', subject: 'steward', ...bad })).status).toBe(422);
  });

  test('a role has a purpose and a term, is nobody’s without their yes, and ends by itself', async () => {
    const at = await circle();
    const [ann, ben, cleo] = at.people;
    const role = { title: 'Keeper of the keys', purpose: 'Opens the room.', domain: 'The keys', holder_id: cleo.id, term_ends_at: new Date(now + 30 * DAY_MS).toISOString() };
    for (const bad of [{ ...role, holder_id: '1' }, { ...role, purpose: ' ' }, { ...role, term_ends_at: new Date(now).toISOString() }, { ...role, term_ends_at: 'never' }]) {
      expect((await ann.post(`${at.path}/proposals`, { title: 'Keys', subject: 'role', role: bad })).status).toBe(422);
    }
    const proposal = await asked(ann, at, { subject: 'role', role });
    await act(ben, proposal, 'consent');
    now += 3 * DAY_MS;
    await turnDue(town.ctx);
    expect((await look(cleo, at, proposal))).toMatchObject({ state: 'objections', me: { nominee: true } });
    await act(cleo, proposal, 'consent');
    expect((await ben.get(`${at.path}/roles`)).body).toMatchObject([{ title: 'Keeper of the keys', holder: { username: cleo.username }, ended_at: null }]);
    now += 26 * DAY_MS;
    await turnDue(town.ctx);
    expect((await ben.get(`${at.path}/roles`)).body).toHaveLength(1);
    now += 2 * DAY_MS;
    await Promise.all([turnDue(town.ctx), turnDue(town.ctx)]);
    expect((await ben.get(`${at.path}/roles`)).body).toEqual([]);
    expect((await ben.get(`${at.path}/roles?shelf=ended`)).body).toMatchObject([{ ended_by: 'term' }]);
    expect((await logged(ben, at)).filter((kind) => kind === 'role_ended')).toHaveLength(1);
    await town.settled();
    expect((await told(cleo)).map(({ kind }) => kind)).toContain('role_ended');
  });

  test('a role is given back by who holds it, taken back by the group, and left with the group', async () => {
    const at = await circle();
    const [ann, ben, cleo] = at.people;
    const give = async (holder: Person): Promise<Json> => {
      const term = new Date(now + 30 * DAY_MS).toISOString();
      const proposal = await asked(ann, at, { subject: 'role', role: { title: 'Host', purpose: 'Hosts.', holder_id: holder.id, term_ends_at: term } });
      for (const one of [ben, cleo]) await act(one, proposal, 'consent');
      return (await ann.get(`${at.path}/roles`)).body[0];
    };
    const first = await give(ben);
    expect((await cleo.post(`${at.path}/roles/${first.id}/step_down`)).status).toBe(403);
    expect((await ben.post(`${at.path}/roles/${first.id}/step_down`)).body).toMatchObject({ ended_by: 'holder' });
    const second = await give(ben);
    const proposal = await asked(cleo, at, { subject: 'end_role', role_id: second.id });
    expect((await act(ben, proposal, 'objections', HARM)).status).toBe(403);
    expect((await act(ann, proposal, 'consent')).body.state).toBe('adopted');
    await give(ben);
    await ben.post(`${at.path}/leave`);
    await town.settled();
    expect((await ann.get(`${at.path}/roles?shelf=ended`)).body.map((one: Json) => one.ended_by)).toEqual(['left', 'decision', 'holder']);
  });
});

test('people are told what there is to decide, and streams of everybody in the group, and nobody else’s', async () => {
  const at = await circle();
  const [ann, ben, cleo] = at.people;
  const outsider = await town.person('outsider');
  const streams = [await ben.stream('groups'), await outsider.stream('groups')] as const;
  const proposal = await asked(ann, at);
  expect((await streams[0].next('group.proposal')).payload).toEqual({ group_id: at.id, id: proposal.id });
  await act(ben, proposal, 'objections', HARM);
  await town.settled();
  expect((await told(cleo)).map(({ kind, text }) => [kind, text])).toEqual([['consent', 'Meet on Tuesdays'], ['proposal', 'Meet on Tuesdays']]);
  expect((await told(ann)).map(({ kind }) => kind)).toContain('objection');
  expect(streams[1].frames.filter(({ event }) => event === 'group.proposal')).toEqual([]);
  for (const path of ['proposals', `proposals/${proposal.id}`, 'roles']) expect((await outsider.get(`${at.path}/${path}`)).status).toBe(404);
  for (const what of ['next', 'consent', 'withdraw']) expect((await act(outsider, proposal, what)).status).toBe(404);
  await Promise.all(streams.map((stream) => stream.close()));
});

test('a proposal of another group is not there, by whatever group it is asked for', async () => {
  const [one, other] = [await circle(), await circle()];
  const proposal = await propose(one.people[0], one);
  expect((await other.people[0].get(`${other.path}/proposals/${proposal.id}`)).status).toBe(404);
  expect((await other.people[0].post(`${other.path}/proposals/${proposal.id}/consent`)).status).toBe(404);
});

test('of who is deleted no word is left but what the group made its own; nothing outlives the group', async () => {
  const at = await circle();
  const [ann, ben, cleo] = at.people;
  const mine = await asked(ben, at, { title: 'canary-adopted' });
  await act(cleo, mine, 'objections', { harm: 'canary-harm-of-cleo', harmed: 'everybody' });
  const open = await propose(cleo, at, { title: 'canary-open' });
  await act(ann, open, 'questions', { text: 'canary-question' });
  const { said } = (await exportDecisions(viewedBy(town.ctx, { kind: 'account', id: Number(cleo.id) }))) as { said: Json[] };
  expect(said.map(({ kind, title, text, harm }) => [kind, title ?? text ?? harm])).toEqual([['objection', 'canary-harm-of-cleo'], ['proposal', 'canary-open']]);
  await deleteAccount(town.ctx, Number(cleo.id));
  await town.settled();
  for (const [table, column] of [['wording', 'title'], ['objection', 'harm'], ['remark', 'body']]) {
    expect(await town.sql(`select 1 from decisions.${table} where ${column} in ('canary-open', 'canary-harm-of-cleo', 'canary-question')`), table).toEqual([]);
  }
  await act(ann, mine, 'consent');
  await deleteAccount(town.ctx, Number(ben.id));
  await town.settled();
  expect((await look(ann, at, mine))).toMatchObject({ state: 'adopted', title: 'canary-adopted', account: null });
  await ann.post(`${at.path}/leave`);
  await expect.poll(() => town.sql(`select 1 from decisions.proposal where group_id = ${at.id}`)).toEqual([]);
  expect(await town.sql(`select 1 from decisions.wording w left join decisions.proposal p on p.id = w.proposal_id where p.id is null`)).toEqual([]);
});
