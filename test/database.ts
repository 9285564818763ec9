/**
 * The database of the tests: one embedded PostgreSQL for a run, started by vitest before the first test file, and a
 * database of its own for each file that asks. It forgets on a crash, which makes it quick; that the real one does not
 * is held by the tests of `#platform/postgres`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { createDatabaseFromTemplate } from '#platform/db/migrate.ts';
import { startEmbedded } from '#platform/postgres/embedded.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgres: { url: string; adminUrl: string };
  }
}

const silent = { info: () => {}, warn: () => {}, error: (fields: object, message: string) => console.error(message, fields) };

/** Called by vitest once, in its main process. Each restart of the watch mode keeps the server. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'perchoir-test-'));
  const settings = { max_connections: '150', shared_buffers: '64MB', autovacuum: 'off' };
  const server = await startEmbedded({ dataDir: folder, log: silent, throwaway: true, settings });
  project.provide('postgres', { url: server.url, adminUrl: server.adminUrl });
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

export type TestDatabase = {
  /** For the app's role, which owns the database and is no superuser, as in the real thing. */
  url: string;
  drop(): Promise<void>;
};

/**
 * A database of its own for the calling test file. With `build`, a copy of a template that the first caller of the run
 * makes: `build` brings it up to date and closes its connections. One template for each `kind`.
 */
export async function createTestDatabase(kind = 'empty', build?: (url: string) => Promise<void>): Promise<TestDatabase> {
  const { inject } = await import('vitest');
  const { url, adminUrl } = inject('postgres');
  const name = `test_${process.pid}_${Math.random().toString(36).slice(2, 10)}`;
  const at = (database: string): string => Object.assign(new URL(url), { pathname: `/${database}` }).href;
  if (build === undefined) await asAdmin(adminUrl, (admin) => admin.query(`create database ${name} owner perchoir`));
  else {
    await makeTemplate(adminUrl, `template_${kind}`, async (template) => build(at(template)));
    await createDatabaseFromTemplate(adminUrl, `template_${kind}`, name);
    await asAdmin(adminUrl, (admin) => admin.query(`alter database ${name} owner to perchoir`));
  }
  return { url: at(name), drop: () => asAdmin(adminUrl, (admin) => drop(admin, name)) };
}

/** PostgreSQL waits five seconds for connections that are closing; what stays after that is ended, so nothing is left behind. */
async function drop(admin: pg.Client, name: string): Promise<void> {
  await admin.query(`drop database if exists ${name}`).catch(() => admin.query(`drop database if exists ${name} with (force)`));
}

/** Made once a run, whichever test process comes first; a template that was half made is made anew. */
async function makeTemplate(adminUrl: string, template: string, build: (template: string) => Promise<void>): Promise<void> {
  await asAdmin(adminUrl, async (admin) => {
    await admin.query('select pg_advisory_lock(hashtext($1))', [template]);
    const found = await admin.query('select 1 from pg_database where datname = $1', [template]);
    if (found.rowCount === 1) return;
    const half = `${template}_half`;
    await admin.query(`drop database if exists ${half} with (force)`);
    await admin.query(`create database ${half} owner perchoir`);
    await build(half);
    await admin.query(`alter database ${half} rename to ${template}`);
  });
}

async function asAdmin(adminUrl: string, act: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await act(admin);
  } finally {
    await admin.end();
  }
}
