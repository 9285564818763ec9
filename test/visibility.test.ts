// The visibility table: every visibility, every kind of viewer, every surface. `undefined` in the table: either is right.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countTrends } from '#search';
import { openTown } from '#town';
import type { Json, Person, Stream, Town, Visitor } from '#town';

const VISIBILITIES = ['public', 'unlisted', 'private', 'direct', 'group'] as const;
/** `member`: of the group, and a follower; `former`: was in it, follows, and kept the posts. Others of them are in the group, too: see `inGroup`. */
const VIEWERS = ['visitor', 'stranger', 'follower', 'mentioned', 'blocked', 'muting', 'member', 'former', 'author'] as const;
type Visibility = (typeof VISIBILITIES)[number];
type Viewer = (typeof VIEWERS)[number];

const inGroup = (viewer: Viewer): boolean => viewer === 'member' || viewer === 'author' || viewer === 'blocked' || viewer === 'muting';

/** Who may see at all; the blocked one followed, was mentioned and kept the posts before the block. */
function may(viewer: Viewer, visibility: Visibility): boolean {
  if (viewer === 'author') return true;
  if (viewer === 'blocked') return false;
  if (visibility === 'public' || visibility === 'unlisted') return true;
  if (visibility === 'group') return inGroup(viewer);
  if (viewer === 'mentioned') return true;
  return visibility === 'private' && ['follower', 'muting', 'member', 'former'].includes(viewer);
}

const LINK = 'https://news.example/story';
const follows = (viewer: Viewer): boolean => ['follower', 'member', 'former', 'author'].includes(viewer);

type Expectation = boolean | undefined;
type Rule = (viewer: Viewer, visibility: Visibility) => Expectation;

const listed: Rule = (viewer, visibility) => visibility === 'public' && viewer !== 'blocked' && viewer !== 'muting';

const home: Rule = (viewer, visibility) => {
  if (viewer === 'author' && visibility === 'direct') return undefined;
  return follows(viewer) && may(viewer, visibility);
};

/** Whoever follows the author has the author in a list; the blocked one had. */
const inList: Rule = (viewer, visibility) => (viewer === 'follower' || viewer === 'author') && visibility !== 'direct' && visibility !== 'group';

/** What each surface should show. Not-may-see always wins over "either". */
const SURFACES: Record<string, Rule> = {
  'by id': may,
  'by ids': may,
  'inside a quote': (viewer, visibility) => visibility !== 'direct' && visibility !== 'group' && viewer !== 'muting' && may(viewer, visibility) && viewer !== 'visitor',
  'quotes of it': (viewer, visibility) => visibility !== 'direct' && visibility !== 'group' && viewer !== 'muting' && may(viewer, visibility) && viewer !== 'visitor',
  'frame': (_viewer, visibility) => visibility === 'public' || visibility === 'unlisted',
  'oembed': (_viewer, visibility) => visibility === 'public' || visibility === 'unlisted',
  'source': (viewer) => viewer === 'author',
  'thread': (viewer, visibility) => (viewer === 'muting' && may(viewer, visibility) ? undefined : may(viewer, visibility)),
  'home': home,
  'profile': (viewer, visibility) => (!may(viewer, visibility) ? false : visibility === 'direct' || viewer === 'muting' ? undefined : true),
  'public': listed,
  'tag': listed,
  'bookmarks': (viewer, visibility) => (viewer === 'visitor' ? false : viewer === 'muting' && may(viewer, visibility) ? undefined : may(viewer, visibility)),
  'favourites': (viewer, visibility) => (viewer === 'visitor' ? false : viewer === 'muting' && may(viewer, visibility) ? undefined : may(viewer, visibility)),
  'notifications': (viewer, visibility) => (viewer === 'mentioned' ? visibility !== 'group' : viewer === 'blocked' ? undefined : false),
  'conversations': (viewer, visibility) => visibility === 'direct' && (viewer === 'author' || viewer === 'mentioned'),
  // One's own, what names one and what one keeps is found by oneself, the rest by everybody whom the author lets.
  'search': (viewer, visibility) => (viewer === 'mentioned' ? may(viewer, visibility) : viewer === 'author' || listed(viewer, visibility)),
  'search in library': (viewer, visibility) => viewer !== 'visitor' && viewer !== 'muting' && may(viewer, visibility),
  'timeline of the group': (viewer, visibility) => visibility === 'group' && (viewer === 'author' || viewer === 'member'),
  'socket groups': (viewer, visibility) => visibility === 'group' && (viewer === 'author' || viewer === 'member'),
  'trends': listed,
  'link': listed,
  'home by tag': (viewer, visibility) => (viewer !== 'visitor' && listed(viewer, visibility)) || home(viewer, visibility),
  'list': inList,
  'socket list': inList,
  'events list': inList,
  'socket user': home,
  'socket public': (viewer, visibility) => (viewer === 'visitor' ? undefined : listed(viewer, visibility)),
  'socket tag': (viewer, visibility) => (viewer === 'visitor' ? undefined : listed(viewer, visibility)),
  'events user': home,
  'feed of the author': (_viewer, visibility) => visibility === 'public' || visibility === 'unlisted',
  'feed of the tag': (_viewer, visibility) => visibility === 'public',
  'room': listed,
  'record of the room': (viewer, visibility) => (viewer === 'muting' && visibility === 'public' ? undefined : listed(viewer, visibility)),
  'socket room': (viewer, visibility) => (viewer === 'visitor' ? undefined : listed(viewer, visibility)),
  'socket direct': (viewer, visibility) => visibility === 'direct' && (viewer === 'author' || viewer === 'mentioned'),
};

let town: Town;
const people = {} as Record<Viewer, Person | Visitor>;
const old = {} as Record<Visibility, Json>;
const fresh = {} as Record<Visibility, Json>;
/** A post with this one inside, which all of them may see but for those who may see nothing of its author. */
const quoting = {} as Record<Visibility, Json>;
const sockets = new Map<string, Stream>();
const lists = new Map<string, Json>();
let root: Json;
/** An evening on the tag of these posts, held by somebody else. */
let room: Json;
/** Of the author and others; one has left it. */
let group: Json;

beforeAll(async () => {
  town = await openTown({ settings: { 'trends.leastDays': 0 } });
  const [author, stranger, follower, mentioned, blocked, muting, member, former] = await town.people('author', 'stranger', 'follower', 'mentioned', 'blocked', 'muting', 'member', 'former');
  const everybody = { author, stranger, follower, mentioned, blocked, muting, member, former };
  Object.assign(people, { ...everybody, visitor: town.visitor });
  for (const one of [follower, blocked, muting, member, former]) await one.follows(author);
  group = (await author.post('/api/perchoir/v1/groups', { title: 'The group', access: 'public' })).body;
  for (const one of [blocked, muting, member, former]) expect((await one.post(`/api/perchoir/v1/groups/${group.id}/join`)).status).toBe(200);
  await author.patch('/api/v1/accounts/update_credentials', { indexable: true });
  for (const [name, one] of Object.entries({ author, follower, blocked, muting })) {
    const list = (await one.post('/api/v1/lists', { title: 'topic' })).body;
    expect((await one.post(`/api/v1/lists/${list.id}/accounts`, { account_ids: [author.id] })).status).toBe(200);
    lists.set(name, list);
  }
  room = (await (await town.person('host')).post('/api/perchoir/v1/rooms', { title: 'an evening', tag: 'topic', starts_at: new Date().toISOString() })).body;
  expect((await (await town.person('host')).post(`/api/perchoir/v1/rooms/${room.id}/open`)).status).toBe(200);
  // An answer reaches whom it answers; these threads are therefore the author's own.
  root = await author.posts('something to go on from');
  groupRoot = await author.posts('something among us', { group_id: group.id });
  // Two of each: one from before the block and the mute, which people kept, and one that streams carry.
  for (const visibility of VISIBILITIES) old[visibility] = await author.posts(`@mentioned @blocked old ${visibility} #topic`, { ...how(visibility), in_reply_to_id: rootFor(visibility).id });
  for (const [name, one] of Object.entries(everybody)) {
    for (const visibility of VISIBILITIES) {
      if (!mayBefore(name as Viewer, visibility)) continue;
      await one.does('bookmark', old[visibility]);
      await one.does('favourite', old[visibility]);
    }
  }
  for (const visibility of ['public', 'unlisted', 'private'] as const) {
    quoting[visibility] = await author.posts('@stranger @follower @mentioned @blocked @muting @member @former look', { quoted_status_id: old[visibility].id, visibility: 'direct' });
  }
  await author.blocks(blocked);
  expect((await former.post(`/api/perchoir/v1/groups/${group.id}/leave`)).status).toBe(200);
  await muting.mutes(author);
  await town.settled();
  for (const [name, one] of Object.entries(everybody)) {
    sockets.set(`socket groups ${name}`, await one.stream('groups'));
    sockets.set(`socket user ${name}`, await one.stream('user'));
    sockets.set(`socket public ${name}`, await one.stream('public'));
    sockets.set(`socket tag ${name}`, await one.stream('hashtag', { tag: 'topic' }));
    sockets.set(`socket room ${name}`, await one.stream('room', { room: room.id }));
    sockets.set(`socket direct ${name}`, await one.stream('direct'));
    sockets.set(`events user ${name}`, await one.events('user'));
    const list = lists.get(name);
    if (list === undefined) continue;
    sockets.set(`socket list ${name}`, await one.stream('list', { list: list.id }));
    sockets.set(`events list ${name}`, await one.events('list', { list: list.id }));
  }
  for (const visibility of VISIBILITIES) fresh[visibility] = await author.posts(`@mentioned new ${visibility} #topic ${LINK}`, how(visibility));
  await town.settled();
  await new Promise((resolve) => setTimeout(resolve, 300));
  await countTrends(town.ctx);
}, 60_000);

afterAll(() => town.close());

/** How a post is sent that is to have this visibility. */
const how = (visibility: Visibility): Record<string, unknown> => (visibility === 'group' ? { group_id: group.id } : { visibility });
let groupRoot: Json;
const rootFor = (visibility: Visibility): Json => (visibility === 'group' ? groupRoot : root);
/** Before the block, and before one left the group. */
const mayBefore = (viewer: Viewer, visibility: Visibility): boolean =>
  may(viewer === 'blocked' ? (visibility === 'group' ? 'member' : 'mentioned') : viewer === 'former' ? 'member' : viewer, visibility);

const holds = (list: Json, post: Json): boolean => Array.isArray(list) && list.some((one) => one.id === post.id || one.reblog?.id === post.id || one.status?.id === post.id || one.last_status?.id === post.id);

async function list(viewer: Viewer, path: string): Promise<Json> {
  const answer = await people[viewer].get(path);
  expect([200, 401, 404, 422], `${path} as ${viewer}: ${answer.text}`).toContain(answer.status);
  return answer.status === 200 ? answer.body : [];
}

/** A feed is the same whoever asks. */
async function inFeed(viewer: Viewer, path: string, post: Json): Promise<boolean> {
  const { token } = people[viewer] as Person;
  const answer = await fetch(town.base + path, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });
  return ((await answer.json()) as Json).items.some((item: Json) => item.url === post.url);
}

/** Whether a viewer finds the post there. */
async function shows(surface: string, viewer: Viewer, visibility: Visibility): Promise<boolean> {
  const before = old[visibility];
  const after = fresh[visibility];
  const authorId = (people.author as Person).id;
  switch (surface) {
    case 'by id': return (await people[viewer].get(`/api/v1/statuses/${before.id}`)).status === 200;
    case 'by ids': return holds(await list(viewer, `/api/v1/statuses?id[]=${before.id}&id[]=${after.id}`), before);
    case 'inside a quote': {
      const answer = quoting[visibility] && (await people[viewer].get(`/api/v1/statuses/${quoting[visibility].id}`));
      return answer !== undefined && answer.status === 200 && answer.text.includes(`old ${visibility}`);
    }
    case 'quotes of it': return holds(await list(viewer, `/api/v1/statuses/${before.id}/quotes`), quoting[visibility] ?? {});
    case 'frame': return (await people[viewer].get(`/@author/${before.id}/embed`)).text.includes(`old ${visibility}`);
    case 'oembed': return (await people[viewer].get(`/api/oembed?url=${encodeURIComponent(before.url)}`)).status === 200;
    case 'source': return (await people[viewer].get(`/api/v1/statuses/${before.id}/source`)).status === 200;
    case 'thread': return holds((await list(viewer, `/api/v1/statuses/${rootFor(visibility).id}/context`)).descendants ?? [], before);
    case 'home': return holds(await list(viewer, '/api/v1/timelines/home?limit=40'), after);
    case 'link': return holds(await list(viewer, `/api/v1/timelines/link?limit=40&url=${encodeURIComponent(LINK)}`), after);
    case 'home by tag': {
      await people[viewer].post('/api/v1/tags/topic/follow');
      const found = await shows('home', viewer, visibility);
      await people[viewer].post('/api/v1/tags/topic/unfollow');
      return found;
    }
    case 'profile': return holds(await list(viewer, `/api/v1/accounts/${authorId}/statuses?limit=40`), after);
    case 'list': return holds(await list(viewer, `/api/v1/timelines/list/${(lists.get(viewer) ?? lists.get('author')).id}?limit=40`), after);
    case 'timeline of the group': return holds(await list(viewer, `/api/perchoir/v1/groups/${group.id}/timeline?limit=40`), after);
    case 'public': return holds(await list(viewer, '/api/v1/timelines/public?limit=40'), after);
    case 'tag': return holds(await list(viewer, '/api/v1/timelines/tag/topic?limit=40'), after);
    case 'room': return holds(await list(viewer, `/api/perchoir/v1/rooms/${room.id}/timeline?limit=40`), after);
    case 'record of the room': return holds((await list(viewer, `/api/perchoir/v1/rooms/${room.id}/record`)).posts, after);
    case 'bookmarks': return holds(await list(viewer, '/api/v1/bookmarks?limit=40'), before);
    case 'favourites': return holds(await list(viewer, '/api/v1/favourites?limit=40'), before);
    case 'notifications': return holds(await list(viewer, '/api/v1/notifications?limit=80&types[]=mention'), after);
    case 'feed of the author': return inFeed(viewer, '/@author.json', after);
    case 'feed of the tag': return inFeed(viewer, '/tags/topic.json', after);
    case 'conversations': return holds(await list(viewer, '/api/v1/conversations'), after);
    case 'socket direct': return holds(sockets.get(`${surface} ${viewer}`)?.frames.map((frame) => frame.payload), after);
    case 'trends': return holds(await list(viewer, '/api/v1/trends/statuses?limit=40'), before);
    case 'search': return holds((await list(viewer, '/api/v2/search?q=new&limit=40')).statuses, after);
    case 'search in library': return holds((await list(viewer, '/api/v2/search?q=old+in:library&limit=40')).statuses, before);
    default: return holds(sockets.get(`${surface} ${viewer}`)?.frames.filter((frame) => frame.event === 'update').map((frame) => frame.payload), after);
  }
}

describe.each(Object.keys(SURFACES))('%s', (surface) => {
  test.each(VISIBILITIES)('a %s post reaches whom it is for, and nobody else', async (visibility) => {
    const [wanted, found] = [{} as Record<string, boolean>, {} as Record<string, boolean>];
    for (const viewer of VIEWERS) {
      const rule = SURFACES[surface]?.(viewer, visibility);
      if (rule === undefined) continue;
      wanted[viewer] = rule;
      found[viewer] = await shows(surface, viewer, visibility);
    }
    expect(found).toEqual(wanted);
  });
});

test('a thread above a post leaves out what its reader may not see', async () => {
  const [author, follower, stranger] = await town.people('author', 'follower', 'stranger');
  const hidden = await author.posts('for my followers', { visibility: 'private' });
  const reply = await follower.posts('an open answer', { in_reply_to_id: hidden.id });
  const seen = async (who: Person): Promise<Json> => (await who.get(`/api/v1/statuses/${reply.id}/context`)).body.ancestors.map((post: Json) => post.id);
  expect(await seen(author)).toEqual([hidden.id]);
  expect(await seen(stranger)).toEqual([]);
});

test('unfollowing takes followers-only posts away at once, everywhere', async () => {
  const [author, leaver] = await town.people('author', 'leaver');
  await leaver.follows(author);
  const post = await author.posts('only for those who stay', { visibility: 'private' });
  expect((await leaver.home()).map((one: Json) => one.id)).toContain(post.id);
  await leaver.does('bookmark', post);
  await leaver.unfollows(author);
  expect((await leaver.get(`/api/v1/statuses/${post.id}`)).status).toBe(404);
  expect((await leaver.get('/api/v1/bookmarks')).body).toEqual([]);
  expect((await leaver.home()).map((one: Json) => one.id)).not.toContain(post.id);
});
