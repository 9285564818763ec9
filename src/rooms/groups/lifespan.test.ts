// Sub-groups: born in two steps, seen on a map, warned of, put off by consent, and dissolved without a trace but their digest.
import { readFile, readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PASSWORD, openTown } from '#town';
import type { Json, Person, Town } from '#town';
import { Browser } from '#test/town/browser.ts';
import { greyPng } from '#test/town/files.ts';
import { SteadyClock, turnByClock, turnDue } from './index.ts';

const GROUPS = '/api/perchoir/v1/groups';
const CHATS = '/api/perchoir/v1/chats';
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
let town: Town;
let now = Date.now();
let ann: Person;
let ben: Person;
let cleo: Person;
let dan: Person;
beforeAll(async () => {
  town = await openTown({ clock: () => now, settings: { 'groups.made': 1000, 'groups.invited': 1000 } });
  [ann, ben, cleo, dan] = await town.people('ann', 'ben', 'cleo', 'dan');
  for (const one of [ann, ben, cleo]) for (const other of [ann, ben, cleo]) if (one !== other) await one.follows(other);
});
afterAll(() => town.close());

let key = 0;
const inDays = (days: number): string => new Date(now + days * DAY).toISOString();
const act = async (who: Person, path: string, body?: object): Promise<Json> => {
  const answer = await who.post(`${GROUPS}/${path}`, body);
  expect(answer.status, `${path}: ${answer.text}`).toBe(200);
  return answer.body;
};
const read = async (who: Person, path: string): Promise<Json> => {
  const answer = await who.get(path);
  expect(answer.status, `${path}: ${answer.text}`).toBe(200);
  return answer.body;
};
const chatOf = async (title: string): Promise<Json> => (await ann.post(CHATS, { account_ids: [ben.id, cleo.id], title })).body;
const send = (who: Person, group: Json, text: string) => who.post(`${CHATS}/${group.chat_id}/messages`, { text, client_key: `k${++key}` });
const turn = (): Promise<void> => turnDue(town.ctx, new Date(now));

/** A sub-group of a fresh conversation, with these in it. */
async function born(days: number, others: Person[] = [ben, cleo], more: object = {}): Promise<Json> {
  const chat = await chatOf('Les 612');
  const group = (await ann.post(GROUPS, { parent_chat_id: chat.id, title: 'Prep', purpose: 'Préparer', ends_at: inDays(days), account_ids: others.map(({ id }) => id), ...more })).body;
  for (const one of others) await act(one, `${group.id}/join`);
  return { ...group, parent_chat_id: chat.id };
}

describe('born', () => {
  test('from a conversation or a group, with a purpose and an end; those there see it on the map, and others nothing', async () => {
    const chat = await chatOf('Parents');
    const wish = { parent_chat_id: chat.id, title: 'Prep AuPerchoir', purpose: 'Préparer la soirée', ends_at: inDays(3) };
    for (const without of ['purpose', 'ends_at']) expect((await ann.post(GROUPS, { ...wish, [without]: undefined })).status).toBe(422);
    expect((await dan.post(GROUPS, wish)).status).toBe(404);
    expect((await ann.post(GROUPS, { ...wish, account_ids: [dan.id] })).status).toBe(422);
    const group = await act(ann, '', { ...wish, account_ids: [ben.id] });
    expect(group).toMatchObject({ parent: { kind: 'chat', id: chat.id, title: 'Parents' }, access: 'request', private: false, ends_at: wish.ends_at });
    expect((await read(cleo, `${CHATS}/${chat.id}/map`)).groups).toMatchObject([{ id: group.id, title: 'Prep AuPerchoir', purpose: 'Préparer la soirée', ends_at: wish.ends_at, members_count: 1, me: null }]);
    for (const path of [`${GROUPS}/${group.id}`, `${GROUPS}/${group.id}/map`, `${CHATS}/${chat.id}/map`]) expect((await dan.get(path)).status).toBe(404);
    expect((await read(ben, `${GROUPS}?shelf=requests`)).map(({ id }: Json) => id)).toContain(group.id);
    const child = await act(ann, '', { parent_chat_id: group.chat_id, title: 'Affiches', purpose: 'Les affiches', ends_at: inDays(2) });
    expect(child.parent).toMatchObject({ kind: 'group', id: group.id });
    await act(ben, `${group.id}/join`);
    const map = await read(ben, `${GROUPS}/${group.id}/map`);
    expect([map.groups.map(({ title }: Json) => title), map.private]).toEqual([['Affiches'], []]);
    expect((await read(ben, `${GROUPS}/${group.id}/log`))[1]).toMatchObject({ kind: 'subgroup', subject_id: child.id, note: 'Affiches' });
  });

  test('a private one is on no map, but that there is one is, and is logged', async () => {
    const parent = await act(ann, '', { title: 'Parent', access: 'public' });
    await act(ben, `${parent.id}/join`);
    const group = await act(ann, '', { parent_group_id: parent.id, title: 'hush-hidden', purpose: 'Secret', ends_at: inDays(3), private: true });
    const map = await read(ben, `${GROUPS}/${parent.id}/map`);
    expect(map).toMatchObject({ groups: [], private: [{ account: { username: 'ann' } }] });
    const log = await read(ben, `${GROUPS}/${parent.id}/log`);
    expect(log[0]).toMatchObject({ kind: 'map_private', subject_id: null, note: '' });
    expect(JSON.stringify([map, log])).not.toContain('hush-hidden');
    expect((await ben.get(`${GROUPS}/${group.id}`)).status).toBe(404);
    const open = await act(ann, '', { parent_group_id: parent.id, title: 'Open', purpose: 'Open', ends_at: inDays(3) });
    await ann.patch(`${GROUPS}/${open.id}`, { private: true });
    expect((await read(ben, `${GROUPS}/${parent.id}/map`))).toMatchObject({ groups: [], private: [{}, {}] });
  });

  test('there is no child without a node on the map or a logged choice', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.record({ isPrivate: fc.boolean(), later: fc.boolean(), below: fc.nat(3) }), { minLength: 1, maxLength: 6 }), async (wishes) => {
      const groups = [await act(ann, '', { title: 'Top' })];
      for (const { isPrivate, later, below } of wishes) {
        const parent = groups[below % groups.length];
        const child = await act(ann, '', { parent_group_id: parent.id, title: `n${groups.length}`, purpose: 'p', ends_at: inDays(5), private: isPrivate && !later });
        if (isPrivate && later) await ann.patch(`${GROUPS}/${child.id}`, { private: true });
        groups.push(child);
      }
      await ben.get(GROUPS);
      for (const parent of groups) {
        const rows = await town.sql<{ id: number; map_private: boolean }>(`select id, map_private from groups.circle where parent_group_id = ${parent.id}`);
        const map = await read(ann, `${GROUPS}/${parent.id}/map`);
        expect(map.private).toHaveLength(rows.filter((row) => row.map_private).length);
        expect(map.groups.map(({ id }: Json) => id)).toEqual(expect.arrayContaining(rows.filter((row) => !row.map_private).map(({ id }) => String(id))));
      }
    }), { numRuns: 8 });
  });
});

describe('its end', () => {
  test('is warned of a week and a day before, each once, however often and late anybody looks', async () => {
    const group = await born(10);
    const warned = async (): Promise<string[]> => {
      await Promise.all([turn(), turn()]);
      await turn();
      await town.settled();
      const lines = (await read(ben, '/api/v1/notifications?limit=80')).filter((one: Json) => one.perchoir_group?.group_id === group.id);
      return lines.map((one: Json) => one.perchoir_group.kind).filter((kind: string) => kind.endsWith('_left')).toReversed();
    };
    expect(await warned()).toEqual([]);
    now += 3 * DAY + HOUR;
    expect(await warned()).toEqual(['week_left']);
    now += 6 * DAY;
    expect(await warned()).toEqual(['week_left', 'day_left']);
    expect((await read(ben, `${GROUPS}/${group.id}/log`)).filter(({ kind }: Json) => kind === 'warning').map(({ note }: Json) => note)).toEqual(['day', 'week']);
  });

  test('is put off where nobody objects in time, at once where all say yes, and not at all where one objects', async () => {
    const [silent, agreed, refused] = [await born(5), await born(5), await born(5)];
    for (const group of [silent, agreed, refused]) {
      await act(ann, `${group.id}/extension`, { ends_at: inDays(20) });
      expect((await ben.post(`${GROUPS}/${group.id}/extension`, { ends_at: inDays(30) })).status).toBe(409);
    }
    await act(ben, `${agreed.id}/extension/yes`);
    expect((await read(ann, `${GROUPS}/${agreed.id}`)).next.extension).toMatchObject({ yes_count: 2, members_count: 3, asked_by: { username: 'ann' }, me: 'yes' });
    const ends = inDays(20);
    expect(await act(cleo, `${agreed.id}/extension/yes`)).toMatchObject({ ends_at: ends, next: { extension: null } });
    expect(await act(cleo, `${refused.id}/extension/no`)).toMatchObject({ ends_at: refused.ends_at, next: { extension: null } });
    expect((await ben.post(`${GROUPS}/${refused.id}/extension/yes`)).status).toBe(404);
    now += 2 * DAY - HOUR;
    await turn();
    expect((await read(ann, `${GROUPS}/${silent.id}`)).ends_at).toBe(silent.ends_at);
    now += 2 * HOUR;
    await turn();
    expect((await read(ann, `${GROUPS}/${silent.id}`)).ends_at).toBe(ends);
    now += 3 * DAY;
    await turn();
    expect(await Promise.all([silent, agreed, refused].map(async ({ id }) => (await read(ann, `${GROUPS}/${id}`)).state))).toEqual(['open', 'open', 'dissolved']);
  });

  test('a question that is open when the end comes is decided first', async () => {
    const group = await born(1);
    now += 20 * HOUR;
    await act(ben, `${group.id}/extension`, { ends_at: inDays(9) });
    now += 5 * HOUR;
    await turn();
    expect(await read(ann, `${GROUPS}/${group.id}`)).toMatchObject({ state: 'open', next: { extension: null } });
  });

  test('a group may be dissolved before its time, or without one, by consent', async () => {
    const group = await act(ann, '', { title: 'Lasting', access: 'public' });
    await act(ben, `${group.id}/join`);
    await act(ben, `${group.id}/dissolution`);
    expect(await act(ann, `${group.id}/dissolution/no`)).toMatchObject({ state: 'open', next: { dissolution: null } });
    await act(ben, `${group.id}/dissolution`);
    await act(ann, `${group.id}/dissolution/yes`);
    await turn();
    expect((await read(ann, `${GROUPS}/${group.id}`)).state).toBe('dissolved');
  });
});

/** Texts that people write, each with a word that can be found again. */
const STRANGE = ['canary-é<script>alert(1)</script>', 'canary-\u202Eevil\u202C', "canary-'; drop table chats.message; --", 'canary-👩‍👩‍👧‍👦', 'canary-%00%s\\u0000', 'canary-\u0301\u0301\u0301', 'canary-{{7*7}}', `canary-${'z'.repeat(4000)}`];

async function tablesWith(word: string): Promise<string[]> {
  const tables = await town.sql<{ name: string }>("select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')");
  expect(tables.length).toBeGreaterThan(50);
  const found: string[] = [];
  for (const { name } of tables) if ((await town.sql(`select 1 from ${name} t where position('${word}' in t::text) > 0 limit 1`)).length > 0) found.push(name);
  return found;
}

async function filesWith(word: string): Promise<string[]> {
  const root = town.house.config.dataDir;
  const files = (await readdir(root, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const found = await Promise.all(files.map(async (entry) => ((await readFile(join(entry.parentPath, entry.name))).includes(word) ? entry.name : undefined)));
  return found.flatMap((name) => name ?? []);
}

/** As a table shows bytes. */
const OPAQUE = Buffer.from('canary-opaque').toString('hex');

/** Whatever else may lie in a conversation: a file, a note with its revisions, a task, a pin, bytes that are no text, an address. */
async function furnish(who: Person, group: Json): Promise<void> {
  const chat = `${CHATS}/${group.chat_id}`;
  const form = new FormData();
  form.set('file', new Blob(['canary-file-bytes']), 'canary-file.txt');
  const file = (await who.post(`${chat}/files`, form)).body;
  const messages = [
    await who.post(`${chat}/messages`, { text: 'canary-with-file', client_key: 'canary-key', file_ids: [file.id] }),
    await who.post(`${chat}/messages`, { text: 'https://canary-address.example/page', client_key: 'furnish-2' }),
    await who.post(`${chat}/messages`, { body_kind: 'opaque', opaque: Buffer.from('canary-opaque').toString('base64'), client_key: 'furnish-3' }),
    await who.post(`${chat}/notes`, { title: 'canary-note', text: 'canary-body' }),
    await who.post(`${chat}/tasks`, { text: 'canary-task' }),
  ];
  expect(messages.map(({ status, text }) => (status === 200 ? 200 : text))).toEqual([200, 200, 200, 200, 200]);
  expect((await who.post(`${chat}/messages/${messages[0]?.body.id}/pin`)).status).toBe(200);
}

const archives = (): Promise<string[]> => readdir(join(town.house.config.dataDir, 'exports')).catch(() => []);

/** Everything somebody wrote, in a file that waits for them to fetch it. */
async function orderArchive(who: Person): Promise<void> {
  const browser = new Browser(town.base);
  await browser.open('/auth/sign_in?return_to=%2Fsettings%2Fdata');
  await browser.submit({ username: who.username, password: PASSWORD });
  expect((await browser.upload('/settings/data/archive', undefined)).status).toBe(303);
  await expect.poll(async () => (await who.get('/api/v1/imports')).body[0]?.state, { timeout: 20_000 }).toBe('done');
  expect(await archives()).toHaveLength(1);
}

describe('dissolved', () => {
  test('nothing of it is in any table, on the disk, on any page, in any search, stream or archive; its digest names who approved it and holds nothing vetoed', async () => {
    const group = await born(3, [ben, cleo], { house_rules: 'canary-rules' });
    for (const one of [ben, cleo]) await act(one, `${group.id}/rules`);
    const [stream, events] = [await ben.stream('groups'), await ben.events('chats')];
    const messages: Json[] = [];
    for (const text of STRANGE) messages.push((await send(ben, group, text)).body);
    const heard = await events.next('chat.message');
    await events.close();
    await ben.patch(`${CHATS}/${group.chat_id}/messages/${messages[0].id}`, { text: 'canary-edited' });
    await cleo.post(`${CHATS}/${group.chat_id}/messages/${messages[1].id}/reactions`, { name: '👏' });
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(greyPng(9, 9))]), 'a.png');
    form.set('description', 'canary-picture');
    const media = (await ben.post('/api/v1/media', form)).body;
    const post = await ben.posts('canary-post @cleo #canarytag', { group_id: group.id, spoiler_text: 'canary-warning', media_ids: [media.id] });
    await ben.put(`/api/v1/statuses/${post.id}`, { status: 'canary-post-edited', media_ids: [media.id] });
    await cleo.posts('canary-answer', { in_reply_to_id: post.id });
    await cleo.does('bookmark', post);
    await furnish(ben, group);
    await ben.patch(`${GROUPS}/${group.id}/me`, { trade: 'canary-trade', helps_with: ['canary-help'] });
    await act(ben, `${group.id}/invitations`, { account_id: dan.id, reason: 'canary-reason' });
    const items = ['We meet at the Bataclan', 'canary-vetoed', 'canary-nobody'];
    for (const text of items) await act(ann, `${group.id}/digest/items`, { text });
    const [kept, vetoed] = await read(ann, `${GROUPS}/${group.id}/digest`);
    for (const one of [ben, cleo]) await act(one, `${group.id}/digest/items/${kept.id}/approve`);
    await act(cleo, `${group.id}/digest/items/${vetoed.id}/approve`);
    await act(ann, `${group.id}/digest/items/${vetoed.id}/veto`);
    await town.settled();
    const folder = join(town.house.config.dataDir, 'files');
    const yesterday = new Date(Date.now() - DAY);
    for (const name of await readdir(folder, { recursive: true })) await utimes(join(folder, name), yesterday, yesterday);
    for (const word of ['canary-', OPAQUE]) expect(await tablesWith(word)).not.toEqual([]);
    expect(await filesWith('canary-file-bytes')).toHaveLength(1);
    expect((await town.visitor.get(new URL(media.url).pathname)).status).toBe(200);

    await orderArchive(ben);

    now += 3 * DAY + HOUR;
    await Promise.all([turn(), turn(), turn()]);
    await turn();
    await town.settled();
    expect((await stream.next('group.dissolved')).payload).toEqual({ id: group.id });
    // The tag's name is everybody's.
    await expect.poll(async () => [...(await tablesWith('canary-')), ...(await tablesWith(OPAQUE)), ...(await filesWith('canary-')), ...(await archives())], { timeout: 20_000, interval: 300 }).toEqual([]);
    for (const { id } of [...messages, post]) expect(await town.sql(`select 1 from chats.message where id = ${id} union select 1 from posts.post where id = ${id} union select post_id from search.entry where post_id = ${id}`)).toEqual([]);
    await expect.poll(async () => (await town.visitor.get(new URL(media.url).pathname)).status, { timeout: 20_000, interval: 300 }).toBe(404);

    expect(await read(ben, `${GROUPS}/${group.id}`)).toMatchObject({ state: 'dissolved', handle: null, title: 'Prep', purpose: 'Préparer', house_rules: '', chat_id: null, members_count: 3, me: { state: 'kept' }, next: null });
    const digest = await read(ben, `${GROUPS}/${group.id}/digest`);
    expect(digest).toMatchObject([{ text: 'We meet at the Bataclan', account: null, stays: true, vetoed_by: [] }]);
    expect(digest[0].approved_by.map(({ username }: Json) => username).toSorted()).toEqual(['ben', 'cleo']);
    expect((await read(cleo, `${CHATS}/${group.parent_chat_id}/map`)).groups).toMatchObject([{ id: group.id, state: 'dissolved', members_count: 3 }]);
    for (const who of [ann, ben, cleo, dan]) {
      for (const path of [`${CHATS}/${group.chat_id}`, `${CHATS}/${group.chat_id}/messages`, `${GROUPS}/${group.id}/members`, `${GROUPS}/${group.id}/log`, `${GROUPS}/${group.id}/timeline`, `/api/v1/statuses/${post.id}`]) {
        expect((await who.get(path)).status, `${who.username} ${path}`).toBe(404);
      }
    }
    for (const path of ['', '/digest']) expect((await dan.get(`${GROUPS}/${group.id}${path}`)).status).toBe(404);
    expect((await send(ben, group, 'still here?')).status).toBe(404);
    const again = await ben.events('chats', {}, { 'last-event-id': String(heard.id) });
    await chatOf('Marker');
    await again.next('chat');
    expect(JSON.stringify(again.frames)).not.toContain('canary-');
    await Promise.all([stream, again].map((one) => one.close()));
  }, 60_000);

  test('what was cut off in the middle goes on, and nothing is told twice', async () => {
    const group = await born(2);
    await send(ben, group, 'canary-halfway');
    await town.sql(`update groups.circle set state = 'dissolving' where id = ${group.id}`);
    await Promise.all([turn(), turn()]);
    await turn();
    await town.settled();
    expect(await town.sql("select 1 from chats.message where body like 'canary-halfway'")).toEqual([]);
    const told = (await read(ben, '/api/v1/notifications?limit=80')).filter((one: Json) => one.perchoir_group?.group_id === group.id && one.perchoir_group.kind === 'dissolved');
    expect(told).toHaveLength(1);
  });
});

describe('the clock', () => {
  test('of the process alone jumps a day ahead: nothing is dissolved, and once it is back everything is as it was', async () => {
    const group = await born(0.5);
    now = Date.now() + DAY;
    await turnByClock(town.ctx);
    now = Date.now();
    await turnByClock(town.ctx);
    await town.settled();
    expect((await read(ben, `${GROUPS}/${group.id}`))).toMatchObject({ state: 'open', members_count: 3 });
  });

  test('that is believed never runs ahead of the time that passes, whatever the one on the wall does', () => {
    const steps = fc.array(fc.record({ passes: fc.nat(3_600_000), jump: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: -2 * DAY, max: 2 * DAY }) }) }), { maxLength: 50 });
    fc.assert(fc.property(steps, (all) => {
      const clock = new SteadyClock();
      let [wall, passed, real] = [1e12, 0, 1e12];
      clock.read(wall, passed);
      for (const { passes, jump } of all) {
        wall += passes + jump;
        passed += passes;
        real += passes;
        const at = clock.read(wall, passed).getTime();
        expect(at).toBeLessThanOrEqual(real + 5 * 60_000);
        expect(at).toBeLessThanOrEqual(Math.max(wall, real + 5 * 60_000));
      }
    }));
    const steady = new SteadyClock();
    steady.read(0, 0);
    expect([steady.read(HOUR, HOUR), steady.read(2 * HOUR + DAY, 2 * HOUR), steady.read(3 * HOUR, 3 * HOUR)].map(Number)).toEqual([HOUR, 2 * HOUR, 3 * HOUR]);
  });
});

test('whatever people ask and however time passes, a group ends when the plain model says, and once', async () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ act: fc.constant('wait' as const), who: fc.nat(2), days: fc.integer({ min: 1, max: 40 }) }) },
    { weight: 3, arbitrary: fc.record({ act: fc.constantFrom('extend' as const, 'dissolve' as const), who: fc.nat(2), days: fc.integer({ min: 1, max: 20 }) }) },
    { weight: 3, arbitrary: fc.record({ act: fc.constantFrom('yes' as const, 'no' as const), who: fc.nat(2), days: fc.constant(0) }) },
  );
  await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 8 }), fc.array(step, { maxLength: 14 }), async (days, steps) => {
    const people = [ann, ben, cleo];
    const group = await born(days);
    let end = Date.parse(group.ends_at);
    let asked: { kind: 'extension' | 'dissolution'; to: number; decides: number; yes: Set<number> } | undefined;
    let over = false;
    const adopt = (at: number): void => {
      if (asked?.kind === 'extension') end = asked.to;
      else end = at;
      asked = undefined;
    };
    for (const { act: what, who, days: many } of steps) {
      const call = (path: string, body?: object) => (people[who] as Person).post(`${GROUPS}/${group.id}/${path}`, body);
      if (what === 'wait') {
        // A tenth of a day at a time is as fine as anything here is.
        now += many * 2.4 * HOUR;
        await turn();
        if (!over && asked !== undefined && asked.decides <= now) adopt(now);
        if (end <= now) over = true;
      } else if (what === 'extend' || what === 'dissolve') {
        const to = end + many * DAY;
        await call(what === 'extend' ? 'extension' : 'dissolution', { ends_at: new Date(to).toISOString() });
        if (!over && asked === undefined) asked = { kind: what === 'extend' ? 'extension' : 'dissolution', to, decides: Math.min(now + 2 * DAY, end), yes: new Set([who]) };
      } else {
        const kind = asked?.kind ?? 'extension';
        await call(`${kind}/${what}`);
        if (over || asked === undefined) continue;
        if (what === 'no') asked = undefined;
        else if (asked.yes.add(who).size === 3) {
          adopt(now);
          await turn();
          if (end <= now) over = true;
        }
      }
      const shown = await read(ann, `${GROUPS}/${group.id}`);
      expect(shown.state).toBe(over ? 'dissolved' : 'open');
      if (!over) expect(Date.parse(shown.ends_at)).toBe(end);
    }
    expect(await town.sql(`select 1 from chats.chat where group_id = ${group.id}`)).toHaveLength(over ? 0 : 1);
  }), { numRuns: 12 });
}, 90_000);
