/** Timed and slow work, kept in the database by graphile-worker: a job is stored with the writes that ask for it. */

import { sql } from 'kysely';
import { Logger, parseCronItems, run, runMigrations } from 'graphile-worker';
import type { Runner, TaskList } from 'graphile-worker';
import { BoundContext, SYSTEM } from './context.ts';
import type { Context } from './context.ts';
import type { Database } from './db/database.ts';
import type { House } from './house.ts';

export interface JobToken<P> {
  readonly name: string;
  readonly payload?: P;
}

/** Names a job. @param name `<room>.<imperative>`. */
export function defineJob<P>(name: string): JobToken<P> {
  return { name };
}

export interface JobOptions {
  readonly runAt?: Date;
  /** A job with this key that waits is replaced. */
  readonly key?: string;
  /** Jobs of one lane run one after the other: work that waits for strangers does not take every place. */
  readonly lane?: string;
}

export interface Job {
  readonly name: string;
  /** crontab pattern in UTC, for jobs that run by themselves. */
  readonly cron?: string;
  run(ctx: Context, payload: never): Promise<void>;
}

/** Runs at least once; a failure is tried again with growing pauses (25 times over three days by default). */
export function job<P>(token: JobToken<P>, act: (ctx: Context, payload: P) => Promise<void>, cron?: string): Job {
  return { name: token.name, run: act as Job['run'], ...(cron !== undefined && { cron }) };
}

const RESTART_MS = 1000;

export class Jobs {
  readonly #house: House;
  readonly #jobs: Job[] = [];
  #runner: Runner | undefined;
  #again: NodeJS.Timeout | undefined;

  constructor(house: House) {
    this.#house = house;
  }

  register(jobs: Iterable<Job>): void {
    this.#jobs.push(...jobs);
  }

  async migrate(): Promise<void> {
    await runMigrations({ connectionString: this.#house.databaseUrl, logger: this.#logger() });
  }

  async add(db: Database, name: string, payload: unknown, options: JobOptions): Promise<void> {
    await sql`select graphile_worker.add_job(${name}, ${JSON.stringify(payload)}::json,
      run_at := ${options.runAt ?? null}::timestamptz, job_key := ${options.key ?? null}::text, queue_name := ${options.lane ?? null}::text)`.execute(db);
  }

  /** Keeps a runner going: when the database goes away it ends, and a new one is started once it is back. */
  async start(): Promise<void> {
    try {
      this.#runner = await run({
        connectionString: this.#house.databaseUrl,
        maxPoolSize: 6,
        // Pushes may take three of them (their lanes), while whoever they wait for takes its time.
        concurrency: 5,
        pollInterval: 2000,
        noHandleSignals: true,
        logger: this.#logger(),
        taskList: this.#tasks(),
        parsedCronItems: parseCronItems(
          this.#jobs.flatMap(({ name, cron }) => (cron === undefined ? [] : [{ task: name, match: cron }])),
        ),
      });
      const ended = (): void => this.#restart();
      this.#runner.promise.then(ended, ended);
    } catch (error) {
      this.#house.log.warn({ err: error }, 'jobs could not start yet');
      this.#restart();
    }
  }

  async stop(): Promise<void> {
    clearTimeout(this.#again);
    await this.#runner?.stop().catch(() => undefined);
  }

  #restart(): void {
    if (this.#house.stopping) return;
    this.#again = setTimeout(() => void this.start(), RESTART_MS).unref();
  }

  #tasks(): TaskList {
    const tasks: TaskList = {};
    for (const { name, run: act } of this.#jobs) {
      tasks[name] = async (payload) => {
        await act(new BoundContext(this.#house, SYSTEM), payload as never);
      };
    }
    return tasks;
  }

  #logger(): Logger {
    return new Logger(() => (level, message, meta) => {
      const quiet = level === 'info' ? 'debug' : level;
      this.#house.log[quiet === 'warning' ? 'warn' : quiet]({ jobs: meta }, message);
    });
  }
}
