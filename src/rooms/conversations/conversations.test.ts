import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTown } from '#town';
import type { Answer, Json, Person, Town } from '#town';
import { BoundContext, SYSTEM } from '#platform/context.ts';
import { deleteMember } from '#auth';
import { conversationChanged } from './index.ts';
import { listeners } from './listeners.ts';

let town: Town;
let count = 0;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

/** Three people whom no other test has touched. */
async function three(): Promise<readonly [Person, Person, Person]> {
  count++;
  return town.people(`ann${count}`, `ben${count}`, `cleo${count}`);
}

const say = (from: Person, text: string, to?: Json): Promise<Json> =>
  from.posts(text, { visibility: 'direct', ...(to && { in_reply_to_id: to.id }) });

async function listOf(person: Person, query = ''): Promise<Json[]> {
  await town.settled();
  const { status, body } = await person.get(`/api/v1/conversations${query}`);
  expect(status).toBe(200);
  return body;
}

const short = async (person: Person): Promise<unknown[]> =>
  (await listOf(person)).map(({ unread, accounts, last_status: last }) => [last.content.replace(/<[^>]*>/g, ''), accounts.map((one: Json) => one.username).sort(), unread]);

async function hearEverythingAgain(order: 'as told' | 'backwards'): Promise<void> {
  const rows = await town.sql<{ id: number; name: string; payload: Json }>('select id, name, payload from platform.outbox order by id');
  for (const { id, name, payload } of order === 'backwards' ? rows.toReversed() : rows) {
    for (const listener of listeners.filter(({ event, kind }) => event === name && kind === 'work')) {
      await listener.run(new BoundContext(town.house, SYSTEM), { id, payload } as never);
    }
  }
}

test('one conversation for each thread and set of people, unread for those who did not write last', async () => {
  const [ann, ben, cleo] = await three();
  const first = await say(ann, `@${ben.username} hello`);
  await say(ben, `@${ann.username} hello yourself`, first);
  await say(ben, `@${ann.username} @${cleo.username} all three of us`, first);
  await say(ann, `@${ben.username} something else`);
  await ann.posts(`@${ben.username} in public`);
  expect(await short(ann)).toEqual([
    [`@${ben.username} something else`, [ben.username], false],
    [`@${ann.username} @${cleo.username} all three of us`, [ben.username, cleo.username], true],
    [`@${ann.username} hello yourself`, [ben.username], true],
  ]);
  expect(await short(cleo)).toEqual([[`@${ann.username} @${cleo.username} all three of us`, [ann.username, ben.username], true]]);
  expect((await short(ben)).map((line) => (line as unknown[])[2])).toEqual([true, false, false]);
});

test('a note to oneself is a conversation with oneself', async () => {
  const [ann] = await three();
  await say(ann, 'buy milk');
  expect(await short(ann)).toEqual([['buy milk', [ann.username], false]]);
});

test('read, unread and put away are one person’s own affair; a new post brings a conversation back without what was put away', async () => {
  const [ann, ben, cleo] = await three();
  await say(ann, `@${ben.username} first`);
  const [mine] = await listOf(ben);
  expect((await ben.post(`/api/v1/conversations/${mine.id}/read`)).body).toMatchObject({ id: mine.id, unread: false, last_status: { id: mine.last_status.id } });
  expect((await ben.post(`/api/v1/conversations/${mine.id}/unread`)).body.unread).toBe(true);
  for (const [method, path] of [['post', '/read'], ['post', '/unread'], ['delete', '']] as const) {
    for (const other of [ann, cleo]) expect((await other[method](`/api/v1/conversations/${mine.id}${path}`)).status).toBe(404);
  }
  expect((await ben.delete(`/api/v1/conversations/${mine.id}`)).body).toEqual({});
  expect([await short(ben), (await short(ann)).length]).toEqual([[], 1]);
  expect((await ben.delete(`/api/v1/conversations/${mine.id}`)).status).toBe(404);
  const second = await say(ann, `@${ben.username} second`, mine.last_status);
  expect(await short(ben)).toEqual([[`@${ben.username} second`, [ann.username], true]]);
  await ann.delete(`/api/v1/statuses/${second.id}`);
  expect([await short(ben), await short(ann)]).toEqual([[], [[`@${ben.username} first`, [ben.username], false]]]);
});

test('when the last post is deleted the one before it is the last; with the only one the conversation is gone', async () => {
  const [ann, ben] = await three();
  const first = await say(ann, `@${ben.username} first`);
  const second = await say(ben, `@${ann.username} second`, first);
  await town.settled();
  await ben.delete(`/api/v1/statuses/${second.id}`);
  expect((await short(ben))[0]).toEqual([`@${ben.username} first`, [ann.username], false]);
  await ann.delete(`/api/v1/statuses/${first.id}`);
  expect([await short(ann), await short(ben)]).toEqual([[], []]);
  expect(await town.sql(`select 1 from conversations.membership where account_id in (${ann.id}, ${ben.id})`)).toEqual([]);
});

test('an edit that names other people moves the post to their conversation', async () => {
  const [ann, ben, cleo] = await three();
  const post = await say(ann, `@${ben.username} a secret`);
  expect(await short(ben)).toHaveLength(1);
  await ann.put(`/api/v1/statuses/${post.id}`, { status: `@${cleo.username} a secret` });
  expect([await short(ben), await short(cleo)]).toEqual([[], [[`@${cleo.username} a secret`, [ann.username], true]]]);
  expect(await short(ann)).toEqual([[`@${cleo.username} a secret`, [cleo.username], false]]);
});

test('heard again and in another order, events leave the same conversations', async () => {
  const [ann, ben, cleo] = await three();
  const first = await say(ann, `@${ben.username} first`);
  const second = await say(ben, `@${ann.username} second`, first);
  const third = await say(ann, `@${ben.username} third`, second);
  await ann.put(`/api/v1/statuses/${first.id}`, { status: `@${ben.username} @${cleo.username} first` });
  await ann.delete(`/api/v1/statuses/${third.id}`);
  const lists = async (): Promise<unknown> => [await short(ann), await short(ben), await short(cleo)];
  const before = await lists();
  const told = async (): Promise<number> => (await town.sql(`select 1 from platform.outbox where name = '${conversationChanged.name}'`)).length;
  const sent = await told();
  for (const order of ['as told', 'backwards'] as const) {
    await hearEverythingAgain(order);
    expect([await lists(), await told()]).toEqual([before, sent]);
  }
  await town.sql('delete from conversations.conversation');
  await hearEverythingAgain('backwards');
  // Who had read what is not told by posts.
  const unmarked = (list: unknown): string => JSON.stringify(list).replaceAll(/,(true|false)\]/g, ']');
  expect(unmarked(await lists())).toBe(unmarked(before));
});

test('who writes at the same moment is in one conversation, which ends with the newest post', async () => {
  const [ann, ben] = await three();
  const first = await say(ann, `@${ben.username} first`);
  const posts = await Promise.all(Array.from({ length: 12 }, (_, at) => (at % 2 === 0 ? say(ann, `@${ben.username} ${at}`, first) : say(ben, `@${ann.username} ${at}`, first))));
  await Promise.all(posts.filter((_, at) => at % 3 === 0).map((post, at) => (at % 2 === 0 ? ann : ben).delete(`/api/v1/statuses/${post.id}`)));
  await town.settled();
  const left = await town.sql<{ id: number }>(`select id from posts.post where root_id = ${first.id} order by id desc`);
  for (const person of [ann, ben]) {
    const list = await listOf(person);
    expect(list.map((one) => one.last_status.id)).toEqual([String(left[0]?.id)]);
  }
});

test('who is blocked or muted does not reach the conversations, and who blocks is rid of them', async () => {
  const [ann, ben, cleo] = await three();
  await say(ben, `@${ann.username} before`);
  await say(cleo, `@${ann.username} before`);
  expect(await short(ann)).toHaveLength(2);
  await ann.blocks(ben);
  await ann.mutes(cleo);
  await say(ben, `@${ann.username} after`);
  await say(cleo, `@${ann.username} after`);
  expect(await short(ann)).toEqual([]);
  expect(await short(ben)).toHaveLength(2);
  // What the blocker wrote is gone from the other's conversations, too: the last post is one that may be seen.
  const answered = await say(cleo, `@${ben.username} for you`);
  await say(ben, `@${cleo.username} thanks`, answered);
  await say(cleo, `@${ben.username} the end`, answered);
  await town.settled();
  await cleo.blocks(ben);
  expect((await short(ben))[0]).toEqual([`@${cleo.username} thanks`, [cleo.username], true]);
});

test('pages lead to each conversation once, newest first', async () => {
  const [ann, ben] = await three();
  const posts: Json[] = [];
  for (let at = 0; at < 5; at++) posts.push(await say(ann, `@${ben.username} ${at}`));
  await town.settled();
  const seen: string[] = [];
  for (let path: string | undefined = '/api/v1/conversations?limit=2'; path !== undefined;) {
    const answer: Answer = await ben.get(path);
    seen.push(...answer.body.map((one: Json) => one.last_status.id));
    path = answer.links['next'];
  }
  expect(seen).toEqual(posts.map(({ id }) => id).toReversed());
  expect((await listOf(ben, `?min_id=${posts[0]?.id}&limit=2`)).map((one) => one.last_status.id)).toEqual([posts[2]?.id, posts[1]?.id]);
});

test('the direct stream brings each change as the list shows it, to the people of the conversation', async () => {
  const [ann, ben, cleo] = await three();
  const streams = await Promise.all([ann, ben, cleo].map((person) => person.stream('direct')));
  const [hers, his, others] = streams as [(typeof streams)[0], (typeof streams)[0], (typeof streams)[0]];
  const post = await say(ann, `@${ben.username} hello`);
  const frame = await his.next('conversation');
  expect(frame.payload).toEqual((await listOf(ben))[0]);
  expect((await hers.next('conversation')).payload).toMatchObject({ unread: false, last_status: { id: post.id }, accounts: [{ id: ben.id }] });
  await ben.post(`/api/v1/conversations/${frame.payload.id}/read`);
  expect((await his.next('conversation')).payload).toMatchObject({ id: frame.payload.id, unread: false });
  await town.settled();
  expect([others.frames, hers.frames.length, his.frames.map(({ event }) => event)]).toEqual([[], 1, ['conversation', 'conversation']]);
});

test('a deleted account leaves nobody else’s conversations behind, and none of its own', async () => {
  const [ann, ben] = await three();
  const first = await say(ann, `@${ben.username} hello`);
  await say(ben, `@${ann.username} hi`, first);
  await town.settled();
  await deleteMember(town.ctx, Number(ann.id));
  await expect.poll(async () => (await town.sql(`select 1 from posts.post where author_id = ${ann.id}`)).length, { timeout: 10_000 }).toBe(0);
  expect(await short(ben)).toEqual([[`@${ann.username} hi`, [ben.username], false]]);
  expect(await town.sql(`select 1 from conversations.membership where account_id = ${ann.id}`)).toEqual([]);
}, 20_000);
