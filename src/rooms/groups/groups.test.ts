// Groups: who sees them, who comes in and goes, and that nobody holds a power that others cannot have.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deleteAccount } from '#accounts';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';

const GROUPS = '/api/perchoir/v1/groups';
const CHATS = '/api/perchoir/v1/chats';
let town: Town;
let ann: Person;
let ben: Person;
let cleo: Person;
let dan: Person;
beforeAll(async () => {
  town = await openTown({ settings: { 'groups.made': 1000, 'groups.invited': 1000 } });
  [ann, ben, cleo, dan] = await town.people('ann', 'ben', 'cleo', 'dan');
});
afterAll(() => town.close());

let key = 0;
const make = async (who: Person, wish: Json): Promise<Json> => {
  const answer = await who.post(GROUPS, wish);
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
};
const act = async (who: Person, path: string, body?: object): Promise<Json> => {
  const answer = await who.post(`${GROUPS}/${path}`, body);
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
};
const read = async (who: { get: Person['get'] }, path: string): Promise<Json> => {
  const answer = await who.get(`${GROUPS}/${path}`);
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
};
const send = (who: Person, group: Json, text: string) => who.post(`${CHATS}/${group.chat_id}/messages`, { text, client_key: `k${++key}` });
const names = (list: Json[]): string[] => list.map((one) => one.account.username).toSorted();

describe('a group', () => {
  test('is made with a title alone, and its maker is in it and in its conversation', async () => {
    const group = await make(ann, { title: 'Les Oiseaux de Nuit', purpose: 'Parler la nuit', tag: '#OiseauxDeNuit' });
    expect(group).toMatchObject({
      handle: 'les-oiseaux-de-nuit', access: 'request', tag: 'oiseauxdenuit', state: 'open', members_count: 1, ends_at: null, parent: null,
      me: { state: 'in', steward: true, may_steer: true, rules_read: true }, next: { extension: null, dissolution: null, digest: { items: 0, approved: 0 } },
    });
    expect((await ann.get(`${CHATS}/${group.chat_id}`)).body).toMatchObject({ group_id: group.id, title: 'Les Oiseaux de Nuit', kind: 'group' });
    expect((await make(ann, { title: 'Les oiseaux de nuit' })).handle).toBe('les-oiseaux-de-nuit-2');
    expect((await read(town.visitor, 'les-oiseaux-de-nuit'))).toMatchObject({ id: group.id, chat_id: null, me: null, next: null });
    expect((await read(town.visitor, '?shelf=open')).map(({ id }: Json) => id)).toContain(group.id);
  });

  test('by request: who asks waits for a steward; before, and after they left, what is in it is not there', async () => {
    const group = await make(ann, { title: 'By request' });
    expect(await act(ben, `${group.id}/join`)).toMatchObject({ me: { state: 'asked' }, chat_id: null, members_count: 1 });
    for (const path of ['/members', '/log', '/map', '/digest']) expect((await ben.get(`${GROUPS}/${group.id}${path}`)).status, path).toBe(404);
    expect((await ann.get(`${GROUPS}/${group.id}/members?state=asked`)).body).toMatchObject([{ account: { username: 'ben' } }]);
    expect((await ben.post(`${GROUPS}/${group.id}/members/${ben.id}/accept`)).status).toBe(404);
    await act(ann, `${group.id}/members/${ben.id}/accept`);
    await town.settled();
    expect((await ben.get('/api/v1/notifications')).body[0]).toMatchObject({ type: 'perchoir.group', perchoir_group: { kind: 'accepted', title: 'By request', group_id: group.id } });
    const { chat_id: chatId } = await read(ben, group.id);
    await send(ann, group, 'welcome');
    expect((await ben.get(`${CHATS}/${chatId}/messages`)).body.map(({ text }: Json) => text)).toEqual(['welcome']);
    await act(ben, `${group.id}/leave`);
    expect((await ben.get(`${CHATS}/${chatId}`)).status).toBe(404);
    for (const path of ['/members', '/log', '/map', '/digest']) expect((await ben.get(`${GROUPS}/${group.id}${path}`)).status, path).toBe(404);
    expect((await read(ann, `${group.id}/log`)).map(({ kind }: Json) => kind)).toEqual(['left', 'joined', 'made']);
  });

  test('secret: it is not there for others in any way; an introduction with its reason opens it, and a no is final', async () => {
    const group = await make(ann, { title: 'canary-secret', access: 'secret' });
    const seen = async (who: Person): Promise<number[]> => Promise.all([group.id, group.handle, `${group.id}/members`].map(async (path) => (await who.get(`${GROUPS}/${path}`)).status));
    expect(await seen(ben)).toEqual([404, 404, 404]);
    expect((await ben.post(`${GROUPS}/${group.id}/join`)).status).toBe(404);
    expect((await ben.get(`${GROUPS}?shelf=open`)).text).not.toContain('canary-secret');
    expect((await ann.post(`${GROUPS}/${group.id}/invitations`, { account_id: ben.id, reason: ' ' })).status).toBe(422);
    await act(ann, `${group.id}/invitations`, { account_id: ben.id, reason: 'He knows owls' });
    expect(await seen(ben)).toEqual([200, 200, 404]);
    const [invited] = await read(ben, '?shelf=requests');
    expect(invited).toMatchObject({ id: group.id, chat_id: null, me: { state: 'invited', introduction: 'He knows owls', introduced_by: { username: 'ann' } } });
    expect((await cleo.post(`${GROUPS}/${group.id}/introductions/${invited.me.introduction_id}/accept`)).status).toBe(404);
    await act(ben, `${group.id}/introductions/${invited.me.introduction_id}/accept`);
    expect((await read(ann, `${group.id}/members`)).find((one: Json) => one.account.id === ben.id)).toMatchObject({ introduction: 'He knows owls', introduced_by: { username: 'ann' } });
    await act(ben, `${group.id}/invitations`, { account_id: cleo.id, reason: 'Her too' });
    await act(cleo, `${group.id}/leave`);
    expect((await cleo.get(`${GROUPS}/${group.id}`)).status).toBe(404);
    expect((await ben.post(`${GROUPS}/${group.id}/invitations`, { account_id: cleo.id, reason: 'Please' })).status).toBe(422);
  });

  test('its rules are read before the first message, and anew when they are changed', async () => {
    const group = await make(ann, { title: 'Ruled', access: 'public', house_rules: 'Speak softly' });
    const joined = await act(ben, `${group.id}/join`);
    expect(joined).toMatchObject({ house_rules: 'Speak softly', me: { rules_read: false } });
    const refused = await send(ben, joined, 'LOUD');
    expect([refused.status, refused.body.error]).toEqual([403, 'Read the house rules of the group first']);
    expect((await act(ben, `${group.id}/rules`)).me.rules_read).toBe(true);
    expect((await send(ben, joined, 'softly')).status).toBe(200);
    await ann.patch(`${GROUPS}/${group.id}`, { house_rules: 'Whisper' });
    expect((await send(ben, joined, 'not read yet')).status).toBe(403);
    expect((await send(ann, group, 'nor I')).status).toBe(403);
    await act(ben, `${group.id}/rules`);
    expect((await send(ben, joined, 'whisper')).status).toBe(200);
  });

  test('its directory tells who does what and can help with what', async () => {
    const group = await make(ann, { title: 'Directory', access: 'public' });
    for (const one of [ben, cleo]) await act(one, `${group.id}/join`);
    await ben.patch(`${GROUPS}/${group.id}/me`, { trade: 'Éditeur', helps_with: ['relecture', 'Relecture', ' mise en page '] });
    await cleo.patch(`${GROUPS}/${group.id}/me`, { trade: 'Graphiste', helps_with: ['affiches'] });
    const found = async (query: string): Promise<string[]> => names(await read(ann, `${group.id}/members?${query}`));
    expect(await found('trade=editeur')).toEqual(['ben']);
    expect(await found('helps=affiche')).toEqual(['cleo']);
    expect(await found('q=mise')).toEqual(['ben']);
    expect(await found('limit=1')).toEqual(['cleo']);
    expect((await read(ben, group.id)).me).toMatchObject({ trade: 'Éditeur', helps_with: ['relecture', 'Relecture', 'mise en page'] });
  });
});

describe('nobody owns it', () => {
  test('its maker hands over and goes like anybody; no steward takes another out; without one it is everybody\'s', async () => {
    const group = await make(ann, { title: 'Handing over', access: 'public' });
    for (const one of [ben, cleo]) await act(one, `${group.id}/join`);
    expect((await ben.post(`${GROUPS}/${group.id}/members/${cleo.id}/remove`, { reason: 'x' })).status).toBe(403);
    await act(ann, `${group.id}/members/${ben.id}/steward`, { steward: true });
    for (const [who, other] of [[ann, ben], [ben, ann]] as const) {
      expect((await who.post(`${GROUPS}/${group.id}/members/${other.id}/remove`, { reason: 'x' })).status).toBe(403);
      expect((await who.post(`${GROUPS}/${group.id}/members/${other.id}/steward`, { steward: false })).status).toBe(403);
    }
    await act(ann, `${group.id}/leave`);
    expect((await ann.patch(`${GROUPS}/${group.id}`, { title: 'Mine again' })).status).toBe(404);
    expect(await act(ann, `${group.id}/join`)).toMatchObject({ me: { steward: false, may_steer: false } });
    await act(ben, `${group.id}/members/${ben.id}/steward`, { steward: false });
    expect((await read(cleo, group.id)).me).toMatchObject({ steward: false, may_steer: true });
    expect((await cleo.patch(`${GROUPS}/${group.id}`, { title: 'Ours' })).body.title).toBe('Ours');
    expect((await cleo.get(`${CHATS}/${group.chat_id}`)).body).toMatchObject({ title: 'Ours', me: { host: true } });
  });

  test('who is removed learns why from nobody but the log, stays out, and may be let ask again', async () => {
    const group = await make(ann, { title: 'Removing', access: 'public' });
    for (const one of [ben, cleo]) await act(one, `${group.id}/join`);
    expect((await ann.post(`${GROUPS}/${group.id}/members/${cleo.id}/remove`, {})).status).toBe(422);
    await act(ann, `${group.id}/members/${cleo.id}/remove`, { reason: 'She sold cars' });
    expect((await read(ben, `${group.id}/log`))[0]).toMatchObject({ kind: 'removed', actor: { username: 'ann' }, subject: { username: 'cleo' }, note: 'She sold cars' });
    expect((await cleo.post(`${GROUPS}/${group.id}/join`)).status).toBe(403);
    expect((await cleo.get(`${CHATS}/${group.chat_id}`)).status).toBe(404);
    await act(ann, `${group.id}/members/${cleo.id}/accept`);
    expect((await act(cleo, `${group.id}/join`)).me.state).toBe('in');
  });

  test('its conversation is changed through the group alone', async () => {
    const group = await make(ann, { title: 'Bound', access: 'public' });
    await act(ben, `${group.id}/join`);
    const chat = `${CHATS}/${group.chat_id}`;
    for (const answer of await Promise.all([
      ben.post(`${chat}/leave`), ann.post(`${chat}/members`, { account_ids: [cleo.id] }), ann.call('DELETE', `${chat}/members`, { account_id: ben.id }),
      ann.post(`${chat}/hosts`, { account_id: ben.id }), ann.patch(chat, { title: 'x' }),
    ])) expect([answer.status, typeof answer.body.error]).toEqual([403, 'string']);
    expect((await ann.patch(chat, { locked: true })).status).toBe(200);
  });

  test('the log only grows', async () => {
    const group = await make(ann, { title: 'Logged' });
    await expect(town.sql(`update groups.log set note = 'x' where group_id = ${group.id}`)).rejects.toThrow('only grows');
    await expect(town.sql(`delete from groups.log where group_id = ${group.id}`)).rejects.toThrow('only grows');
  });

  test('with the last one it is over, and nothing of it is left', async () => {
    const group = await make(ann, { title: 'canary-last', purpose: 'canary-last' });
    await send(ann, group, 'canary-last');
    await act(ann, `${group.id}/leave`);
    for (const table of ['groups.circle', 'groups.log', 'groups.member', 'chats.chat', 'chats.message']) expect(await town.sql(`select 1 from ${table} t where t::text like '%canary-last%'`)).toEqual([]);
    expect((await make(ben, { title: 'canary-last' })).handle).toBe('canary-last');
  });
});

test('whoever is in it hears of it, and nobody else', async () => {
  await town.settled();
  const [anns, bens, cleos] = await Promise.all([ann, ben, cleo].map((one) => one.stream('groups'))) as [Awaited<ReturnType<Person['stream']>>, Awaited<ReturnType<Person['stream']>>, Awaited<ReturnType<Person['stream']>>];
  const group = await make(ann, { title: 'Heard', access: 'public' });
  // What happened in the groups of other tests may still be told here.
  const told = async (stream: typeof anns, event: string, id: string): Promise<Json> => {
    let { payload } = await stream.next(event);
    while (payload.id !== id) ({ payload } = await stream.next(event));
    return payload;
  };
  expect(await told(anns, 'group', group.id)).toMatchObject({ id: group.id, me: { state: 'in' } });
  await act(ben, `${group.id}/join`);
  expect(await told(bens, 'group', group.id)).toMatchObject({ id: group.id, members_count: 2, chat_id: group.chat_id });
  await act(ann, `${group.id}/members/${ben.id}/remove`, { reason: 'Noise' });
  expect(await told(bens, 'group.left', group.id)).toEqual({ id: group.id });
  const other = await make(cleo, { title: 'Marker' });
  await told(cleos, 'group', other.id);
  expect(cleos.frames.filter(({ payload }) => payload.id === group.id || payload.group_id === group.id)).toEqual([]);
  expect(bens.frames.filter(({ event, payload }) => event === 'group.log' && payload.group_id === group.id).map(({ payload }) => payload.kind)).not.toContain('removed');
  await Promise.all([anns, bens, cleos].map((stream) => stream.close()));
});

test('bad input is refused in words', async () => {
  const bad = [
    {}, { title: '' }, { title: ' \u200b ' }, { title: 'x'.repeat(101) }, { title: 'x', access: 'open' }, { title: 'x', handle: 'new' }, { title: 'x', handle: '612' }, { title: 'x', handle: '-a' },
    { title: 'x', purpose: 'y'.repeat(1001) }, { title: 'x', house_rules: 'y'.repeat(10_001) }, { title: 'x', tag: '##' }, { title: 'x', ends_at: 'soon' }, { title: 'x', ends_at: new Date(Date.now() - 1000).toISOString() },
    { title: 'x', account_ids: ['1'] }, { title: 'x', parent_group_id: 'abc' },
  ];
  for (const wish of bad) {
    const answer = await ann.post(GROUPS, wish);
    expect([400, 422], `${JSON.stringify(wish)}: ${answer.text}`).toContain(answer.status);
    expect(answer.body.error).toBeTruthy();
  }
  expect((await ann.post(GROUPS, { title: 'x', parent_group_id: '1', purpose: 'y', ends_at: new Date(Date.now() + 1e9).toISOString() })).status).toBe(404);
});

test('of a deleted account nothing is left in groups but that somebody did what they did', async () => {
  const gus = await town.person('gus');
  const group = await make(gus, { title: 'Of gus', access: 'public' });
  await act(ann, `${group.id}/join`);
  await act(gus, `${group.id}/invitations`, { account_id: dan.id, reason: 'canary-of-gus' });
  await act(gus, `${group.id}/digest/items`, { text: 'canary-of-gus' });
  await deleteAccount(town.ctx, Number(gus.id));
  await town.settled();
  for (const table of ['groups.member', 'groups.log', 'groups.item', 'groups.voice']) expect(await town.sql(`select 1 from ${table} t where t::text like '%canary-of-gus%' or t::text like '%${gus.id}%'`), table).toEqual([]);
  expect((await read(ann, group.id))).toMatchObject({ members_count: 1, me: { may_steer: true } });
  expect((await read(ann, `${group.id}/log`)).at(-1)).toMatchObject({ kind: 'made', actor: null });
});

test('who is in it, and who sees what, agrees with a plain model, whatever people do', async () => {
  const people = [ann, ben, cleo, dan];
  const who = fc.nat(3);
  const acts = fc.oneof(
    { weight: 3, arbitrary: fc.record({ act: fc.constant('join' as const), who, other: who }) },
    { weight: 2, arbitrary: fc.record({ act: fc.constantFrom('accept' as const, 'invite' as const), who, other: who }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constantFrom('leave' as const, 'decline' as const, 'remove' as const, 'steward' as const), who, other: who }) },
  );
  type State = 'none' | 'asked' | 'invited' | 'in' | 'barred' | 'declined';
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('public', 'request', 'secret'), fc.array(acts, { minLength: 1, maxLength: 20 }), async (access, history) => {
      const group = await make(ann, { title: 'Model', access });
      const state: State[] = ['in', 'none', 'none', 'none'];
      const steward = [true, false, false, false];
      const steers = (one: number): boolean => state[one] === 'in' && (steward[one] === true || !steward.includes(true));
      for (const { act: what, who: one, other } of history) {
        if (state.filter((each) => each === 'in').length === 0) break;
        const call = (path: string, body?: object) => (people[one] as Person).post(`${GROUPS}/${group.id}/${path}`, body);
        const { id } = people[other] as Person;
        if (what === 'join') {
          await call('join');
          if (state[one] === 'invited') state[one] = 'in';
          else if ((state[one] === 'none' || state[one] === 'declined') && access !== 'secret') state[one] = access === 'public' ? 'in' : 'asked';
        } else if (what === 'leave') {
          await call('leave');
          if (state[one] === 'in' || state[one] === 'asked') state[one] = 'none';
          if (state[one] === 'invited') state[one] = 'declined';
          steward[one] = false;
        } else if (what === 'accept') {
          await call(`members/${id}/accept`);
          if (steers(one) && state[other] === 'asked') state[other] = 'in';
          else if (steers(one) && state[other] === 'barred') state[other] = 'none';
        } else if (what === 'decline') {
          await call(`members/${id}/decline`);
          if (steers(one) && state[other] === 'asked') state[other] = 'none';
        } else if (what === 'invite') {
          await call('invitations', { account_id: id, reason: 'model' });
          if (state[one] === 'in' && (state[other] === 'none' || (state[other] === 'barred' && steers(one)))) state[other] = 'invited';
        } else if (what === 'remove') {
          await call(`members/${id}/remove`, { reason: 'model' });
          if (steers(one) && one !== other && state[other] === 'in' && steward[other] !== true) state[other] = 'barred';
          else if (steers(one) && state[other] === 'invited') state[other] = 'none';
        } else {
          await call(`members/${id}/steward`, { steward: true });
          if (steers(one) && state[other] === 'in') steward[other] = true;
        }
      }
      const isOver = !state.includes('in');
      for (const [at, person] of people.entries()) {
        const inside = state[at] === 'in';
        const sees = !isOver && (inside || state[at] === 'invited' || access !== 'secret');
        expect((await person.get(`${GROUPS}/${group.id}`)).status, `${person.username} ${state[at]}`).toBe(sees ? 200 : 404);
        expect((await person.get(`${GROUPS}/${group.id}/members`)).status).toBe(inside ? 200 : 404);
        expect((await person.get(`${CHATS}/${group.chat_id}/messages`)).status).toBe(inside ? 200 : 404);
        if (inside) expect((await read(person, `${group.id}/members`))).toHaveLength(state.filter((each) => each === 'in').length);
      }
    }),
    { numRuns: 12 },
  );
}, 60_000);
