// Receipts of lists: what a list shows is held against the logs of its authors, by the server and by a stranger with the public API alone.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { tellEarlier } from '#receipts';
import { openTown } from '#town';
import { runCommand } from '../../commands.ts';
import { verifyAllLogs } from './log.ts';
import { verifyReceipt } from './receipt.ts';
import { PublicServer } from './server.ts';
import type { Json, Person, Town } from '#town';

let town: Town;
let alice: Person;
let bob: Person;
let carol: Person;

const RECEIPTS = '/api/perchoir/v1/receipts';
const LISTS = ['public', 'tags/agora'];

beforeAll(async () => {
  town = await openTown();
  [alice, bob, carol] = await town.people('alice', 'bob', 'carol');
  await alice.follows(bob);
  for (let n = 0; n < 6; n++) for (const person of [alice, bob, carol]) await person.posts(`${person.username} says ${n}${n % 2 === 0 ? ' #agora' : ''}`);
  await town.settled();
});
afterAll(() => town?.close());

/** What a stranger's program finds wrong with a list, in words. */
async function wrongWith(list: string, { token }: { token?: string | undefined } = {}, query = '?limit=40'): Promise<string[]> {
  const { report } = await verifyReceipt(new PublicServer(town.base, token), `${RECEIPTS}/${list}${query}`);
  return report.wrong;
}

const receiptOf = async (person: Pick<Person, 'get'>, list: string, query = '?limit=40'): Promise<Json> => (await person.get(`${RECEIPTS}/${list}${query}`)).body.receipt;

/** Something done behind the back of the server, found, and undone. */
async function behindTheBack([act, undo]: readonly [string, string], found: RegExp): Promise<void> {
  await town.sql('alter table receipts.entry disable trigger entry_grows');
  await town.sql(act);
  const wrong = await wrongWith('tags/tampered');
  await town.sql(undo);
  await town.sql('alter table receipts.entry enable trigger entry_grows');
  expect(wrong.join('\n'), act).toMatch(found);
}

/** What the process remembers of a list, as somebody would change it who can write its memory. */
function remembered(): { remove(key: string, id: number): void; add(key: string, id: number): void } {
  for (const state of town.house.states as { store?: { merge?: unknown } }[]) if (typeof state?.store?.merge === 'function') return state.store as never;
  throw new Error('No lists are remembered');
}

test('every list gives a receipt that a stranger finds whole: of everything, and of any span', async () => {
  const thread = await alice.posts('Who comes? #agora');
  const answer = await bob.posts('I do', { in_reply_to_id: thread.id });
  await carol.posts('So do I', { in_reply_to_id: answer.id });
  await bob.post(`/api/v1/statuses/${thread.id}/reblog`);
  await bob.posts('For those who follow', { visibility: 'private' });
  await bob.posts('@alice between us', { visibility: 'direct' });
  const list = (await alice.post('/api/v1/lists', { title: 'Evening' })).body;
  await alice.post(`/api/v1/lists/${list.id}/accounts`, { account_ids: [bob.id] });
  await town.settled();
  for (const name of [...LISTS, `accounts/${bob.id}`, `posts/${thread.id}/thread`]) expect(await wrongWith(name), name).toEqual([]);
  for (const name of ['home', 'public', `lists/${list.id}`, `accounts/${bob.id}`, `posts/${answer.id}/thread`]) expect(await wrongWith(name, alice), name).toEqual([]);
  const home = await receiptOf(alice, 'home');
  const served = (await alice.get('/api/v1/timelines/home?limit=40')).body.map(({ id }: Json) => id);
  expect([...home.items, ...home.unlogged].map(({ id }: Json) => id).sort()).toEqual(served.toSorted());
  expect(home.unlogged).toHaveLength(1);
  expect(home).toMatchObject({ count: home.items.length, findings: [], left_out: [] });
  const ids = served.map(Number);
  for (let n = 0; n < 100; n++) {
    const [a, b] = [ids[(n * 7) % ids.length], ids[(n * 13 + 3) % ids.length]];
    const span = `?limit=${1 + (n % 9)}&max_id=${Math.max(a, b)}${n % 2 === 0 ? `&since_id=${Math.min(a, b)}` : ''}${n % 5 === 0 ? `&min_id=${Math.min(a, b)}` : ''}`;
    for (const name of ['home', 'tags/agora']) expect(await wrongWith(name, alice, span), `${name} ${span}`).toEqual([]);
  }
});

test('who is muted or blocked is left out with that reason, and nothing else is', async () => {
  const dan = await town.person('dan');
  await carol.follows(dan);
  await carol.follows(bob);
  const said = await dan.posts('Listen to me #agora');
  const answer = await bob.posts('@dan yes', { in_reply_to_id: said.id });
  await carol.post(`/api/v1/accounts/${dan.id}/mute`);
  await town.settled();
  const left = (receipt: Json): string[] => receipt.left_out.map(({ id, reason }: Json) => `${reason} ${id}`);
  expect(left(await receiptOf(carol, 'tags/agora'))).toEqual([`your-mute ${said.id}`]);
  expect(left(await receiptOf(carol, 'home'))).toEqual([`your-mute ${answer.id}`, `your-mute ${said.id}`]);
  expect(left(await receiptOf(alice, 'tags/agora'))).toEqual([]);
  await carol.post(`/api/v1/accounts/${dan.id}/unmute`);
  await carol.post(`/api/v1/accounts/${dan.id}/block`);
  expect(left(await receiptOf(carol, 'public'))).toEqual([`your-block ${said.id}`]);
  expect(await wrongWith('public', carol)).toEqual([]);
  // Nobody learns from a receipt who blocks them.
  expect(JSON.stringify(await receiptOf(dan, 'public'))).not.toContain(carol.id);
});

test('what is deleted, put in, swapped, changed by a byte or back-dated is found and named: in the posts, in the logs, in what lists remember', async () => {
  const erin = await town.person('erin');
  const posts: Json[] = [];
  for (let n = 0; n < 5; n++) posts.push(await erin.posts(`line ${n} #tampered`));
  await town.settled();
  const [first, second, third, fourth] = posts.map(({ id }) => id);
  const log = `account_id = ${erin.id} and audience = 'everybody'`;
  const [noRoot, changed] = [new RegExp(`log ${erin.id}/everybody: its first 5 entries do not give the root`), new RegExp(`post ${third} is not what its author’s log says`)];
  const entry = (set: string, back: string, at: string): [string, string] => [`update receipts.entry set ${set} where ${log} and ${at}`, `update receipts.entry set ${back} where ${log} and ${at}`];
  const post = (set: string, back: string): [string, string] => [`update posts.post set ${set} where id = ${third}`, `update posts.post set ${back} where id = ${third}`];
  await behindTheBack(entry(`at = at - interval '1 day'`, `at = at + interval '1 day'`, 'seq = 2'), noRoot);
  await behindTheBack(entry('commitment = set_byte(commitment, 7, get_byte(commitment, 7) # 1)', 'commitment = set_byte(commitment, 7, get_byte(commitment, 7) # 1)', 'seq = 3'), noRoot);
  await behindTheBack(entry(`record = replace(record, 'line 1', 'line 9')`, `record = replace(record, 'line 9', 'line 1')`, `post_id = ${second}`), new RegExp(`\\(post ${second}\\): what it opens to is not`));
  await behindTheBack([`update receipts.entry set seq = seq + 90 where ${log} and seq > 2`, `update receipts.entry set seq = seq - 90 where ${log} and seq > 2`], new RegExp(`log ${erin.id}/everybody: entry 3 is not there`));
  // Two that change places: by way of places that nobody has.
  const swap = `with a as (update receipts.entry set seq = 201 where ${log} and seq = 1 returning 1) select 1 from a; update receipts.entry set seq = 1 where ${log} and seq = 2; update receipts.entry set seq = 2 where ${log} and seq = 201`;
  for (const step of swap.split('; ')) expect(step).not.toBe('');
  await town.sql('alter table receipts.entry disable trigger entry_grows');
  for (let turn = 0; turn < 2; turn++) {
    for (const step of swap.split('; ')) await town.sql(step);
    if (turn === 0) expect((await wrongWith('tags/tampered')).join('\n')).toMatch(noRoot);
  }
  await town.sql('alter table receipts.entry enable trigger entry_grows');
  await behindTheBack(post(`html = replace(html, 'line 2', 'line 3')`, `html = replace(html, 'line 3', 'line 2')`), changed);
  await behindTheBack(post(`created_at = created_at - interval '1 day'`, `created_at = created_at + interval '1 day'`), changed);
  // A post that was never said: a copy of another, a day older.
  const old = Number(second) - 86_400_000 * 4096;
  const copied = `insert into posts.post select (jsonb_populate_record(p, jsonb_build_object('id', ${old}, 'root_id', ${old}, 'created_at', p.created_at - interval '1 day'))).* from posts.post p where id = ${second}`;
  remembered().add('tag/tampered', old);
  await behindTheBack([copied, `delete from posts.post where id = ${old}`], new RegExp(`post ${old} is shown and stands in no log`));
  remembered().remove('tag/tampered', old);
  remembered().remove('tag/tampered', Number(fourth));
  expect((await wrongWith('tags/tampered')).join('\n')).toMatch(new RegExp(`post ${fourth} stands in its author’s log and is not shown`));
  remembered().add('tag/tampered', Number(fourth));
  expect(await wrongWith('tags/tampered')).toEqual([]);
  await town.sql(`delete from posts.tagging where post_id = ${first}`);
  await town.sql(`delete from posts.post where id = ${first}`);
  remembered().remove('tag/tampered', Number(first));
  expect((await wrongWith('tags/tampered')).join('\n')).toMatch(new RegExp(`post ${first} .*(cannot be opened|is not shown)`));
  const { report } = await verifyAllLogs(new PublicServer(town.base));
  expect(report.notes.join() + report.wrong.join()).toBe('');
});

/** What the command says, and its exit code. */
async function command(...words: string[]): Promise<{ code: number; said: string }> {
  const said: string[] = [];
  const spies = (['log', 'error'] as const).map((name) => vi.spyOn(console, name).mockImplementation((line: string) => void said.push(line)));
  const code = await runCommand(['verify', ...words]);
  for (const spy of spies) spy.mockRestore();
  return { code, said: said.join('\n') };
}

test('an event room is computed again like its tag, and the command takes the addresses of pages', async () => {
  const room = (await alice.post('/api/perchoir/v1/rooms', { title: 'Evening', tag: 'soiree', starts_at: new Date().toISOString(), time_zone: 'Europe/Paris', template: 'meeting' })).body;
  await bob.posts('Too early #soiree');
  await alice.post(`/api/perchoir/v1/rooms/${room.id}/open`);
  await new Promise((done) => setTimeout(done, 20));
  await bob.posts('In time #soiree');
  await town.settled();
  const { code, said } = await command('receipt', `${town.base}/rooms/${room.id}`);
  expect(said).toContain('1 post belongs to the span');
  expect(code).toBe(0);
  for (const address of ['/tags/agora', '/@bob', '/@carol']) expect((await command('receipt', town.base + address)).said, address).toMatch(/\nWhole \(/);
  expect((await command('receipt', `${town.base}/home`)).said).toContain('answers 401');
  expect((await command('receipt', `${town.base}/home`, '--token', alice.token)).code).toBe(0);
  expect((await command('receipt', 'nowhere')).code).toBe(2);
});

test('whoever kept the head of a log finds that all of it was written anew, although everything fits together', async () => {
  const fay = await town.person('fay');
  for (const text of ['one', 'two', 'three']) await fay.posts(text);
  await town.settled();
  const known = join(town.house.config.dataDir, 'known.json');
  expect((await command('log', `${town.base}/@fay`, '--known', known)).code).toBe(0);
  await fay.posts('four');
  await town.settled();
  expect((await command('log', `${town.base}/@fay`, '--known', known)).code).toBe(0);
  await town.sql(`delete from posts.post where author_id = ${fay.id} and text = 'two'`);
  await town.sql(`delete from receipts.entry where account_id = ${fay.id}`);
  await town.sql(`delete from receipts.log where account_id = ${fay.id}`);
  await town.sql(`update receipts.earlier set above = 0, until = (select max(id) from posts.post)`);
  while (await tellEarlier(town.ctx));
  expect((await command('log', `${town.base}/@fay`)).code).toBe(0);
  const { code, said } = await command('log', `${town.base}/@fay`, '--known', known);
  expect(said).toContain(`log ${fay.id}/everybody does not begin with the 4 entries that it had`);
  expect(code).toBe(1);
});
