/** Pages as visitors get them: a hashtag with twenty posts and a thread from a copy, and many different pages, each made anew. */

import { gzipSync } from 'node:zlib';
import { makePeople } from '../people.ts';
import type { BenchPerson } from '../people.ts';
import { SECONDS, round } from '../row.ts';
import type { Bench, Row } from '../row.ts';
import { bareCost, startBare, startServer } from '../server.ts';
import type { Server } from '../server.ts';
import { load } from '../wrk.ts';
import { bearer } from './home.ts';

const CONNECTIONS = 16;
const ROUNDS = 3;
const POSTS = 20;
/** The issue's: HTML of twenty posts without script. */
const MOST_HTML_BYTES = 60_000;
const LEAST_SHARE = 0.25;

interface Seeded {
  readonly tag: string;
  readonly thread: string;
}

async function post(server: Server, person: BenchPerson, fields: object): Promise<{ id: string; url: string }> {
  const answer = await fetch(`${server.origin}/api/v1/statuses`, {
    method: 'POST', headers: { ...bearer(person), 'content-type': 'application/json' }, body: JSON.stringify(fields),
  });
  return (await answer.json()) as { id: string; url: string };
}

/** As people write: sentences of different lengths, names, tags, now and then an address. */
async function seed(server: Server, people: readonly BenchPerson[], number = 0): Promise<Seeded> {
  const words = 'Magie des réseaux sociaux, échanges IRL et irréels, livetweet et pensées pour les amis qui n’ont pas pu venir ce soir, on raconte tout depuis le premier rang';
  const first = await post(server, people[0] as BenchPerson, { status: `${words} #soirée #fil${number}` });
  let last = first.id;
  for (let at = 1; at < POSTS; at++) {
    const author = people[at % people.length] as BenchPerson;
    const text = `${words.slice(0, 40 + ((at * 37) % 110))} ${at % 4 === 0 ? `@author0 ` : ''}${at % 5 === 0 ? 'https://example.org/un/article ' : ''}#soirée #fil${number} #p${at}`;
    last = (await post(server, author, { status: text, in_reply_to_id: at % 3 === 0 ? first.id : last })).id;
  }
  return { tag: `/tags/${encodeURIComponent('soirée')}`, thread: new URL(first.url).pathname };
}

interface Measured {
  readonly perSecond: number;
  readonly cpuMs: number;
  readonly p99: number;
}

async function measure(url: string, cost: () => Promise<{ cpuMs: number }>, seconds: number): Promise<Measured> {
  const before = await cost();
  const done = await load(url, { seconds, connections: CONNECTIONS, headers: { accept: 'text/html' } });
  const after = await cost();
  if (done.failed > 0) throw new Error(`${done.failed} of ${done.requests} requests for ${url} failed`);
  return { perSecond: done.perSecond, cpuMs: (after.cpuMs - before.cpuMs) / done.requests, p99: done.p99 };
}

/** Both in turn, so that what else the machine does falls on both; the round with the median ratio speaks. */
async function compare(server: Server, path: string, body: Buffer): Promise<{ ours: Measured; bare: Measured; ratio: number }> {
  const bare = await startBare(body, { 'content-type': 'text/html; charset=utf-8' });
  try {
    const rounds = [];
    for (let turn = 0; turn <= ROUNDS; turn++) {
      const ours = await measure(server.origin + path, server.cost, Math.ceil(SECONDS / 2));
      const other = await measure(bare.origin, () => bareCost(bare.pid), Math.ceil(SECONDS / 2));
      if (turn > 0) rounds.push({ ours, bare: other, ratio: other.cpuMs / ours.cpuMs });
    }
    return rounds.toSorted((a, b) => a.ratio - b.ratio)[ROUNDS >> 1] as (typeof rounds)[number];
  } finally {
    await bare.stop();
  }
}

/** Pages that nobody has asked for within the second: in turn, and each time by another address. */
async function measureMaking(server: Server, paths: readonly string[], headersOf: (made: number) => Record<string, string> = () => ({})): Promise<{ perSecond: number; cpuMs: number }> {
  let made = 0;
  const makeFor = async (seconds: number): Promise<number> => {
    const began = made;
    const end = performance.now() + seconds * 1000;
    await Promise.all(Array.from({ length: 2 }, async () => {
      while (performance.now() < end) {
        const path = paths[++made % paths.length] ?? '/';
        await (await fetch(`${server.origin}${path}?at=${made}`, { headers: { accept: 'text/html', ...headersOf(made) } })).arrayBuffer();
      }
    }));
    return made - began;
  };
  await makeFor(2);
  const before = await server.cost();
  const count = await makeFor(SECONDS);
  return { perSecond: count / SECONDS, cpuMs: ((await server.cost()).cpuMs - before.cpuMs) / count };
}

async function runPage(name: string, path: string, server: Server): Promise<Row> {
  const answer = await fetch(server.origin + path, { headers: { accept: 'text/html' } });
  const body = Buffer.from(await answer.arrayBuffer());
  const posts = body.toString().split('<article').length - 1;
  if (answer.status !== 200 || posts !== POSTS) throw new Error(`${path} answers ${answer.status} with ${posts} posts`);
  const { ours, bare, ratio } = await compare(server, path, body);
  const making = await measureMaking(server, [path]);
  return {
    row: name, value: round(ours.perSecond, 0), unit: 'pages/s', yardstick: 'bare node:http by CPU', ratio: round(ratio, 3),
    target: `>= ${LEAST_SHARE * 100} %, HTML <= ${MOST_HTML_BYTES / 1000} kB`, kept: ratio >= LEAST_SHARE && body.length <= MOST_HTML_BYTES,
    more: `HTML ${body.length} bytes, gzip ${gzipSync(body).length}; CPU ${round(ours.cpuMs, 3)} against ${round(bare.cpuMs, 3)} ms; p99 ${ours.p99} ms; bare ${round(bare.perSecond, 0)}/s; made anew ${round(making.perSecond, 0)} pages/s, CPU ${round(making.cpuMs, 2)} ms`,
  };
}

async function run(name: 'page-public' | 'page-thread'): Promise<Row[]> {
  const server = await startServer();
  try {
    const { tag, thread } = await seed(server, await makePeople(server.house, 'author', 5));
    return [await runPage(name, name === 'page-public' ? tag : thread, server)];
  } finally {
    await server.stop();
  }
}

const THREADS = 20;
/** One core's worth, where the core does nothing else. */
const LEAST_ANEW = 400;

/** Each a look of its own, so that nothing that was drawn for others can be taken. */
const looks = ['theme_light', 'theme_dark'].flatMap((theme) => ['', 'text_large', 'text_larger'].flatMap((text) => ['', 'motion_less'].flatMap((motion) =>
  ['', 'links_lined'].flatMap((links) => ['', 'targets_large'].flatMap((targets) => ['', 'contrast_more'].map((contrast) =>
    [theme, text, motion, links, targets, contrast].filter(Boolean).join('.')))))));

/** What crawlers ask for: many different pages. Unpacked, since packing is another thread's work and the same whoever makes the page. */
async function runAnew(): Promise<Row[]> {
  const server = await startServer();
  try {
    const people = await makePeople(server.house, 'author', 5);
    const threads: string[] = [];
    for (let number = 0; number < THREADS; number++) threads.push((await seed(server, people, number)).thread);
    const kinds = { thread: threads, tag: threads.map((_path, number) => `/tags/fil${number}`), profile: people.map((_person, at) => `/@author${at}`) };
    const plain = { 'accept-encoding': 'identity' };
    const told: string[] = [];
    let [all, count] = [0, 0];
    for (const [kind, paths] of Object.entries(kinds)) {
      const { cpuMs } = await measureMaking(server, paths, () => plain);
      all += cpuMs;
      count++;
      told.push(`${kind} ${round(cpuMs)} ms`);
    }
    const first = await measureMaking(server, threads, (made) => ({ ...plain, cookie: `perchoir_look=${looks[Math.floor(made / THREADS) % looks.length]}` }));
    const perSecond = 1000 / (all / count);
    return [{
      row: 'page-anew', value: round(perSecond, 0), unit: 'pages/s', yardstick: 'the aim', ratio: round(perSecond / LEAST_ANEW, 3),
      target: `>= ${LEAST_ANEW} a second of CPU`, kept: perSecond >= LEAST_ANEW, more: `CPU ${told.join(', ')}; thread whose posts are drawn for the first time ${round(first.cpuMs)} ms`,
    }];
  } finally {
    await server.stop();
  }
}

export const pageBenches: readonly Bench[] = [
  ...(['page-public', 'page-thread'] as const).map((name) => ({ name, run: () => run(name) })), { name: 'page-anew', run: runAnew },
];
