/** Polls, as the people who hold them and vote in them meet them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTown } from '#town';
import type { Answer, Json, Person, Stream, Town, Visitor } from '#town';
import { vote } from './commands/vote.ts';
import { postsState } from './state.ts';

let town: Town;
let alice: Person;
let bob: Person;
let carol: Person;

beforeAll(async () => {
  town = await openTown();
  [alice, bob, carol] = await town.people('alice', 'bob', 'carol');
}, 60_000);
afterAll(() => town.close());

const LUNCH = { options: ['Soup', 'Salad', 'Pasta'], expires_in: 600 };
const asks = (more: object = {}, post: object = {}): Promise<Json> => alice.posts('Lunch?', { poll: { ...LUNCH, ...more }, ...post });
const votes = (who: Visitor, post: { id: string }, ...choices: unknown[]): Promise<Answer> => who.post(`/api/v1/polls/${post.id}/votes`, { choices });
const poll = async (who: Visitor, post: { id: string }): Promise<Json> => (await who.get(`/api/v1/polls/${post.id}`)).body;
const shown = async (who: Visitor, post: { id: string }): Promise<Json> => (await who.get(`/api/v1/statuses/${post.id}`)).body.poll;
const counts = (of: Json): (number | null)[] => of.options.map((option: Json) => option.votes_count);
const PATIENCE = { timeout: 15_000, interval: 50 };

/** As if its time had come; the job that ends it is then due. */
async function ends(post: { id: string }): Promise<void> {
  await town.sql(`update posts.poll set expires_at = now() - interval '1 second' where post_id = ${post.id}`);
  postsState(town.ctx).posts.drop(Number(post.id));
  await town.sql(`update graphile_worker._private_jobs set run_at = now() where key = 'posts.endPoll ${post.id}'`);
}
const updates = (stream: Stream, post: { id: string }): Json[] =>
  stream.frames.flatMap(({ event, payload }) => (event === 'status.update' && payload.id === post.id ? payload : []));
const ended = async (post: { id: string }): Promise<boolean> =>
  (await town.sql(`select 1 from platform.outbox where name = 'posts.pollEnded' and (payload->>'id')::bigint = ${post.id}`)).length === 1;

test('a poll is the same in its post, by its own id, in every list and for who reposts it; each viewer sees their own vote', async () => {
  const post = await asks();
  expect(post.poll).toEqual({
    id: post.id, expires_at: expect.any(String), expired: false, multiple: false, votes_count: 0, voters_count: 0, emojis: [],
    options: LUNCH.options.map((title) => ({ title, votes_count: 0 })), voted: true, own_votes: [],
  });
  const left = (Date.parse(post.poll.expires_at) - Date.now()) / 1000;
  expect(left).toBeGreaterThan(590);
  expect(left).toBeLessThanOrEqual(600);
  const answer = await votes(bob, post, 1);
  expect(answer.body).toMatchObject({ voted: true, own_votes: [1], votes_count: 1, voters_count: 1 });
  expect(counts(answer.body)).toEqual([0, 1, 0]);
  expect(await poll(bob, post)).toEqual(answer.body);
  expect(await shown(bob, post)).toEqual(answer.body);
  expect(await shown(carol, post)).toEqual({ ...answer.body, voted: false, own_votes: [] });
  const { voted: _, own_votes: __, ...open } = answer.body;
  expect(await shown(town.visitor, post)).toEqual(open);
  await bob.follows(alice);
  expect((await bob.home()).find((one) => one.id === post.id)?.poll).toEqual(answer.body);
  const repost = await bob.does('reblog', post);
  expect([repost.poll, repost.reblog.poll]).toEqual([null, answer.body]);
  // From PostgreSQL as from memory.
  postsState(town.ctx).posts.clear();
  postsState(town.ctx).votes.clear();
  expect(await shown(bob, post)).toEqual(answer.body);
});

test('a poll is asked in every spelling that clients send', async () => {
  const form = new URLSearchParams([
    ['status', 'a form'], ['poll[options][]', 'a'], ['poll[options][]', 'b'], ['poll[expires_in]', '300'], ['poll[multiple]', 'true'], ['poll[hide_totals]', '0'],
  ]);
  const indexed = new FormData();
  for (const [key, value] of [['status', 'multipart'], ['poll[options][0]', 'a'], ['poll[options][1]', 'b'], ['poll[expires_in]', '300'], ['poll[multiple]', '1']] as const) indexed.set(key, value);
  const json = { status: 'text', poll: { options: ['a', ' b ', '', ' '], expires_in: '300', multiple: true, hide_totals: false } };
  for (const body of [form, indexed, json]) {
    const answer = await alice.post('/api/v1/statuses', body);
    expect(answer.body.poll, answer.text).toMatchObject({ multiple: true, options: [{ title: 'a', votes_count: 0 }, { title: 'b' }] });
  }
  const post = await asks({ multiple: true });
  const ballot = new URLSearchParams([['choices[]', '0'], ['choices[]', '2']]);
  expect((await bob.post(`/api/v1/polls/${post.id}/votes`, ballot)).body).toMatchObject({ own_votes: [0, 2], votes_count: 2, voters_count: 1 });
  expect((await carol.post(`/api/v1/polls/${post.id}/votes`, 'choices=1', { headers: { 'content-type': 'application/x-www-form-urlencoded' } })).body.own_votes).toEqual([1]);
  expect((await alice.post('/api/v1/statuses', { status: 'none', poll: { options: [], expires_in: 300 } })).body.poll).toBeNull();
});

test('what is no poll is refused with a reason, and writes nothing', async () => {
  const before = await town.sql('select count(*) as count from posts.post');
  const bad: object[] = [
    { options: ['one'] }, { options: ['a', 'b', 'c', 'd', 'e'] }, { options: ['a', 'a'] }, { options: ['a', ' '] }, { options: ['a', 'x'.repeat(51)] },
    { options: ['a', `b${'\u0301'.repeat(900)}`] }, { options: Array.from({ length: 5000 }, (_, at) => `${at}`) },
    { expires_in: 299 }, { expires_in: 2_629_747 }, { expires_in: undefined }, { expires_in: -1 }, { expires_in: 'soon' }, { expires_in: 8.64e15 },
  ];
  for (const more of bad) {
    const answer = await alice.post('/api/v1/statuses', { status: 'Lunch?', poll: { ...LUNCH, ...more } });
    expect([answer.status, answer.body.error], JSON.stringify(more).slice(0, 90)).toEqual([422, expect.any(String)]);
  }
  expect((await alice.post('/api/v1/statuses', { poll: LUNCH })).status).toBe(422);
  expect(await town.sql('select count(*) as count from posts.post')).toEqual(before);
});

describe('a vote is refused', () => {
  test('in one\'s own poll, a second time, for what is no option, for several where one is asked for, and after the end', async () => {
    const post = await asks();
    const single = [votes(alice, post, 0), votes(bob, post, 3), votes(bob, post, -1), votes(bob, post, 0, 1), votes(bob, post), votes(bob, post, 'x'), votes(bob, post, 1.5)];
    for (const answer of await Promise.all(single)) expect([answer.status, answer.body.error]).toEqual([422, expect.any(String)]);
    expect((await votes(bob, post, 0)).status).toBe(200);
    expect([(await votes(bob, post, 1)).status, (await votes(bob, post, 0)).status]).toEqual([422, 422]);
    expect((await votes(town.visitor, post, 0)).status).toBe(401);
    await ends(post);
    const late = await votes(carol, post, 0);
    expect([late.status, late.body.error]).toEqual([422, expect.stringContaining('ended')]);
    expect(counts(await poll(carol, post))).toEqual([1, 0, 0]);
  });

  test('in a poll one may not see, which is not there for them', async () => {
    const post = await asks({}, { visibility: 'private' });
    const plain = await alice.posts('no poll');
    for (const [who, what] of [[carol, post], [town.visitor, post], [bob, plain], [bob, { id: '99' }], [bob, { id: 'x' }]] as const) {
      expect((await who.get(`/api/v1/polls/${what.id}`)).status).toBe(404);
      if (who !== town.visitor) expect((await votes(who, what, 0)).status).toBe(404);
    }
    expect(await town.sql(`select 1 from posts.poll_vote where post_id = ${post.id}`)).toEqual([]);
  });
});

test('hidden totals are hidden from everybody, also on streams, until the end, which is told once', async () => {
  const post = await asks({ hide_totals: true });
  await bob.follows(alice);
  const stream = await bob.stream('user');
  expect(counts((await votes(bob, post, 2)).body)).toEqual([null, null, null]);
  for (const who of [alice, bob, town.visitor]) expect(await shown(who, post)).toMatchObject({ votes_count: 1, options: [{ votes_count: null }, {}, {}] });
  await expect.poll(() => updates(stream, post), PATIENCE).toEqual([(await bob.get(`/api/v1/statuses/${post.id}`)).body]);
  await ends(post);
  await expect.poll(() => ended(post), PATIENCE).toBe(true);
  await expect.poll(() => updates(stream, post)[1]?.poll, PATIENCE).toMatchObject({ expired: true, own_votes: [2], voters_count: 1 });
  expect(counts(updates(stream, post)[1].poll)).toEqual([0, 0, 1]);
  expect(counts(await poll(town.visitor, post))).toEqual([0, 0, 1]);
});

test('the end of a poll is told to its author and to all who voted, once, and not to those who mute the thread', async () => {
  const [dan, erin] = await town.people('dan', 'erin');
  const post = await asks({}, { visibility: 'unlisted' });
  for (const voter of [bob, dan]) await votes(voter, post, 0);
  await dan.does('mute', post);
  await ends(post);
  await expect.poll(() => ended(post), PATIENCE).toBe(true);
  await town.settled();
  const told = async (who: Person): Promise<Json[]> => (await who.get('/api/v1/notifications?types[]=poll')).body.filter((line: Json) => line.status.id === post.id);
  for (const who of [alice, bob]) expect(await told(who)).toMatchObject([{ type: 'poll', account: { id: alice.id }, status: { poll: { expired: true, voted: true } } }]);
  for (const who of [dan, erin]) expect(await told(who)).toEqual([]);
});

test('a stream hears of new totals soon, and seldom however many vote', async () => {
  const voters = await town.people('ines', 'jon', 'kim', 'lou', 'max', 'noa');
  const post = await asks();
  const stream = await alice.stream('user');
  for (const [at, voter] of voters.entries()) await votes(voter, post, at % 3);
  await expect.poll(() => counts(updates(stream, post).at(-1)?.poll ?? post.poll), PATIENCE).toEqual([2, 2, 2]);
  expect(updates(stream, post).length).toBeLessThanOrEqual(2);
  expect(updates(stream, post)[0].edited_at).toBeNull();
});

test('other options drop the votes and are kept in the history; the same ones keep them; a text without the poll takes it away', async () => {
  const post = await asks();
  const edit = (body: object): Promise<Answer> => alice.put(`/api/v1/statuses/${post.id}`, body);
  await votes(bob, post, 1);
  const later = (await edit({ status: 'Lunch?', poll: { ...LUNCH, expires_in: 6000 } })).body;
  expect(later).toMatchObject({ edited_at: null, poll: { votes_count: 1 } });
  expect(Date.parse(later.poll.expires_at) - Date.parse(post.poll.expires_at)).toBeGreaterThan(5_300_000);
  expect((await edit({ spoiler_text: 'food' })).body.poll).toMatchObject({ votes_count: 1 });
  const other = (await edit({ status: 'Dinner?', poll: { options: ['Soup', 'Stew'], expires_in: 600 } })).body;
  expect(other.poll).toMatchObject({ id: post.id, votes_count: 0, voters_count: 0 });
  expect(await shown(bob, post)).toMatchObject({ voted: false, own_votes: [] });
  expect((await votes(bob, post, 0)).body).toMatchObject({ own_votes: [0], voters_count: 1 });
  expect((await edit({ status: 'Never mind' })).body.poll).toBeNull();
  expect((await bob.get(`/api/v1/polls/${post.id}`)).status).toBe(404);
  const history = (await bob.get(`/api/v1/statuses/${post.id}/history`)).body;
  const asked = history.map((wording: Json) => wording.poll?.options.map((option: Json) => option.title) ?? null);
  expect(asked).toEqual([LUNCH.options, LUNCH.options, ['Soup', 'Stew'], null]);
  expect((await edit({ status: 'Never mind', poll: LUNCH })).body.poll).toMatchObject({ votes_count: 0 });
  expect(await shown(bob, post)).toMatchObject({ own_votes: [] });
});

test('a thousand people vote at the same moment, some twice: every person counts once, and the totals are those of the rows', async () => {
  const post = await asks({ multiple: true });
  const crowd = await town.sql<{ id: number }>(`insert into accounts.account
    select (jsonb_populate_record(a, jsonb_build_object('id', a.id - n * 16000::bigint, 'username', 'crowd' || n))).*
    from accounts.account a, generate_series(1, 1000) n where a.id = ${carol.id} returning id`);
  const ballots = crowd.flatMap(({ id }, at) => (at % 10 === 0 ? [[id, at], [id, at + 1]] as const : [[id, at] as const]));
  const cast = ballots.map(([id, at]) => vote(town.house.context({ kind: 'account', id }), Number(post.id), [at % 3]));
  const settled = await Promise.allSettled(cast);
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1000);
  expect(settled.flatMap((one) => (one.status === 'rejected' ? one.reason.status : []))).toEqual(Array.from({ length: 100 }, () => 422));
  const rows = await town.sql<{ choice: number; count: number }>(
    `select choices[1] as choice, count(*) as count from posts.poll_vote where post_id = ${post.id} group by 1 order by 1`,
  );
  const after = await poll(carol, post);
  expect(after).toMatchObject({ voters_count: 1000, votes_count: 1000 });
  expect(counts(after)).toEqual(rows.map(({ count }) => count));
  postsState(town.ctx).posts.clear();
  expect(await poll(carol, post)).toEqual(after);
}, 60_000);
