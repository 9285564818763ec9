/**
 * The embedded PostgreSQL: one cluster in one folder, started, watched and stopped by the app.
 *
 * Promises: an acknowledged write survives a kill of anything; a server that dies comes back by itself; an orphan of
 * a killed app is replaced at the next start; nobody else on the machine can connect.
 */
import type { ChildProcess } from 'node:child_process';
import { mkdir, realpath, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { findBinaries } from './binaries.ts';
import type { Binaries } from './binaries.ts';
import { createCluster, placesIn, prepareSocketFolder, readUrls, serverArguments } from './cluster.ts';
import type { Places } from './cluster.ts';
import { prepareDatabase } from './first-database.ts';
import { holdFolder } from './holding.ts';
import { disownPostmaster, endServer, exists, isServerOf, readPostmaster } from './postmaster.ts';
import { chooseRunAs, spawnAs } from './run-as.ts';
import type { RunAs } from './run-as.ts';

export { FolderInUse } from './holding.ts';

/** The part of a pino logger that the supervisor uses. */
export type EmbeddedLog = Record<'info' | 'warn' | 'error', (fields: object, message: string) => void>;

export type EmbeddedState = 'up' | 'down';

export type EmbeddedPostgres = {
  /** Connection string of the app's own role and database. */
  readonly url: string;
  /** Connection string of the superuser. */
  readonly adminUrl: string;
  readonly state: EmbeddedState;
  /** Process id of the server; 0 while it is down. */
  readonly pid: number;
  /** Calls back at each change; the returned function ends that. */
  onStateChange(listener: (state: EmbeddedState) => void): () => void;
  /** Fast shutdown: open transactions are rolled back, everything acknowledged is on disk. Safe to call twice. */
  stop(): Promise<void>;
};

export type EmbeddedOptions = {
  /** Folder of the cluster; made when missing. */
  dataDir: string;
  log: EmbeddedLog;
  /** Overrides of single PostgreSQL settings. */
  settings?: Record<string, string>;
  /** Only for tests that may lose everything: fsync off, nothing asserted. */
  throwaway?: boolean;
};

/** Waits between restarts: the first at once, then doubling up to this. */
const longestWaitMs = 2_000;
/** After running this long a death counts as the first one again. */
const settledMs = 10_000;
/** A crash recovery replays at most `max_wal_size`; on a slow disk that takes minutes. */
const startPatienceMs = 300_000;

const throwawaySettings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/**
 * Starts the cluster of a folder, makes it at the first time, and keeps it running until `stop()`.
 *
 * @throws FolderInUse when another living process holds it (use {@link findRunning} then), Error with what
 * PostgreSQL said when it cannot start
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const binaries = await findBinaries();
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  const places = placesIn(await realpath(options.dataDir));
  const runAs = await chooseRunAs(binaries.postgres, places.folder);
  const release = await holdFolder(places.folder);
  const server = new Supervised(options, { binaries, places, runAs });
  try {
    await createCluster(places, { binaries, runAs, quick: options.throwaway === true });
    await server.start();
    await prepareDatabase(await readUrls(places, server.socket), options.throwaway !== true);
  } catch (error) {
    await server.stop();
    release();
    throw error;
  }
  const urls = await readUrls(places, server.socket);
  return {
    url: urls.app,
    adminUrl: urls.admin,
    get state() {
      return server.state;
    },
    get pid() {
      return server.pid;
    },
    onStateChange: (listener) => server.onStateChange(listener),
    stop: async () => {
      await server.stop();
      release();
    },
  };
}

/** The server that another process runs in this folder, ready to be used; undefined when there is none. */
export async function findRunning(dataDir: string): Promise<{ url: string; adminUrl: string; pid: number } | undefined> {
  const folder = await realpath(dataDir).catch(() => undefined);
  if (folder === undefined) return undefined;
  const places = placesIn(folder);
  const postmaster = await readPostmaster(places.cluster);
  if (!postmaster?.ready || !(await isServerOf(postmaster.pid, places.cluster))) return undefined;
  const urls = await readUrls(places, postmaster.socketDir);
  return { url: urls.app, adminUrl: urls.admin, pid: postmaster.pid };
}

type Parts = { binaries: Binaries; places: Places; runAs: RunAs };

class Supervised {
  state: EmbeddedState = 'down';
  pid = 0;
  socket = '';
  #options: EmbeddedOptions;
  #parts: Parts;
  #child: ChildProcess | undefined;
  #listeners = new Set<(state: EmbeddedState) => void>();
  #stopping: Promise<void> | undefined;
  #deaths = 0;
  #lastWords: string[] = [];

  constructor(options: EmbeddedOptions, parts: Parts) {
    this.#options = options;
    this.#parts = parts;
    process.once('exit', this.#endWithProcess);
  }

  onStateChange(listener: (state: EmbeddedState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Clears away what a killed app or server left, starts, and resolves when the server takes connections. */
  async start(): Promise<void> {
    const { places, runAs } = this.#parts;
    const left = await readPostmaster(places.cluster);
    if (left !== undefined && (await isServerOf(left.pid, places.cluster))) {
      this.#options.log.warn({ pid: left.pid }, 'ending the PostgreSQL that a killed process left behind');
      await endServer(left.pid);
    }
    const stale = await readPostmaster(places.cluster);
    if (stale !== undefined && exists(stale.pid)) await disownPostmaster(places.cluster);
    this.socket = await prepareSocketFolder(places, runAs, left?.socketDir);
    await this.#launch();
  }

  /** One attempt to run the server. */
  async #launch(): Promise<void> {
    const { binaries, places, runAs } = this.#parts;
    const changes = { ...(this.#options.throwaway ? throwawaySettings : {}), ...this.#options.settings };
    const started = performance.now();
    this.#lastWords = [];
    // In a process group of its own: Ctrl-C in a terminal is for the app, which stops the server last.
    const child = spawnAs(runAs, binaries.postgres, serverArguments(places.cluster, this.socket, changes), {
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
      cwd: places.folder,
      env: { PATH: process.env['PATH'], TZ: 'UTC', LC_ALL: 'C' },
    });
    this.#child = child;
    if (child.stderr) createInterface({ input: child.stderr }).on('line', (line) => this.#hear(line));
    const gone = new Promise<void>((resolve) => {
      child.once('error', () => resolve());
      child.once('exit', (code, signal) => {
        this.#options.log[this.#stopping ? 'info' : 'error']({ exitCode: code, signal }, 'PostgreSQL ended');
        resolve();
      });
    });
    const ready = await Promise.race([this.#untilReady(child), gone.then(() => false)]);
    if (!ready) {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) await endServer(child.pid, 2_000);
      throw new Error(`PostgreSQL did not start: ${this.#lastWords.join(' ').trim() || 'it said nothing'}`);
    }
    this.pid = child.pid ?? 0;
    this.#change('up');
    void gone.then(() => {
      this.pid = 0;
      this.#change('down');
      if (performance.now() - started > settledMs) this.#deaths = 0;
      void this.#restart();
    });
  }

  async #untilReady(child: ChildProcess): Promise<boolean> {
    const deadline = performance.now() + startPatienceMs;
    while (performance.now() < deadline && child.exitCode === null && child.signalCode === null) {
      const postmaster = await readPostmaster(this.#parts.places.cluster);
      if (postmaster?.pid === child.pid && postmaster?.ready) return true;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return false;
  }

  async #restart(): Promise<void> {
    while (this.#stopping === undefined) {
      const wait = this.#deaths === 0 ? 0 : Math.min(longestWaitMs, 50 * 2 ** this.#deaths);
      this.#deaths++
      await new Promise((resolve) => setTimeout(resolve, wait));
      if (this.#stopping !== undefined) return;
      try {
        await this.start();
        this.#options.log.warn({ pid: this.pid }, 'PostgreSQL is back');
        return;
      } catch (error) {
        this.#options.log.error({ err: error }, 'PostgreSQL could not be restarted, trying again');
      }
    }
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#end();
    return this.#stopping;
  }

  async #end(): Promise<void> {
    process.off('exit', this.#endWithProcess);
    const pid = this.#child?.pid;
    if (pid !== undefined && this.#child?.exitCode === null && this.#child.signalCode === null) await endServer(pid);
    if (this.socket.includes('/perchoir-pg-')) await rm(this.socket, { recursive: true, force: true });
  }

  /** The app ends without having stopped the server (an uncaught exception, process.exit). */
  #endWithProcess = (): void => {
    this.#child?.kill('SIGINT');
  };

  #change(state: EmbeddedState): void {
    if (this.state === state) return;
    this.state = state;
    for (const listener of this.#listeners) listener(state);
  }

  #hear(line: string): void {
    this.#lastWords.push(line);
    if (this.#lastWords.length > 20) this.#lastWords.shift();
    const bad = /^(?:WARNING|FATAL|PANIC|ERROR):/.test(line);
    this.#options.log[bad ? 'warn' : 'info']({ postgres: line }, 'PostgreSQL says');
  }
}
