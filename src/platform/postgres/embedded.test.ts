import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile, chmod, chown } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FolderInUse, findRunning, startEmbedded } from './embedded.ts';
import type { EmbeddedPostgres } from './embedded.ts';

const log = { info: () => {}, warn: () => {}, error: () => {} };
let root: string;
let dataDir: string;
const running: EmbeddedPostgres[] = [];

async function start(folder = dataDir): Promise<EmbeddedPostgres> {
  const server = await startEmbedded({ dataDir: folder, log });
  running.push(server);
  return server;
}

async function ask<Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end().catch(() => {});
  }
}

async function until(held: () => boolean | Promise<boolean>, ms = 10_000): Promise<void> {
  const deadline = performance.now() + ms;
  while (!(await held())) {
    if (performance.now() > deadline) throw new Error('It did not come to hold in time');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

beforeEach(async () => {
  // mkdtemp makes it 0700: only we may enter.
  root = await mkdtemp(join(tmpdir(), 'perchoir-embedded-'));
  dataDir = join(root, 'data');
});

afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
  await rm(root, { recursive: true, force: true });
});

describe('the embedded PostgreSQL', () => {
  it('keeps what it acknowledges: fsync, full pages, synchronous commit, checksums; and sorts by code point', async () => {
    const { url, adminUrl } = await start();
    const names = ['fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums', 'server_encoding'];
    const rows = await ask<{ setting: string }>(adminUrl, `select setting from pg_settings where name = any('{${names}}') order by name`);
    expect(rows.map((row) => row.setting)).toEqual(['on', 'on', 'on', 'UTF8', 'on']);
    const [database] = await ask(url, `select datlocprovider, datlocale from pg_database where datname = 'perchoir'`);
    expect(database).toEqual({ datlocprovider: 'b', datlocale: 'C.UTF-8' });
  });

  it('lets nobody else in: no TCP, a socket in a closed folder, a password, and an app that is no superuser', async () => {
    const { url, adminUrl } = await start();
    const socket = new URL(url).searchParams.get('host') as string;
    expect((await stat(socket)).mode & 0o777).toBe(0o700);
    expect(await ask(adminUrl, 'show listen_addresses')).toEqual([{ listen_addresses: '' }]);
    const guess = Object.assign(new URL(url), { password: 'guess' }).href;
    await expect(ask(guess, 'select 1')).rejects.toThrow(/password authentication failed/);
    await expect(ask(url, `copy (select 1) to program 'id'`)).rejects.toThrow(/permission denied/);
  });

  it('refuses to start when something weakens durability', async () => {
    await (await start()).stop();
    await writeFile(join(dataDir, 'cluster', 'postgresql.auto.conf'), "synchronous_commit = 'off'\n");
    // The command line wins over the file, so the weakening has to come from the role.
    const server = await start();
    await ask(server.adminUrl, 'alter role postgres set synchronous_commit = off');
    await server.stop();
    await expect(start()).rejects.toThrow(/synchronous_commit = off/);
  });

  it('comes back by itself when it is killed, with every acknowledged row', async () => {
    const server = await start();
    await ask(server.url, 'create table told (n int)');
    const states: string[] = [];
    server.onStateChange((state) => states.push(state));
    for (let n = 1; n <= 3; n++) {
      await ask(server.url, `insert into told values (${n})`);
      const killed = server.pid;
      process.kill(killed, 'SIGKILL');
      await until(() => server.state === 'up' && server.pid !== killed, 5_000);
    }
    expect(await ask(server.url, 'select count(*)::int as n from told')).toEqual([{ n: 3 }]);
    expect(states).toEqual(['down', 'up', 'down', 'up', 'down', 'up']);
  });

  it('survives the kill of one of its backends', async () => {
    const server = await start();
    const [backend] = await ask<{ pid: number }>(server.adminUrl, `select pid from pg_stat_activity where backend_type = 'checkpointer'`);
    process.kill(backend?.pid as number, 'SIGKILL');
    await until(() => ask(server.url, 'select 1').then(() => true, () => false), 5_000);
    expect(server.state).toBe('up');
  });

  it('is held by one process, and another can find and use it', async () => {
    const server = await start();
    await expect(startEmbedded({ dataDir, log })).rejects.toBeInstanceOf(FolderInUse);
    const found = await findRunning(dataDir);
    expect(found).toEqual({ url: server.url, adminUrl: server.adminUrl, pid: server.pid });
    await server.stop();
    expect(await findRunning(dataDir)).toBeUndefined();
    expect(await findRunning(join(root, 'nowhere'))).toBeUndefined();
  });

  it('replaces the orphan of a killed app, and keeps what that one acknowledged', async () => {
    const script = `
      import { startEmbedded } from '#platform/postgres/embedded.ts';
      import pg from 'pg';
      const log = { info() {}, warn() {}, error() {} };
      const server = await startEmbedded({ dataDir: ${JSON.stringify(dataDir)}, log });
      const client = new pg.Client({ connectionString: server.url });
      await client.connect();
      await client.query('create table told (n int); insert into told values (1)');
      console.log(server.pid);
      setInterval(() => {}, 1000);`;
    const app = spawn('node_modules/.bin/node', ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const orphan = await new Promise<number>((resolve) => app.stdout.once('data', (said: Buffer) => resolve(Number(String(said)))));
    app.kill('SIGKILL');
    await until(() => app.signalCode !== null);
    expect((await findRunning(dataDir))?.pid).toBe(orphan);
    const server = await start();
    expect(server.pid).not.toBe(orphan);
    expect(await ask(server.url, 'select n from told')).toEqual([{ n: 1 }]);
  });

  it('starts although its lock file carries the number of a stranger', async () => {
    const killed = await start();
    const lockFile = await readFile(join(dataDir, 'cluster', 'postmaster.pid'), 'utf8');
    await killed.stop();
    const stranger = spawn('sleep', ['60']);
    try {
      await writeFile(join(dataDir, 'cluster', 'postmaster.pid'), lockFile.replace(/^\d+/, String(stranger.pid)));
      await writeFile(join(dataDir, 'held-by'), `${stranger.pid} 12\n`);
      const server = await start();
      expect(await ask(server.url, 'select 1 as n')).toEqual([{ n: 1 }]);
      expect((await findRunning(dataDir))?.pid).toBe(server.pid);
      expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    } finally {
      stranger.kill();
    }
  });

  it('works in a folder whose path is longer than a socket may have', async () => {
    const server = await start(join(root, 'x'.repeat(120)));
    const socket = new URL(server.url).searchParams.get('host') as string;
    expect(await ask(server.url, 'select 1 as n')).toEqual([{ n: 1 }]);
    await server.stop();
    await expect(stat(socket)).rejects.toThrow(/ENOENT/);
  });

  it('makes the cluster anew when the first attempt was killed half way', async () => {
    await mkdir(join(dataDir, 'cluster.new-half', 'cluster'), { recursive: true });
    const server = await start();
    expect(await ask(server.url, 'select 1 as n')).toEqual([{ n: 1 }]);
    await expect(stat(join(dataDir, 'cluster.new-half'))).rejects.toThrow(/ENOENT/);
  });

  it('says which release to use when the cluster is of another version', async () => {
    await mkdir(join(dataDir, 'cluster'), { recursive: true });
    await writeFile(join(dataDir, 'cluster', 'PG_VERSION'), '17\n');
    await expect(start()).rejects.toThrow(/of PostgreSQL 17, this release brings 18/);
  });

  describe.runIf(process.getuid?.() === 0)('started by root', () => {
    /** As whom the server runs; `refused` where the clone lies below a folder that the other user may not enter. */
    async function userOfServer(): Promise<number | 'refused'> {
      try {
        const { pid, url } = await start();
        await ask(url, 'select 1');
        return Number(/^Uid:\t(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]);
      } catch (error) {
        if (String(error).includes('may not enter') && !(await othersMayEnter(process.cwd()))) return 'refused';
        throw error;
      }
    }

    it('in the folder of another user, it runs as that user', async () => {
      await chmod(root, 0o755);
      await mkdir(dataDir, { mode: 0o700 });
      await chown(dataDir, 1, 1);
      expect([1, 'refused']).toContain(await userOfServer());
    });

    it('where user namespaces are forbidden, it runs as nobody, also the second time', async () => {
      await chmod(root, 0o755);
      const path = process.env['PATH'];
      process.env['PATH'] = '/nowhere';
      try {
        expect([65_534, 'refused']).toContain(await userOfServer());
        await running.pop()?.stop();
        expect([65_534, 'refused']).toContain(await userOfServer());
      } finally {
        process.env['PATH'] = path;
      }
    });

    it('where neither is possible, it says what stands in the way', async () => {
      const path = process.env['PATH'];
      process.env['PATH'] = '/nowhere';
      try {
        await expect(start()).rejects.toThrow(/may not enter/);
      } finally {
        process.env['PATH'] = path;
      }
    });
  });
});

async function othersMayEnter(folder: string): Promise<boolean> {
  for (let at = folder; ; at = join(at, '..')) {
    if (((await stat(at)).mode & 0o001) === 0) return false;
    if (at === join(at, '..')) return true;
  }
}
