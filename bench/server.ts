/** The real server as a process of its own, with a database of its own, and what it costs while it is measured. */

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rooms } from '../src/app.ts';
import { readConfig } from '#platform/config.ts';
import { House } from '#platform/house.ts';
import { createLog } from '#platform/log.ts';
import { findRunning } from '#platform/postgres/embedded.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const TICKS_PER_SECOND = 100;

export interface Cost {
  /** CPU of the app and of every process of its database, milliseconds. */
  cpuMs: number;
  appCpuMs: number;
}

export interface Server {
  origin: string;
  /** Where encoders send to. */
  rtmpPort: number;
  pid: number;
  /** A house beside it, for seeding through the doors and by SQL. */
  house: House;
  /** Time from spawning to the first answer, milliseconds. */
  startMs: number;
  cost(): Promise<Cost>;
  /** Resident memory of the app alone, bytes. */
  memory(): Promise<number>;
  /** Ends it gently and starts it again on the same data, so that every cache is empty. */
  restart(): Promise<void>;
  /** What `seed` made, or made in an earlier run whose data was kept. */
  seeded<Seeded>(seed: () => Promise<Seeded>): Promise<Seeded>;
  stop(): Promise<void>;
}

/** Where rows whose seeding takes minutes keep their data from one run to the next; nowhere unless it is set. */
const KEPT = process.env['BENCH_KEEP'];
const MARK = 'seeded.json';

/** A fresh folder, or the one that is kept by this name, if its seeding came to an end. */
async function chooseFolder(keep: string | undefined): Promise<{ folder: string; isKept: boolean }> {
  if (KEPT === undefined || keep === undefined) return { folder: mkdtempSync(join(tmpdir(), 'perchoir-bench-')), isKept: false };
  const folder = join(KEPT, keep);
  if (!existsSync(join(folder, MARK))) await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  return { folder, isKept: true };
}

/** Starts it without rate limits. @param main another program that is a server, too; @param keep the name by which its data may be kept (`BENCH_KEEP`), which names all that decides what is seeded */
export async function startServer({ keep, main = [MAIN, 'serve'] }: { keep?: string; main?: readonly string[] } = {}): Promise<Server> {
  const { folder, isKept } = await chooseFolder(keep);
  const port = await freePort();
  const env = { PERCHOIR_DATA: folder, PORT: String(port), LOG_LEVEL: 'warn', PERCHOIR_ORIGIN: `http://127.0.0.1:${port}`, RTMP_PORT: String(await freePort()) };
  let child = await launch(env, main);
  const house = await openBeside(folder, env);
  await house.settings.change(house.context({ kind: 'system' }), 'rates.on', false);
  await pause(1200);
  const server: Server = {
    origin: env.PERCHOIR_ORIGIN,
    rtmpPort: Number(env.RTMP_PORT),
    pid: child.pid,
    house,
    startMs: child.startMs,
    cost: () => costOf(server.pid),
    memory: () => memoryOf(server.pid),
    restart: async () => {
      await server.house.stop();
      await child.stop();
      child = await launch(env, main);
      server.pid = child.pid;
      server.startMs = child.startMs;
      server.house = await openBeside(folder, env);
    },
    seeded: async (seed) => {
      const mark = join(folder, MARK);
      if (existsSync(mark)) return JSON.parse(await readFile(mark, 'utf8'));
      const made = await seed();
      await writeFile(mark, JSON.stringify(made));
      return made;
    },
    stop: async () => {
      await server.house.stop();
      await child.stop();
      if (!isKept) await rm(folder, { recursive: true, force: true });
    },
  };
  return server;
}

async function openBeside(folder: string, env: Record<string, string>): Promise<House> {
  const running = await findRunning(join(folder, 'postgres'));
  if (running === undefined) throw new Error('The database of the server was not found');
  const house = new House({ config: readConfig(env), rooms, log: createLog('error'), role: 'tool', databaseUrl: running.url });
  await house.start();
  return house;
}

async function launch(env: Record<string, string>, main: readonly string[]): Promise<{ pid: number; startMs: number; stop(): Promise<void> }> {
  const begun = performance.now();
  const child = spawn('/bin/sh', ['-c', 'ulimit -n 30000 2>/dev/null; exec "$0" "$@"', process.execPath, ...main], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const end = begun + 60_000;
  while (performance.now() < end) {
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}`);
    const up = await fetch(`http://127.0.0.1:${env['PORT']}/health/live`).then((answer) => answer.ok, () => false);
    if (up) break;
    await pause(10);
  }
  const startMs = performance.now() - begun;
  return {
    pid: child.pid as number,
    startMs,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** CPU of a process and all below it; children that ended are counted by their parent. */
async function costOf(root: number): Promise<Cost> {
  const processes = new Map<number, { parent: number; ticks: number }>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields.length < 16) continue;
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    processes.set(Number(name), { parent: Number(fields[1]), ticks });
  }
  const belongs = (pid: number): boolean => pid === root || (processes.has(pid) && belongs(processes.get(pid)?.parent ?? 0));
  let ticks = 0;
  for (const [pid, process] of processes) if (belongs(pid)) ticks += process.ticks;
  const own = processes.get(root)?.ticks ?? 0;
  return { cpuMs: (ticks * 1000) / TICKS_PER_SECOND, appCpuMs: (own * 1000) / TICKS_PER_SECOND };
}

async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

/** Bare `node:http` that sends the same bytes to whoever asks: the limit that nothing on Node can pass. */
export async function startBare(body: Buffer, headers: Record<string, string>): Promise<{ origin: string; pid: number; stop(): Promise<void> }> {
  const port = await freePort();
  const code = `
    const body = Buffer.from(process.env.BODY, 'base64');
    const headers = { ...JSON.parse(process.env.HEADERS), 'content-length': body.length };
    require('node:http').createServer((_, answer) => { answer.writeHead(200, headers); answer.end(body); }).listen(${port}, '127.0.0.1');`;
  const child = spawn(process.execPath, ['-e', code], {
    env: { ...process.env, BODY: body.toString('base64'), HEADERS: JSON.stringify(headers) },
    stdio: 'inherit',
  });
  const origin = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 200; tries++) {
    if (await fetch(origin).then(() => true, () => false)) break;
    await pause(20);
  }
  return {
    origin,
    pid: child.pid as number,
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill();
      }),
  };
}

export const bareCost = (pid: number): Promise<Cost> => costOf(pid);

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
