/**
 * The child processes that open pictures: started when needed, ended when idle, killed when they do not answer.
 */

import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { extname, join } from 'node:path';
import type { Job, Reply } from './messages.ts';

/** What a child said, or how it ended: `exit` is null when it was killed. */
export type Outcome = Reply | { exit: number | null; late: boolean };

export interface Workers {
  /** The reply of a child to this job; starts one if none is free. Throws if none can be started. */
  ask(job: Job): Promise<Outcome>;
  close(): void;
  readonly alive: number;
}

/** The same file beside this one, whether the app runs from TypeScript or from what was made of it. */
const WORKER = join(import.meta.dirname, `worker${extname(import.meta.filename)}`);

/** A tenth of a second here; a small machine under load may take its time. */
const START_MS = 10_000;

/** The child is given what a program needs to start, and none of the app's secrets. */
const ENVIRONMENT = ['PATH', 'LD_LIBRARY_PATH', 'SystemRoot', 'TMPDIR', 'TEMP'];

interface Worker {
  child: ChildProcess;
  idle: NodeJS.Timeout | undefined;
}

function startChild(): ChildProcess {
  const known = ENVIRONMENT.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  return fork(WORKER, [], {
    execArgv: ['--max-old-space-size=64'],
    serialization: 'advanced',
    // libvips writes a line about every odd file; a stranger must not be able to fill our log.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    // Two malloc arenas: with glibc's default of eight per core, freed pictures stay in the process.
    env: { ...Object.fromEntries(known), MALLOC_ARENA_MAX: '2', NODE_NO_WARNINGS: '1' },
  });
}

/** The next message of the child. A child that is silent for `deadlineMs` is killed. */
function outcomeOf(child: ChildProcess, deadlineMs: number): Promise<Outcome> {
  return new Promise((resolve) => {
    let late = false;
    const deadline = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, deadlineMs);
    const settle = (outcome: Outcome): void => {
      clearTimeout(deadline);
      child.off('message', settle).off('exit', onExit).off('error', onExit);
      resolve(outcome);
    };
    const onExit = (code: unknown): void => settle({ exit: typeof code === 'number' ? code : null, late });
    child.on('message', settle).on('exit', onExit).on('error', onExit);
  });
}

/** Asks no more children at once than it is asked; the line in front of it is its caller's. */
export function createWorkers({ deadlineMs, idleMs }: { deadlineMs: number; idleMs: number }): Workers {
  const alive = new Set<ChildProcess>();
  const free: Worker[] = [];

  const start = async (): Promise<Worker> => {
    const child = startChild();
    alive.add(child);
    child.once('exit', () => alive.delete(child)).on('error', () => alive.delete(child));
    const outcome = await outcomeOf(child, START_MS);
    if ('ready' in outcome) return { child, idle: undefined };
    child.kill('SIGKILL');
    throw new Error('The process that opens pictures did not start', { cause: outcome });
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
      const outcome = outcomeOf(worker.child, deadlineMs);
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
