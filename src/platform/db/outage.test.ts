import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbedded } from '#platform/postgres/embedded.ts';
import type { EmbeddedPostgres } from '#platform/postgres/embedded.ts';
import { DatabaseError, openDatabase, rowsOf } from './database.ts';
import type { OpenDatabase } from './database.ts';

const log = { info: () => {}, warn: () => {}, error: () => {} };
let folder: string;
let server: EmbeddedPostgres;
let database: OpenDatabase;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const ask = (text: string, values: unknown[] = []) => rowsOf<Record<string, unknown>>({ db: database.kysely }, text, values);
const kindOf = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(() => 'none', (error: unknown) => (error instanceof DatabaseError ? error.kind : `not ours: ${String(error)}`));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perchoir-outage-'));
  server = await startEmbedded({ dataDir: folder, log });
  database = openDatabase({ url: server.url, log, maxConnections: 6, statementTimeoutMs: 2_000 });
  await ask('create table told (n bigint primary key)');
  // A commit that takes a second, so that it can be caught under way.
  await ask('create table slow (n int)');
  await ask('create function doze() returns trigger language plpgsql as $$ begin perform pg_sleep(1); return null; end $$');
  await ask('create constraint trigger doze after insert on slow deferrable initially deferred for each row execute function doze()');
});

afterAll(async () => {
  await database.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('when PostgreSQL is killed', () => {
  it('a read fails as unavailable, a lone write and a commit as of unknown outcome, and the next ones work', async () => {
    const fates = [
      kindOf(ask('select pg_sleep(1)')),
      kindOf(ask('insert into told select 1 from pg_sleep(1)')),
      kindOf(database.transaction((db) => rowsOf({ db }, 'insert into slow values (1)'))),
      kindOf(database.transaction(async (db) => {
        await rowsOf({ db }, 'insert into told values (2)');
        await rowsOf({ db }, 'select pg_sleep(1)');
      })),
    ];
    await pause(200);
    process.kill(server.pid, 'SIGKILL');
    expect(await Promise.all(fates)).toEqual(['unavailable', 'outcomeUnknown', 'outcomeUnknown', 'unavailable']);
    // The next ones wait until it is back.
    expect(await ask('select n from told')).toEqual([]);
    expect(await database.transaction((db) => rowsOf({ db }, 'select 1 as n'))).toEqual([{ n: 1 }]);
    expect(database.isUp()).toBe(true);
  });

  it('again and again under load, nothing that was acknowledged is lost and nothing fails in another class', async () => {
    const acknowledged: number[] = [];
    const kinds = new Set<string>();
    let next = 100;
    let going = true;
    const writers = Array.from({ length: 16 }, async () => {
      while (going) {
        const n = next++;
        const kind = await kindOf(n % 2 === 0 ? ask('insert into told values ($1)', [n]) : database.transaction((db) => rowsOf({ db }, 'insert into told values ($1)', [n])));
        if (kind === 'none') acknowledged.push(n);
        else kinds.add(kind);
      }
    });
    for (let cycle = 0; cycle < 4; cycle++) {
      await pause(300);
      const killed = server.pid;
      process.kill(killed, 'SIGKILL');
      while (server.pid === killed || server.state !== 'up') await pause(10);
    }
    await pause(300);
    going = false;
    await Promise.all(writers);
    const stored = new Set((await ask('select n from told')).map((row) => row['n']));
    expect(acknowledged.filter((n) => !stored.has(n))).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(200);
    expect([...kinds].filter((kind) => kind !== 'unavailable' && kind !== 'outcomeUnknown')).toEqual([]);
  });
});

describe('when PostgreSQL stands still', () => {
  it('statements end in time, the pool does not grow, and it recovers', async () => {
    const brief = openDatabase({ url: server.url, log, maxConnections: 2, statementTimeoutMs: 300, waitMs: 1_000 });
    const read = (text: string) => rowsOf<{ n: number }>({ db: brief.kysely }, text);
    await read('select 1 as n');
    await pause(200);
    const backends = (await ask(`select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`)).map((row) => row['pid'] as number);
    const stopped = [server.pid, ...backends];
    for (const pid of stopped) process.kill(pid, 'SIGSTOP');
    const started = performance.now();
    const fates = Promise.all(Array.from({ length: 300 }, () => kindOf(read('select 1 as n'))));
    const kinds = new Set(await fates.finally(() => stopped.forEach((pid) => process.kill(pid, 'SIGCONT'))));
    expect([...kinds].filter((kind) => kind !== 'timeout' && kind !== 'unavailable')).toEqual([]);
    expect(performance.now() - started).toBeLessThan(4_000);
    expect(await read('select 1 as n')).toEqual([{ n: 1 }]);
    await pause(300);
    const [count] = await ask(`select count(*) as n from pg_stat_activity where application_name = 'perchoir'`);
    expect(count?.['n']).toBeLessThanOrEqual(8);
    await brief.close();
  });
});
