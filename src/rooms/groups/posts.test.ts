// Posts to a group: for its members alone, and gone with it. Who sees them where is in the visibility table.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';

const GROUPS = '/api/perchoir/v1/groups';
let town: Town;
let ann: Person;
let ben: Person;
let cleo: Person;
let group: Json;
beforeAll(async () => {
  town = await openTown();
  [ann, ben, cleo] = await town.people('ann', 'ben', 'cleo');
  group = (await ann.post(GROUPS, { title: 'Among us', access: 'public', house_rules: 'Be kind' })).body;
  await ben.post(`${GROUPS}/${group.id}/join`);
});
afterAll(() => town.close());

const ids = async (who: Person, path: string): Promise<string[]> => (await who.get(path)).body.map(({ id }: Json) => id);

test('a post to a group says so, waits for its rules to be read, and is for nobody outside', async () => {
  expect((await ben.post('/api/v1/statuses', { status: 'me first', group_id: group.id })).status).toBe(403);
  await ben.post(`${GROUPS}/${group.id}/rules`);
  const post = await ben.posts('among us', { group_id: group.id });
  expect(post).toMatchObject({ visibility: 'private', perchoir: { group: { id: group.id, handle: 'among-us', title: 'Among us' } } });
  expect((await cleo.post('/api/v1/statuses', { status: 'let me', group_id: group.id })).status).toBe(404);
  expect((await cleo.get(`/api/v1/statuses/${post.id}`)).status).toBe(404);
  await ann.patch(`${GROUPS}/${group.id}`, { title: 'Between us' });
  expect((await ann.get(`/api/v1/statuses/${post.id}`)).body.perchoir.group.title).toBe('Between us');
});

test('an answer stays in the group; nobody passes it on, quotes it, pins it or writes it for later', async () => {
  const post = await ann.posts('a question', { group_id: group.id });
  const answer = await ben.posts('an answer', { in_reply_to_id: post.id, visibility: 'public' });
  expect(answer).toMatchObject({ visibility: 'private', perchoir: { group: { id: group.id } } });
  expect((await ann.get(`/api/v1/statuses/${post.id}`)).body.replies_count).toBe(1);
  const refused = await Promise.all([
    ann.post(`/api/v1/statuses/${post.id}/reblog`), ann.post('/api/v1/statuses', { status: 'look', quoted_status_id: post.id }), ann.post(`/api/v1/statuses/${post.id}/pin`),
    ann.post('/api/v1/statuses', { status: 'later', group_id: group.id, scheduled_at: new Date(Date.now() + 864e5).toISOString() }),
    ann.post('/api/v1/statuses', { status: 'x', group_id: group.id, in_reply_to_id: (await ann.posts('outside')).id }),
  ]);
  expect(refused.map(({ status }) => status)).toEqual([403, 403, 422, 422, 422]);
  expect(await ids(ben, `${GROUPS}/${group.id}/timeline`)).toEqual(expect.arrayContaining([post.id, answer.id]));
});

test('it is at home with those who follow its author in the group, from when they come in until they leave, warm or cold', async () => {
  const post = await ann.posts('for home', { group_id: group.id });
  await ben.follows(ann);
  await cleo.follows(ann);
  const first = await ann.posts('for everybody');
  const home = async (who: Person): Promise<string[]> => (await who.home('?limit=2')).map(({ id }: Json) => id);
  expect((await home(ben)).slice(0, 2)).toEqual([first.id, post.id]);
  expect(await home(cleo)).not.toContain(post.id);
  await cleo.post(`${GROUPS}/${group.id}/join`);
  expect(await home(cleo)).toEqual([first.id, post.id]);
  const second = await ann.posts('one more', { group_id: group.id });
  expect(await home(cleo)).toEqual([second.id, first.id]);
  expect(await ids(cleo, `/api/v1/accounts/${ann.id}/statuses?limit=2`)).toEqual([second.id, first.id]);
  await cleo.post(`${GROUPS}/${group.id}/leave`);
  for (const found of [await home(cleo), await ids(cleo, `/api/v1/accounts/${ann.id}/statuses?limit=5`), await ids(cleo, `/api/v1/statuses?id[]=${post.id}`)]) {
    for (const { id } of [post, second]) expect(found).not.toContain(id);
  }
});

test('its members hear of it on their streams, and who has left of nothing, also when they come back', async () => {
  const [user, groups] = [await ben.stream('user'), await ben.events('groups')];
  const post = await ann.posts('heard', { group_id: group.id });
  expect((await user.next('update')).payload.id).toBe(post.id);
  const heard = await groups.next('update');
  expect(heard.payload).toMatchObject({ id: post.id, perchoir: { group: { id: group.id } } });
  await groups.close();
  const missed = await ann.posts('missed', { group_id: group.id });
  await ben.post(`${GROUPS}/${group.id}/leave`);
  const again = await ben.events('groups', {}, { 'last-event-id': String(heard.id) });
  await again.next('group.left');
  expect(again.frames.some(({ payload }) => payload?.id === missed.id)).toBe(false);
  await Promise.all([user, again].map((stream) => stream.close()));
});
