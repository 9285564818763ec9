/** The rules of the lists, by docs/receipts.md alone: which of what stands in the logs belongs to a list. */

import { canonicalTag } from '#kit/text.ts';
import type { Said } from './logs.ts';
import { timeOfId } from './logs.ts';
import type { PublicServer, Told } from './server.ts';

export interface ListRules {
  /** Where the list itself is read, without its query. */
  readonly served: string;
  /** It draws from all the logs that everybody may read. */
  readonly all: boolean;
  /** Which logs it draws from besides. */
  readonly logs: readonly string[];
  /** Told of everything that stands, for rules that look at more than one post. */
  prepare?(standing: ReadonlyMap<string, Said>): void;
  /** What does not open is of no concern below this id. */
  readonly closedFrom?: string;
  /** Before what a viewer does not want is taken out; undefined where only the server can tell. */
  belongs(post: Said): boolean | undefined;
  /** The posts that an answer of the list's address shows, as served. */
  statuses(body: Told): Told[];
}

const plain = (body: Told): Told[] => body as Told[];
const isPublic = (post: Said): boolean => post.visibility === 'public' && post.repostOf === null;
const isAnswerToOther = (post: Said): boolean => post.replyToAuthor !== null && post.replyToAuthor !== post.author;

/** @param list as a receipt names it @throws NoAnswer */
export async function rulesOf(server: PublicServer, list: string): Promise<ListRules> {
  const [kind = '', id = ''] = list.split('/');
  switch (kind) {
    case 'public':
      return { served: '/api/v1/timelines/public', all: true, logs: [], belongs: (post) => isPublic(post) && !isAnswerToOther(post), statuses: plain };
    case 'tags':
      return { served: `/api/v1/timelines/tag/${encodeURIComponent(id)}`, all: true, logs: [], belongs: (post) => isPublic(post) && post.tags.includes(id), statuses: plain };
    case 'accounts':
      return { served: `/api/v1/accounts/${id}/statuses`, all: false, logs: [`${id}/everybody`, `${id}/followers`], belongs: (post) => post.author === id, statuses: plain };
    case 'rooms':
      return roomRules(server, id);
    case 'posts':
      return threadRules(server, id);
    case 'lists':
      return memberRules(server, id);
    default:
      return homeRules(server);
  }
}

/** Between the time that a room tells and the id by which it opens or closes. */
const SLIP_MS = 5;

/** A room has what carries its tag between its opening and its closing; which posts came late, it says itself. */
async function roomRules(server: PublicServer, id: string): Promise<ListRules> {
  const room = await server.get(`/api/perchoir/v1/rooms/${id}`);
  const key = canonicalTag(room.tag);
  const [opened, closed] = [room.opened_at, room.closed_at].map((at: string | null) => (at === null ? Number.POSITIVE_INFINITY : Date.parse(at))) as [number, number];
  const belongs = (post: Said): boolean | undefined => {
    const at = timeOfId(post.id);
    if (!isPublic(post) || !post.tags.includes(key)) return false;
    return at > opened + SLIP_MS && at < closed - SLIP_MS ? true : undefined;
  };
  return { served: `/api/perchoir/v1/rooms/${id}/timeline`, all: true, logs: [], belongs, statuses: (body) => (body as Told[]).map(({ status }) => status) };
}

/** What a visitor is shown of a thread at most: above and below the post. */
const CAPS = { above: 40, below: 60, deep: 20 };

async function threadRules(server: PublicServer, id: string): Promise<ListRules> {
  const post = await server.get(`/api/v1/statuses/${id}`);
  let inside: Map<string, boolean> | undefined;
  return {
    served: `/api/v1/statuses/${id}/context`, all: true, logs: [],
    prepare: (standing) => { inside = threadAround(standing, id, server.isSignedIn); },
    belongs: (said) => (said.repostOf === null ? inside?.get(said.id) : false),
    closedFrom: id, statuses: (body) => [...(body as Told).ancestors, post, ...(body as Told).descendants],
  };
}

/** What hangs together with a post by answers that stand; false for what is in another thread, and nothing said of what lies beyond the caps. */
function threadAround(standing: ReadonlyMap<string, Said>, id: string, isMember: boolean): Map<string, boolean> {
  const inside = new Map<string, boolean>();
  const root = standing.get(id)?.thread;
  const answers = Map.groupBy([...standing.values()].filter(({ repostOf, replyTo }) => repostOf === null && replyTo !== null), ({ replyTo }) => replyTo);
  for (const said of standing.values()) if (said.thread !== root) inside.set(said.id, false);
  for (let at = standing.get(id), up = 0; at !== undefined && (isMember || up <= CAPS.above); at = standing.get(at.replyTo ?? ''), up++) inside.set(at.id, true);
  let row = answers.get(id) ?? [];
  for (let deep = 1, count = 0; row.length > 0; deep++) {
    count += row.length;
    // Beyond a visitor's caps, which of them are shown is the server's to say.
    if (!isMember && (deep > CAPS.deep || count > CAPS.below)) break;
    for (const said of row) inside.set(said.id, true);
    row = row.flatMap((said) => answers.get(said.id) ?? []);
  }
  return inside;
}

interface Reader {
  readonly me: string;
  readonly follows: ReadonlyMap<string, Told>;
}

async function readerOf(server: PublicServer): Promise<Reader> {
  const { id: me } = await server.get('/api/v1/accounts/verify_credentials');
  const followed = (await server.all(`/api/v1/accounts/${me}/following?limit=80`)) as { id: string }[];
  const follows = new Map<string, Told>();
  for (let at = 0; at < followed.length; at += 40) {
    const query = followed.slice(at, at + 40).map(({ id }) => `id[]=${id}`).join('&');
    for (const relation of (await server.get(`/api/v1/accounts/relationships?${query}`)) as Told[]) if (relation.following) follows.set(relation.id, relation);
  }
  return { me, follows };
}

const isInLanguages = (post: Said, languages: readonly string[] | null | undefined): boolean =>
  !languages || languages.length === 0 || post.language === null || languages.includes(post.language) || languages.includes(post.language.split('-')[0] as string);

/** Of somebody followed, as far as one follows them. @param readable answers to whom are in it, too */
function isOfFollowed(post: Said, { me, follows }: Reader, readable: (id: string) => boolean): boolean {
  const relation = follows.get(post.author);
  if (relation === undefined) return false;
  if (post.repostOf !== null && !relation.showing_reblogs) return false;
  if (!isInLanguages(post, relation.languages)) return false;
  return !isAnswerToOther(post) || post.replyToAuthor === me || readable(post.replyToAuthor as string);
}

/** Reading more logs than this one by one takes more calls than reading all there are. */
const MANY = 50;

const bothLogs = (ids: Iterable<string>): string[] => [...ids].flatMap((id) => [`${id}/everybody`, `${id}/followers`]);

async function homeRules(server: PublicServer): Promise<ListRules> {
  const reader = await readerOf(server);
  const tags = new Set(((await server.all('/api/v1/followed_tags?limit=100')) as { name: string }[]).map(({ name }) => name.toLowerCase()));
  const lists = ((await server.get('/api/v1/lists')) as { id: string; exclusive: boolean }[]).filter(({ exclusive }) => exclusive);
  const exclusive = new Set<string>();
  for (const { id } of lists) for (const member of await server.all(`/api/v1/lists/${id}/accounts?limit=80`)) exclusive.add(member.id);
  const byTag = (post: Said): boolean => isPublic(post) && post.tags.some((key) => tags.has(key)) && isInLanguages(post, reader.follows.get(post.author)?.languages);
  const all = tags.size > 0 || reader.follows.size > MANY;
  return {
    served: '/api/v1/timelines/home', all, logs: all ? [] : bothLogs([reader.me, ...reader.follows.keys()]), statuses: plain,
    belongs: (post) => post.author === reader.me || (!exclusive.has(post.author) && (isOfFollowed(post, reader, (id) => reader.follows.has(id)) || byTag(post))),
  };
}

async function memberRules(server: PublicServer, id: string): Promise<ListRules> {
  const [reader, list, members] = [await readerOf(server), await server.get(`/api/v1/lists/${id}`), (await server.all(`/api/v1/lists/${id}/accounts?limit=80`)) as { id: string }[]];
  const inside = new Set(members.map((member) => member.id));
  const readable = (to: string): boolean => (list.replies_policy === 'list' ? inside.has(to) : list.replies_policy === 'followed' && reader.follows.has(to));
  return {
    served: `/api/v1/timelines/list/${id}`, all: inside.size > MANY, logs: inside.size > MANY ? [] : bothLogs(inside), statuses: plain,
    belongs: (post) => inside.has(post.author) && (post.author === reader.me || isOfFollowed(post, reader, readable)),
  };
}
