import pg from 'pg';
import { appPassword } from './cluster.ts';

/**
 * Makes the app's role and database when they are missing, and checks that the running server really keeps what it
 * acknowledges: a `postgresql.auto.conf` or an environment variable must not weaken it unseen.
 */
export async function prepareDatabase(urls: { admin: string; app: string }, durable: boolean): Promise<void> {
  const client = new pg.Client({ connectionString: urls.admin, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  await client.connect();
  try {
    if (durable) await assertDurable(client);
    const secret = appPassword(client.password ?? '');
    const role = await client.query(`SELECT 1 FROM pg_roles WHERE rolname = 'perchoir'`);
    if (role.rowCount === 0) await client.query(`CREATE ROLE perchoir LOGIN PASSWORD '${secret}'`);
    const database = await client.query(`SELECT 1 FROM pg_database WHERE datname = 'perchoir'`);
    if (database.rowCount === 0) await client.query('CREATE DATABASE perchoir OWNER perchoir');
  } finally {
    await client.end();
  }
}

async function assertDurable(client: pg.Client): Promise<void> {
  const wanted = { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on', data_checksums: 'on' };
  const { rows } = await client.query<{ name: string; setting: string }>(
    'SELECT name, setting FROM pg_settings WHERE name = ANY($1)',
    [Object.keys(wanted)],
  );
  for (const [name, setting] of Object.entries(wanted)) {
    const found = rows.find((row) => row.name === name)?.setting;
    if (found !== setting) throw new Error(`PostgreSQL runs with ${name} = ${found}: posts could be lost. It must be ${setting}.`);
  }
}
