// Lists over HTTP: what is held in memory equals plain SQL, whatever happened; and who walks through the pages sees everything once.
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTown } from '#town';
import type { Json, Person, Stream, Town, Visitor } from '#town';

let town: Town;
let people: readonly Person[];
/** One of each, for the random histories. */
let lists: readonly Json[] = [];
let groups: readonly Json[] = [];
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
  const exclusive = `exists (select 1 from accounts.list l join accounts.list_member m on m.list_id = l.id
    where l.account_id = ${v} and l.exclusive and m.account_id = p.author_id)`;
  const tagged = `(p.visibility = 'public' and exists (select 1 from posts.tagging t join accounts.tag_follow f on f.tag_key = t.tag_key
      where t.post_id = p.id and f.account_id = ${v})
    and not exists (select 1 from accounts.follow where follower_id = ${v} and target_id = p.author_id and not (languages is null
      or p.language is null or p.language = any(languages) or split_part(p.language, '-', 1) = any(languages))))`;
  const inside = `exists (select 1 from groups.member g where g.group_id = p.group_id and g.account_id = ${v} and g.state = 'in')`;
  // One's own, too, as long as one is in any group.
  const inAny = `exists (select 1 from groups.member g where g.account_id = ${v} and g.state = 'in')`;
  const rows = await town.sql<{ id: number }>(`
    select p.id from posts.post p left join posts.post o on o.id = p.repost_of_id
    where (p.group_id is null or ${inside} or (p.author_id = ${v} and ${inAny})) and (p.author_id = ${v} or (not ${exclusive} and not ${unwanted('p.author_id')} and (${tagged} or ${follows('p.author_id')}
      and (p.reply_to_author_id is null or p.reply_to_author_id in (${v}, p.author_id)
        or (${follows('p.reply_to_author_id')} and not ${unwanted('p.reply_to_author_id')}))
      and (p.visibility <> 'direct' or exists (select 1 from posts.mention m where m.post_id = p.id and m.account_id = ${v}))
      and (p.repost_of_id is null or exists (select 1 from accounts.follow where follower_id = ${v} and target_id = p.author_id and show_reposts))
      and exists (select 1 from accounts.follow where follower_id = ${v} and target_id = p.author_id and (languages is null or p.language is null
        or p.language = any(languages) or split_part(p.language, '-', 1) = any(languages))))))
    and (o.id is null or o.author_id = ${v} or not ${unwanted('o.author_id')}) order by p.id desc`);
  return rows.map((row) => String(row.id));
}

/** A list as the decision record says it, in the same way. */
async function plainList(viewer: Person, list: Json): Promise<string[]> {
  const v = viewer.id;
  const follows = (id: string): string => `exists (select 1 from accounts.follow where follower_id = ${v} and target_id = ${id})`;
  const member = (id: string): string => `exists (select 1 from accounts.list_member where list_id = ${list.id} and account_id = ${id})`;
  const unwanted = (id: string): string => `(exists (select 1 from accounts.mute where account_id = ${v} and target_id = ${id})
    or exists (select 1 from accounts.block where (account_id = ${v} and target_id = ${id}) or (account_id = ${id} and target_id = ${v})))`;
  const readable: Record<string, string> = { followed: follows('p.reply_to_author_id'), list: member('p.reply_to_author_id'), none: 'false' };
  const rows = await town.sql<{ id: number }>(`
    select p.id from posts.post p left join posts.post o on o.id = p.repost_of_id
    where ${member('p.author_id')} and p.visibility not in ('direct', 'group') and (p.author_id = ${v} or (not ${unwanted('p.author_id')}
      and (p.reply_to_author_id is null or p.reply_to_author_id in (${v}, p.author_id)
        or (${readable[list.replies_policy]} and not ${unwanted('p.reply_to_author_id')}))
      and exists (select 1 from accounts.follow where follower_id = ${v} and target_id = p.author_id
        and (show_reposts or p.repost_of_id is null) and (languages is null or p.language is null
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
  kind: fc.constantFrom('post', 'post', 'post', 'reply', 'reply', 'repost', 'delete', 'edit', 'follow', 'follow', 'quiet', 'french', 'french', 'unfollow', 'mute', 'unmute', 'block', 'unblock', 'look', 'list', 'list', 'unlist', 'relist', 'follow tag', 'unfollow tag', 'say', 'say', 'say', 'join', 'join', 'leave'),
  who: fc.nat({ max: 3 }),
  whom: fc.nat({ max: 3 }),
  which: fc.nat(),
  policy: fc.constantFrom('followed', 'list', 'none'),
  language: fc.constantFrom('en', 'fr', 'fr-CA', ''),
  visibility: fc.constantFrom('public', 'public', 'unlisted', 'private', 'direct'),
});

test('for random histories home and lists in memory equal plain SQL', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 20, maxLength: 45 }), fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 }), async (acts, limits) => {
      round++;
      people = await town.people(`ann${round}`, `ben${round}`, `cleo${round}`, `dan${round}`);
      const posts: { id: string; by: Person }[] = [];
      lists = await Promise.all(people.map(async (person) => (await person.post('/api/v1/lists', { title: 'some' })).body));
      groups = await Promise.all([0, 1].map(async (n) => (await (people[n] as Person).post('/api/perchoir/v1/groups', { title: 'some', access: 'public' })).body));
      for (const one of acts) await perform(one, posts);
      for (const person of people) {
        const plain = await plainHome(person);
        expect(await walk(person, '/api/v1/timelines/home', limits)).toEqual(plain);
        expect(await walk(person, '/api/v1/timelines/home', limits, 'min_id')).toEqual(plain);
        const [list] = (await person.get<Json[]>('/api/v1/lists')).body;
        const listed = await plainList(person, list);
        expect(await walk(person, `/api/v1/timelines/list/${list.id}`, limits)).toEqual(listed);
        expect(await walk(person, `/api/v1/timelines/list/${list.id}`, limits, 'min_id')).toEqual(listed);
      }
    }),
    { numRuns: 8, endOnFailure: true },
  );
}, 120_000);

type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

async function perform(one: Act, posts: { id: string; by: Person }[]): Promise<void> {
  const [who, whom] = [people[one.who] as Person, people[one.whom] as Person];
  const post = posts[one.which % Math.max(1, posts.length)];
  const text = `@${whom.username} says ${one.which} ${['', '', '#Été', '#two', '#ete #two'][one.which % 5]}`;
  const tag = encodeURIComponent(['été', 'two'][one.which % 2] as string);
  const group = groups[one.which % 2] as Json;
  const path = `/api/v1/lists/${lists[one.who]?.id}`;
  const keep = (made: Json, by: Person): unknown => made?.id && posts.push({ id: made.id, by });
  const relation = (name: string, body = {}): Promise<unknown> => (who === whom ? Promise.resolve() : who.post(`/api/v1/accounts/${whom.id}/${name}`, body));
  switch (one.kind) {
    case 'post': return void keep(await who.posts(text, { visibility: one.visibility, language: one.language }), who);
    case 'say': return void keep((await who.post('/api/v1/statuses', { status: text, group_id: group.id, language: one.language })).body, who);
    case 'join':
    case 'leave': return void (await who.post(`/api/perchoir/v1/groups/${group.id}/${one.kind}`));
    case 'reply': return void (post && keep((await who.post('/api/v1/statuses', { status: text, in_reply_to_id: post.id, visibility: one.visibility, language: one.language })).body, who));
    case 'repost': return void (post && keep((await who.post(`/api/v1/statuses/${post.id}/reblog`)).body, who));
    case 'delete': return void (post && (await post.by.delete(`/api/v1/statuses/${post.id}`)));
    case 'edit': return void (post && (await post.by.put(`/api/v1/statuses/${post.id}`, { status: `${text} edited ${one.whom > 1 ? '#two' : ''}` })));
    case 'follow tag': return void (await who.post(`/api/v1/tags/${tag}/follow`));
    case 'unfollow tag': return void (await who.post(`/api/v1/tags/${tag}/unfollow`));
    case 'follow': return void (await relation('follow', { reblogs: true }));
    case 'french': return void (await relation('follow', { languages: one.language === 'en' ? [] : ['fr'] }));
    case 'quiet': return void (await relation('follow', { reblogs: false }));
    case 'list': return void (await who.post(`${path}/accounts`, { account_ids: [whom.id] }));
    case 'unlist': return void (await who.delete(`${path}/accounts`, { account_ids: [whom.id] }));
    case 'relist': return void (await who.put(path, { replies_policy: one.policy, exclusive: one.which % 2 === 0 }));
    case 'look': return void (await who.home(), await who.get(`/api/v1/timelines/list/${lists[one.who]?.id}`));
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

test('a list has what its policy says, an exclusive one takes its members out of home, and its stream tells what a fresh read shows', async () => {
  const [ann, ben, cleo, dan] = people as [Person, Person, Person, Person];
  for (const one of [ben, cleo]) await ann.follows(one);
  const list = (await ann.post('/api/v1/lists', { title: 'Ben', exclusive: true })).body;
  await ann.post(`/api/v1/lists/${list.id}/accounts`, { account_ids: [ben.id] });
  const path = `/api/v1/timelines/list/${list.id}`;
  const ids = async (of: string): Promise<string[]> => (await ann.get<Json[]>(of)).body.map((post) => post.id);
  const streams = [await ann.stream('list', { list: list.id }), await ann.events('list', { list: list.id })];
  const user = await ann.stream('user');
  const [hers, his] = [await cleo.posts('hers'), await ben.posts('his')];
  const toHer = await ben.posts('to her', { in_reply_to_id: hers.id });
  const toHimself = await ben.posts('to himself', { in_reply_to_id: his.id, visibility: 'private' });
  await ben.posts(`@${cleo.username} between us`, { visibility: 'direct' });
  const shared = await ben.does('reblog', await dan.posts('not followed'));
  expect(await ids(path)).toEqual([shared.id, toHimself.id, his.id]);
  expect(await ids('/api/v1/timelines/home')).toEqual([hers.id]);
  await town.settled();
  for (const stream of streams) await expect.poll(() => stream.frames.map((frame) => frame.payload.id).toReversed()).toEqual([shared.id, toHimself.id, his.id]);
  const fresh = (await ann.get<Json[]>(path)).body.toReversed();
  expect(streams[0]?.frames.map((frame) => frame.payload.id)).toEqual(fresh.map((post) => post.id));
  expect(streams[0]?.frames.at(-1)).toMatchObject({ stream: ['list', list.id], payload: fresh.at(-1) });
  expect(user.frames.filter((frame) => frame.event === 'update').map((frame) => frame.payload.id)).toEqual([hers.id]);
  await ann.put(`/api/v1/lists/${list.id}`, { replies_policy: 'followed', exclusive: false });
  expect(await ids(path)).toEqual([shared.id, toHimself.id, toHer.id, his.id]);
  expect(await ids('/api/v1/timelines/home')).toContain(toHer.id);
  await ann.put(`/api/v1/lists/${list.id}`, { replies_policy: 'none' });
  expect(await ids(path)).toEqual([shared.id, toHimself.id, his.id]);
  await ben.delete(`/api/v1/statuses/${his.id}`);
  for (const stream of streams) expect((await stream.next('delete')).payload).toBe(his.id);
  await ann.delete(`/api/v1/lists/${list.id}`);
  await ben.posts('nobody listens');
  await town.settled();
  expect(streams[0]?.frames.filter((frame) => frame.event === 'update')).toHaveLength(3);
});

test('followed tags bring what anybody says publicly with them, once, and streams tell what a fresh read shows', async () => {
  const [ann, ben, cleo, dan] = people as [Person, Person, Person, Person];
  const [tag, other] = [`été${round}`, `vélo${round}`];
  const before = await cleo.posts(`from before #ETE${round}`);
  await ann.follows(ben);
  expect((await ann.post(`/api/v1/tags/${encodeURIComponent(tag)}/follow`)).body).toMatchObject({ name: `ete${round}`, following: true, featuring: false });
  await ann.post(`/api/v1/tags/${other}/follow`);
  await ann.mutes(dan);
  const streams = [await ann.stream('user'), await ann.events('user')];
  const shown = [await ben.posts(`of both #${tag} #${other}`), await cleo.posts(`not followed #${tag}`)];
  shown.push(await cleo.posts(`an answer #${other}`, { in_reply_to_id: before.id }));
  for (const visibility of ['unlisted', 'private', 'direct']) await cleo.posts(`not to all #${tag}`, { visibility });
  await dan.posts(`muted #${tag}`);
  await cleo.does('reblog', before);
  shown.push(await ben.posts('no tag'));
  const fresh = await ann.home();
  expect(fresh.map((post) => post.id)).toEqual([...shown.map((post) => post.id).toReversed(), before.id]);
  await town.settled();
  for (const stream of streams) {
    await expect.poll(() => stream.frames.filter((frame) => frame.event === 'update').map((frame) => frame.payload.id).toReversed()).toEqual(fresh.slice(0, -1).map((post) => post.id));
    expect(stream.frames.at(-1)?.payload).toEqual(fresh[0]);
  }
  await ben.follows(cleo, { languages: ['fr'] });
  await ben.post(`/api/v1/tags/${other}/follow`);
  const french = await cleo.posts(`en français #${other}`, { language: 'fr' });
  const english = await cleo.posts(`in English #${other}`, { language: 'en' });
  const his = (await ben.home()).map((post) => post.id);
  expect([his.includes(french.id), his.includes(english.id)]).toEqual([true, false]);
  expect((await ann.home()).map((post) => post.id)).toContain(english.id);
  await ann.post(`/api/v1/tags/${other}/unfollow`);
  await ann.post(`/api/v1/tags/${encodeURIComponent(tag)}/unfollow`);
  expect((await ann.home()).map((post) => post.id)).toEqual([shown[3]?.id, shown[0]?.id]);
});

test('a post that an edit takes out of a stream is deleted there, live and on coming back, and updated where it still is', async () => {
  const [ann, ben, cleo, dan] = people as [Person, Person, Person, Person];
  const [tag, other] = [`gone${round}`, `kept${round}`];
  await ann.post(`/api/v1/tags/${tag}/follow`);
  for (const one of [ben, dan]) await one.follows(cleo);
  const post = await cleo.posts(`first #${tag} #${other}`);
  const direct = await cleo.posts(`@${ben.username} between us`, { visibility: 'direct' });
  const open = (who: Visitor, name: string, more: Record<string, string> = {}): Promise<{ stream: Stream; again: (id: string) => Promise<Stream> }> =>
    who.events(name, more, {}).then((stream) => ({ stream, again: (id) => who.events(name, more, { 'last-event-id': id }) }));
  const left = [await open(ann, 'user'), await open(town.visitor, 'hashtag', { tag }), await open(ben, 'hashtag', { tag })];
  const still = [await open(dan, 'user'), await open(town.visitor, 'hashtag', { tag: other }), await open(town.visitor, 'public'), await open(cleo, 'user')];
  const named = await open(ben, 'user');
  await cleo.put(`/api/v1/statuses/${post.id}`, { status: `second #${other}` });
  await cleo.put(`/api/v1/statuses/${direct.id}`, { status: 'to nobody' });
  await town.settled();
  for (const { stream, again } of left) {
    for (const one of [stream, await again(post.id)]) expect(await one.next('delete')).toMatchObject({ payload: post.id });
    expect(stream.frames.map(({ event }) => event)).toEqual(['delete']);
  }
  for (const { stream, again } of still) {
    for (const one of [stream, await again(post.id)]) expect((await one.next('status.update')).payload).toMatchObject({ id: post.id, tags: [{ name: other }] });
    expect(stream.frames.map(({ event }) => event)).not.toContain('delete');
  }
  expect((await named.stream.next('delete')).payload).toBe(direct.id);
  expect((await ann.home()).map(({ id }) => id)).not.toContain(post.id);
  expect((await ben.get(`/api/v1/statuses/${direct.id}`)).status).toBe(404);
});

test('the posts that name an address are found by it, however it is spelled, unless their author does not want to be found', async () => {
  const [ann, ben, cleo] = people as [Person, Person, Person];
  const address = `https://news.example/story${round}`;
  const shown = [await ann.posts(`read ${address}`), await ben.posts(`an answer ${address}`, { in_reply_to_id: (await ann.posts('x')).id })];
  await ann.posts(`read ${address}`, { visibility: 'unlisted' });
  await ann.posts(`another ${address}0`);
  await ben.does('reblog', shown[0] as Json);
  await cleo.patch('/api/v1/accounts/update_credentials', { discoverable: false });
  await cleo.posts(`quietly ${address}`);
  const path = `/api/v1/timelines/link?url=${encodeURIComponent(address.replace('https://news', 'HTTPS://News'))}`;
  const ids = async (who: Visitor): Promise<string[]> => (await who.get<Json[]>(path)).body.map((post) => post.id);
  expect(await ids(town.visitor)).toEqual([shown[1]?.id, shown[0]?.id]);
  const first = await cleo.get<Json[]>(`${path}&limit=1`);
  expect((await cleo.get<Json[]>(first.links['next'] as string)).body.map((post) => post.id)).toEqual([shown[0]?.id]);
  await cleo.mutes(ben);
  expect(await ids(cleo)).toEqual([shown[0]?.id]);
  expect((await cleo.get('/api/v1/timelines/link?url=no')).status).toBe(404);
});

test('another\'s list is not there for streams either', async () => {
  const [ann, ben] = people as [Person, Person];
  const list = (await ann.post('/api/v1/lists', { title: 'Mine' })).body;
  await expect(ben.events('list', { list: list.id })).rejects.toThrow('404');
  await expect(ben.events('list', { list: 'x' })).rejects.toThrow('400');
  const socket = await ben.stream('list', { list: list.id });
  await expect.poll(() => socket.errors).toEqual([{ error: 'Record not found', status: 404 }]);
  await expect((await town.again(ann, 'read:accounts')).events('list', { list: list.id })).rejects.toThrow('403');
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
