/** The real server as a process of its own: started by its command, killed without a word, started again. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { findRunning } from '#platform/postgres/embedded.ts';

const ROOT = new URL('../../', import.meta.url);
const PATIENCE_MS = 60_000;

export class Server {
  readonly folder: string;
  readonly base: string;
  readonly #port: number;
  #child: ChildProcess | undefined;

  private constructor(folder: string, port: number) {
    this.folder = folder;
    this.#port = port;
    process.once('exit', () => this.#child?.kill('SIGTERM'));
    this.base = `http://127.0.0.1:${port}`;
  }

  /** Prepares a server in a folder, on a port that nobody uses. */
  static async in(folder: string): Promise<Server> {
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    return new Server(folder, port);
  }

  start(): void {
    const env = {
      ...process.env, PERCHOIR_DATA: this.folder, PORT: String(this.#port), HOST: '127.0.0.1', PERCHOIR_ORIGIN: this.base, LOG_LEVEL: 'warn', DATABASE_URL: '',
    };
    const child = spawn(process.execPath, ['src/main.ts', 'serve'], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const keep = (bytes: Buffer): void => appendFileSync(join(this.folder, 'server.log'), bytes);
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    this.#child = child;
  }

  /** @returns milliseconds until the first answer that needs the database. */
  async untilReady(): Promise<number> {
    const started = performance.now();
    while (performance.now() - started < PATIENCE_MS) {
      if (this.#child?.exitCode !== null) throw new Error(`The server ended by itself; ${this.folder}/server.log says why.`);
      const answer = await fetch(`${this.base}/health/ready`, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
      await answer?.body?.cancel();
      if (answer?.status === 200) return performance.now() - started;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`The server was not ready after ${PATIENCE_MS} ms.`);
  }

  async killApp(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  /** Resident memory of the app alone, in bytes. */
  async memory(): Promise<number> {
    return Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${this.#child?.pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  }

  /** Kills the postmaster; its supervisor inside the app has to notice. */
  async killDatabase(): Promise<void> {
    const { pid } = await this.database();
    process.kill(pid, 'SIGKILL');
  }

  async database(): Promise<{ url: string; pid: number }> {
    for (let tries = 0; tries < 200; tries++) {
      const running = await findRunning(join(this.folder, 'postgres'));
      if (running !== undefined) return running;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('There is no database.');
  }

  /** Ends it in order. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
  }
}
