// Who leaves is gone: no row, no word, no picture of theirs is left, and everybody else keeps what is theirs.
import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMember, deleteMember } from '#auth';
import { openTown, PASSWORD } from '#town';
import { Browser } from './town/browser.ts';
import type { Json, Person, Town } from '#town';

/** In every text that ann writes here. */
const WORD = 'quetzalcoatlus';
/** The jobs of a deletion take two rounds, five seconds apart. */
const PATIENCE = { timeout: 20_000, interval: 200 };

let town: Town;
let ann: Person;
let ben: Person;
let cleo: Person;

beforeAll(async () => {
  town = await openTown();
  [ann, ben, cleo] = await town.people('ann', 'ben', 'cleo');
});
afterAll(() => town.close());

/** Tables that still hold the account's id in a column that says whose a row is, with how many rows. */
async function rowsOf(id: string): Promise<Record<string, number>> {
  const columns = await town.sql<{ name: string; column: string }>(`
    select format('%I.%I', table_schema, table_name) as name, column_name as column from information_schema.columns
    where data_type = 'bigint' and column_name in ('account_id', 'author_id', 'follower_id', 'target_id', 'from_id')
      and table_schema not like 'graphile%'`);
  expect(columns.length).toBeGreaterThan(15);
  const found: Record<string, number> = {};
  for (const { name, column } of columns) {
    const [row] = await town.sql<{ count: number }>(`select count(*) as count from ${name} where ${column} = ${id}`);
    if (row !== undefined && row.count > 0) found[`${name}.${column}`] = row.count;
  }
  return found;
}

/** Tables in which some text of hers can still be found. */
async function tablesWith(word: string): Promise<string[]> {
  const tables = await town.sql<{ name: string }>(`
    select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`);
  expect(tables.length).toBeGreaterThan(25);
  const found: string[] = [];
  for (const { name } of tables) {
    if ((await town.sql(`select 1 from ${name} t where t::text ilike '%${word}%' limit 1`)).length > 0) found.push(name);
  }
  return found;
}

async function uploadAvatar(): Promise<string> {
  const form = new FormData();
  const pixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
  form.set('avatar', new Blob([pixel], { type: 'image/png' }), 'a.png');
  form.set('note', WORD);
  const { body } = await ann.patch('/api/v1/accounts/update_credentials', form);
  // As if it had been uploaded yesterday: what was uploaded within the hour is taken off the disk later.
  const folder = join(town.house.config.dataDir, 'files');
  const yesterday = new Date(Date.now() - 86_400_000);
  for (const name of await readdir(folder, { recursive: true })) await utimes(join(folder, name), yesterday, yesterday);
  return new URL(body.avatar).pathname;
}

test('a deleted account leaves nothing behind but its name, and streams hear of every post', async () => {
  const picture = await uploadAvatar();
  expect((await town.visitor.get(picture)).status).toBe(200);
  for (const [one, other] of [[ann, ben], [ben, ann], [cleo, ann]] as const) await one.follows(other);
  await ann.mutes(cleo);
  await ann.post(`/api/v1/accounts/${ben.id}/note`, { comment: WORD });
  await ann.blocks(await town.person('dora'));
  await (await town.person('emil', { locked: true })).get('/api/v1/preferences');
  await ann.follows(await town.person('emil'));

  const chats = '/api/perchoir/v1/chats';
  const chat = (await ann.post(chats, { account_ids: [ben.id], title: 'Talk' })).body;
  const form = new FormData();
  form.set('file', new Blob([WORD]), `${WORD}.txt`);
  const file = (await ann.post(`${chats}/${chat.id}/files`, form)).body;
  await ann.post(`${chats}/${chat.id}/messages`, { text: WORD, client_key: WORD, file_ids: [file.id] });
  await ann.post(`${chats}/${chat.id}/notes`, { title: WORD, text: WORD });
  await ann.post(`${chats}/${chat.id}/tasks`, { text: WORD });
  await ann.patch(`${chats}/preferences`, { read_marks: 'none' });

  const open = await ann.posts(`${WORD} #birds @ben`);
  const others = [await ann.posts(WORD, { visibility: 'private' }), await ann.posts(`@ben ${WORD}`, { visibility: 'direct' })];
  await ann.posts(WORD, { scheduled_at: new Date(Date.now() + 86_400_000).toISOString() });
  await ann.posts(WORD, { poll: { options: [WORD, 'b'], expires_in: 600 }, visibility: 'direct' });
  await ann.put(`/api/v1/statuses/${open.id}`, { status: `${WORD} edited`, spoiler_text: WORD });
  const answer = await ben.posts('an answer', { in_reply_to_id: open.id });
  const own = await ben.posts('his own', { poll: { options: ['a', 'b'], expires_in: 600 } });
  await ann.post(`/api/v1/polls/${own.id}/votes`, { choices: [1] });
  const passedOn = await ben.does('reblog', open);
  await ben.does('favourite', open);
  for (const act of ['favourite', 'bookmark']) await ann.does(act, own);
  const shared = await ann.does('reblog', own);
  await ann.does('pin', open);
  for (const act of ['follow', 'feature']) await ann.post(`/api/v1/tags/${WORD}/${act}`);
  for (const [one, other] of [[ann, ben], [ben, ann]] as const) {
    const list = (await one.post('/api/v1/lists', { title: one === ann ? WORD : 'his' })).body;
    await one.post(`/api/v1/lists/${list.id}/accounts`, { account_ids: [other.id, one.id] });
  }
  await ann.post(`/api/v1/statuses/${own.id}/mute`);
  await ann.post('/api/v1/statuses', { status: WORD, visibility: 'unlisted' }, { headers: { 'idempotency-key': WORD } });
  await ann.post('/api/v1/markers', { home: { last_read_id: own.id } });
  await ann.post('/api/v1/reports', { account_id: cleo.id, comment: WORD });
  await cleo.post('/api/v1/reports', { account_id: ann.id });
  const filter = (await ann.post('/api/v2/filters', { title: WORD, context: ['home'], keywords_attributes: [{ keyword: WORD }] })).body as Json;
  await ann.post(`/api/v2/filters/${filter.id}/statuses`, { status_id: own.id });
  await ann.patch('/api/perchoir/v1/trust/card', { help: WORD, address: WORD });
  const { id: trust } = (await ann.post('/api/perchoir/v1/trust', { account_id: ben.id })).body as Json;
  await ben.post(`/api/perchoir/v1/trust/${trust}/accept`, {});
  await town.settled();
  const stream = await ben.stream('user');
  const hers = await ann.stream('user');

  await deleteMember(town.ctx, Number(ann.id));
  await hers.closed;
  expect((await ann.get('/api/v1/accounts/verify_credentials')).status).toBe(401);
  expect((await ben.get(`/api/v1/accounts/${ann.id}`)).status).toBe(404);
  expect((await ben.get(`/api/v1/statuses/${open.id}`)).status).toBe(404);
  expect((await ben.home()).map((post) => post.id)).toEqual([own.id, answer.id]);

  // That ben answered her is part of what ben wrote, and that somebody said something, of his conversation.
  await expect.poll(() => rowsOf(ann.id), PATIENCE).toEqual({ 'posts.mention.account_id': 1, 'chats.message.author_id': 1 });
  await town.settled();
  expect(await tablesWith(WORD)).toEqual([]);
  expect(await tablesWith('ann@example.org')).toEqual([]);
  await expect.poll(async () => (await town.visitor.get(picture)).status, PATIENCE).toBe(404);
  const told = stream.frames.filter((frame) => frame.event === 'delete').map((frame) => frame.payload);
  expect(told).toEqual(expect.arrayContaining([open, ...others, passedOn, shared].map((post: Json) => post.id)));

  expect((await ben.get(`/api/v1/statuses/${own.id}`)).body).toMatchObject({ favourites_count: 0, reblogs_count: 0, replies_count: 0, poll: { voters_count: 0, votes_count: 0 } });
  expect((await ben.get(`/api/v1/statuses/${answer.id}`)).body).toMatchObject({ in_reply_to_id: open.id, content: '<p>an answer</p>' });
  expect((await ben.get('/api/v1/accounts/verify_credentials')).body).toMatchObject({ followers_count: 0, following_count: 0, statuses_count: 2 });
  expect((await ben.get('/api/v1/notifications')).body).toEqual([]);
  expect((await (await town.person('emil')).get('/api/v1/follow_requests')).body).toEqual([]);
}, 60_000);

test('who gives the password on the security page deletes the account, and is signed out everywhere', async () => {
  const leo = await town.person('leo');
  const post = await leo.posts('not for long');
  const browser = new Browser(town.base);
  await browser.open('/auth/sign_in');
  await browser.submit({ username: 'leo', password: PASSWORD });
  await browser.open('/settings/security');
  expect((await browser.submit({ current_password: 'a wrong one' }, /security\/delete/)).status).toBe(422);
  expect((await leo.get('/api/v1/accounts/verify_credentials')).status).toBe(200);
  await browser.open('/settings/security');
  expect((await browser.submit({ current_password: PASSWORD }, /security\/delete/)).html).toContain('has been deleted');
  expect((await leo.get('/api/v1/accounts/verify_credentials')).status).toBe(401);
  expect((await browser.open('/settings/security')).address).toMatch(/^\/auth\/sign_in/);
  expect((await browser.submit({ username: 'leo', password: PASSWORD })).status).toBe(422);
  expect((await town.visitor.get(`/api/v1/statuses/${post.id}`)).status).toBe(404);
}, 20_000);

test('the name passes to nobody, the mailbox may come back under another, and nobody is deleted twice', async () => {
  const gone = { username: 'ann', email: 'ann@example.org', password: PASSWORD };
  await expect(createMember(town.ctx, gone)).rejects.toMatchObject({ details: { username: [{ error: 'ERR_TAKEN' }] } });
  await createMember(town.ctx, { ...gone, username: 'anna' });
  await expect(deleteMember(town.ctx, Number(ann.id))).rejects.toMatchObject({ status: 404 });
});
