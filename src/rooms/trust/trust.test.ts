// Trust in steps: no step without a yes of both, what each widens is the stated list, and either goes back at any time.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deleteAccount } from '#accounts';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';
import { LEAST_STEP, RIGHTS, STEP_NAMES, afterAct, mayAt, rightsAt } from './rules.ts';
import type { Act, Agreement, Right, Step } from './types.ts';

const TRUST = '/api/perchoir/v1/trust';
const CHATS = '/api/perchoir/v1/chats';
const CARD = { help: 'Relire, et le son', email: 'ann@example.org', birthday: '--06-12', address: '3 rue des Merles\nLyon', phone: '+33 6 12 34 56 78' };
const EMPTY = { help: null, email: null, birthday: null, address: null, phone: null };
const DAY_MS = 86_400_000;

let town: Town;
let now = Date.now();
let count = 0;
beforeAll(async () => {
  town = await openTown({ clock: () => now });
});
afterAll(() => town.close());

const offer = (who: Person, other: Person) => who.post(TRUST, { account_id: other.id });
const between = async (who: Person, other: Person): Promise<Json> => (await who.get(`${TRUST}?account_id=${other.id}`)).body[0];

/** Two people nobody knows, who share this step and have both filled in their cards. */
async function pairAt(step: number, more: Record<string, unknown> = {}): Promise<[Person, Person]> {
  const names = [`left${++count}`, `right${count}`];
  const two = [await town.person(names[0] as string, more), await town.person(names[1] as string, more)] as [Person, Person];
  for (const one of two) {
    await one.patch(`${TRUST}/card`, CARD);
    await one.patch(`${CHATS}/preferences`, { read_marks: 'trusted', typing: 'trusted' });
  }
  for (let at = 0; at < step; at++) {
    const [from, to] = at % 2 === 0 ? two : [two[1], two[0]];
    const { id } = (await offer(from as Person, to as Person)).body;
    expect((await (to as Person).post(`${TRUST}/${id}/accept`, {})).body.step).toBe(STEP_NAMES[at + 1]);
  }
  return two;
}

/** A conversation that both are in, whatever the step. */
async function together(who: Person, other: Person): Promise<string> {
  const { id } = (await who.post(CHATS, { account_ids: [other.id], title: 'Marks' })).body;
  await other.post(`${CHATS}/${id}/accept`);
  return id;
}

/** Whether somebody really has a right towards another, found out by using it. Once for each two people. */
const PROBES: Record<Right, (who: Person, other: Person) => Promise<boolean>> = {
  follow: async (who, other) => (await who.follows(other)).following,
  write: async (who, other) => {
    const { id } = (await who.post(CHATS, { account_ids: [other.id] })).body;
    return (await other.get(`${CHATS}/${id}`)).body.state === 'in';
  },
  invite: async (who, other) => {
    const { id } = (await who.post(CHATS, { account_ids: [other.id], title: 'Together' })).body;
    return (await other.get(`${CHATS}/${id}`)).body.state === 'in';
  },
  read_marks: async (who, other) => {
    const chat = await together(who, other);
    const { id } = (await who.post(`${CHATS}/${chat}/messages`, { text: 'seen?', client_key: 'seen' })).body;
    await other.post(`${CHATS}/${chat}/read`, { last_read_id: id });
    return (await who.get(`${CHATS}/${chat}/members`)).body.find(({ account }: Json) => account.id === other.id).last_read_id === id;
  },
  typing: async (who, other) => {
    const chat = await together(who, other);
    const stream = await who.stream('chats');
    await other.post(`${CHATS}/${chat}/typing`);
    await other.post(`${CHATS}/${chat}/messages`, { text: 'done', client_key: 'done' });
    await stream.next('chat.message');
    await stream.close();
    return stream.frames.some(({ event }) => event === 'chat.typing');
  },
  help: async (who, other) => (await between(who, other))?.card.help === CARD.help,
  email: async (who, other) => (await between(who, other))?.card.email === CARD.email,
  birthday: async (who, other) => (await between(who, other))?.card.birthday === CARD.birthday,
  address: async (who, other) => (await between(who, other))?.card.address === CARD.address,
  phone: async (who, other) => (await between(who, other))?.card.phone === CARD.phone,
};

describe('the stated list', () => {
  test('is one: what the document says, what the API tells and what is decided by', async () => {
    const lines = [...readFileSync('docs/trust.md', 'utf8').matchAll(/^\| `(\w+)` \| `(\w+)` \|/gm)].map(([, step, right]) => [right, STEP_NAMES.indexOf(step as 'follow')]);
    expect(Object.fromEntries(lines)).toEqual(LEAST_STEP);
    const told = (await town.visitor.get(`${TRUST}/steps`)).body as Json[];
    expect(told.map(({ step }) => step)).toEqual(STEP_NAMES);
    expect(Object.fromEntries(told.flatMap(({ widens }, at) => widens.map((right: Right) => [right, at])))).toEqual(LEAST_STEP);
  });

  test.each([0, 1, 2, 3, 4] as const)('at step %i each of the two has its rights and no other, both ways', async (step) => {
    for (const way of ['there', 'back']) {
      const two = await pairAt(step, { locked: true });
      const [who, other] = way === 'there' ? two : [two[1], two[0]];
      // Without the follows of the first step, so that only the step itself says yes.
      await who.unfollows(other);
      await other.unfollows(who);
      const held: [Right, boolean][] = await Promise.all(RIGHTS.filter((right) => right !== 'follow').map(async (right): Promise<[Right, boolean]> => [right, await PROBES[right](who, other)]));
      held.push(['follow', await PROBES.follow(who, other)]);
      expect(Object.fromEntries(held), way).toEqual(Object.fromEntries(RIGHTS.map((right) => [right, step >= LEAST_STEP[right]])));
      expect((await between(who, other))?.rights ?? []).toEqual(rightsAt(step));
    }
  });
});

const [LEFT, RIGHT] = [1, 2];

test('however the two act, a step takes the yes of both and either is always let back: every state there is', () => {
  const at = new Date(0);
  const first: Agreement = { step: 0, offer: undefined, refusal: undefined };
  const acts: Act[] = [LEFT, RIGHT].flatMap((by) => [
    { kind: 'offer', by }, { kind: 'decline', by }, { kind: 'accept', by },
    ...([0, 1, 2, 3, 4] as Step[]).flatMap((step) => [{ kind: 'accept', by, step }, { kind: 'back', by, step }] as Act[]), { kind: 'back', by },
  ] as Act[]);
  const seen = new Map([[JSON.stringify(first), first]]);
  const queue = [first];
  let looked = 0;
  for (let state = queue.shift(); state !== undefined; state = queue.shift()) {
    for (const act of acts) {
      looked++;
      let next: Agreement;
      try {
        next = afterAct(state, act, at);
      } catch {
        if (act.kind === 'back') expect((act.step ?? -1) >= state.step, JSON.stringify([state, act])).toBe(true);
        continue;
      }
      // Forward one at a time, by whoever did not offer it, to what was offered.
      if (next.step > state.step) expect([next.step, state.offer?.by === act.by, state.offer?.step]).toEqual([state.step + 1, false, next.step]);
      // Back at the wish of one, and then nothing offered stands.
      if (next.step < state.step) expect([act.kind, next.offer]).toEqual(['back', undefined]);
      if (next.offer !== undefined) expect(next.offer.step).toBe(next.step + 1);
      const key = JSON.stringify(next);
      if (!seen.has(key)) {
        seen.set(key, next);
        queue.push(next);
      }
    }
    for (const by of [LEFT, RIGHT]) for (let to = 0; to < state.step; to++) expect(afterAct(state, { kind: 'back', by, step: to as Step }, at).step).toBe(to);
  }
  // Five steps, each with nothing, one's offer or the other's (not after the last), and who said no last, as far as they can come about.
  expect(seen.size).toBe(29);
  expect(looked).toBe(seen.size * acts.length);
  for (const right of RIGHTS) expect([0, 1, 2, 3, 4].map((step) => mayAt(step as Step, right))).toEqual([0, 1, 2, 3, 4].map((step) => step >= LEAST_STEP[right]));
});

test('whatever two people do, each sees of the other what the step says at that moment, and a stranger nothing', async () => {
  const stranger = await town.person('stranger');
  const act = fc.record({ who: fc.nat(1), act: fc.constantFrom('offer', 'offer', 'accept', 'accept', 'decline', 'back', 'block') });
  await fc.assert(fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 20 }), async (acts) => {
    const two = await pairAt(0);
    let model: Agreement = { step: 0, offer: undefined, refusal: undefined };
    let id: string | undefined;
    for (const one of acts) {
      const [who, other] = one.who === 0 ? two : [two[1], two[0]];
      const by = one.who;
      if (one.act === 'block') {
        await who.blocks(other);
        expect(await between(who, other)).toBeUndefined();
        expect(await between(other, who)).toBeUndefined();
        if (id !== undefined) expect((await other.get(`${TRUST}/${id}`)).status).toBe(404);
        await who.post(`/api/v1/accounts/${other.id}/unblock`);
        await town.settled();
        [model, id] = [{ step: 0, offer: undefined, refusal: undefined }, undefined];
        continue;
      }
      if (one.act !== 'offer' && id === undefined) continue;
      const answer = one.act === 'offer' ? await offer(who, other) : await who.post(`${TRUST}/${id}/${one.act}`, {});
      try {
        model = afterAct(model, { kind: one.act as 'offer', by }, new Date(now));
        expect(answer.status, answer.text).toBe(200);
        id = answer.body.id;
      } catch (error) {
        expect(answer.status, answer.text).toBe((error as { status: number }).status);
      }
      for (const [viewer, seen] of [[who, other], [other, who]] as const) {
        const shown = await between(viewer, seen);
        if (id === undefined) continue;
        expect(shown).toMatchObject({ step: STEP_NAMES[model.step], rights: rightsAt(model.step), card: Object.fromEntries(Object.entries(CARD).map(([line, text]) => [line, mayAt(model.step, line as Right) ? text : null])) });
        expect(shown.offer?.by_me).toBe(model.offer === undefined ? undefined : two[model.offer.by] === viewer);
      }
      if (id !== undefined) for (const path of ['', '/accept', '/decline', '/back']) expect((await stranger.call(path === '' ? 'GET' : 'POST', `${TRUST}/${id}${path}`, path === '' ? undefined : {})).status).toBe(404);
    }
  }), { numRuns: 5 });
});

describe('two people', () => {
  test('follow each other from the first step on, also where both confirm followers, and no longer when one goes back to public', async () => {
    const [left, right] = await pairAt(0, { locked: true });
    await left.follows(right);
    const { id } = (await offer(left, right)).body;
    await right.post(`${TRUST}/${id}/accept`, { step: 'follow' });
    const relation = async (who: Person, other: Person) => (await who.get(`/api/v1/accounts/relationships?id[]=${other.id}`)).body[0];
    for (const [who, other] of [[left, right], [right, left]] as const) expect(await relation(who, other)).toMatchObject({ following: true, requested: false });
    await right.post(`${TRUST}/${id}/back`, {});
    for (const [who, other] of [[left, right], [right, left]] as const) expect(await relation(who, other)).toMatchObject({ following: false });
  });

  test('who was told no waits a month, and the other may offer at once', async () => {
    const [left, right] = await pairAt(1);
    const { id } = (await offer(left, right)).body;
    expect((await right.post(`${TRUST}/${id}/decline`)).body).toMatchObject({ step: 'follow', offer: null });
    expect((await offer(left, right)).status).toBe(403);
    now += 31 * DAY_MS;
    expect((await offer(left, right)).body.offer).toMatchObject({ step: 'group', by_me: true });
    expect((await left.post(`${TRUST}/${id}/decline`)).body.offer).toBeNull();
    expect((await offer(right, left)).body.offer.by_me).toBe(true);
    expect((await right.post(`${TRUST}/${id}/accept`, {})).status).toBe(409);
    expect((await left.post(`${TRUST}/${id}/accept`, { step: 'private' })).status).toBe(409);
    expect((await offer(left, right)).body.step).toBe('group');
  });

  test('are told of an offer and of the yes to one, on every device, and of nothing else', async () => {
    const [left, right] = await pairAt(2);
    await town.settled();
    const lines = async (who: Person) => (await who.get('/api/v1/notifications?types[]=perchoir.trust')).body.map((line: Json) => [line.account.username, line.perchoir_trust.kind, line.perchoir_trust.step]);
    const streams = [await left.stream('trust'), await right.stream('trust')] as const;
    const { id } = (await offer(left, right)).body;
    expect((await streams[1].next('trust')).payload).toEqual((await right.get(`${TRUST}/${id}`)).body);
    await town.settled();
    expect(await lines(right)).toEqual([[left.username, 'offered', 'private']]);
    await right.post(`${TRUST}/${id}/accept`, {});
    await town.settled();
    expect([await lines(left), await lines(right)]).toEqual([[[right.username, 'agreed', 'private']], []]);
    await right.post(`${TRUST}/${id}/back`, { step: 'follow' });
    await town.settled();
    expect([await lines(left), await lines(right)]).toEqual([[], []]);
    expect((await left.get(`${TRUST}/${id}`)).body).toMatchObject({ step: 'follow', card: EMPTY });
    await right.blocks(left);
    expect((await streams[0].next('trust.gone')).payload).toEqual({ id });
    expect(await town.sql(`select 1 from trust.pair where id = ${id}`)).toEqual([]);
    await Promise.all(streams.map((stream) => stream.close()));
  });

  test('offer at the same moment: that is a yes of both', async () => {
    const [left, right] = await pairAt(0);
    await Promise.all([offer(left, right), offer(right, left)]);
    expect((await between(left, right)).step).toBe('follow');
  });
});

test('the shelves hold what is agreed and what is offered, page by page', async () => {
  const ann = await town.person('ann');
  const others = await town.people('bea', 'cyd', 'dot', 'eli');
  for (const [at, other] of others.entries()) {
    const { id } = (await offer(other, ann)).body;
    if (at % 2 === 0) await ann.post(`${TRUST}/${id}/accept`, {});
  }
  const names = async (path: string) => (await ann.get(path)).body.map((one: Json) => one.account.username);
  expect(await names(`${TRUST}?shelf=offers`)).toEqual(['eli', 'cyd']);
  const first = await ann.get(`${TRUST}?limit=1`);
  expect([first.body[0].account.username, ...(await names(first.links['next'] as string))]).toEqual(['dot', 'bea']);
});

test('a card is its owner’s alone, takes what can be true, and keeps what is not named', async () => {
  const fay = await town.person('fay');
  expect((await fay.get(`${TRUST}/card`)).body).toEqual(EMPTY);
  await fay.patch(`${TRUST}/card`, CARD);
  expect((await fay.patch(`${TRUST}/card`, { phone: null, help: ' ' })).body).toEqual({ ...CARD, phone: null, help: null });
  for (const bad of [{ email: 'nobody' }, { birthday: '2023-02-29' }, { birthday: '12 juin' }, { phone: 'call me' }, { phone: '1' }, { address: 'x'.repeat(301) }]) {
    expect((await fay.patch(`${TRUST}/card`, bad)).status, JSON.stringify(bad)).toBe(422);
  }
  expect((await fay.get(`${TRUST}/card`)).body).toEqual({ ...CARD, phone: null, help: null });
  await fay.patch(`${TRUST}/card`, { email: '', birthday: '', address: '' });
  expect(await town.sql(`select 1 from trust.card where account_id = ${fay.id}`)).toEqual([]);
});

test('nobody is offered anything by themselves, by those they block, or thirty times a day', async () => {
  const [gil, hal] = await town.people('gil', 'hal');
  expect((await offer(gil, gil)).status).toBe(422);
  await hal.blocks(gil);
  for (const [who, other] of [[gil, hal], [hal, gil]] as const) expect((await offer(who, other)).status).toBe(404);
  expect((await gil.post(TRUST, { account_id: '1' })).status).toBe(404);
  await town.ctx.settings.change(town.ctx, 'trust.offers', 1);
  const [ida, jon] = await town.people('ida', 'jon');
  const { id } = (await offer(gil, ida)).body;
  // What is taken back was offered all the same.
  await gil.post(`${TRUST}/${id}/decline`);
  expect((await offer(gil, jon)).status).toBe(429);
  expect((await offer(gil, ida)).status).toBe(200);
  await town.ctx.settings.change(town.ctx, 'trust.offers', 30);
});

test('of a deleted account nothing is left, on either side', async () => {
  const [left, right] = await pairAt(4);
  await deleteAccount(town.ctx, Number(left.id));
  await town.settled();
  expect(await town.sql(`select 1 from trust.pair where ${left.id} in (low_id, high_id)`)).toEqual([]);
  expect(await town.sql(`select 1 from trust.card where account_id = ${left.id}`)).toEqual([]);
  expect((await right.get(TRUST)).body).toEqual([]);
});
