/**
 * What must hold once it is quiet again, by the API and by SQL:
 * P1 every acknowledged post is there exactly once, also one for later that came due around a kill; P2 and in the home of who follows, once, in the order of ids; P3 and
 * nowhere where it may not be; P4 one key, one id; P5 each post with its event; P6 counters are counts; P7 each
 * event took effect once; P8 a stream that resumes has no gap and no repeat.
 */
import pg from 'pg';
import type { Answer, Json, Visitor } from '../town/person.ts';
import type { Town } from './clients.ts';
import type { Ledger } from './ledger.ts';

export interface Found {
  readonly posts: number;
  /** How many of them were written for later. */
  readonly later: number;
  readonly broken: readonly string[];
}

interface World extends Town {
  readonly visitor: Visitor;
  readonly ledger: Ledger;
  /** What the resuming stream brought. */
  readonly streamed: readonly string[];
  readonly databaseUrl: string;
}

const MANY = 8;

export async function check(world: World): Promise<Found> {
  const broken: string[] = [];
  const say = (promise: string, list: readonly unknown[]): void => {
    if (list.length > 0) broken.push(`${promise}: ${list.length}, such as ${JSON.stringify(list.slice(0, MANY))}`);
  };
  const served = new Set(Object.keys((await world.visitor.get('/api/openapi.json')).body.paths as object));
  const client = new pg.Client({ connectionString: world.databaseUrl });
  await client.connect();
  try {
    const there = await everyPost(world, client, say);
    const entries = [...world.ledger.entries.values()];
    const acknowledged = entries.filter((entry) => entry.ids.size > 0);
    say('P1 lost', acknowledged.filter((entry) => !there.has(entry.key)).map((entry) => entry.key));
    say('P1 twice', [...there].filter(([, ids]) => ids.length > 1));
    say('P4 one key, two ids', acknowledged.filter((entry) => entry.ids.size > 1).map((entry) => [...entry.ids]));
    say('P4 another id', acknowledged.filter((entry) => !entry.later && there.has(entry.key) && !entry.ids.has(there.get(entry.key)?.[0] ?? '')).map((entry) => entry.key));
    const expected = [...there.values()].flat().toSorted((a, b) => Number(b) - Number(a));
    // A house without those rooms (src/app.ts) has no such lists to look at.
    if (served.has('/api/v1/timelines/home')) {
      await checkLists(world, { say, expected, there });
      checkStreamed(world.streamed, expected, say);
    }
    if (served.has('/api/v1/notifications')) await checkTold(world, { say, there });
    await checkEffects(world, client, say);
    const { rows: waiting } = await client.query('select id from posts.scheduled');
    say('P1 still waiting', waiting);
    return { posts: acknowledged.length, later: acknowledged.filter(({ later }) => later).length, broken };
  } finally {
    await client.end();
  }
}

function checkStreamed(streamed: readonly string[], expected: readonly string[], say: Say): void {
  const came = new Set(streamed);
  say('P8 the stream left out', expected.filter((id) => !came.has(id)));
  say('P8 the stream repeated', streamed.filter((id, at) => streamed.indexOf(id) !== at));
  say('P8 the stream turned back', streamed.filter((id, at) => Number(id) < Number(streamed[at - 1] ?? 0)));
}

type Say = (promise: string, list: readonly unknown[]) => void;

/** By key: what the database holds, each of it also served to its author. */
async function everyPost(world: World, client: pg.Client, say: Say): Promise<Map<string, string[]>> {
  const { rows } = await client.query<{ id: string; author: string; text: string }>('select id::text as id, author_id::text as author, text from posts.post order by id');
  const there = new Map<string, string[]>();
  for (const { id, text } of rows) {
    const key = /key\d+x\d+x/.exec(text)?.[0] ?? `none ${id}`;
    there.set(key, [...(there.get(key) ?? []), id]);
  }
  for (const writer of world.writers) {
    const own = rows.filter((row) => row.author === writer.id).map((row) => row.id);
    for (let at = 0; at < own.length; at += 20) {
      const asked = own.slice(at, at + 20);
      const served = ((await writer.get(`/api/v1/statuses?${asked.map((id) => `id[]=${id}`).join('&')}`)).body as Json[]).map((post) => post.id as string);
      say('P1 not served', asked.filter((id) => !served.includes(id)));
    }
    const account = (await writer.get(`/api/v1/accounts/${writer.id}`)).body;
    if (account.statuses_count !== own.length) say('P6 posts of an account', [[account.statuses_count, own.length]]);
    if (account.followers_count !== 1) say('P6 followers of an account', [account.followers_count]);
  }
  return there;
}

async function checkLists(world: World, { say, expected, there }: { say: Say; expected: string[]; there: Map<string, string[]> }): Promise<void> {
  const home = (await everyPage(world.reader, '/api/v1/timelines/home?limit=40')).map((post) => post.id as string);
  const held = new Set(home);
  const wanted = new Set(expected);
  say('P2 not at home', expected.filter((id) => !held.has(id)));
  say('P2 twice at home', home.filter((id, at) => home.indexOf(id) !== at));
  say('P2 not in order', home.filter((id, at) => at > 0 && Number(id) > Number(home[at - 1])));
  say('P2 at home from nowhere', home.filter((id) => !wanted.has(id)));
  const hidden = new Set([...world.ledger.entries.values()].filter((entry) => entry.visibility === 'private' || entry.visibility === 'direct').flatMap((entry) => there.get(entry.key) ?? []));
  for (const [who, one] of [['visitor', world.visitor], ['stranger', world.stranger]] as const) {
    for (const path of ['/api/v1/timelines/public?limit=40', '/api/v1/timelines/tag/torture?limit=40', ...world.writers.map((writer) => `/api/v1/accounts/${writer.id}/statuses?limit=40`)]) {
      say(`P3 ${who} at ${path}`, (await everyPage(one, path)).filter((post) => hidden.has(post.id as string)).map((post) => post.id));
    }
    for (const id of [...hidden].slice(0, 20)) if ((await one.get(`/api/v1/statuses/${id}`)).status !== 404) say(`P3 ${who} by id`, [id]);
  }
}

async function checkTold(world: World, { say, there }: { say: Say; there: Map<string, string[]> }): Promise<void> {
  const told = (await everyPage(world.reader, '/api/v1/notifications?limit=80&types[]=mention')).map((note) => note.status?.id as string);
  const direct = [...world.ledger.entries.values()].filter((entry) => entry.visibility === 'direct').flatMap((entry) => there.get(entry.key) ?? []);
  say('P7 not told', direct.filter((id) => !told.includes(id)));
  say('P7 told twice', told.filter((id, at) => told.indexOf(id) !== at));
}

async function checkEffects(world: World, client: pg.Client, say: Say): Promise<void> {
  const liked = await everyPage(world.reader, '/api/v1/favourites?limit=40');
  say('P6 likes of a post', liked.filter((post) => post.favourites_count !== 1).map((post) => [post.id, post.favourites_count]));
  const events = await client.query<{ id: string; count: string }>(
    `select p.id::text as id, count(o.id)::text as count from posts.post p left join platform.outbox o on o.name = 'posts.postCreated' and o.payload->>'id' = p.id::text
     group by p.id having count(o.id) <> 1`);
  say('P5 a post without its one event', events.rows);
  const failed = await client.query('select event_id, listener, error from platform.failed_event');
  say('P7 events that failed for good', failed.rows);
}

/** Follows the Link header to the end. */
async function everyPage(who: Visitor, path: string): Promise<Json[]> {
  const all: Json[] = [];
  for (let next: string | undefined = path; next !== undefined; ) {
    const page: Answer = await who.get(next);
    if (page.status !== 200) throw new Error(`${next} answered ${page.status}: ${page.text.slice(0, 200)}`);
    all.push(...(page.body as Json[]));
    next = page.links['next'];
  }
  return all;
}
