/** Timed and slow work, kept in the database by graphile-worker: a job is stored with the writes that ask for it. */

import { EventEmitter } from 'node:events';
import { sql } from 'kysely';
import pg from 'pg';
import { Logger, parseCronItems, run, runMigrations } from 'graphile-worker';
import type { Runner, RunnerOptions, TaskList } from 'graphile-worker';
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

interface Running {
  readonly runner: Runner;
  /** Ends the connections it works on; safe to call twice. */
  close(): Promise<void>;
}

const RESTART_MS = 1000;
/** What runners call their connections: by it they know of each other. */
const RUNNER = 'perchoir jobs';
/** The connections of a process that was killed are gone within moments. */
const GONE_TRIES = 8;
const GONE_PAUSE_MS = 200;

export class Jobs {
  readonly #house: House;
  readonly #jobs: Job[] = [];
  #runner: Running | undefined;
  #again: NodeJS.Timeout | undefined;
  #stopped = false;

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
  start(): Promise<void> {
    this.#stopped = false;
    return this.#begin();
  }

  async #begin(): Promise<void> {
    try {
      await this.#freeAbandoned();
      if (this.#stopped || this.#house.stopping) return;
      const events = new EventEmitter();
      let pool = '';
      events.on('pool:create', ({ workerPool }: { workerPool: { id: string } }) => {
        pool = workerPool.id;
      });
      const running = await this.#run(events);
      this.#runner = running;
      const ended = (): void => {
        void running.close();
        if (this.#runner === running) this.#restart();
      };
      running.runner.promise.then(ended, ended);
      events.once('pool:listen:error', () => {
        if (this.#runner === running) this.#replace(running, pool);
      });
    } catch (error) {
      this.#house.log.warn({ err: error }, 'jobs could not start yet');
      this.#restart();
    }
  }

  /**
   * On connections of our own: the worker would take its ears off them before it closes them, and what a dying database says
   * then would end the process (kill run: PostgreSQL is killed while the runner stops).
   */
  async #run(events: RunnerOptions['events']): Promise<Running> {
    const connections = new pg.Pool({ connectionString: this.#house.databaseUrl, application_name: RUNNER, max: 6 });
    let closing: Promise<void> | undefined;
    const close = (): Promise<void> => (closing ??= connections.end().catch(() => undefined));
    const lost = (error: Error): void => this.#house.log.debug({ err: error.message }, 'a connection of the jobs was lost');
    connections.on('error', lost);
    connections.on('connect', (client) => client.on('error', lost));
    try {
      const runner = await run({
        events: events as NonNullable<typeof events>,
        pgPool: connections,
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
      return { runner, close };
    } catch (error) {
      void close();
      throw error;
    }
  }

  /**
   * A process that is killed leaves its jobs taken, and graphile-worker would give them back after four hours. When nobody else
   * runs jobs on this database, whoever took them is dead (test: "what a killed process had begun is done at the next start").
   */
  async #freeAbandoned(): Promise<void> {
    const { kysely } = this.#house.database;
    for (let tries = 0; tries < GONE_TRIES; tries++) {
      const { rows } = await sql`select 1 from pg_stat_activity where application_name = ${RUNNER} and datname = current_database()`.execute(kysely);
      if (rows.length === 0) {
        await sql`select graphile_worker.force_unlock_workers(array(
          select locked_by from graphile_worker._private_jobs where locked_by is not null
          union select locked_by from graphile_worker._private_job_queues where locked_by is not null))`.execute(kysely);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, GONE_PAUSE_MS));
    }
  }

  /**
   * The database went away. Where it did so under a job that had begun, nobody could note that it failed, and it would stay taken by
   * a runner that lives and has gone on to others. So another runner takes over, and what the old one still holds once its work has
   * ended is given back (kill run: PostgreSQL is killed under jobs).
   */
  #replace(old: Running, pool: string): void {
    this.#runner = undefined;
    this.#restart();
    void this.#retire(old, pool);
  }

  async #retire({ runner }: Running, pool: string): Promise<void> {
    await runner.stop().catch(() => undefined);
    while (!this.#stopped) {
      try {
        await sql`select graphile_worker.force_unlock_workers(array[${pool}]::text[])`.execute(this.#house.database.kysely);
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, RESTART_MS));
      }
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#again);
    await this.#runner?.runner.stop().catch(() => undefined);
    await this.#runner?.close();
  }

  #restart(): void {
    if (this.#stopped || this.#house.stopping) return;
    this.#again = setTimeout(() => void this.#begin(), RESTART_MS).unref();
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
      // An error of the database carries its whole connection.
      const { error, ...rest } = meta ?? {};
      this.#house.log[quiet === 'warning' ? 'warn' : quiet]({ jobs: rest, ...(error instanceof Error && { err: error.message }) }, message);
    });
  }
}
