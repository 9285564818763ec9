import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sessionsEnded, tokenRevoked } from '#auth';
import { BoundContext, SYSTEM, transaction } from '#platform/context.ts';
import { PushApp, claimsOf, openPushService } from '#test/town/push-server.ts';
import type { PushService } from '#test/town/push-server.ts';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';
import { listeners } from './listeners.ts';

const ALL = { mention: true, status: true, reblog: true, follow: true, follow_request: true, favourite: true, poll: true, update: true };
const PATH = '/api/v1/push/subscription';
const PATIENCE = { timeout: 10_000, interval: 50 };

let town: Town;
let service: PushService;
let count = 0;
beforeAll(async () => {
  town = await openTown();
  service = await openPushService(town);
});
beforeEach(() => {
  service.answer = { status: 201 };
});
afterAll(async () => {
  await town.close();
  await service.close();
});

/** People whom no other test has touched. */
async function some(number: number): Promise<Person[]> {
  count++;
  return Promise.all(Array.from({ length: number }, (_, at) => town.person(`r${count}x${at}`)));
}

async function subscribed(person: Person, data: object = { alerts: ALL }, standard = true): Promise<PushApp> {
  const app = new PushApp(`${person.username}-${person.token.slice(0, 8)}`);
  const answer = await person.post(PATH, { subscription: { endpoint: app.endpoint, standard, keys: app.keys }, data });
  expect(answer.status, answer.text).toBe(200);
  return app;
}

async function told(app: PushApp, number: number): Promise<void> {
  await expect.poll(() => app.messages(service).length, PATIENCE).toBe(number);
}

/** What was ordered has been sent or put off. */
async function quiet(): Promise<void> {
  await town.settled();
  const waiting = 'select count(*) as count from graphile_worker._private_jobs where run_at <= now()';
  await expect.poll(async () => (await town.sql<{ count: number }>(waiting))[0]?.count, PATIENCE).toBe(0);
}

/** As if the pauses were over. */
async function later(): Promise<void> {
  await town.sql('update notifications.subscription set rests_until = now()');
  await town.sql("update graphile_worker._private_jobs set run_at = now() where task_id = (select id from graphile_worker._private_tasks where identifier = 'notifications.sendPush')");
}

test.each([true, false])('an app is told in its own encryption what happened, and by which server (standard: %s)', async (standard) => {
  const [ann, ben] = await some(2) as [Person, Person];
  const app = await subscribed(ann, { alerts: ALL }, standard);
  await ben.patch('/api/v1/accounts/update_credentials', { display_name: 'Ben <b>' });
  await ben.posts(`@${ann.username} one & two <three>\n\nfour`);
  await told(app, 1);
  const [line] = (await ann.get('/api/v1/notifications')).body as Json[];
  expect(app.messages(service)[0]).toEqual({
    access_token: ann.token, preferred_locale: 'en', notification_id: Number(line.id), notification_type: 'mention',
    icon: line.account.avatar_static, title: 'Ben <b> mentioned you', body: `@${ann.username} one & two <three>\n\nfour`,
  });
  const headers = service.received.at(-1)?.headers ?? {};
  expect(headers).toMatchObject({ ttl: '172800', urgency: 'high', 'content-encoding': standard ? 'aes128gcm' : 'aesgcm' });
  const { public_key: key } = (await town.visitor.get('/api/v2/instance')).body.configuration.vapid;
  const jwt = /(?:vapid t=|WebPush )([\w.-]+)/.exec(String(headers.authorization))?.[1] ?? '';
  expect(claimsOf(jwt, key)).toMatchObject({ aud: 'https://push.example', sub: 'mailto:perchoir@town.test' });
  const registered = await town.visitor.post('/api/v1/apps', { client_name: 'app', redirect_uris: 'https://app.example/' });
  expect([registered.body.vapid_key, (await ann.get('/api/v1/apps/verify_credentials')).body.vapid_key]).toEqual([key, key]);
});

test('a token has one subscription, in JSON and in forms; what it is told of can be changed alone', async () => {
  const [ann] = await some(1) as [Person];
  expect((await ann.get(PATH)).status).toBe(404);
  expect((await ann.put(PATH, { data: { alerts: ALL } })).status).toBe(404);
  await subscribed(ann);
  const app = new PushApp('form');
  const form = {
    'subscription[endpoint]': app.endpoint, 'subscription[keys][p256dh]': app.keys.p256dh, 'subscription[keys][auth]': app.keys.auth,
    'data[alerts][follow]': '1', 'data[alerts][mention]': 'false', 'data[policy]': 'followed',
  };
  const made = await ann.post(PATH, form, { form: true });
  expect(made.status, made.text).toBe(200);
  const nothing = Object.fromEntries(Object.keys(made.body.alerts).map((name) => [name, false]));
  expect(made.body).toMatchObject({ endpoint: app.endpoint, standard: false, policy: 'followed', alerts: { ...nothing, follow: true } });
  expect(Object.keys(nothing)).toEqual(expect.arrayContaining(['quote', 'quoted_update', 'admin.sign_up', 'admin.report']));
  expect((await ann.get(PATH)).body).toEqual(made.body);
  const changed = await ann.put(PATH, { data: { alerts: { mention: true } }, subscription: { endpoint: 'https://other.example/' } });
  expect(changed.body).toEqual({ ...made.body, policy: 'all', alerts: { ...nothing, mention: true } });
  expect((await ann.patch(PATH, {})).body).toEqual(changed.body);
  expect((await (await town.again(ann, 'push')).get(PATH)).status).toBe(404);
  expect([(await ann.delete(PATH)).body, (await ann.delete(PATH)).body, (await ann.get(PATH)).status]).toEqual([{}, {}, 404]);
});

test('an address that is not on the web, or keys that are none, are refused', async () => {
  const [ann] = await some(1) as [Person];
  const { keys, endpoint } = new PushApp('refused');
  const refused = async (wrong: object): Promise<void> => {
    const answer = await ann.post(PATH, { subscription: { endpoint, keys, ...wrong }, data: { alerts: ALL } });
    expect([answer.status, answer.body.error]).toEqual([422, expect.stringContaining('Validation failed')]);
  };
  for (const address of ['http://push.example/', 'https://127.0.0.1/', 'https://0x7f.1/', 'https://[::1]/', 'https://localhost/', 'https://town.test/', 'https://a:b@push.example/', 'ftp://push.example/', 'push', 'https://push.example:22/']) {
    await refused({ endpoint: address });
  }
  const off = Buffer.from(keys.p256dh, 'base64url');
  off[40] = (off[40] ?? 0) ^ 1;
  for (const p256dh of ['abc', off.toString('base64url'), '!'.repeat(87)]) await refused({ keys: { ...keys, p256dh } });
  await refused({ keys: { ...keys, auth: 'abc' } });
  expect((await ann.get(PATH)).status).toBe(404);
});

test('alerts, policy, muting and what is kept out decide; an event heard twice tells once', async () => {
  const [ann, ben, cid, dan] = await some(4) as [Person, Person, Person, Person];
  const app = await subscribed(ann, { alerts: { mention: true, favourite: true }, policy: 'followed' });
  const second = await subscribed(await town.again(ann, 'read write push'), { alerts: ALL, policy: 'follower' });
  const third = await subscribed(await town.again(ann, 'read write push'), { alerts: ALL, policy: 'none' });
  await ann.follows(ben);
  await cid.follows(ann);
  await town.settled();
  const post = await ann.posts('mine');
  await ben.does('favourite', post);
  await ben.does('reblog', post);
  await cid.does('favourite', post);
  await ann.mutes(dan);
  await dan.does('favourite', post);
  await ann.patch('/api/v2/notifications/policy', { for_not_following: 'filter' });
  await cid.posts(`@${ann.username} psst`);
  await quiet();
  expect(app.messages(service).map((message) => message['notification_type'])).toEqual(['favourite']);
  expect(second.messages(service).map((message) => message['notification_type']).toSorted()).toEqual(['favourite', 'follow']);
  expect(third.messages(service)).toEqual([]);
  const rows = await town.sql<{ id: number; name: string; payload: Json }>('select id, name, payload from platform.outbox order by id');
  for (const { id, name, payload } of rows) {
    for (const listener of listeners.filter(({ event, kind }) => event === name && kind === 'work')) {
      await listener.run(new BoundContext(town.house, SYSTEM), { id, payload } as never);
    }
  }
  await quiet();
  expect([app.messages(service).length, second.messages(service).length]).toEqual([1, 2]);
});

test('a service that is down is tried again, one that says the app is gone is not', async () => {
  const [ann, ben] = await some(2) as [Person, Person];
  const app = await subscribed(ann);
  const failed = (): number => app.messages(service).length;
  for (const [at, status] of [503, 429].entries()) {
    service.answer = { status, headers: { 'retry-after': '3600' } };
    await ben.posts(`@${ann.username} hello`);
    await expect.poll(failed, PATIENCE).toBe(2 * at + 1);
    await quiet();
    // While it rests it is not called for other lines either.
    await ben.posts(`@${ann.username} and again`);
    await quiet();
    expect(failed()).toBe(2 * at + 1);
    await town.sql(`delete from graphile_worker._private_jobs where payload->>'lineId' = '${(await ann.get('/api/v1/notifications')).body[0].id}'`);
    const [row] = await town.sql<{ pause: number }>(`select extract(epoch from rests_until - now()) as pause from notifications.subscription where account_id = ${ann.id}`);
    expect(row?.pause).toBeGreaterThan(3000);
    service.answer = { status: 201 };
    await later();
    await expect.poll(failed, PATIENCE).toBe(2 * at + 2);
    await quiet();
  }
  expect(new Set(app.messages(service).map((message) => message['notification_id'])).size).toBe(2);
  service.answer = { status: 400 };
  await ben.posts(`@${ann.username} too much`);
  await quiet();
  expect((await ann.get(PATH)).status).toBe(200);
  service.answer = { status: 410 };
  await ben.posts(`@${ann.username} farewell`);
  await expect.poll(async () => (await ann.get(PATH)).status, PATIENCE).toBe(404);
}, 60_000);

test('nothing is sent of a line that is gone, nor for a token that is', async () => {
  const [ann, ben] = await some(2) as [Person, Person];
  service.answer = { status: 503 };
  const app = await subscribed(ann);
  const post = await ben.posts(`@${ann.username} soon deleted`);
  await told(app, 1);
  await quiet();
  await ben.delete(`/api/v1/statuses/${post.id}`);
  await town.settled();
  service.answer = { status: 201 };
  await later();
  await quiet();
  expect(app.messages(service)).toHaveLength(1);
  // Before anybody has heard of it: the token is asked for when a message is sent.
  await town.sql(`delete from auth.token where account_id = ${ann.id}`);
  await ben.posts(`@${ann.username} too late`);
  await quiet();
  expect(app.messages(service)).toHaveLength(1);
});

test('a subscription ends with its token, and all do when an account ends its sessions', async () => {
  const [ann] = await some(1) as [Person];
  const left = (): Promise<Json[]> => town.sql(`select token_id from notifications.subscription where account_id = ${ann.id} order by id`);
  for (const one of [ann, await town.again(ann, 'read push'), await town.again(ann, 'read push')]) await subscribed(one);
  const [first, ...others] = await left();
  await transaction(town.ctx, async (tx) => tx.emit(tokenRevoked, { tokenId: first.token_id }));
  await town.settled();
  expect(await left()).toEqual(others);
  await transaction(town.ctx, async (tx) => tx.emit(sessionsEnded, { accountId: Number(ann.id) }));
  await town.settled();
  expect(await left()).toEqual([]);
});

test('in French to those who read French, and no longer than a push may be', async () => {
  const [ann, ben] = await some(2) as [Person, Person];
  await town.sql(`update auth.credential set locale = 'fr' where account_id = ${ann.id}`);
  const app = await subscribed(ann);
  await ben.follows(ann);
  await told(app, 1);
  const long = 'é👍🏽'.repeat(150);
  await ben.posts(`@${ann.username} ${long}`);
  await told(app, 2);
  const [followed, named] = app.messages(service) as { title: string; body: string; preferred_locale: string }[];
  expect(followed).toMatchObject({ title: `${ben.username} vous suit`, preferred_locale: 'fr' });
  expect(named?.body).toMatch(/^@\w+ (é👍🏽)+é?…$/u);
  expect([...new Intl.Segmenter().segment(named?.body ?? '')]).toHaveLength(140);
  await ben.posts(`@${ann.username} hidden`, { spoiler_text: 'the end of the film' });
  await told(app, 3);
  expect(app.messages(service)[2]).toMatchObject({ body: 'the end of the film' });
});

test('no token is kept in a form in which it could be used', async () => {
  const [ann] = await some(1) as [Person];
  await subscribed(ann);
  const rows = await town.sql<{ text: string }>('select s::text as text from notifications.subscription s');
  expect(rows.length).toBeGreaterThan(0);
  for (const form of [ann.token, Buffer.from(ann.token).toString('hex')]) for (const { text } of rows) expect(text).not.toContain(form);
});
