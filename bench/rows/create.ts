/** Creating posts, durable, by authors whose follower counts follow a power law; homes are read back to see that they arrived. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rowsOf } from '#platform/db/database.ts';
import { makePeople } from '../people.ts';
import type { BenchPerson } from '../people.ts';
import { SECONDS, SEED, round, seeded } from '../row.ts';
import type { Bench, Row } from '../row.ts';
import { cloneAccounts, cloneFollowers } from '../seed.ts';
import { pause, startServer } from '../server.ts';
import type { Server } from '../server.ts';
import { load } from '../wrk.ts';
import { bearer } from './home.ts';

const AUTHORS = 100;
const READERS = 5000;
const MEAN_FOLLOWERS = 403;
const CONNECTIONS = 64;

/** Follower counts of a power law (exponent 1) with the mean asked for. */
function followerCounts(): number[] {
  const random = seeded(SEED);
  const weights = Array.from({ length: AUTHORS }, (_, rank) => 1 / (rank + 1) + random() / 1000);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => Math.min(READERS, Math.max(1, Math.round((weight / sum) * MEAN_FOLLOWERS * AUTHORS))));
}

/** A load of posts by these authors in turn. */
export function writeScript(folder: string, authors: BenchPerson[]): string {
  const path = join(folder, 'create.lua');
  const tokens = authors.map(({ token }) => `"${token}"`).join(',');
  writeFileSync(path, `
local tokens = {${tokens}}
local turn = 0
request = function()
  turn = turn + 1
  local headers = { ["Authorization"] = "Bearer " .. tokens[turn % #tokens + 1], ["Content-Type"] = "application/json" }
  return wrk.format("POST", nil, headers, '{"status":"Une phrase de la soirée, numéro ' .. turn .. ', écrite en direct."}')
end
`);
  return path;
}

/** One-row inserts, each its own transaction, through the same pool: what the disk and the database give at most. */
async function measureInserts(server: Server): Promise<{ perSecond: number; cpuMs: number }> {
  const { database } = server.house;
  await rowsOf({ db: database.kysely }, 'create table if not exists public.bench_row (id bigint primary key, body text not null)');
  let id = 0;
  const end = performance.now() + SECONDS * 1000;
  const own = process.cpuUsage();
  const before = await server.cost();
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (performance.now() < end) await rowsOf({ db: database.kysely }, 'insert into public.bench_row (id, body) values ($1, $2)', [++id, 'Une phrase de la soirée, écrite en direct.']);
    }),
  );
  const after = await server.cost();
  const spent = process.cpuUsage(own);
  await rowsOf({ db: database.kysely }, 'drop table public.bench_row');
  return { perSecond: id / SECONDS, cpuMs: (after.cpuMs - before.cpuMs + (spent.user + spent.system) / 1000) / id };
}

/** Reads the homes of some readers and compares with what the authors they follow have written. */
async function countMissing(server: Server, readers: { person: BenchPerson; authors: number[] }[]): Promise<number> {
  let missing = 0;
  for (const { person, authors } of readers) {
    const stored = await rowsOf<{ id: number }>({ db: server.house.database.kysely }, 'select id from posts.post where author_id = any($1) order by id desc limit 40', [authors]);
    const answer = await fetch(`${server.origin}/api/v1/timelines/home?limit=40`, { headers: bearer(person) });
    const shown = new Set(((await answer.json()) as { id: string }[]).map(({ id }) => Number(id)));
    for (const { id } of stored) if (!shown.has(id)) missing++;
  }
  return missing;
}

async function runCreate(): Promise<Row[]> {
  const server = await startServer();
  const folder = mkdtempSync(join(tmpdir(), 'perchoir-create-'));
  try {
    const authors = await makePeople(server.house, 'author', AUTHORS);
    const sample = await makePeople(server.house, 'sample', 10);
    const crowd = await cloneAccounts(server.house, authors[0]?.id as number, READERS - sample.length);
    const readers = [...sample.map(({ id }) => id), ...crowd];
    const counts = followerCounts();
    for (const [at, author] of authors.entries()) await cloneFollowers(server.house, author.id, readers.slice(0, counts[at]));
    await server.restart();
    const url = `${server.origin}/api/v1/statuses`;
    const script = writeScript(folder, authors);
    await load(url, { seconds: 2, connections: CONNECTIONS, script });
    const before = await server.cost();
    const done = await load(url, { seconds: SECONDS, connections: CONNECTIONS, script });
    const after = await server.cost();
    if (done.failed > 0) throw new Error(`${done.failed} posts were refused`);
    const cpuMs = (after.cpuMs - before.cpuMs) / done.requests;
    const appMs = (after.appCpuMs - before.appCpuMs) / done.requests;
    // Those that were under way when the load ended: stored, and not answered yet.
    await pause(1000);
    const missing = await countMissing(server, sample.map((person, at) => ({ person, authors: authors.filter((_, rank) => (counts[rank] ?? 0) > at).map(({ id }) => id) })));
    const inserts = await measureInserts(server);
    const mean = counts.reduce((sum, count) => sum + count, 0) / AUTHORS;
    const ratio = done.perSecond / inserts.perSecond;
    const deliveries = done.perSecond * mean;
    return [
      { row: 'create', value: round(done.perSecond, 0), unit: 'posts/s', yardstick: 'durable one-row inserts', ratio: round(ratio, 3), target: '>= 20 %', kept: ratio >= 0.2, more: `CPU ${round(cpuMs, 3)} ms (app ${round(appMs, 3)}) against ${round(inserts.cpuMs, 3)} ms; p50 ${done.p50} p99 ${done.p99} ms; ${round(inserts.perSecond, 0)} inserts/s` },
      { row: 'deliveries', value: round(deliveries, 0), unit: '/s', yardstick: '75,000/s a node', ratio: round(deliveries / 75_000, 2), target: '>= 75,000 /s, aim 750,000', kept: deliveries >= 75_000 && missing === 0, more: `${round(mean, 0)} followers on average, power law; ${missing} of ${sample.length * 40} missing in homes read back` },
    ];
  } finally {
    rmSync(folder, { recursive: true });
    await server.stop();
  }
}

export const createBench: Bench = { name: 'create', run: runCreate };
