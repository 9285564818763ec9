/**
 * The ownership oracle: whatever id of somebody's private things is put into whatever route, a stranger, a blocked
 * person, a visitor and a token for something else learn nothing and change nothing. A route with a new kind of id
 * fails until this file knows what to put there.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAnnouncement, removeAnnouncement } from '#announcements';
import { openTown } from '#town';
import type { Json, Person, Town, Visitor } from '#town';
import { greyPng } from './town/files.ts';
import { addressOf, everyRoute, paramsOf } from './town/routes.ts';
import { tableHashes } from './town/tables.ts';

const CANARY = 'canary-7f3a9';

let town: Town;
let alice: Person;
const wrong: Record<string, Person | Visitor> = {};
/** By the part of the path before the id. */
const secrets: Record<string, string[]> = {};

beforeAll(async () => {
  town = await openTown();
  const [anna, bob, eve, carol, dora] = await town.people('alice', 'bob', 'eve', 'carol', 'dora');
  alice = anna;
  await alice.patch('/api/v1/accounts/update_credentials', { locked: true });
  const hidden = await alice.posts(`${CANARY} for followers`, {
    visibility: 'private', spoiler_text: `${CANARY} warning`, poll: { options: [`${CANARY} yes`, `${CANARY} no`], expires_in: 600 },
  });
  const later = await alice.posts(`${CANARY} tomorrow`, { scheduled_at: new Date(Date.now() + 86_400_000).toISOString() });
  const direct = await alice.posts(`@carol ${CANARY} between us`, { visibility: 'direct' });
  await carol.does('favourite', direct);
  await carol.posts(`@alice ${CANARY} back`, { visibility: 'direct' });
  await dora.follows(alice);
  await alice.blocks(eve);
  await alice.follows(carol);
  const featured = (await alice.post('/api/v1/featured_tags', { name: 'hers' })).body;
  const list = (await alice.post('/api/v1/lists', { title: `${CANARY} circle` })).body;
  await alice.post(`/api/v1/lists/${list.id}/accounts`, { account_ids: [carol.id] });
  await carol.posts(`@alice ${CANARY} for followers`, { visibility: 'private' });
  await alice.patch('/api/v2/notifications/policy', { for_not_following: 'filter' });
  await (await town.person('faye')).posts(`@alice ${CANARY} let me in`, { visibility: 'direct' });
  const filter = (await alice.post('/api/v2/filters', { title: CANARY, context: ['home'], keywords_attributes: [{ keyword: CANARY }] })).body as Json;
  const named = (await alice.post(`/api/v2/filters/${filter.id}/statuses`, { status_id: hidden.id })).body as Json;
  await town.settled();
  const requests = (await alice.get('/api/v1/notifications/requests')).body as Json[];
  const kept = (await alice.post('/api/perchoir/v1/searches', { query: CANARY })).body as Json[];
  const takenBack = await addAnnouncement(town.ctx, { text: CANARY });
  await removeAnnouncement(town.ctx, takenBack);
  const evening = (await alice.post('/api/perchoir/v1/rooms', { title: CANARY, tag: 'gone', starts_at: new Date().toISOString() })).body as Json;
  await alice.delete(`/api/perchoir/v1/rooms/${evening.id}`);
  const chat = (await alice.post('/api/perchoir/v1/chats', { account_ids: [carol.id], title: `${CANARY} plans` })).body as Json;
  const message = (await alice.post(`/api/perchoir/v1/chats/${chat.id}/messages`, { text: CANARY, client_key: 'one' })).body as Json;
  await alice.patch('/api/perchoir/v1/trust/card', { help: CANARY });
  const trust = (await alice.post('/api/perchoir/v1/trust', { account_id: carol.id })).body as Json;
  const group = (await alice.post('/api/perchoir/v1/groups', { title: `${CANARY} circle`, handle: 'circle', purpose: CANARY, access: 'secret', house_rules: CANARY })).body as Json;
  await alice.post(`/api/perchoir/v1/groups/${group.id}/invitations`, { account_id: carol.id, reason: CANARY });
  const items = (await alice.post(`/api/perchoir/v1/groups/${group.id}/digest/items`, { text: CANARY })).body as Json[];
  const broadcast = (await alice.post('/api/perchoir/v1/broadcasts', { title: CANARY, private: true })).body as Json;
  const notes = (await alice.get('/api/v1/notifications')).body as Json[];
  Object.assign(secrets, {
    polls: [hidden.id],
    // The last is the id under which a filter names the first.
    statuses: [hidden.id, direct.id, named.id],
    filters: [filter.id, filter.keywords[0].id],
    keywords: [filter.keywords[0].id],
    scheduled_statuses: [later.id],
    notifications: Array.isArray(notes) ? notes.map((note) => note.id) : [],
    conversations: ((await alice.get('/api/v1/conversations')).body as Json[]).map((one) => one.id),
    requests: requests.map((request) => request.id),
    follow_requests: [dora.id],
    announcements: [String(takenBack)],
    suggestions: ['1'],
    accounts: [alice.id],
    logs: [alice.id],
    posts: [hidden.id, direct.id],
    featured_tags: [featured.id],
    rooms: [evening.id],
    trust: [trust.id],
    chats: [chat.id, message.id, group.chat_id],
    groups: [group.id, items[0].id, group.handle],
    searches: kept.map(({ id }) => id),
    lists: [list.id],
    list: [list.id],
    broadcasts: [broadcast.id],
    video: [broadcast.id],
    media: [(await uploads(alice)).id],
    imports: [(await brings(alice)).id],
  });
  Object.assign(wrong, { stranger: bob, blocked: eve, visitor: town.visitor, 'wrong scope': await town.again(alice, 'profile') });
});

afterAll(() => town.close());

async function brings(person: Person): Promise<Json> {
  const form = new FormData();
  form.set('kind', 'follows');
  form.set('file', new Blob([`${CANARY} is no address\n`]), 'follows.csv');
  const { id } = (await person.post('/api/v1/imports', form)).body as Json;
  for (;;) {
    const { body } = await person.get(`/api/v1/imports/${id}`);
    if (body.state !== 'running') return body;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function uploads(person: Person): Promise<Json> {
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(greyPng(9, 9))]), 'a.png');
  form.set('description', CANARY);
  return (await person.post('/api/v1/media', form)).body;
}

const withId = everyRoute.filter(({ route }) => route.who !== 'page' && route.who !== 'key' && paramsOf(route).some((name) => name === 'id' || name.endsWith('_id')));

/** What routes need in a body, so that they come to look at the id. */
const OVERWRITING = {
  status: 'overwritten', comment: 'x', title: 'overwritten', keyword: 'overwritten', phrase: 'overwritten', text: 'overwritten',
  kind: 'television', code: '123456', delay_ms: 1, state: 'now', act: 'next', name: '👏', client_key: 'overwritten', revision: 1, reason: 'overwritten', steward: true, ends_at: new Date(Date.now() + 864e5).toISOString(),
  harm: 'overwritten by somebody', harmed: 'everybody',
};

const kindOf = (path: string): string => /([a-z_]+)\/:[a-z_]*id/i.exec(path)?.[1] ?? path;

test('every kind of id is known here, and there is something of each', () => {
  for (const { name, route } of withId) expect(secrets[kindOf(route.path)]?.length ?? 0, `${name}: what private thing could be named here?`).toBeGreaterThan(0);
  expect(withId.length).toBeGreaterThan(10);
});

describe('with the ids of somebody else', () => {
  test.each(withId)('$name tells nothing and changes nothing', async ({ route }) => {
    const kind = kindOf(route.path);
    // Everybody may follow, block and mute an account that is there: only its secrets are private.
    const acts = kind === 'accounts' && route.method !== 'GET';
    const before = acts ? {} : await tableHashes(town);
    for (const [who, person] of Object.entries(wrong)) {
      for (const id of secrets[kind] ?? []) {
        if (acts && who === 'stranger') continue;
        const answer = await person.call(route.method, addressOf(route, { id }), route.method === 'GET' ? undefined : { ...OVERWRITING, status_id: id, account_id: id, account_ids: [id], message_ids: [id], last_read_id: id });
        expect(answer.status, `${who}: ${answer.text}`).toBeLessThan(500);
        expect(answer.text, who).not.toContain(CANARY);
        // What everybody may read of them is there for everybody.
        if (kind === 'accounts' || kind === 'logs') continue;
        if (who === 'stranger' || who === 'blocked') expect(answer.status, `${who}: ${answer.text}`).toBe(404);
        else expect([401, 403, 404], who).toContain(answer.status);
      }
    }
    if (!acts) expect(await tableHashes(town)).toEqual(before);
  });
});

test('a reply to a post one may not see is refused as if it were not there, and writes nothing', async () => {
  const bob = wrong['stranger'] as Person;
  const before = await tableHashes(town);
  for (const id of [...(secrets['statuses'] ?? []), '1']) {
    const answer = await bob.post('/api/v1/statuses', { status: 'me too', in_reply_to_id: id });
    expect([404, 422]).toContain(answer.status);
    expect(answer.text).not.toContain(CANARY);
  }
  expect(await tableHashes(town)).toEqual(before);
});

test('lists by ids leave out what one may not see', async () => {
  const bob = wrong['stranger'] as Person;
  const ids = (secrets['statuses'] ?? []).map((id) => `id[]=${id}`).join('&');
  expect((await bob.get(`/api/v1/statuses?${ids}`)).body).toEqual([]);
});

test('a repost of a followers-only post by somebody else is refused', async () => {
  const carol = await town.person('carol');
  expect((await carol.post(`/api/v1/statuses/${secrets['statuses']?.[0]}/reblog`)).status).toBe(404);
});
