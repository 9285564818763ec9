// Mastodon.py, the library most bots are written with, as Debian ships it: a day of two people through its own calls.
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';
import { consentTo } from '#test/town/consent.ts';
import { INSTALL_MS } from '#test/town/debian.ts';
import { photo } from '#test/town/files.ts';
import { PushApp, openPushService } from '#test/town/push-server.ts';
import { openMastodonPy } from './mastodon-py.ts';
import type { Caller, MastodonPy } from './mastodon-py.ts';

const SCOPES = ['read', 'write', 'follow', 'push'];
const PATIENCE = { timeout: 10_000, interval: 50 };

// A Python beside two test processes on two cores takes its time.
vi.setConfig({ testTimeout: 60_000 });

let town: Town;
let py: MastodonPy;
let picture: string;
let count = 0;
let alice: Caller;
let bob: Caller;
let a: Person;
let b: Person;

beforeAll(async () => {
  town = await openTown({ reachable: true });
  py = await openMastodonPy();
  picture = `${town.house.config.dataDir}/tower.jpg`;
  await writeFile(picture, await photo());
}, INSTALL_MS);

// Two people whom no other test has touched, signed in by the library; it refuses calls whose answers it expects to be older.
beforeEach(async () => {
  count++;
  [a, b] = await town.people(`alice${count}`, `bob${count}`);
  [alice, bob] = [await signIn(a.username), await signIn(b.username)];
});

afterAll(async () => {
  await py?.close();
  await town?.close();
});

async function signIn(name: string): Promise<Caller> {
  const call = py.person(name);
  const [id, secret] = await call('create_app', ['A bot'], { api_base_url: town.base, scopes: SCOPES });
  await call('open', [], { client_id: id, client_secret: secret, api_base_url: town.base, version_check_mode: 'changed', ratelimit_method: 'throw', request_timeout: 15 });
  await call('log_in', [], { code: await consentTo(town, name, await call('auth_request_url', [], { scopes: SCOPES })), scopes: SCOPES });
  return call;
}

const texts = (posts: Json): string[] => (posts as Json[]).map((post) => (post.content as string).replaceAll(/<[^>]*>/g, ''));
const ids = (things: Json): number[] => (things as Json[]).map(({ id }) => id as number);

test('signs in by a code that the page shows, is who it says, and is nobody after it signed out', async () => {
  expect(await alice('me')).toMatchObject({ username: a.username, source: { privacy: 'public' }, created_at: expect.stringContaining('+00:00') });
  expect(await alice('app_verify_credentials')).toMatchObject({ name: 'A bot' });
  expect(await alice('instance_health')).toBe(true);
  expect((await alice('instance_nodeinfo')).software.name).toBe('perchoir');
  const shown = await alice('account_update_credentials', [], { display_name: 'Alice', note: 'Hi', avatar: picture, discoverable: true, fields: [['web', 'https://a.example'], ['place', 'Lyon']] });
  expect(shown).toMatchObject({ display_name: 'Alice', fields: [{ name: 'web' }, { name: 'place', value: 'Lyon' }] });
  expect((await fetch(shown.avatar)).headers.get('content-type')).toMatch(/^image\//);
  await alice('revoke_access_token');
  await expect(alice('me')).rejects.toThrow('MastodonUnauthorizedError');
});

test('signs somebody up, or says field by field why not', async () => {
  const call = py.person('new');
  const [id, secret] = await call('create_app', ['A bot'], { api_base_url: town.base });
  await call('open', [], { client_id: id, client_secret: secret, api_base_url: town.base });
  const [, refused] = await call('create_account', ['x y', 'short', 'nowhere'], { agreement: false, return_detailed_error: true });
  expect(Object.keys(refused.details).toSorted()).toEqual(['agreement', 'email', 'password', 'username']);
  const [token] = await call('create_account', ['newcomer', 'a long enough password', 'n@example.org'], { agreement: true, return_detailed_error: true });
  expect(token).toEqual(expect.any(String));
});

test('posts a picture with its description behind a warning, once, and takes it back for another wording', async () => {
  const upload = await bob('media_post', [picture], { description: 'A tower', focus: [0.5, -0.25] });
  await expect.poll(async () => (await bob('media', [upload])).url, PATIENCE).toEqual(expect.any(String));
  await bob('media_update', [upload], { description: 'The tower', focus: [0.5, -0.25] });
  const wording = { media_ids: [upload], sensitive: true, spoiler_text: 'Heights', language: 'fr', visibility: 'unlisted', idempotency_key: 'once' };
  const post = await bob('status_post', ['Une tour #agora'], wording);
  expect(post).toMatchObject({
    sensitive: true, spoiler_text: 'Heights', language: 'fr', visibility: 'unlisted', application: { name: 'A bot' },
    media_attachments: [{ description: 'The tower', meta: { focus: { x: 0.5, y: -0.25 } }, blurhash: expect.any(String) }], tags: [{ name: 'agora' }],
  });
  expect((await bob('status_post', ['Une tour #agora'], wording)).id).toBe(post.id);
  expect(await bob('status_delete', [post])).toMatchObject({ text: 'Une tour #agora', media_attachments: [{ id: upload.id }] });
  await expect(bob('status', [post])).rejects.toThrow('MastodonNotFoundError');
  expect((await bob('status_post', ['Encore'], { media_ids: upload })).media_attachments).toHaveLength(1);
});

test('asks a question, votes in it, and edits it with its history kept', async () => {
  const asked = await bob('status_post', ['Which?'], { poll: { options: ['tea', 'coffee', 'water'], expires_in: 3600, multiple: true, hide_totals: true } });
  await alice('poll_vote', [asked.poll, [0, 2]]);
  expect(await alice('poll', [asked.poll])).toMatchObject({ multiple: true, voters_count: 1, votes_count: 2, voted: true, own_votes: [0, 2], options: [{ title: 'tea', votes_count: null }, {}, {}] });
  await expect(alice('poll_vote', [asked.poll, 1])).rejects.toThrow('422');
  await bob('status_update', [asked], { status: 'Which one?', poll: { options: ['tea', 'coffee'], expires_in: 600, multiple: false, hide_totals: false } });
  expect((await alice('poll', [asked.poll])).votes_count).toBe(0);
  const words = await bob('toot', ['First words']);
  expect(await bob('status_update', [words], { status: 'Better words', spoiler_text: 'Words' })).toMatchObject({ spoiler_text: 'Words', edited_at: expect.any(String) });
  expect(texts(await bob('status_history', [words]))).toEqual(['First words', 'Better words']);
  expect(await bob('status_source', [words])).toMatchObject({ text: 'Better words', spoiler_text: 'Words' });
});

test('replies, likes, reposts, keeps, pins; the other is told of it and finds it by search', async () => {
  await alice('account_follow', [b.id]);
  const post = await bob('status_post', [`Anyone for a walk? #walk${count}`]);
  await alice('status', [post]);
  const reply = await alice('status_reply', [py.last(), 'I am']);
  expect(reply).toMatchObject({ in_reply_to_id: post.id, mentions: [{ username: b.username }] });
  expect(ids((await bob('status_context', [post])).descendants)).toEqual([reply.id]);
  expect(await alice('status_favourite', [post])).toMatchObject({ favourited: true, favourites_count: 1 });
  expect((await alice('status_reblog', [post], { visibility: 'unlisted' })).reblog).toMatchObject({ id: post.id, reblogged: true });
  await alice('status_bookmark', [post]);
  expect([ids(await alice('bookmarks')), ids(await alice('favourites'))]).toEqual([[post.id], [post.id]]);
  expect(ids(await bob('status_favourited_by', [post]))).toEqual(ids(await bob('status_reblogged_by', [post])));
  await bob('status_pin', [post]);
  expect(ids(await alice('account_statuses', [b.id], { pinned: true }))).toEqual([post.id]);
  await town.settled();
  const told = await bob('notifications');
  expect((told as Json[]).map(({ type }) => type)).toEqual(['reblog', 'favourite', 'mention', 'follow']);
  expect(ids(await bob('notifications', [], { mentions_only: true, account_id: a.id }))).toEqual([told[2].id]);
  await bob('notifications_dismiss', [told[0]]);
  expect(await bob('notifications')).toHaveLength(3);
  expect(ids((await alice('search', [b.username])).accounts)).toContain(Number(b.id));
  expect((await alice('search', [`walk${count}`], { result_type: 'hashtags' })).hashtags).toMatchObject([{ name: `walk${count}` }]);
  for (const undo of ['status_unfavourite', 'status_unreblog', 'status_unbookmark']) await alice(undo, [post]);
  expect(await alice('status', [post])).toMatchObject({ favourited: false, reblogged: false, bookmarked: false, reblogs_count: 0 });
});

test('turns every page of home forward and back, and none is missing', async () => {
  await alice('account_follow', [b.id]);
  for (let n = 0; n < 9; n++) await bob('status_post', [`page ${n} #pages`]);
  const first = await alice('timeline_home', [], { limit: 4 });
  const top = py.last();
  const second = await alice('fetch_next', [top]);
  const middle = py.last();
  const third = await alice('fetch_next', [middle]);
  expect([first, second, third].map(ids).flat()).toEqual(ids(await alice('timeline_home', [], { limit: 40 })));
  expect(ids(await alice('fetch_previous', [middle]))).toEqual(ids(first));
  await bob('status_post', ['newer']);
  expect(texts(await alice('fetch_previous', [top]))).toEqual(['newer']);
  await alice('timeline_hashtag', ['pages'], { limit: 5, local: true });
  expect(await alice('fetch_remaining', [py.last()])).toHaveLength(9);
  expect(await alice('timeline_home', [], { since_id: { date: '2020-01-01T00:00:00Z' }, limit: 40 })).toHaveLength(10);
});

test('lists, filters, schedules, follows, mutes and blocks', async () => {
  await alice('account_follow', [b.id], { notify: true, reblogs: false });
  const list = await alice('list_create', ['friends']);
  await alice('list_accounts_add', [list, [b.id]]);
  const post = await bob('status_post', ['To the list']);
  expect([ids(await alice('timeline_list', [list])), ids(await alice('account_lists', [b.id]))]).toEqual([[post.id], [list.id]]);
  await alice('list_accounts_delete', [list, [b.id]]);
  expect([await alice('list_accounts', [list]), (await alice('list_update', [list, 'pals'])).title]).toEqual([[], 'pals']);
  await alice('list_delete', [list]);

  const filter = await alice('filter_create', ['secret', ['home', 'notifications']], { whole_word: false, expires_in: 3600 });
  expect(await alice('filter_update', [filter], { phrase: 'hidden', context: ['public'] })).toMatchObject({ phrase: 'hidden', context: ['public'] });
  await alice('filter_delete', [filter]);
  expect(await alice('filters')).toEqual([]);

  const [soon, later] = [3600, 7200].map((seconds) => ({ date: new Date((Math.floor(Date.now() / 1000) + seconds) * 1000).toISOString() }));
  const ordered = await alice('status_post', ['Later'], { scheduled_at: soon, visibility: 'private' });
  expect(ordered.params).toMatchObject({ text: 'Later', visibility: 'private' });
  const moved = await alice('scheduled_status_update', [ordered, later]);
  expect(Date.parse(moved.scheduled_at)).toBe(Date.parse(later?.date ?? ''));
  await alice('scheduled_status_delete', [ordered]);
  expect(await alice('scheduled_statuses')).toEqual([]);

  expect(await alice('account_relationships', [[b.id]])).toMatchObject([{ following: true, notifying: true, showing_reblogs: false }]);
  expect(await alice('account_mute', [b.id], { notifications: false, duration: 3600 })).toMatchObject({ muting: true, muting_notifications: false });
  expect([ids(await alice('mutes')), await alice('timeline_home')]).toEqual([[Number(b.id)], []]);
  await alice('account_unmute', [b.id]);
  expect(await alice('account_block', [b.id])).toMatchObject({ blocking: true, following: false });
  await expect(bob('account_follow', [a.id])).rejects.toThrow('MastodonAPIError');
  expect(ids(await alice('blocks'))).toEqual([Number(b.id)]);
});

test('hears on its streams what happens, in order, and reads the direct post as a conversation', async () => {
  await alice('account_follow', [b.id]);
  const [direct, tagged] = [py.person(`${a.username} direct`), py.person(`${a.username} tagged`)];
  for (const call of [direct, tagged]) await call('open', [], { access_token: await tokenOf(), api_base_url: town.base });
  await alice('listen', ['stream_user']);
  await direct('listen', ['stream_direct']);
  await tagged('listen', ['stream_hashtag', `live${count}`]);
  expect(await alice('stream_healthy')).toBe(true);
  const post = await bob('status_post', [`Now #live${count}`]);
  await bob('status_update', [post], { status: `Now, really #live${count}` });
  await bob('status_delete', [post]);
  const seen = [['on_update', `Now #live${count}`], ['on_status_update', `Now, really #live${count}`], ['on_delete', post.id]];
  const heard = async (call: Caller): Promise<unknown[]> => ((await call('heard')) as [string, Json][]).map(([event, what]) => [event, event === 'on_delete' ? what : event === 'on_notification' ? what.type : texts([what.last_status ?? what])[0]]);
  await expect.poll(() => heard(alice), PATIENCE).toEqual(seen);
  await expect.poll(() => heard(tagged), PATIENCE).toEqual(seen);
  const words = `@${a.username} psst`;
  await bob('status_post', [words], { visibility: 'direct' });
  await expect.poll(() => heard(direct), PATIENCE).toEqual([['on_conversation', words]]);
  await expect.poll(() => heard(alice), PATIENCE).toContainEqual(['on_notification', 'mention']);
  const [talk] = await alice('conversations');
  expect(talk).toMatchObject({ unread: true, accounts: [{ username: b.username }], last_status: { visibility: 'direct' } });
  expect((await alice('conversations_read', [talk])).unread).toBe(false);
  expect(await alice('markers_set', [['home'], [post]])).toMatchObject({ home: { last_read_id: post.id } });

  async function tokenOf(): Promise<string> {
    return (await town.again(a, 'read')).token ?? '';
  }
});

test('subscribes to pushes with keys in its own base64, and what comes opens with them', async () => {
  const service = await openPushService(town);
  const app = new PushApp('mastodon-py');
  const [pubkey, auth] = [app.keys.p256dh, app.keys.auth].map((key) => ({ bytes: Buffer.from(key, 'base64url').toString('base64') }));
  await alice('push_subscription_set', [app.endpoint, { pubkey, auth }], { mention_events: true, follow_events: false });
  expect(await alice('push_subscription')).toMatchObject({ endpoint: app.endpoint, alerts: { mention: true, follow: false } });
  await bob('status_post', [`@${a.username} are you there?`]);
  await expect.poll(() => app.messages(service), PATIENCE).toMatchObject([{ notification_type: 'mention', body: expect.stringContaining('are you there?') }]);
  expect(service.received[0]?.headers).toMatchObject({ 'content-encoding': 'aesgcm', encryption: expect.stringMatching(/^salt=/), 'crypto-key': expect.stringMatching(/^dh=[\w-]+;p256ecdsa=/) });
  await alice('push_subscription_delete');
  await service.close();
});

test('reads how much it may still ask, and stops when told to', async () => {
  await town.house.settings.change(town.ctx, 'rates.on', true);
  const asking = async (): Promise<void> => {
    for (let n = 0; n <= 300; n++) await alice('me');
  };
  await expect(asking()).rejects.toThrow('MastodonRatelimitError: Hit rate limit.');
  await town.house.settings.change(town.ctx, 'rates.on', false);
});
