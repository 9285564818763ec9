/** Reading home: 20 posts by 100, 400 or 5,000 followed authors, with few and with many posts stored. */

import { idAtTime } from '#kit/ids.ts';
import { makePeople } from '../people.ts';
import type { BenchPerson } from '../people.ts';
import { SECONDS, round } from '../row.ts';
import type { Bench, Row } from '../row.ts';
import { cloneAccounts, cloneFollows, clonePosts } from '../seed.ts';
import { bareCost, startBare, startServer } from '../server.ts';
import type { Server } from '../server.ts';
import { load } from '../wrk.ts';
import type { Load } from '../wrk.ts';

const ACCOUNTS = 5000;
const CONNECTIONS = 16;
const ROUNDS = 3;

interface Case {
  name: string;
  follows: number;
  posts: number;
  target: number;
}

const cases: readonly Case[] = [
  { name: 'home-400', follows: 400, posts: 100_000, target: 0.3 },
  { name: 'home-100', follows: 100, posts: 100_000, target: 0.3 },
  { name: 'home-5000', follows: 5000, posts: 100_000, target: 0.1 },
  { name: 'home-10k', follows: 400, posts: 10_000, target: 0.3 },
  { name: 'home-1m', follows: 400, posts: 1_000_000, target: 0.3 },
];

interface Measured {
  load: Load;
  cpuMs: number;
}

/** A reader who follows `follows` of 5,000 authors, who wrote `posts` posts over the last thirty days. */
async function seed(server: Server, { follows, posts }: Case): Promise<BenchPerson> {
  const [reader] = await makePeople(server.house, 'reader', 1);
  const [author] = await makePeople(server.house, 'author', 1);
  if (reader === undefined || author === undefined) throw new Error('Nobody was made');
  const first = await postOnce(server, author);
  const authors = await cloneAccounts(server.house, author.id, ACCOUNTS - 1);
  await fetch(`${server.origin}/api/v1/accounts/${author.id}/follow`, { method: 'POST', headers: bearer(reader) });
  await cloneFollows(server.house, reader.id, authors.slice(0, follows - 1));
  await clonePosts(server.house, { template: first, authors: [author.id, ...authors], count: posts, from: idAtTime(Date.now() - 30 * 86_400_000) });
  await server.restart();
  return reader;
}

async function postOnce(server: Server, author: BenchPerson): Promise<number> {
  const answer = await fetch(`${server.origin}/api/v1/statuses`, {
    method: 'POST',
    headers: { ...bearer(author), 'content-type': 'application/json' },
    body: JSON.stringify({ status: 'Magie des réseaux sociaux, échanges IRL et irréels, livetweet et pensées pour les amis qui n’ont pas pu venir. #612AtTwitter' }),
  });
  return Number(((await answer.json()) as { id: string }).id);
}

export const bearer = (person: BenchPerson): Record<string, string> => ({ authorization: `Bearer ${person.token}` });

type Target = { url: string; cost: () => Promise<{ cpuMs: number }> };

async function measure({ url, cost }: Target, headers: Record<string, string>, seconds: number): Promise<Measured> {
  const before = await cost();
  const done = await load(url, { seconds, connections: CONNECTIONS, headers });
  const after = await cost();
  if (done.failed > 0) throw new Error(`${done.failed} requests failed`);
  return { load: done, cpuMs: (after.cpuMs - before.cpuMs) / done.requests };
}

/** Both in turn, so that what else the machine does falls on both; the round with the median ratio speaks. */
async function compare(ours: Target, bare: Target, headers: Record<string, string>): Promise<{ ours: Measured; bare: Measured; ratio: number }> {
  for (const target of [ours, bare]) await measure(target, headers, Math.min(3, SECONDS));
  const rounds: { ours: Measured; bare: Measured; ratio: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const one = await measure(ours, headers, Math.ceil(SECONDS / 2));
    const other = await measure(bare, headers, Math.ceil(SECONDS / 2));
    rounds.push({ ours: one, bare: other, ratio: other.cpuMs / one.cpuMs });
  }
  return rounds.toSorted((a, b) => a.ratio - b.ratio)[ROUNDS >> 1] as (typeof rounds)[number];
}

async function runCase(one: Case): Promise<Row[]> {
  const server = await startServer();
  try {
    const reader = await seed(server, one);
    const url = `${server.origin}/api/v1/timelines/home?limit=20`;
    const answer = await fetch(url, { headers: bearer(reader) });
    const body = Buffer.from(await answer.arrayBuffer());
    const count = (JSON.parse(body.toString()) as unknown[]).length;
    if (count !== 20) throw new Error(`Home has ${count} posts`);
    const yardstick = await startBare(body, { 'content-type': 'application/json; charset=utf-8' });
    const bareServer = { url: yardstick.origin, cost: () => bareCost(yardstick.pid) };
    const compared = compare({ url, cost: server.cost }, bareServer, bearer(reader));
    const { ours: home, bare: limit, ratio } = await compared.finally(() => yardstick.stop());
    const memory = await server.memory();
    return [
      {
        row: one.name,
        value: round(home.load.perSecond, 0),
        unit: 'pages/s',
        yardstick: 'bare node:http by CPU',
        ratio: round(ratio, 3),
        target: `>= ${one.target * 100} %`,
        kept: ratio >= one.target,
        more: `${one.follows} follows, ${one.posts} posts, ${body.length} bytes; CPU ${round(home.cpuMs, 3)} against ${round(limit.cpuMs, 3)} ms; p50 ${home.load.p50} p99 ${home.load.p99} ms; bare ${round(limit.load.perSecond, 0)}/s; app ${Math.round(memory / 1e6)} MB`,
      },
    ];
  } finally {
    await server.stop();
  }
}

export const homeBenches: readonly Bench[] = cases.map((one) => ({ name: one.name, run: () => runCase(one) }));
