import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase } from '#test/database.ts';
import type { TestDatabase } from '#test/database.ts';
import { openDatabase, rowsOf } from './database.ts';
import type { OpenDatabase } from './database.ts';
import { migrate } from './migrate.ts';

const log = { info: () => {}, warn: () => {} };
let place: TestDatabase;
let database: OpenDatabase;
let root: string;

const ask = (text: string) => rowsOf<Record<string, unknown>>({ db: database.kysely }, text);
const folders = () => ['platform', 'low', 'high'].map((room) => ({ room, dir: join(root, room) }));

async function write(room: string, name: string, text: string): Promise<void> {
  await mkdir(join(root, room), { recursive: true });
  await writeFile(join(root, room, name), text);
}

/** Everything that migrations made, to compare two databases by. */
async function stateOf(): Promise<unknown> {
  return {
    tables: await ask(`select table_schema, table_name, column_name, data_type from information_schema.columns where table_schema in ('platform', 'low', 'high') order by 1, 2, 3`),
    rows: await ask('select n from low.thing order by n'),
    done: await ask('select room, name, hash from platform.migration order by room, name'),
  };
}

/** Runs the migrations, and kills their connection once it waits for the lock that `hold` takes. */
async function killWhenHeldUp(hold: string): Promise<'killed' | 'done'> {
  const watcher = openDatabase({ url: place.url, log, maxConnections: 2 });
  const look = (text: string) => rowsOf<{ pid: number }>({ db: watcher.kysely }, text);
  const stuck = `from pg_stat_activity where application_name = 'perchoir migrate' and datname = current_database() and wait_event_type = 'Lock'`;
  const fate = await watcher.transaction(async (db) => {
    await rowsOf({ db }, hold);
    const run = migrate(database, folders()).then(() => 'done' as const, () => 'killed' as const);
    while ((await look(`select pid ${stuck}`)).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await look(`select pg_terminate_backend(pid) ${stuck}`);
    return run;
  });
  await watcher.close();
  return fate;
}

beforeEach(async () => {
  place = await createTestDatabase();
  database = openDatabase({ url: place.url, log, maxConnections: 2 });
  root = await mkdtemp(join(tmpdir(), 'perchoir-migrate-'));
  await write('platform', '20260101-a.sql', 'create table platform.ledger (n int);');
  await write('high', '20260101-a.sql', 'create table high.thing (n int references low.thing);');
  await write('low', '20260102-b.sql', 'insert into low.thing values (2);');
  await write('low', '20260101-a.sql', `
    create table low.thing (n int primary key);
    select pg_advisory_xact_lock(77, 1);
    insert into low.thing values (1);
    select pg_advisory_xact_lock(77, 2);
    create index thing_n on low.thing (n);
    select pg_advisory_xact_lock(77, 3);`);
});

afterEach(async () => {
  await database.close();
  await place.drop();
  await rm(root, { recursive: true, force: true });
});

describe('migrations', () => {
  it('run in floor order, then by name, each once, and find nothing to do within 50 ms', async () => {
    expect(await migrate(database, folders())).toEqual([
      'platform/20260101-a.sql', 'low/20260101-a.sql', 'low/20260102-b.sql', 'high/20260101-a.sql',
    ]);
    const started = performance.now();
    expect(await migrate(database, folders())).toEqual([]);
    expect(performance.now() - started).toBeLessThan(50);
    expect(await ask('select n from low.thing order by n')).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('killed at any statement, go on at the next start and end in the same state', async () => {
    for (const statement of [1, 2, 3]) {
      expect(await killWhenHeldUp(`select pg_advisory_xact_lock(77, ${statement})`)).toBe('killed');
      expect(await ask(`select to_regclass('low.thing') is null as none`)).toEqual([{ none: true }]);
    }
    await migrate(database, folders());
    const resumed = await stateOf();
    const other = await createTestDatabase();
    await database.close();
    database = openDatabase({ url: other.url, log, maxConnections: 2 });
    await migrate(database, folders());
    expect(resumed).toEqual(await stateOf());
    await database.close();
    await other.drop();
  });

  it('killed between a file and the note that it was applied, keep neither', async () => {
    await migrate(database, folders());
    await write('low', '20260103-c.sql', 'create table low.more (n int);');
    expect(await killWhenHeldUp('lock table platform.migration in share mode')).toBe('killed');
    expect(await ask(`select to_regclass('low.more') is null as none`)).toEqual([{ none: true }]);
    expect(await migrate(database, folders())).toEqual(['low/20260103-c.sql']);
  });

  it('started twice at once, do the work once', async () => {
    const second = openDatabase({ url: place.url, log, maxConnections: 2 });
    const applied = await Promise.all([migrate(database, folders()), migrate(second, folders())]);
    await second.close();
    expect(applied.flat().sort()).toEqual(['high/20260101-a.sql', 'low/20260101-a.sql', 'low/20260102-b.sql', 'platform/20260101-a.sql']);
  });

  it('name the file that was changed after it had been applied', async () => {
    await migrate(database, folders());
    await write('low', '20260102-b.sql', 'insert into low.thing values (3);');
    await expect(migrate(database, folders())).rejects.toThrow(/low\/20260102-b\.sql was changed/);
  });

  it('name the file that fails, and keep nothing of it', async () => {
    await write('high', '20260103-c.sql', 'create table high.half (n int); select broken;');
    await expect(migrate(database, folders())).rejects.toThrow(/high\/20260103-c\.sql failed: column "broken"/);
    expect(await ask(`select to_regclass('high.half') is null as none, to_regclass('high.thing') is null as before`)).toEqual([{ none: true, before: false }]);
  });
});
