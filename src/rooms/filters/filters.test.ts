// Filters as clients keep them, in both versions of the API.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';

let town: Town;
let now = Date.parse('2026-11-23T12:00:00Z');
let alice: Person;
let bob: Person;

beforeAll(async () => {
  town = await openTown({ clock: () => now });
  [alice, bob] = await town.people('alice', 'bob');
});
afterAll(() => town.close());

beforeEach(async () => {
  for (const { id } of (await alice.get('/api/v2/filters')).body as Json[]) await alice.delete(`/api/v2/filters/${id}`);
});

const filters = async (): Promise<Json[]> => (await alice.get('/api/v2/filters')).body;

test('a filter is made with its keywords, read back, changed in place and removed', async () => {
  const made = await alice.post('/api/v2/filters', {
    title: ' Sport ', context: ['home', 'public', 'home'], filter_action: 'hide', expires_in: 3600,
    keywords_attributes: [{ keyword: ' football ', whole_word: false }, { keyword: 'tennis' }],
  });
  expect(made.status).toBe(200);
  expect(made.body).toEqual({
    id: expect.stringMatching(/^\d+$/), title: 'Sport', context: ['home', 'public'], filter_action: 'hide', expires_at: '2026-11-23T13:00:00.000Z',
    keywords: [{ id: expect.any(String), keyword: 'football', whole_word: false }, { id: expect.any(String), keyword: 'tennis', whole_word: true }],
    statuses: [],
  });
  expect(await filters()).toEqual([made.body]);
  const [football, tennis] = made.body.keywords as [Json, Json];
  const change = { expires_in: null, keywords_attributes: [{ id: football.id, _destroy: true }, { id: tennis.id, keyword: 'padel' }, { keyword: 'golf', whole_word: true }] };
  const changed = await alice.put(`/api/v2/filters/${made.body.id}`, change);
  expect(changed.body).toMatchObject({ title: 'Sport', filter_action: 'hide', expires_at: null, keywords: [{ id: tennis.id, keyword: 'padel' }, { keyword: 'golf' }] });
  expect((await alice.patch(`/api/v2/filters/${made.body.id}`, { filter_action: 'blur' })).body).toMatchObject({ filter_action: 'blur', context: ['home', 'public'], keywords: { length: 2 } });
  expect((await alice.delete(`/api/v2/filters/${made.body.id}`)).body).toEqual({});
  expect(await filters()).toEqual([]);
  expect((await alice.get(`/api/v2/filters/keywords/${tennis.id}`)).status).toBe(404);
});

test.each([
  ['indexed', 'keywords_attributes[0][keyword]=one&keywords_attributes[0][whole_word]=false&keywords_attributes[1][keyword]=two'],
  ['in brackets', 'keywords_attributes[][keyword]=one&keywords_attributes[][whole_word]=0&keywords_attributes[][keyword]=two&keywords_attributes[][whole_word]=1'],
])('a form says the same, its keywords %s', async (_how, keywords) => {
  const answer = await alice.post('/api/v2/filters', new URLSearchParams(`title=form&context[]=home&context[]=thread&filter_action=warn&expires_in=&${keywords}`));
  expect(answer.body).toMatchObject({
    title: 'form', context: ['home', 'thread'], expires_at: null, keywords: [{ keyword: 'one', whole_word: false }, { keyword: 'two', whole_word: true }],
  });
});

test('keywords and posts are added, read, changed and removed one by one', async () => {
  const { body: filter } = await alice.post('/api/v2/filters', { title: 'bare', context: ['home'] });
  const keyword = (await alice.post(`/api/v2/filters/${filter.id}/keywords`, { keyword: 'rain', whole_word: false })).body;
  expect((await alice.get(`/api/v2/filters/${filter.id}/keywords`)).body).toEqual([keyword]);
  expect((await alice.put(`/api/v2/filters/keywords/${keyword.id}`, { keyword: 'snow' })).body).toEqual({ ...keyword, keyword: 'snow' });
  expect((await alice.get(`/api/v2/filters/keywords/${keyword.id}`)).body).toMatchObject({ keyword: 'snow' });
  expect((await alice.delete(`/api/v2/filters/keywords/${keyword.id}`)).body).toEqual({});

  const post = await bob.posts('something');
  const hidden = await bob.posts('for followers', { visibility: 'private' });
  const named = (await alice.post(`/api/v2/filters/${filter.id}/statuses`, { status_id: post.id })).body;
  expect(named).toEqual({ id: expect.any(String), status_id: post.id });
  expect((await alice.post(`/api/v2/filters/${filter.id}/statuses`, { status_id: post.id })).body).toEqual(named);
  expect((await alice.post(`/api/v2/filters/${filter.id}/statuses`, { status_id: hidden.id })).status).toBe(404);
  expect((await alice.get(`/api/v2/filters/statuses/${named.id}`)).body).toEqual(named);
  expect((await alice.get(`/api/v2/filters/${filter.id}/statuses`)).body).toEqual([named]);
  expect((await alice.delete(`/api/v2/filters/statuses/${named.id}`)).body).toEqual(named);
  expect((await alice.get(`/api/v2/filters/${filter.id}/statuses`)).body).toEqual([]);
});

test('a post that is gone is named by no filter', async () => {
  const { body: filter } = await alice.post('/api/v2/filters', { title: 'bare', context: ['home'] });
  const post = await bob.posts('short-lived');
  await alice.post(`/api/v2/filters/${filter.id}/statuses`, { status_id: post.id });
  await bob.delete(`/api/v1/statuses/${post.id}`);
  await town.settled();
  expect((await alice.get(`/api/v2/filters/${filter.id}/statuses`)).body).toEqual([]);
});

test.each([
  ['no title', { context: ['home'] }],
  ['a title of spaces', { title: '  ', context: ['home'] }],
  ['a title too long', { title: 'x'.repeat(257), context: ['home'] }],
  ['no place', { title: 'x' }],
  ['an empty list of places', { title: 'x', context: [] }],
  ['an unknown place', { title: 'x', context: ['home', 'kitchen'] }],
  ['an unknown action', { title: 'x', context: ['home'], filter_action: 'burn' }],
  ['an empty keyword', { title: 'x', context: ['home'], keywords_attributes: [{ keyword: ' ' }] }],
  ['a keyword too long', { title: 'x', context: ['home'], keywords_attributes: [{ keyword: 'x'.repeat(513) }] }],
  ['a time that is none', { title: 'x', context: ['home'], expires_in: 'soon' }],
  ['a time in the past', { title: 'x', context: ['home'], expires_in: -5 }],
  ['more characters than are looked for', { title: 'x', context: ['home'], keywords_attributes: Array.from({ length: 20 }, () => ({ keyword: 'x'.repeat(512) })) }],
])('%s is refused, and nothing is kept of it', async (_what, body) => {
  const answer = await alice.post('/api/v2/filters', body);
  expect(answer.status).toBe(422);
  expect(answer.body.error).toMatch(/^Validation failed/);
  expect(await filters()).toEqual([]);
});

test('a keyword of another filter is not changed through this one, and then nothing is', async () => {
  const first = (await alice.post('/api/v2/filters', { title: 'first', context: ['home'], keywords_attributes: [{ keyword: 'a' }] })).body;
  const second = (await alice.post('/api/v2/filters', { title: 'second', context: ['home'] })).body;
  const change = { title: 'stolen', keywords_attributes: [{ id: first.keywords[0].id, keyword: 'b' }] };
  expect((await alice.put(`/api/v2/filters/${second.id}`, change)).status).toBe(404);
  expect(await filters()).toEqual([first, second]);
});

test('two hundred filters are enough, also when more arrive at once', async () => {
  const more = (count: number) => Promise.all(Array.from({ length: count }, (_, n) => alice.post('/api/v2/filters', { title: `f${n}`, context: ['home'] })));
  for (let made = 0; made < 190; made += 10) await more(10);
  const answers = await more(15);
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array.from({ length: 10 }, () => 200), ...Array.from({ length: 5 }, () => 422)]);
  expect(await filters()).toHaveLength(200);
}, 30_000);

test('older clients see each keyword as a filter of its own', async () => {
  const made = (await alice.post('/api/v1/filters', { phrase: 'rain', context: ['home', 'notifications'], irreversible: true, whole_word: false })).body;
  expect(made).toEqual({ id: expect.any(String), phrase: 'rain', context: ['home', 'notifications'], whole_word: false, expires_at: null, irreversible: true });
  expect(await filters()).toMatchObject([{ title: 'rain', filter_action: 'hide', keywords: [{ id: made.id }] }]);
  const changed = (await alice.put(`/api/v1/filters/${made.id}`, { phrase: 'snow', context: ['thread'], irreversible: false, expires_in: 60 })).body;
  expect(changed).toEqual({ ...made, phrase: 'snow', context: ['thread'], irreversible: false, expires_at: '2026-11-23T12:01:00.000Z' });
  expect((await alice.get(`/api/v1/filters/${made.id}`)).body).toEqual(changed);
  expect((await alice.get('/api/v1/filters')).body).toEqual([changed]);
  expect(await filters()).toMatchObject([{ title: 'snow', filter_action: 'warn' }]);
  expect((await alice.delete(`/api/v1/filters/${made.id}`)).body).toEqual({});
  expect(await filters()).toEqual([]);
});

test('an older client changes one phrase of several, and not what they share', async () => {
  const filter = (await alice.post('/api/v2/filters', { title: 'weather', context: ['home'], keywords_attributes: [{ keyword: 'rain' }, { keyword: 'hail' }] })).body;
  const id = filter.keywords[0].id as string;
  expect((await alice.put(`/api/v1/filters/${id}`, { phrase: 'snow', context: ['public'] })).status).toBe(422);
  expect((await alice.put(`/api/v1/filters/${id}`, { phrase: 'snow', context: ['home'] })).body).toMatchObject({ phrase: 'snow' });
  await alice.delete(`/api/v1/filters/${id}`);
  expect(await filters()).toMatchObject([{ title: 'weather', keywords: [{ keyword: 'hail' }] }]);
});

test('every change is told on the streams of its owner, and on no other', async () => {
  const [mine, other] = [await alice.stream('user'), await bob.stream('user')];
  const { body } = await alice.post('/api/v2/filters', { title: 'x', context: ['home'] });
  expect(await mine.next()).toMatchObject({ event: 'filters_changed', text: '1' });
  await alice.post(`/api/v2/filters/${body.id}/keywords`, { keyword: 'y' });
  expect(await mine.next()).toMatchObject({ event: 'filters_changed' });
  await town.settled();
  expect(other.frames).toEqual([]);
  now += 1000;
});
