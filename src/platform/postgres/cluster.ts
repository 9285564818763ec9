import { createHmac, randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Binaries } from './binaries.ts';
import { port } from './postmaster.ts';
import { giveTo, spawnAs } from './run-as.ts';
import type { RunAs } from './run-as.ts';

/** Where the parts of one embedded PostgreSQL lie in its folder. */
export type Places = { folder: string; cluster: string; password: string; socket: string };

/** Major version this release speaks to; a cluster of another one is refused with a clear message. */
const majorVersion = '18';

/** sockaddr_un holds 107 bytes and a zero on Linux, 103 on macOS. */
const longestSocketPath = process.platform === 'darwin' ? 103 : 107;

export function placesIn(folder: string): Places {
  return {
    folder,
    cluster: join(folder, 'cluster'),
    password: join(folder, 'password'),
    socket: join(folder, 'socket'),
  };
}

/**
 * Settings for a small machine shared with the app: 2 cores, 1 GB and up. They are given on the command line at
 * each start, so a new release changes them without touching the cluster.
 */
const settings: Record<string, string> = {
  // Only the socket in a folder of mode 0700.
  listen_addresses: '',
  unix_socket_permissions: '0700',
  max_connections: '60',
  shared_buffers: '128MB',
  effective_cache_size: '512MB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  // Never lose an acknowledged write; the three are checked again once the server runs.
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  max_wal_size: '1GB',
  checkpoint_timeout: '5min',
  random_page_cost: '1.1',
  // Our statements are short: compiling or spreading them over two cores costs more than it gives.
  jit: 'off',
  max_parallel_workers_per_gather: '0',
  max_logical_replication_workers: '0',
  timezone: 'UTC',
  lc_messages: 'C',
  // Statements and their values are people's words: they stay out of the log. The app logs its own failures.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
  log_line_prefix: '',
};

/** Arguments of `postgres` for this cluster; `changes` overrides single settings. */
export function serverArguments(cluster: string, socket: string, changes: Record<string, string>): string[] {
  const all = { ...settings, unix_socket_directories: socket, port: String(port), ...changes };
  return ['-D', cluster, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** `quick`: not synced to disk, for tests. */
type Making = { binaries: Binaries; runAs: RunAs; quick: boolean };

/**
 * Makes the cluster when there is none. It is prepared beside its place and moved there whole: a kill in the middle
 * leaves only a folder that the next start clears away.
 */
export async function createCluster(places: Places, { binaries, runAs, quick }: Making): Promise<void> {
  const version = await readFile(join(places.cluster, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (version !== undefined) {
    if (version.trim() === majorVersion) return;
    throw new Error(
      `The database in ${places.cluster} is of PostgreSQL ${version.trim()}, this release brings ${majorVersion}: ` +
        'dump it with the release that made it, and restore it here.',
    );
  }
  for (const name of await readdir(places.folder)) {
    if (name.startsWith('cluster.new-')) await rm(join(places.folder, name), { recursive: true, force: true });
  }
  const password = randomBytes(32).toString('base64url');
  await writeFile(places.password, password, { mode: 0o600 });
  const workshop = await mkdtemp(join(places.folder, 'cluster.new-'));
  const passwordFile = join(workshop, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  await giveTo(runAs, workshop, passwordFile);
  const cluster = join(workshop, 'cluster');
  await runInitdb(cluster, passwordFile, { binaries, runAs, quick });
  await rename(cluster, places.cluster);
  await rm(workshop, { recursive: true, force: true });
}

async function runInitdb(cluster: string, passwordFile: string, { binaries, runAs, quick }: Making): Promise<void> {
  const args = ['-D', cluster, '-U', 'postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '-E', 'UTF8'];
  // The builtin C.UTF-8 sorts by code point: the same on every machine and after every system upgrade.
  args.push('--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--data-checksums', '--no-instructions');
  if (quick) args.push('--no-sync');
  const child = spawnAs(runAs, binaries.initdb, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const said: string[] = [];
  child.stdout?.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`initdb failed: ${said.join('').trim().slice(-2000)}`);
}

/**
 * The folder for the socket, of mode 0700 and empty: inside the data folder, or in the system's folder for temporary
 * files when the path would be too long for a socket. Called only when no server runs on the cluster.
 */
export async function prepareSocketFolder(places: Places, runAs: RunAs, previous: string | undefined): Promise<string> {
  if (previous?.includes('/perchoir-pg-')) await rm(previous, { recursive: true, force: true });
  const fits = Buffer.byteLength(join(places.socket, `.s.PGSQL.${port}`)) <= longestSocketPath;
  if (fits) {
    await rm(places.socket, { recursive: true, force: true });
    await mkdir(places.socket, { mode: 0o700 });
  }
  const socket = fits ? places.socket : await mkdtemp(join(tmpdir().length < 60 ? tmpdir() : '/tmp', 'perchoir-pg-'));
  await chmod(socket, 0o700);
  await giveTo(runAs, socket);
  if ((await lstat(socket)).mode & 0o077) throw new Error(`${socket} is open to others although it was closed.`);
  return socket;
}

/** Connection strings: `admin` is the superuser, `app` a role that owns the database `perchoir` and nothing else. */
export async function readUrls(places: Places, socket: string): Promise<{ admin: string; app: string }> {
  const password = await readFile(places.password, 'utf8');
  const host = encodeURIComponent(socket);
  return {
    admin: `postgres://postgres:${password}@localhost/postgres?host=${host}`,
    app: `postgres://perchoir:${appPassword(password)}@localhost/perchoir?host=${host}`,
  };
}

/** The app's password follows from the superuser's and does not give it away. */
export function appPassword(adminPassword: string): string {
  return createHmac('sha256', adminPassword).update('perchoir').digest('base64url');
}
