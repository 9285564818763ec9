// Help asked of a group: only who asked says that it is done, and thanks are the affair of two.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';
import { afterAct } from './rules.ts';
import type { Act, Course } from './types.ts';

const GROUPS = '/api/perchoir/v1/groups';
let town: Town;
let ann: Person;
let ben: Person;
let cleo: Person;
let path: string;
beforeAll(async () => {
  town = await openTown();
  [ann, ben, cleo] = await town.people('ann', 'ben', 'cleo');
  const group = (await ann.post(GROUPS, { title: 'Neighbours', purpose: 'To help', access: 'public' })).body;
  path = `${GROUPS}/${group.id}`;
  for (const one of [ben, cleo]) await one.post(`${path}/join`);
});
afterAll(() => town.close());

const ask = async (who: Person, text = 'Who can lend a drill?'): Promise<Json> => (await who.post(`${path}/help`, { text })).body;
const act = (who: Person, { id }: Json, what: string, body?: object) => who.post(`${path}/help/${id}/${what}`, body);

test('whatever anybody does, only who asked confirms, only who is on it answers, and somebody is on what is taken: every state there is', () => {
  const [ASKER, ONE, OTHER] = [1, 2, 3];
  const start: Course = { state: 'open', askerId: ASKER, takerIds: [], answeredBy: undefined };
  const acts: Act[] = [ASKER, ONE, OTHER].flatMap((by) => (['take', 'letGo', 'answer', 'confirm', 'reopen', 'withdraw', 'leave'] as const).map((kind) => ({ kind, by })));
  const keyOf = (course: Course): string => JSON.stringify({ ...course, takerIds: course.takerIds.toSorted() });
  const seen = new Map([[keyOf(start), start]]);
  const states = new Set<string>();
  for (const course of seen.values()) {
    states.add(course.state);
    if (course.state === 'taken') expect(course.takerIds.length).toBeGreaterThan(0);
    if (course.state === 'open') expect(course.takerIds).toEqual([]);
    expect(course.takerIds).not.toContain(ASKER);
    for (const one of acts) {
      let next: Course;
      try {
        next = afterAct(course, one);
      } catch (error) {
        expect([403, 409]).toContain((error as { status: number }).status);
        continue;
      }
      if (next.state === 'confirmed' && course.state !== 'confirmed') expect([one.kind, one.by, course.state]).toEqual(['confirm', ASKER, 'answered']);
      if (next.state === 'answered' && course.state !== 'answered') expect([one.kind, course.takerIds.includes(one.by)]).toEqual(['answer', true]);
      if (next.state === 'withdrawn' && course.state !== 'withdrawn') expect(one.by).toBe(ASKER);
      if (!seen.has(keyOf(next))) seen.set(keyOf(next), next);
    }
  }
  expect([...states].toSorted()).toEqual(['answered', 'confirmed', 'open', 'taken', 'withdrawn']);
  expect(seen.size).toBeGreaterThan(15);
});

test('asked, taken by several, answered, not yet, answered again, confirmed', async () => {
  const request = await ask(ann);
  expect((await ben.get(`${path}/help`)).body).toMatchObject([{ id: request.id, state: 'open', account: { username: 'ann' }, me: { asks: false, may: ['take'] } }]);
  expect((await act(ann, request, 'take')).status).toBe(403);
  expect((await act(ben, request, 'take')).body).toMatchObject({ state: 'taken', takers: [{ username: 'ben' }], me: { may: ['let_go', 'answer'] } });
  await act(cleo, request, 'take');
  await act(cleo, request, 'let_go');
  expect((await act(cleo, request, 'answer', { text: 'I have one' })).status).toBe(403);
  expect((await act(ben, request, 'answer', { text: 'Mine, tonight' })).body).toMatchObject({ state: 'answered', answer: 'Mine, tonight', answered_by: { username: 'ben' } });
  expect((await act(ben, request, 'confirm')).status).toBe(403);
  expect((await act(ann, request, 'reopen')).body).toMatchObject({ state: 'taken', answer: '', answered_by: null });
  await act(ben, request, 'answer', {});
  expect((await act(ann, request, 'confirm')).body).toMatchObject({ state: 'confirmed', me: { may: ['reopen'], may_thank: [ben.id] } });
  expect((await ben.get(`${path}/help`)).body).toEqual([]);
  expect((await ben.get(`${path}/help?shelf=closed`)).body).toHaveLength(1);
});

test('thanks go from who asked to who helped, and nobody else sees or counts them', async () => {
  const request = await ask(ann, 'Who reads this over?');
  await act(ben, request, 'take');
  expect((await act(ann, request, 'thanks', { account_id: ben.id, text: 'Already' })).status).toBe(403);
  await act(ben, request, 'answer', {});
  await act(ann, request, 'confirm');
  for (const [who, to] of [[ben, ann], [cleo, ben], [ann, cleo]] as const) expect((await act(who, request, 'thanks', { account_id: to.id, text: 'Thanks' })).status).toBe(403);
  expect((await act(ann, request, 'thanks', { account_id: ben.id, text: 'canary-thanks' })).body.thanks).toMatchObject([{ mine: true, account: { username: 'ben' }, text: 'canary-thanks' }]);
  expect((await ben.get(`${path}/help/${request.id}`)).body.thanks).toMatchObject([{ mine: false, account: { username: 'ann' }, text: 'canary-thanks' }]);
  expect((await cleo.get(`${path}/help/${request.id}`)).text).not.toContain('canary-thanks');
  await town.settled();
  const lines = (await ben.get('/api/v1/notifications?types[]=perchoir.group')).body.map((line: Json) => [line.perchoir_group.kind, line.perchoir_group.text]);
  expect(lines).toContainEqual(['thanks', 'canary-thanks']);
  expect((await cleo.get('/api/v1/notifications')).text).not.toContain('canary-thanks');
});

test('who leaves is on nothing any more, and what they asked is withdrawn; outsiders find nothing', async () => {
  const dan = await town.person('dan');
  await dan.post(`${path}/join`);
  const [his, hers] = [await ask(dan, 'Mine'), await ask(ann, 'Hers')];
  const stream = await ben.stream('groups');
  await act(dan, hers, 'take');
  expect((await stream.next('group.help')).payload).toMatchObject({ id: hers.id });
  await dan.post(`${path}/leave`);
  await town.settled();
  expect((await ann.get(`${path}/help/${hers.id}`)).body).toMatchObject({ state: 'open', takers: [] });
  expect((await ann.get(`${path}/help/${his.id}`)).body.state).toBe('withdrawn');
  for (const one of ['', `/${hers.id}`]) expect((await dan.get(`${path}/help${one}`)).status).toBe(404);
  for (const what of ['take', 'let_go', 'confirm', 'reopen', 'withdraw']) expect((await act(dan, hers, what)).status).toBe(404);
  await stream.close();
});

test('what makes no sense is refused in words', async () => {
  for (const text of ['', '  \n ', 'x'.repeat(2001)]) expect((await ann.post(`${path}/help`, { text })).status).toBe(422);
  const request = await ask(ann, 'In other words');
  expect((await ben.patch(`${path}/help/${request.id}`, { text: 'mine' })).status).toBe(403);
  expect((await ann.patch(`${path}/help/${request.id}`, { text: 'Better' })).body.text).toBe('Better');
  expect((await act(ann, request, 'withdraw')).body.state).toBe('withdrawn');
  expect((await act(ben, request, 'take')).status).toBe(409);
});

test('nothing of it outlives the group', async () => {
  const eve = await town.person('eve');
  const group = (await eve.post(GROUPS, { title: 'Short', purpose: 'To end', access: 'secret' })).body;
  await eve.post(`${GROUPS}/${group.id}/help`, { text: 'canary-help' });
  await eve.post(`${GROUPS}/${group.id}/leave`);
  await expect.poll(() => town.sql("select 1 from help.request where body = 'canary-help'")).toEqual([]);
});
