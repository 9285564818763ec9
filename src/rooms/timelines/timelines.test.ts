// Lists over HTTP: what is held in memory equals plain SQL, whatever happened; and who walks through the pages sees everything once.
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';

let town: Town;
let people: readonly Person[];
let round = 0;

beforeAll(async () => {
  town = await openTown();
});

beforeEach(async () => {
  round++;
  people = await town.people(`ann${round}`, `ben${round}`, `cleo${round}`, `dan${round}`);
});

afterAll(() => town.close());

/** Home as the decision record says it, in one statement, from the tables alone. */
async function plainHome(viewer: Person): Promise<string[]> {
  const v = viewer.id;
  const follows = (id: string): string => `exists (select 1 from accounts.follow where follower_id = ${v} and target_id = ${id})`;
  const unwanted = (id: string): string => `(exists (select 1 from accounts.mute where account_id = ${v} and target_id = ${id})
    or exists (select 1 from accounts.block where (account_id = ${v} and target_id = ${id}) or (account_id = ${id} and target_id = ${v})))`;
  const rows = await town.sql<{ id: number }>(`
    select p.id from posts.post p left join posts.post o on o.id = p.repost_of_id
    where (p.author_id = ${v} or (${follows('p.author_id')} and not ${unwanted('p.author_id')}
      and (p.reply_to_author_id is null or p.reply_to_author_id in (${v}, p.author_id)
        or (${follows('p.reply_to_author_id')} and not ${unwanted('p.reply_to_author_id')}))
      and (p.visibility <> 'direct' or exists (select 1 from posts.mention m where m.post_id = p.id and m.account_id = ${v}))
      and (p.repost_of_id is null or exists (select 1 from accounts.follow where follower_id = ${v} and target_id = p.author_id and show_reposts))
      and exists (select 1 from accounts.follow where follower_id = ${v} and target_id = p.author_id and (languages is null or p.language is null
        or p.language = any(languages) or split_part(p.language, '-', 1) = any(languages)))))
    and (o.id is null or o.author_id = ${v} or not ${unwanted('o.author_id')}) order by p.id desc`);
  return rows.map((row) => String(row.id));
}

async function walk(person: Person, path: string, limits: readonly number[], param: 'max_id' | 'min_id' = 'max_id'): Promise<string[]> {
  const seen: string[] = [];
  for (let n = 0, cursor = param === 'min_id' ? '1' : ''; ; n++) {
    const limit = limits[n % limits.length] as number;
    const { body, links } = await person.get<Json[]>(`${path}?limit=${limit}${cursor && `&${param}=${cursor}`}`);
    const ids = body.map((post) => String(post.id));
    if (param === 'max_id') seen.push(...ids);
    else seen.unshift(...ids);
    const on = param === 'max_id' ? links['next'] : links['prev'];
    expect(ids.length === limit).toBe(links['next'] !== undefined);
    if (on === undefined) return seen;
    cursor = new URL(on, town.base).searchParams.get(param) as string;
    expect(new URL(on, town.base).searchParams.get('limit')).toBe(String(limit));
  }
}

const act = fc.record({
  kind: fc.constantFrom('post', 'post', 'post', 'reply', 'reply', 'repost', 'delete', 'edit', 'follow', 'follow', 'quiet', 'french', 'french', 'unfollow', 'mute', 'unmute', 'block', 'unblock', 'look'),
  who: fc.nat({ max: 3 }),
  whom: fc.nat({ max: 3 }),
  which: fc.nat(),
  language: fc.constantFrom('en', 'fr', 'fr-CA', ''),
  visibility: fc.constantFrom('public', 'public', 'unlisted', 'private', 'direct'),
});

test('for random histories home in memory equals plain SQL', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 20, maxLength: 45 }), fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 }), async (acts, limits) => {
      round++;
      people = await town.people(`ann${round}`, `ben${round}`, `cleo${round}`, `dan${round}`);
      const posts: { id: string; by: Person }[] = [];
      for (const one of acts) await perform(one, posts);
      for (const person of people) {
        const plain = await plainHome(person);
        expect(await walk(person, '/api/v1/timelines/home', limits)).toEqual(plain);
        expect(await walk(person, '/api/v1/timelines/home', limits, 'min_id')).toEqual(plain);
      }
    }),
    { numRuns: 8, endOnFailure: true },
  );
}, 120_000);

type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

async function perform(one: Act, posts: { id: string; by: Person }[]): Promise<void> {
  const [who, whom] = [people[one.who] as Person, people[one.whom] as Person];
  const post = posts[one.which % Math.max(1, posts.length)];
  const text = `@${whom.username} says ${one.which}`;
  const keep = (made: Json, by: Person): unknown => made?.id && posts.push({ id: made.id, by });
  const relation = (name: string, body = {}): Promise<unknown> => (who === whom ? Promise.resolve() : who.post(`/api/v1/accounts/${whom.id}/${name}`, body));
  switch (one.kind) {
    case 'post': return void keep(await who.posts(text, { visibility: one.visibility, language: one.language }), who);
    case 'reply': return void (post && keep((await who.post('/api/v1/statuses', { status: text, in_reply_to_id: post.id, visibility: one.visibility, language: one.language })).body, who));
    case 'repost': return void (post && keep((await who.post(`/api/v1/statuses/${post.id}/reblog`)).body, who));
    case 'delete': return void (post && (await post.by.delete(`/api/v1/statuses/${post.id}`)));
    case 'edit': return void (post && (await post.by.put(`/api/v1/statuses/${post.id}`, { status: `${text} edited` })));
    case 'follow': return void (await relation('follow', { reblogs: true }));
    case 'french': return void (await relation('follow', { languages: one.language === 'en' ? [] : ['fr'] }));
    case 'quiet': return void (await relation('follow', { reblogs: false }));
    case 'look': return void (await who.home());
    default: return void (await relation(one.kind));
  }
}

test('a page is full although almost everything on it is unwanted, and the list ends where it ends', async () => {
  const [ann, ben, cleo] = people as [Person, Person, Person];
  await ann.follows(ben);
  const wanted = [await ben.posts('first'), await ben.posts('second')];
  for (let n = 0; n < 60; n++) await ben.posts(`an answer ${n}`, { in_reply_to_id: (n % 2 ? wanted[0] : await cleo.posts('x'))?.id });
  const plain = await plainHome(ann);
  expect(plain).toHaveLength(32);
  expect(await walk(ann, '/api/v1/timelines/home', [32, 1])).toEqual(plain);
  await ann.mutes(ben);
  expect(await ann.home()).toEqual([]);
});

test('reposts of one whom one follows without them stay away, and so do those of whom one mutes', async () => {
  const [ann, ben, cleo, dan] = people as [Person, Person, Person, Person];
  await ann.follows(ben, { reblogs: false });
  await ann.follows(dan);
  const [own, other] = [await ben.posts('his own'), await cleo.posts('not his')];
  await ben.does('reblog', other);
  const shared = await dan.does('reblog', other);
  expect((await ann.home()).map((post) => post.id)).toEqual([shared.id, own.id]);
  await ann.mutes(cleo);
  expect((await ann.home()).map((post) => post.id)).toEqual([own.id]);
  await ann.post(`/api/v1/accounts/${cleo.id}/unmute`);
  await ann.follows(ben, { reblogs: true });
  expect(await ann.home()).toHaveLength(3);
});

test('of whom one follows in some languages those posts come, to the stream as to home, and all of them again afterwards', async () => {
  const [ann, ben, cleo] = people as [Person, Person, Person];
  await ann.follows(ben, { languages: ['FR', 'de', 'fr', ''] });
  expect((await ann.get(`/api/v1/accounts/relationships?id=${ben.id}`)).body[0].languages).toEqual(['fr', 'de']);
  await ann.follows(cleo);
  const stream = await ann.stream('user');
  const say = (who: Person, language?: string): Promise<Json> => who.posts('bonjour', language === undefined ? {} : { language });
  const [french, english] = [await say(ben, 'fr'), await say(ben, 'en')];
  const kept = [french, await say(ben, 'fr-ca'), await say(ben), await say(cleo, 'en')];
  await ben.does('reblog', await say(people[3] as Person, 'en'));
  kept.push(await ben.does('reblog', await say(people[3] as Person, 'de')));
  const shown = kept.map((post) => post.id as string).toReversed();
  expect((await ann.home()).map((post) => post.id)).toEqual(shown);
  await town.settled();
  await expect.poll(() => stream.frames.map((frame) => frame.payload.id).toReversed()).toEqual(shown);
  // Who has seen a post hears of its deletion, whatever language it was given meanwhile.
  await ben.put(`/api/v1/statuses/${french.id}`, { status: 'hello', language: 'en' });
  expect((await ann.home()).map((post) => post.id)).toEqual(shown.slice(0, -1));
  await ben.delete(`/api/v1/statuses/${french.id}`);
  expect((await stream.next('delete')).payload).toBe(french.id);
  await ann.follows(ben, { languages: [] });
  expect((await ann.home()).map((post) => post.id)).toContain(english.id);
  expect(await ann.home()).toHaveLength(6);
  expect((await ann.post(`/api/v1/accounts/${ben.id}/follow`, { languages: ['not a language'] })).status).toBe(422);
});

test('public, tag and profile show each post once to who walks through them, and leave out what they should', async () => {
  const [ann, ben, cleo] = people as [Person, Person, Person];
  const tag = `été${round}`;
  const posted: string[] = [];
  for (let n = 0; n < 9; n++) posted.unshift((await ben.posts(`number ${n} #${tag.toUpperCase()}`)).id);
  const answer = await ben.posts(`to cleo #${tag}`, { in_reply_to_id: (await cleo.posts('hello')).id });
  await ben.posts(`for followers #${tag}`, { visibility: 'private' });
  await ben.does('reblog', await cleo.posts('worth it'));
  expect(await walk(ann, `/api/v1/timelines/tag/${encodeURIComponent(tag)}`, [2, 3])).toEqual([answer.id, ...posted]);
  const everything = await walk(ann, '/api/v1/timelines/public', [7, 40]);
  expect(everything.filter((id) => posted.includes(id))).toEqual(posted);
  expect(everything).not.toContain(answer.id);
  const profile = (query: string): Promise<string[]> => ann.get<Json[]>(`/api/v1/accounts/${ben.id}/statuses?limit=40&${query}`).then(({ body }) => body.map((post) => post.id));
  expect(await profile('exclude_replies=true&exclude_reblogs=1')).toEqual(posted);
  expect(await profile('')).toHaveLength(11);
  expect(await profile(`tagged=${encodeURIComponent(tag)}`)).toEqual([answer.id, ...posted]);
  expect(await profile('only_media=true')).toEqual([]);
  await ben.does('pin', { id: posted[3] as string });
  expect(await profile('pinned=true')).toEqual([posted[3]]);
  await ben.put(`/api/v1/statuses/${posted[0]}`, { status: 'without a tag' });
  expect(await walk(ann, `/api/v1/timelines/tag/${encodeURIComponent(tag)}`, [40])).toEqual([answer.id, ...posted.slice(1)]);
  await ann.blocks(ben);
  expect(await walk(ann, `/api/v1/timelines/tag/${encodeURIComponent(tag)}`, [40])).toEqual([]);
  expect((await ann.get('/api/v1/accounts/1/statuses')).status).toBe(404);
  expect((await ann.get('/api/v1/timelines/home?max_id=x')).status).toBe(422);
});
