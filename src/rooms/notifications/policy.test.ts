import { afterAll, beforeAll, expect, test } from 'vitest';
import { BoundContext, SYSTEM } from '#platform/context.ts';
import { openTown } from '#town';
import type { Answer, Json, Person, Town } from '#town';
import { listeners } from './listeners.ts';
import { verdictOn } from './rules.ts';

let town: Town;
let now = Date.now();
let count = 0;
beforeAll(async () => {
  town = await openTown({ clock: () => (now += 1) });
});
afterAll(() => town.close());

/** People whom no other test has touched. */
async function some(number: number): Promise<Person[]> {
  count++;
  return Promise.all(Array.from({ length: number }, (_, at) => town.person(`q${count}x${at}`)));
}

async function told(person: Person, query = ''): Promise<string[]> {
  await town.settled();
  return ((await person.get(`/api/v1/notifications${query}`)).body as Json[]).map((line) => line.type);
}

async function requests(person: Person, query = ''): Promise<Json[]> {
  await town.settled();
  const answer = await person.get(`/api/v1/notifications/requests${query}`);
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
}

const summary = async (person: Person): Promise<Json> => (await person.get('/api/v2/notifications/policy')).body.summary;
const choose = (person: Person, wish: object): Promise<Answer> => person.patch('/api/v2/notifications/policy', wish);

/** Every event so far, again, through every listener of this room that works. */
async function hearEverythingAgain(): Promise<void> {
  const rows = await town.sql<{ id: number; name: string; payload: Json }>('select id, name, payload from platform.outbox order by id');
  for (const { id, name, payload } of rows) {
    for (const listener of listeners.filter(({ event, kind }) => event === name && kind === 'work')) {
      await listener.run(new BoundContext(town.house, SYSTEM), { id, payload } as never);
    }
  }
}

test('nothing is kept out until one says so; the older form says the same', async () => {
  const [ann] = await some(1) as [Person];
  const open = { for_not_following: 'accept', for_not_followers: 'accept', for_new_accounts: 'accept', for_private_mentions: 'accept', for_limited_accounts: 'filter', for_bots: 'accept' };
  const nobody = { pending_requests_count: 0, pending_notifications_count: 0 };
  expect((await ann.get('/api/v2/notifications/policy')).body).toEqual({ ...open, summary: nobody });
  expect((await ann.put('/api/v2/notifications/policy', { for_bots: 'drop' })).body).toEqual({ ...open, for_bots: 'drop', summary: nobody });
  expect((await ann.patch('/api/v2/notifications/policy', { for_new_accounts: 'filter' }, { form: true })).body).toMatchObject({ for_bots: 'drop', for_new_accounts: 'filter' });
  expect((await choose(ann, { for_bots: 'perhaps' })).status).toBe(422);
  expect((await ann.get('/api/v1/notifications/policy')).body).toEqual({
    filter_not_following: false, filter_not_followers: false, filter_new_accounts: true, filter_private_mentions: false, summary: nobody,
  });
  expect((await ann.put('/api/v1/notifications/policy', { filter_new_accounts: 'false', filter_private_mentions: '1' }, { form: true })).body)
    .toMatchObject({ filter_new_accounts: false, filter_private_mentions: true });
  expect((await ann.get('/api/v2/notifications/policy')).body).toMatchObject({ for_bots: 'drop', for_private_mentions: 'filter' });
});

test('what is kept out is in no list, count or stream, until it is asked for', async () => {
  const [ann, ben] = await some(2) as [Person, Person];
  await choose(ann, { for_not_following: 'filter' });
  const post = await ann.posts('mine');
  const stream = await ann.stream('user:notification');
  await ben.posts(`@${ann.username} hello`);
  await ben.does('favourite', post);
  const second = await ben.posts(`@${ann.username} are you there?`);
  expect(await told(ann)).toEqual([]);
  expect((await ann.get('/api/v2/notifications')).body.notification_groups).toEqual([]);
  for (const version of [1, 2]) expect((await ann.get(`/api/v${version}/notifications/unread_count`)).body).toEqual({ count: 0 });
  expect(await told(ann, '?include_filtered=true')).toEqual(['mention', 'favourite', 'mention']);
  const [line] = (await ann.get('/api/v1/notifications?include_filtered=1')).body as Json[];
  expect([line.filtered, (await ann.get(`/api/v1/notifications/${line.id}`)).body]).toEqual([true, line]);
  expect((await ann.get('/api/v2/notifications?include_filtered=true')).body.notification_groups).toHaveLength(3);
  expect((await ann.get('/api/v2/notifications/unread_count?include_filtered=true')).body).toEqual({ count: 3 });
  const [request] = await requests(ann);
  expect(request).toMatchObject({ notifications_count: '2', account: { id: ben.id }, last_status: { id: second.id } });
  expect((await ann.get(`/api/v1/notifications/requests/${request.id}`)).body).toEqual(request);
  expect(await summary(ann)).toEqual({ pending_requests_count: 1, pending_notifications_count: 2 });
  await hearEverythingAgain();
  expect([await requests(ann), await told(ann)]).toEqual([[request], []]);
  expect(stream.frames).toEqual([]);

  expect((await ann.post(`/api/v1/notifications/requests/${request.id}/accept`)).body).toEqual({});
  expect((await stream.next('notifications_merged')).payload).toEqual('1');
  expect((await ann.get('/api/v1/notifications/requests/merged')).body).toEqual({ merged: true });
  expect(await told(ann)).toEqual(['mention', 'favourite', 'mention']);
  expect([await requests(ann), await summary(ann)]).toEqual([[], { pending_requests_count: 0, pending_notifications_count: 0 }]);
  expect((await ann.post(`/api/v1/notifications/requests/${request.id}/accept`)).status).toBe(404);
  // From now on, whatever the policy says; and a block ends it.
  await ben.posts(`@${ann.username} thank you`);
  expect(await told(ann)).toHaveLength(4);
  await hearEverythingAgain();
  expect(await told(ann)).toHaveLength(4);
  expect(await requests(ann)).toEqual([]);
  await ann.blocks(ben);
  await town.settled();
  await ann.post(`/api/v1/accounts/${ben.id}/unblock`);
  await ben.posts(`@${ann.username} again`);
  expect([await told(ann), (await requests(ann)).length]).toEqual([[], 1]);
});

test('who is sent away asks anew with the next word; what is dropped never comes', async () => {
  const [ann, ben, cid] = await some(3) as [Person, Person, Person];
  await choose(ann, { for_not_following: 'filter' });
  await ben.posts(`@${ann.username} one`);
  const [request] = await requests(ann);
  for (const one of [ben, town.visitor]) expect([401, 404]).toContain((await one.post(`/api/v1/notifications/requests/${request.id}/dismiss`)).status);
  expect((await ann.post(`/api/v1/notifications/requests/${request.id}/dismiss`)).body).toEqual({});
  expect([await requests(ann), await told(ann, '?include_filtered=true')]).toEqual([[], []]);
  await hearEverythingAgain();
  expect(await requests(ann)).toEqual([]);
  await ben.posts(`@${ann.username} two`);
  expect(await requests(ann)).toMatchObject([{ notifications_count: '1' }]);
  await choose(ann, { for_not_following: 'drop' });
  await cid.posts(`@${ann.username} three`);
  expect(await told(ann, '?include_filtered=true')).toEqual(['mention']);
  await choose(ann, { for_not_following: 'accept' });
  await hearEverythingAgain();
  expect(await told(ann, '?include_filtered=true')).toEqual(['mention']);
});

test('several are settled at once, in every spelling, and pages of requests meet', async () => {
  const [ann, ...others] = await some(6) as [Person, ...Person[]];
  await choose(ann, { for_not_following: 'filter' });
  for (const one of others) await one.posts(`@${ann.username} hello`);
  const all = await requests(ann);
  expect(all.map((one) => one.account.id)).toEqual(others.map(({ id }) => id).toReversed());
  const seen: string[] = [];
  let path: string | undefined = '/api/v1/notifications/requests?limit=2';
  while (path !== undefined) {
    const page: Answer<Json[]> = await ann.get(path);
    seen.push(...page.body.map((one) => one.id));
    path = page.links['next'];
  }
  expect(seen).toEqual(all.map((one) => one.id));
  expect((await ann.post('/api/v1/notifications/requests/accept', { id: [all[0].id, all[1].id, '1'] })).body).toEqual({});
  expect((await ann.post('/api/v1/notifications/requests/dismiss', { 'id[]': all[2].id }, { form: true })).body).toEqual({});
  expect((await requests(ann)).map((one) => one.id)).toEqual([all[3].id, all[4].id]);
  expect(await told(ann)).toEqual(['mention', 'mention']);
  await ann.mutes(others[0] as Person);
  expect((await requests(ann)).map((one) => one.id)).toEqual([all[3].id]);
  expect(await summary(ann)).toEqual({ pending_requests_count: 1, pending_notifications_count: 1 });
});

test('a post that is gone takes its request with it, and a request has as many lines as there are', async () => {
  const [ann, ben] = await some(2) as [Person, Person];
  await choose(ann, { for_not_following: 'filter' });
  const first = await ben.posts(`@${ann.username} one`);
  const second = await ben.posts(`@${ann.username} two`);
  await town.settled();
  await ben.delete(`/api/v1/statuses/${second.id}`);
  expect(await requests(ann)).toMatchObject([{ notifications_count: '1', last_status: { id: first.id } }]);
  await ben.delete(`/api/v1/statuses/${first.id}`);
  expect([await requests(ann), (await summary(ann)).pending_requests_count]).toEqual([[], 0]);
});

test('direct posts of strangers are kept out, not those that answer; nor anything of whom one follows', async () => {
  const [ann, ben, cid] = await some(3) as [Person, Person, Person];
  await choose(ann, { for_private_mentions: 'filter' });
  await ben.posts(`@${ann.username} psst`, { visibility: 'direct' });
  await ben.posts(`@${ann.username} aloud`);
  expect(await told(ann)).toEqual(['mention']);
  const asked = await ann.posts(`@${ben.username} yes?`, { visibility: 'direct' });
  await ben.posts(`@${ann.username} an answer`, { visibility: 'direct', in_reply_to_id: asked.id });
  expect(await told(ann)).toEqual(['mention', 'mention']);
  await ann.follows(cid);
  await cid.posts(`@${ann.username} psst`, { visibility: 'direct' });
  expect(await told(ann)).toHaveLength(3);
});

test('a follower of three days and an account of thirty are known', async () => {
  const [ann, ben] = await some(2) as [Person, Person];
  await ben.follows(ann);
  await town.settled();
  await ann.post('/api/v1/notifications/clear');
  await choose(ann, { for_not_followers: 'filter', for_new_accounts: 'filter' });
  await ben.posts(`@${ann.username} one`);
  expect(await told(ann)).toEqual([]);
  now += 31 * 86_400_000;
  await ben.posts(`@${ann.username} two`);
  expect(await told(ann)).toEqual(['mention']);
});

test('the strictest of what applies counts, and the followed are no strangers', () => {
  const open = { notFollowing: 'accept', notFollowers: 'accept', newAccounts: 'accept', privateMentions: 'accept', limitedAccounts: 'filter', bots: 'accept' } as const;
  const stranger = { followed: false, followsMs: undefined, ageMs: 1e12, bot: false, limited: false, uncalledFor: false };
  expect(verdictOn(open, stranger)).toBe('accept');
  expect(verdictOn(open, { ...stranger, limited: true })).toBe('filter');
  expect(verdictOn({ ...open, notFollowing: 'filter', bots: 'drop' }, { ...stranger, bot: true })).toBe('drop');
  expect(verdictOn({ ...open, notFollowing: 'filter', bots: 'drop' }, { ...stranger, bot: true, followed: true })).toBe('accept');
  expect(verdictOn({ ...open, notFollowers: 'filter' }, { ...stranger, followed: true })).toBe('filter');
});
