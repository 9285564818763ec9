// Why a post is in a list, or is not: one sentence, which says what the list's own rule says, and what the list shows.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { viewerSets } from '#accounts';
import { readPosts } from '#posts';
import { readHome, verdictAtHome } from '#timelines';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';

let town: Town;
let ann: Person;
let ben: Person;
let cleo: Person;
let dora: Person;

beforeAll(async () => {
  town = await openTown();
  [ann, ben, cleo, dora] = await town.people('ann', 'ben', 'cleo', 'dora');
});
afterAll(() => town?.close());

const why = async (who: Pick<Person, 'get'>, url: string, more = ''): Promise<Json> => (await who.get(`/api/perchoir/v1/why?url=${encodeURIComponent(url)}${more}`)).body;

test('for posts of every kind the answer is the rule’s own, and what home shows', async () => {
  await ann.follows(ben);
  await ann.follows(dora, { reblogs: false, languages: ['fr'] });
  await ann.post('/api/v1/tags/soir/follow');
  const posts: Json[] = [];
  posts.push(await ann.posts('mine'), await ben.posts('by somebody followed'), await cleo.posts('by a stranger'), await cleo.posts('by a stranger #soir'));
  posts.push(await ben.posts('@cleo an answer', { in_reply_to_id: posts[2].id }), await ben.posts('@ann an answer', { in_reply_to_id: posts[0].id }));
  posts.push(await dora.posts('in French', { language: 'fr' }), await dora.posts('in German', { language: 'de' }));
  posts.push((await dora.post(`/api/v1/statuses/${posts[2].id}/reblog`)).body, (await ben.post(`/api/v1/statuses/${posts[2].id}/reblog`)).body);
  posts.push(await ben.posts('for followers', { visibility: 'private' }), await ben.posts('@ann between us', { visibility: 'direct' }));
  const erin = await town.person('erin');
  await ann.follows(erin);
  posts.push(await erin.posts('muted in a moment'));
  await ann.post(`/api/v1/accounts/${erin.id}/mute`);
  const finn = await town.person('finn');
  await ann.follows(finn);
  const list = (await ann.post('/api/v1/lists', { title: 'Apart', exclusive: true })).body;
  await ann.post(`/api/v1/lists/${list.id}/accounts`, { account_ids: [finn.id] });
  posts.push(await finn.posts('kept apart'));
  await town.settled();
  const ctx = town.house.context({ kind: 'account', id: Number(ann.id) });
  const shown = new Set((await readHome(ctx, { limit: 40 })).posts.map(({ id }) => String(id)));
  const sets = await viewerSets(ctx, Number(ann.id));
  const rules: string[] = [];
  for (const { id } of posts) {
    const [facts] = await readPosts(ctx, [Number(id)]);
    const verdict = verdictAtHome(facts as never, Number(ann.id), sets);
    const answer = await why(ann, String(id));
    expect(answer, facts?.encoded.head.toString()).toMatchObject({ here: shown.has(String(id)), rule: verdict.rule });
    rules.push(answer.rule);
  }
  expect(rules).toEqual(['own', 'followed', 'not-followed', 'tag', 'answer-to-other', 'followed', 'followed', 'language', 'reposts-off', 'followed', 'followed', 'followed', 'mute', 'exclusive']);
});

test('the sentence is said in French and in English, of any address, and says nothing of what one may not see', async () => {
  const post = await cleo.posts('who reads this?');
  expect(await why(ann, post.url)).toMatchObject({ sentence: 'It is not here because you do not follow @cleo.', here: false });
  expect(await why(ann, `/@cleo/${post.id}`, '&lang=fr')).toMatchObject({ sentence: 'Il n’est pas ici parce que vous ne suivez pas @cleo.' });
  expect(await why(ann, post.id, '&list=public')).toMatchObject({ here: true, rule: 'listed' });
  expect(await why(town.visitor, post.id, '&list=tags/soir&lang=fr')).toMatchObject({ sentence: 'Il n’est pas ici parce qu’il ne fait pas partie de #soir.' });
  const secret = await cleo.posts('for followers', { visibility: 'private' });
  const nothing = await why(ann, '12345');
  expect(await why(ann, secret.id)).toEqual(nothing);
  expect(await why(ann, 'https://elsewhere.example/@cleo/1')).toEqual(nothing);
  expect(nothing).toMatchObject({ here: false, rule: 'not-there', facts: [] });
  await ann.follows(cleo);
  await ann.post('/api/v2/filters', { title: 'Readers', context: ['home'], filter_action: 'hide', keywords_attributes: [{ keyword: 'reads' }] });
  expect((await why(ann, post.id)).sentence).toBe('It is here because you follow @cleo. Your filter “Readers” hides it.');
  expect((await town.visitor.get('/api/perchoir/v1/why?url=1')).status).toBe(404);
  expect((await ann.get('/api/perchoir/v1/why?url=1&list=nothing')).status).toBe(422);
});
