/**
 * The child processes that open strangers' files: started when needed, ended when idle, killed when they do not answer.
 */

import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Reply } from './messages.ts';

/** What a child said, or how it ended: `exit` is null when it was killed. */
export type Outcome<Made> = Reply<Made> | { exit: number | null; late: boolean };

export interface Workers<Job, Made> {
  /** The reply of a child to this job; starts one if none is free. Throws if none can be started. */
  ask(job: Job): Promise<Outcome<Made>>;
  close(): void;
  readonly alive: number;
}

/** A tenth of a second here; a small machine under load may take its time. */
const START_MS = 10_000;

/** The child is given what a program needs to start, and none of the app's secrets. */
const ENVIRONMENT = ['PATH', 'LD_LIBRARY_PATH', 'SystemRoot', 'TMPDIR', 'TEMP'];

interface Worker {
  child: ChildProcess;
  idle: NodeJS.Timeout | undefined;
}

function startChild(program: string): ChildProcess {
  const known = ENVIRONMENT.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  return fork(program, [], {
    execArgv: ['--max-old-space-size=64', '--expose-gc'],
    serialization: 'advanced',
    // libvips writes a line about every odd file; a stranger must not be able to fill our log.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    // Two malloc arenas, and whatever is large apart from them: with glibc's own rules freed pictures stay in the process.
    env: { ...Object.fromEntries(known), MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '131072', NODE_NO_WARNINGS: '1' },
  });
}

/** The next message of the child. A child that is silent for `deadlineMs` is killed. */
function outcomeOf<Made>(child: ChildProcess, deadlineMs: number): Promise<Outcome<Made>> {
  return new Promise((resolve) => {
    let late = false;
    const deadline = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, deadlineMs);
    const settle = (outcome: Outcome<Made>): void => {
      clearTimeout(deadline);
      child.off('message', settle).off('exit', onExit).off('error', onExit);
      resolve(outcome);
    };
    const onExit = (code: unknown): void => settle({ exit: typeof code === 'number' ? code : null, late });
    child.on('message', settle).on('exit', onExit).on('error', onExit);
  });
}

export interface WorkersOptions {
  /** The file that the child runs: see `serveJobs`. */
  readonly program: string;
  readonly deadlineMs: number;
  readonly idleMs: number;
}

/** Asks no more children at once than it is asked; the line in front of it is its caller's. */
export function createWorkers<Job extends object, Made>({ program, deadlineMs, idleMs }: WorkersOptions): Workers<Job, Made> {
  const alive = new Set<ChildProcess>();
  const free: Worker[] = [];

  const start = async (): Promise<Worker> => {
    const child = startChild(program);
    alive.add(child);
    child.once('exit', () => alive.delete(child)).on('error', () => alive.delete(child));
    const outcome = await outcomeOf(child, START_MS);
    if ('ready' in outcome) return { child, idle: undefined };
    child.kill('SIGKILL');
    throw new Error('The process that opens files did not start', { cause: outcome });
  };

  const take = async (): Promise<Worker> => {
    for (let worker = free.pop(); worker; worker = free.pop()) {
      clearTimeout(worker.idle);
      if (!alive.has(worker.child)) continue;
      worker.child.ref();
      worker.child.channel?.ref();
      return worker;
    }
    return await start();
  };

  /** An idle child must neither keep the app from ending nor stay for ever. */
  const release = (worker: Worker): void => {
    if (!alive.has(worker.child)) return;
    worker.child.unref();
    worker.child.channel?.unref();
    worker.idle = setTimeout(() => worker.child.kill('SIGKILL'), idleMs).unref();
    free.push(worker);
  };

  return {
    ask: async (job) => {
      const worker = await take();
      const outcome = outcomeOf<Made>(worker.child, deadlineMs);
      // A send that fails (the child ended this very moment) is told by its exit.
      worker.child.send(job, () => undefined);
      const reply = await outcome;
      if ('spent' in reply && !reply.spent) release(worker);
      else worker.child.kill('SIGKILL');
      return reply;
    },
    close: () => {
      for (const { idle } of free.splice(0)) clearTimeout(idle);
      for (const child of alive) child.kill('SIGKILL');
    },
    get alive() {
      return alive.size;
    },
  };
}
