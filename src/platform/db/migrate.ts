import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { OpenDatabase } from './database.ts';
import { rowsOf } from './database.ts';

/** The `.sql` files of one room; its tables live in the PostgreSQL schema of the same name. */
export type MigrationFolder = { room: string; dir: URL | string };

type Migration = { room: string; name: string; text: string; hash: string };
type Applied = { room: string; name: string; hash: string };

/** Advisory lock that migrators take in turn: any number that nobody else uses. */
const lock = 7_030_166_014_331;

/**
 * Brings the database up to date: the folders in the given order (floor order), each file in name order and in a
 * transaction of its own, under a lock, so that a kill at any statement is made good by running it again and two
 * migrators at once do the work once. A file may hold many statements; it may not begin or commit.
 *
 * @throws Error naming the file when one that was applied has changed since, or when one fails
 * @returns the files applied now, as `room/name`
 */
export async function migrate(database: OpenDatabase, folders: readonly MigrationFolder[]): Promise<string[]> {
  const migrations = (await Promise.all(folders.map(readFolder))).flat();
  if ((await missing(database, migrations)).length === 0) return [];
  // A connection of its own, without deadlines: a migration may rewrite a large table, or wait for another migrator.
  const client = new pg.Client({ connectionString: database.url, application_name: 'perchoir migrate' });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [lock]);
    await createLedger(client);
    const applied: string[] = [];
    for (const migration of migrations) {
      if (await apply(client, migration)) applied.push(`${migration.room}/${migration.name}`);
    }
    return applied;
  } finally {
    await client.end();
  }
}

async function readFolder({ room, dir }: MigrationFolder): Promise<Migration[]> {
  const folder = dir instanceof URL ? fileURLToPath(dir) : dir;
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(folder, name), 'utf8');
      return { room, name, text, hash: createHash('sha256').update(text).digest('hex') };
    }),
  );
}

/** The files not yet applied, by two quick reads: the usual start finds none and takes no lock. */
async function missing(database: OpenDatabase, migrations: Migration[]): Promise<Migration[]> {
  const db = database.kysely;
  const [known] = await rowsOf<{ there: boolean }>({ db }, `select to_regclass('platform.migration') is not null as there`);
  if (!known?.there) return migrations;
  const rows = await rowsOf<Applied>({ db }, 'select room, name, hash from platform.migration');
  return migrations.filter((migration) => {
    const row = rows.find(({ room, name }) => room === migration.room && name === migration.name);
    if (row !== undefined) assertUnchanged(migration, row.hash);
    return row === undefined;
  });
}

function assertUnchanged(migration: Migration, hash: string): void {
  if (migration.hash === hash) return;
  throw new Error(
    `The migration ${migration.room}/${migration.name} was changed after it had been applied: restore it and write a new file instead.`,
  );
}

async function createLedger(client: pg.Client): Promise<void> {
  await client.query(`
    create schema if not exists platform;
    create table if not exists platform.migration (
      room text not null,
      name text not null,
      hash text not null,
      applied_at timestamptz not null default now(),
      primary key (room, name)
    )`);
}

/** Applies one file unless another migrator did so meanwhile. */
async function apply(client: pg.Client, migration: Migration): Promise<boolean> {
  const { room, name, hash } = migration;
  const { rows } = await client.query<Applied>('select hash from platform.migration where room = $1 and name = $2', [room, name]);
  if (rows[0] !== undefined) {
    assertUnchanged(migration, rows[0].hash);
    return false;
  }
  try {
    await client.query('begin');
    await client.query(`create schema if not exists ${client.escapeIdentifier(room)}`);
    await client.query(migration.text);
    await client.query('insert into platform.migration (room, name, hash) values ($1, $2, $3)', [room, name, hash]);
    await client.query('commit');
    return true;
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw new Error(`The migration ${room}/${name} failed: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/**
 * Copies a database, tables and rows, in some tens of milliseconds: each test file has its own. Nobody may be
 * connected to the template meanwhile; that is waited for, up to 5 s.
 *
 * @returns the connection string of the copy, for the role that `adminUrl` names
 */
export async function createDatabaseFromTemplate(adminUrl: string, template: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: adminUrl });
  client.on('error', () => {});
  await client.connect();
  try {
    for (let tries = 1; ; tries++) {
      try {
        const [copy, original] = [client.escapeIdentifier(name), client.escapeIdentifier(template)];
        await client.query(`create database ${copy} template ${original}`);
        break;
      } catch (error) {
        // 55006 object_in_use
        if ((error as { code?: string }).code !== '55006' || tries === 50) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  } finally {
    await client.end();
  }
  const url = new URL(adminUrl);
  url.pathname = `/${encodeURIComponent(name)}`;
  return url.href;
}
