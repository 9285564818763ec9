import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Id } from '#kit/ids.ts';
import { idSet } from '#kit/sorted.ts';
import { SYSTEM, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { House } from '#platform/house.ts';
import { ORIGIN, openTown } from '#town';
import type { Town } from '#town';
import { countPost, createAccount, setStanding } from './commands/accounts.ts';
import { deleteAccount } from './commands/delete-account.ts';
import * as commands from './commands/relations.ts';
import { followersWithBell, viewerSets } from './memory.ts';
import { presentAccountAt } from './presenter.ts';
import { accountJson, cachedAccountJson, findByUsername, readAccounts } from './reads.ts';
import type { AccountFacts } from './types.ts';

type Json = ReturnType<typeof JSON.parse>;

let town: Town;
let house: House;
/** Added to the real time. */
let ahead = 0;

beforeAll(async () => {
  town = await openTown({ clock: () => Date.now() + ahead });
  house = town.house;
});

afterAll(() => town.close());

const tokens = new Map<Id, string>();

interface Answer {
  code: number;
  body: Json;
  headers: Headers;
}

async function call(who: Id | undefined, method: string, path: string, body?: object | FormData): Promise<Answer> {
  const isForm = body instanceof FormData;
  const answer = await fetch(new URL(path, town.base), {
    method,
    headers: { ...(who !== undefined && { authorization: `Bearer ${tokens.get(who)}` }), ...(body && !isForm && { 'content-type': 'application/json' }) },
    ...(body && { body: isForm ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.includes('json');
  return { code: answer.status, body: isJson ? JSON.parse(text) : text, headers: answer.headers };
}

const get = (who: Id | undefined, path: string) => call(who, 'GET', path);
const post = (who: Id, path: string, body: object = {}) => call(who, 'POST', path, body);
const act = async (who: Id, verb: string, whom: Id, body: object = {}) => (await post(who, `/api/v1/accounts/${whom}/${verb}`, body)).body;

let people = 0;
async function somebody(name = `person${++people}`): Promise<Id> {
  const { id, token } = await town.person(name);
  tokens.set(Number(id), token);
  return Number(id);
}

const several = (many: number): Promise<Id[]> => Promise.all(Array.from({ length: many }, () => somebody()));
const seenBy = (id: Id): Context => house.context({ kind: 'account', id });
const names = (answer: Answer): string[] => answer.body.map((account: Json) => account.id);

describe('names', () => {
  test('a name is taken in any spelling, and some names are nobody’s', async () => {
    await somebody('zora');
    const wish = (username: string) => createAccount(house.context(SYSTEM), { username });
    await expect(wish('ZORA')).rejects.toMatchObject({ details: { username: [{ error: 'ERR_TAKEN' }] } });
    await expect(wish('Admin')).rejects.toMatchObject({ details: { username: [{ error: 'ERR_RESERVED' }] } });
    await expect(wish('jean-paul')).rejects.toMatchObject({ details: { username: [{ error: 'ERR_INVALID' }] } });
    expect((await get(undefined, '/api/v1/accounts/lookup?acct=Zora@town.test')).body.username).toBe('zora');
    expect((await get(undefined, '/.well-known/webfinger?resource=acct:zora@town.test')).body.subject).toBe('acct:zora@town.test');
    expect((await get(undefined, '/.well-known/webfinger?resource=acct:zora@else.test')).code).toBe(404);
  });

  test('a search finds beginnings of names, accents or not, and wildcards mean nothing', async () => {
    const [id, other] = await several(2) as [Id, Id];
    await call(id, 'PATCH', '/api/v1/accounts/update_credentials', { display_name: 'Éloïse Unique' });
    expect(names(await get(other, '/api/v1/accounts/search?q=eloise'))).toEqual([String(id)]);
    expect(names(await get(other, `/api/v1/accounts/search?q=${encodeURIComponent('%loise')}`))).toEqual([]);
    expect(names(await get(other, '/api/v1/accounts/search?q=eloise&following=true'))).toEqual([]);
  });
});

describe('follows', () => {
  test('a follow is seen by both at once, and doing it twice counts once', async () => {
    const [alice, bob] = await several(2) as [Id, Id];
    expect(await act(alice, 'follow', bob)).toMatchObject({ id: String(bob), following: true, showing_reblogs: true, notifying: false });
    expect(await act(alice, 'follow', bob, { reblogs: false, notify: true })).toMatchObject({ showing_reblogs: false, notifying: true });
    expect((await get(bob, `/api/v1/accounts/${bob}`)).body).toMatchObject({ followers_count: 1, following_count: 0 });
    expect(await followersWithBell(house.context(), bob)).toEqual([alice]);
    expect([...(await viewerSets(house.context(), alice)).withoutReposts]).toEqual([bob]);
    expect((await get(bob, `/api/v1/accounts/relationships?id[]=${alice}&id=${alice}`)).body[0]).toMatchObject({ followed_by: true });
    await act(alice, 'unfollow', bob);
    await act(alice, 'unfollow', bob);
    expect((await get(bob, `/api/v1/accounts/${bob}`)).body.followers_count).toBe(0);
    expect(await followersWithBell(house.context(), bob)).toEqual([]);
  });

  test('a locked account lets its followers in one by one, and all of them when it is unlocked', async () => {
    const [alice, bob, carol, dan] = await several(4) as [Id, Id, Id, Id];
    await call(bob, 'PATCH', '/api/v1/accounts/update_credentials', { locked: true });
    for (const who of [alice, carol, dan]) expect(await act(who, 'follow', bob)).toMatchObject({ following: false, requested: true });
    expect((await get(bob, '/api/v1/accounts/verify_credentials')).body.source.follow_requests_count).toBe(3);
    expect((await post(bob, `/api/v1/follow_requests/${alice}/authorize`)).body).toMatchObject({ followed_by: true, requested_by: false });
    await post(bob, `/api/v1/follow_requests/${carol}/reject`);
    expect(names(await get(bob, '/api/v1/follow_requests'))).toEqual([String(dan)]);
    expect((await post(bob, `/api/v1/follow_requests/${carol}/authorize`)).code).toBe(404);
    await call(bob, 'PATCH', '/api/v1/accounts/update_credentials', { locked: false });
    await expect.poll(async () => names(await get(bob, `/api/v1/accounts/${bob}/followers`)), { timeout: 8000 }).toEqual([dan, alice].map(String));
  });

  test('pages of followers lead from one to the next, each person once', async () => {
    const [star, ...fans] = await several(6) as [Id, ...Id[]];
    for (const fan of fans) await act(fan, 'follow', star);
    const seen: string[] = [];
    let path: string | undefined = `/api/v1/accounts/${star}/followers?limit=2`;
    for (let pages = 0; path !== undefined && pages < 5; pages++) {
      const page: Answer = await get(undefined, path);
      seen.push(...names(page));
      path = /<http:\/\/town\.test([^>]+)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1];
    }
    expect(seen).toEqual(fans.toReversed().map(String));
    await call(star, 'PATCH', '/api/v1/accounts/update_credentials', { hide_collections: true });
    expect(names(await get(undefined, `/api/v1/accounts/${star}/followers`))).toEqual([]);
    expect(names(await get(star, `/api/v1/accounts/${star}/followers`))).toHaveLength(5);
  });

  test('nobody follows oneself, somebody who is not there, or past a block', async () => {
    const [alice, bob] = await several(2) as [Id, Id];
    expect((await post(alice, `/api/v1/accounts/${alice}/follow`)).code).toBe(422);
    expect((await post(alice, '/api/v1/accounts/12/follow')).code).toBe(404);
    expect((await post(alice, '/api/v1/accounts/x/follow')).code).toBe(404);
    await act(bob, 'block', alice);
    expect((await post(alice, `/api/v1/accounts/${bob}/follow`)).code).toBe(403);
    expect((await get(alice, `/api/v1/accounts/relationships?id=${bob}`)).body[0]).toMatchObject({ blocked_by: true, following: false });
  });
});

describe('blocks and mutes', () => {
  test('a block ends follows and requests both ways', async () => {
    const [alice, bob] = await several(2) as [Id, Id];
    await act(alice, 'follow', bob);
    await call(alice, 'PATCH', '/api/v1/accounts/update_credentials', { locked: true });
    await act(bob, 'follow', alice);
    expect(await act(alice, 'block', bob)).toMatchObject({ blocking: true, following: false, requested_by: false });
    expect((await get(undefined, `/api/v1/accounts/${bob}`)).body.followers_count).toBe(0);
    expect(names(await get(alice, '/api/v1/blocks'))).toEqual([String(bob)]);
    expect([...(await viewerSets(house.context(), bob)).blockedBy]).toEqual([alice]);
    expect(await act(alice, 'unblock', bob)).toMatchObject({ blocking: false });
  });

  test('a mute for a time ends by itself, before any job comes by', async () => {
    const [alice, bob] = await several(2) as [Id, Id];
    expect(await act(alice, 'mute', bob, { duration: 60, notifications: false })).toMatchObject({ muting: true, muting_notifications: false });
    expect((await get(alice, '/api/v1/mutes')).body[0].mute_expires_at).toMatch(/Z$/);
    const before = await viewerSets(house.context(), alice);
    expect([...before.mutes]).toEqual([bob]);
    ahead = 61_000;
    try {
      const after = viewerSets(house.context(), alice);
      expect(after).not.toBeInstanceOf(Promise);
      expect([...(await after).mutes]).toEqual([]);
      expect(names(await get(alice, '/api/v1/mutes'))).toEqual([]);
      await commands.endMutes(house.context(SYSTEM));
      expect(await rowsOf({ db: house.database.kysely }, 'select 1 from accounts.mute where account_id = $1', [alice])).toEqual([]);
    } finally {
      ahead = 0;
    }
  });

  test('a remark is seen by its writer only', async () => {
    const [alice, bob] = await several(2) as [Id, Id];
    expect(await act(alice, 'note', bob, { comment: 'from the choir' })).toMatchObject({ note: 'from the choir' });
    expect((await get(bob, `/api/v1/accounts/relationships?id=${alice}`)).body[0].note).toBe('');
  });
});

describe('profiles', () => {
  test('what is written is shown as text and links, and too much is refused whole', async () => {
    const [alice] = await several(1) as [Id];
    const changed = await call(alice, 'PATCH', '/api/v1/accounts/update_credentials', {
      display_name: 'Alice <3', note: 'Hi <b>\nhttps://example.org', bot: 'false',
      fields_attributes: { 0: { name: 'Home', value: 'https://example.org' }, 1: { name: '', value: '' } },
      source: { privacy: 'private', sensitive: true, language: 'fr' },
    });
    expect(changed.body).toMatchObject({
      display_name: 'Alice <3', source: { privacy: 'private', sensitive: true, language: 'fr', note: 'Hi <b>\nhttps://example.org' },
    });
    expect(changed.body.note).toContain('Hi &lt;b&gt;<br><a href="https://example.org/"');
    expect(changed.body.fields).toHaveLength(1);
    expect(changed.body.avatar).toBe(`${ORIGIN}/assets/avatar.png`);
    expect(changed.body.created_at).toMatch(/T00:00:00\.000Z$/);
    expect((await get(alice, '/api/v1/preferences')).body['posting:default:visibility']).toBe('private');
    const refused = await call(alice, 'PATCH', '/api/v1/accounts/update_credentials', { display_name: 'Eve', note: 'x'.repeat(501) });
    expect([refused.code, (await get(alice, `/api/v1/accounts/${alice}`)).body.display_name]).toEqual([422, 'Alice <3']);
  });

  test('an avatar is made anew, served as what it is and nothing else, and can be taken away', async () => {
    const [alice] = await several(1) as [Id];
    const picture = await (await fetch(`${town.base}/assets/avatar.png`)).blob();
    const form = new FormData();
    form.set('avatar', picture, 'me.html');
    const { body } = await call(alice, 'PATCH', '/api/v1/accounts/update_credentials', form);
    expect(body.avatar).toMatch(/^http:\/\/town\.test\/files\/[0-9a-f]{64}\.jpg$/);
    const file = await get(undefined, new URL(body.avatar).pathname);
    expect([file.code, file.headers.get('content-type'), file.headers.get('x-content-type-options')]).toEqual([200, 'image/jpeg', 'nosniff']);
    expect([file.headers.get('content-security-policy'), file.headers.get('cache-control')]).toEqual([
      "default-src 'none'; sandbox", 'public, max-age=31536000, immutable',
    ]);
    expect((await get(undefined, '/files/..%2f..%2fetc%2fpasswd')).code).toBe(404);
    const broken = new FormData();
    broken.set('header', new Blob(['<svg onload="alert(1)">'], { type: 'image/png' }), 'a.png');
    expect((await call(alice, 'PATCH', '/api/v1/accounts/update_credentials', broken)).code).toBe(422);
    expect((await call(alice, 'DELETE', '/api/v1/profile/avatar')).body.avatar).toBe(`${ORIGIN}/assets/avatar.png`);
  });

  test('a suspended account is gone, a deleted one was never there, and both leave the lists', async () => {
    const [alice, bob, carol] = await several(3) as [Id, Id, Id];
    for (const who of [bob, carol]) await act(who, 'follow', alice);
    await setStanding(house.context(SYSTEM), bob, 'suspended');
    await deleteAccount(house.context(SYSTEM), carol);
    expect((await get(alice, `/api/v1/accounts/${bob}`)).code).toBe(410);
    expect((await get(alice, `/api/v1/accounts/${carol}`)).code).toBe(404);
    expect(names(await get(alice, `/api/v1/accounts/${alice}/followers`))).toEqual([]);
    expect(names(await get(alice, `/api/v1/accounts?id[]=${bob}&id[]=${alice}&id[]=nobody`))).toEqual([String(alice)]);
  });
});

describe('memory', () => {
  test('what is remembered is answered without waiting', async () => {
    const [alice, bob] = await several(2) as [Id, Id];
    await Promise.all([viewerSets(house.context(), alice), accountJson(house.context(), [alice, bob])]);
    expect(viewerSets(house.context(), alice)).not.toBeInstanceOf(Promise);
    expect(readAccounts(house.context(), [alice, bob])).toBeInstanceOf(Map);
    expect(accountJson(house.context(), [alice, bob])).toBeInstanceOf(Map);
    expect(cachedAccountJson(house.context(), alice)).toBe(cachedAccountJson(house.context(), alice));
    await transaction(house.context(SYSTEM), (tx) => countPost(tx, alice, 1, new Date('2026-11-23T10:00:00Z')));
    expect(JSON.parse(String(cachedAccountJson(house.context(), alice)))).toMatchObject({ statuses_count: 1, last_status_at: '2026-11-23' });
  });

  test('an account that was never committed is not remembered', async () => {
    const attempt = transaction(house.context(SYSTEM), async (tx) => {
      const id = await createAccount(tx, { username: 'ghost' });
      expect((await readAccounts(tx, [id])).size).toBe(1);
      throw new Error('no');
    });
    await expect(attempt).rejects.toThrow('no');
    expect(await findByUsername(house.context(), 'ghost')).toBeUndefined();
  });

  test('viewer sets, counters and JSON equal SQL for random histories', async () => {
    const crowd = await several(4);
    for (const id of crowd.slice(0, 1)) await call(id, 'PATCH', '/api/v1/accounts/update_credentials', { locked: true });
    const step = fc.record({
      who: fc.nat(3), whom: fc.nat(3), reading: fc.nat(3),
      what: fc.constantFrom('follow', 'follow', 'quiet', 'french', 'every', 'bell', 'unfollow', 'remove', 'accept', 'reject', 'block', 'unblock', 'mute', 'unmute'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { minLength: 5, maxLength: 20 }), async (history) => {
        for (const together of history) {
          await Promise.allSettled(together.flatMap(({ who, whom, what, reading }) => [
            doTo[what]?.(seenBy(crowd[who] as Id), crowd[whom] as Id),
            viewerSets(house.context(), crowd[reading] as Id),
            accountJson(house.context(), [crowd[reading] as Id]),
          ]));
        }
        for (const id of crowd) expect(await remembered(id)).toEqual(await stored(id));
      }),
      { numRuns: 25 },
    );
  });
});

const doTo: Record<string, (ctx: Context, id: Id) => Promise<void>> = {
  follow: (ctx, id) => commands.follow(ctx, id),
  quiet: (ctx, id) => commands.follow(ctx, id, { showReposts: false }),
  french: (ctx, id) => commands.follow(ctx, id, { languages: ['FR'] }),
  every: (ctx, id) => commands.follow(ctx, id, { languages: [] }),
  bell: (ctx, id) => commands.follow(ctx, id, { notify: true }),
  unfollow: commands.unfollow,
  remove: commands.removeFollower,
  accept: commands.authorizeRequest,
  reject: commands.rejectRequest,
  block: commands.block,
  unblock: commands.unblock,
  mute: (ctx, id) => commands.mute(ctx, id, { notifications: true, seconds: 0 }),
  unmute: commands.unmute,
};

/** What the room says of an account. */
async function remembered(id: Id): Promise<object> {
  const ctx = house.context();
  const facts = (await readAccounts(ctx, [id])).get(id) as AccountFacts;
  expect(JSON.parse(String((await accountJson(ctx, [id])).get(id)))).toEqual(JSON.parse(JSON.stringify(presentAccountAt(ORIGIN, facts))));
  const bells = idSet(await followersWithBell(ctx, id));
  return { ...(await viewerSets(ctx, id)), bells, followers: facts.followersCount, following: facts.followingCount };
}

/** The same, from the rows. */
async function stored(id: Id): Promise<object> {
  const ids = async (text: string) => idSet((await rowsOf<{ id: Id }>({ db: house.database.kysely }, text, [id])).map((row) => row.id));
  const follows = await ids('select target_id as id from accounts.follow where follower_id = $1');
  return {
    follows,
    withoutReposts: await ids('select target_id as id from accounts.follow where follower_id = $1 and not show_reposts'),
    languages: await languagesOf(id),
    requested: await ids('select target_id as id from accounts.follow_request where follower_id = $1'),
    blocks: await ids('select target_id as id from accounts.block where account_id = $1'),
    blockedBy: await ids('select account_id as id from accounts.block where target_id = $1'),
    mutes: await ids('select target_id as id from accounts.mute where account_id = $1'),
    mutesNotifications: await ids('select target_id as id from accounts.mute where account_id = $1 and notifications'),
    bells: await ids('select follower_id as id from accounts.follow where target_id = $1 and notify'),
    followers: (await ids('select follower_id as id from accounts.follow where target_id = $1')).length,
    following: follows.length,
  };
}

async function languagesOf(id: Id): Promise<Map<Id, string[]> | undefined> {
  const text = 'select target_id as id, languages from accounts.follow where follower_id = $1 and languages is not null';
  const rows = await rowsOf<{ id: Id; languages: string[] }>({ db: house.database.kysely }, text, [id]);
  return rows.length === 0 ? undefined : new Map(rows.map((row) => [row.id, row.languages]));
}
