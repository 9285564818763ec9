/**
 * Which PostgreSQL driver: the figures behind docs/decisions/0002. Runs by itself (`node bench/driver.ts`), or as one
 * row of the bench through `driverRow`.
 *
 * Everything is durable (fsync and synchronous_commit on), through the unix socket, on one embedded cluster. CPU is
 * that of this process (driver and load loop) and of PostgreSQL, each per operation.
 */
import { readFile, readdir, rm } from 'node:fs/promises';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import postgres from 'postgres';
import { openDatabase, rowsOf } from '#platform/db/database.ts';
import { startEmbedded } from '#platform/postgres/embedded.ts';
import type { EmbeddedPostgres } from '#platform/postgres/embedded.ts';

/** One way of sending statements. */
type Way = {
  query(text: string, values: unknown[]): Promise<unknown>;
  transaction(statements: [string, unknown[]][]): Promise<unknown>;
  close(): Promise<void>;
};

type Figure = { rate: number; nodeMicros: number; postgresMicros: number; p50: number; p99: number };

const insert = 'insert into driver_row (id, author, body, created_at) values ($1, $2, $3, $4)';
const read = 'select id, author, body, created_at from driver_row where id = $1';
const page = 'select id, author, body, created_at from driver_row where author = $1 order by id desc limit 20';
const update = 'update driver_author set posts = posts + 1 where id = $1';
const body = 'Nous sommes assis sur la même branche. '.repeat(5);

function poolOfPg(url: string, connections: number): Way {
  const pool = new pg.Pool({ connectionString: url, max: connections });
  const run = (client: pg.Pool | pg.PoolClient, text: string, values: unknown[]) => client.query({ name: text.slice(0, 60), text, values });
  return {
    query: (text, values) => run(pool, text, values),
    async transaction(statements) {
      const client = await pool.connect();
      await client.query('begin');
      for (const [text, values] of statements) await run(client, text, values);
      await client.query('commit');
      client.release();
    },
    close: () => pool.end(),
  };
}

/** `pg` 8.23 with `pipeline: true`, statements spread over the connections, transactions on connections of their own. */
async function pipelinedPg(url: string, connections: number): Promise<Way> {
  const clients = await Promise.all(
    Array.from({ length: connections }, async () => {
      const config: pg.ClientConfig & { pipeline: boolean } = { connectionString: url, pipeline: true };
      const client = new pg.Client(config);
      await client.connect();
      return client;
    }),
  );
  let next = 0;
  const idle = [...clients];
  const waiting: ((client: pg.Client) => void)[] = [];
  const run = (client: pg.Client, text: string, values: unknown[]) => client.query({ name: text.slice(0, 60), text, values });
  return {
    query: (text, values) => run(clients[next++ % clients.length] as pg.Client, text, values),
    async transaction(statements) {
      const client = idle.pop() ?? (await new Promise<pg.Client>((resolve) => waiting.push(resolve)));
      const sent: Promise<unknown>[] = [client.query('begin')];
      for (const [text, values] of statements) sent.push(run(client, text, values));
      sent.push(client.query('commit'));
      await Promise.all(sent);
      const waiter = waiting.shift();
      if (waiter) waiter(client);
      else idle.push(client);
    },
    close: async () => void (await Promise.all(clients.map((client) => client.end()))),
  };
}

function postgresJs(url: string, connections: number): Way {
  const at = new URL(url);
  const sql = postgres({
    path: `${at.searchParams.get('host')}/.s.PGSQL.5432`,
    username: at.username,
    password: at.password,
    database: at.pathname.slice(1),
    max: connections,
    fetch_types: false,
  });
  type Values = Parameters<typeof sql.unsafe>[1];
  return {
    query: (text, values) => sql.unsafe(text, values as Values, { prepare: true }),
    transaction: (statements) => sql.begin((trx) => statements.map(([text, values]) => trx.unsafe(text, values as Values, { prepare: true }))),
    close: () => sql.end(),
  };
}

/** What the rooms use. */
function ours(url: string, connections: number): Way {
  const database = openDatabase({ url, log: { info: () => {}, warn: () => {} }, maxConnections: connections });
  return {
    query: (text, values) => rowsOf({ db: database.kysely }, text, values),
    transaction: (statements) => database.transaction((db) => Promise.all(statements.map(([text, values]) => rowsOf({ db }, text, values)))),
    close: () => database.close(),
  };
}

/** Seconds of CPU that the server and its live children have used. */
async function postgresCpu(pid: number): Promise<number> {
  let ticks = 0;
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (Number(entry) === pid || Number(fields[1]) === pid) ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks / 100;
}

async function measure(server: EmbeddedPostgres, concurrency: number, seconds: number, act: (n: number) => Promise<unknown>): Promise<Figure> {
  let done = 0;
  let started = 0;
  const waits: number[] = [];
  const until = performance.now() + seconds * 1000;
  const [cpu, node, from] = [await postgresCpu(server.pid), process.cpuUsage(), performance.now()];
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (performance.now() < until) {
        const at = performance.now();
        await act(started++);
        waits.push(performance.now() - at);
        done++;
      }
    }),
  );
  const took = (performance.now() - from) / 1000;
  const used = process.cpuUsage(node);
  const micros = ((await postgresCpu(server.pid)) - cpu) * 1e6;
  waits.sort((a, b) => a - b);
  const at = (share: number) => waits[Math.floor(waits.length * share)] ?? 0;
  return { rate: done / took, nodeMicros: (used.user + used.system) / done, postgresMicros: micros / done, p50: at(0.5), p99: at(0.99) };
}

let lastId = 1_000_000;

const acts: Record<string, (way: Way) => (n: number) => Promise<unknown>> = {
  insert: (way) => () => way.query(insert, [++lastId, lastId % 1000, body, new Date()]),
  read: (way) => (n) => way.query(read, [1 + ((n * 7919) % 100_000)]),
  page: (way) => (n) => way.query(page, [(n * 7919) % 1000]),
  transaction: (way) => () => {
    const author = ++lastId % 1000;
    const rows = Array.from({ length: 3 }, (): [string, unknown[]] => [insert, [++lastId, author, body, new Date()]]);
    return way.transaction([...rows, [update, [author]]]);
  },
};

const ways: Record<string, (url: string, connections: number) => Way | Promise<Way>> = {
  'pg, pool': poolOfPg,
  'pg, pipelined': pipelinedPg,
  'postgres.js': postgresJs,
  ours,
};

async function fill(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`
    create table driver_author (id bigint primary key, posts bigint not null default 0);
    create table driver_row (id bigint primary key, author bigint not null, body text not null, created_at timestamptz not null);
    insert into driver_author select n from generate_series(0, 999) n;
    insert into driver_row select n, n % 1000, repeat('texte ', 33), now() from generate_series(1, 100000) n;
    create index on driver_row (author, id desc);
    analyze`);
  await client.end();
}

type Row = { way: string; work: string; connections: number; concurrency: number } & Figure;

type Choice = { seconds: number; connections: number[]; concurrencies: number[]; works?: string[] };

/** Measures every way at every work in turn, `rounds` times over, so that what else runs meets all of them alike. */
export async function measureDrivers(choice: Choice, rounds = 1): Promise<Row[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'perchoir-bench-'));
  const quiet = () => {};
  const server = await startEmbedded({ dataDir, log: { info: quiet, warn: quiet, error: quiet } });
  const rows: Row[] = [];
  try {
    await fill(server.url);
    for (let round = 0; round < rounds; round++) {
      for (const connections of choice.connections) {
        for (const concurrency of choice.concurrencies) rows.push(...(await measureAll(server, choice, { connections, concurrency })));
      }
    }
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
  return rows;
}

async function measureAll(server: EmbeddedPostgres, choice: Choice, sizes: { connections: number; concurrency: number }): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [work, start] of Object.entries(acts)) {
    if (choice.works?.includes(work) === false) continue;
    for (const [way, open] of Object.entries(ways)) {
      const opened = await open(server.url, sizes.connections);
      const act = start(opened);
      await measure(server, sizes.concurrency, 0.3, act);
      rows.push({ way, work, ...sizes, ...(await measure(server, sizes.concurrency, choice.seconds, act)) });
      await opened.close();
    }
  }
  return rows;
}

/** The row `driver` of the bench: durable one-row inserts through our pool against those through the pool of `pg`. */
export async function driverRow(): Promise<{ row: string; value: number; unit: string; yardstick: number; ratio: number; target: number; kept: boolean }> {
  const rows = await measureDrivers({ seconds: 3, connections: [8], concurrencies: [64], works: ['insert'] });
  const rateOf = (way: string): number => Math.round(rows.find((row) => row.way === way)?.rate ?? 0);
  const [value, yardstick, target] = [rateOf('ours'), rateOf('pg, pool'), 1];
  const ratio = value / yardstick;
  return { row: 'driver', value, unit: 'durable inserts/s', yardstick, ratio, target, kept: ratio >= target };
}

/** Of several rounds the one with the middle CPU. */
function middle(rows: Row[]): Row {
  const cost = (row: Row): number => row.nodeMicros + row.postgresMicros;
  return rows.toSorted((a, b) => cost(a) - cost(b))[Math.floor(rows.length / 2)] as Row;
}

if (import.meta.main) {
  const rows = await measureDrivers({ seconds: 2, connections: [8, 16], concurrencies: [64, 256] }, Number(process.argv[2] ?? 3));
  const groups = Map.groupBy(rows, ({ work, connections, concurrency, way }) => [work, connections, concurrency, way].join());
  for (const row of [...groups.values()].map(middle).sort((a, b) => a.work.localeCompare(b.work) || a.connections - b.connections || a.concurrency - b.concurrency)) {
    const { way, work, connections, concurrency, rate, nodeMicros, postgresMicros, p50, p99 } = row;
    console.log(
      `${work.padEnd(12)} ${String(connections).padStart(3)} connections ${String(concurrency).padStart(4)} at once  ${way.padEnd(14)}` +
        `${rate.toFixed(0).padStart(7)}/s  node ${nodeMicros.toFixed(0).padStart(4)} us  postgres ${postgresMicros.toFixed(0).padStart(4)} us  ` +
        `p50 ${p50.toFixed(1)} ms  p99 ${p99.toFixed(1)} ms`,
    );
  }
}
