/** The process: its database, clock, outbox, jobs and the rooms in it, from start to stop. */

import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { IdClock } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { createBlobStore } from './blobs.ts';
import type { BlobStore } from './blobs.ts';
import type { Config } from './config.ts';
import { BoundContext, VISITOR } from './context.ts';
import type { Context, Viewer } from './context.ts';
import { DatabaseError, openDatabase } from './db/database.ts';
import type { OpenDatabase } from './db/database.ts';
import { migrate } from './db/migrate.ts';
import type { Answer } from './events.ts';
import { createHttp } from './http/server.ts';
import { rateSettings } from './http/rates.ts';
import { createHashQueue } from './hash-queue.ts';
import type { HashQueue } from './hash-queue.ts';
import { Jobs } from './jobs.ts';
import { createLimiter } from './limits.ts';
import type { Limiter } from './limits.ts';
import type { Log } from './log.ts';
import { createMailer } from './mail.ts';
import type { Mailer } from './mail.ts';
import { Outbox } from './outbox.ts';
import type { Unit } from './outbox.ts';
import { createOutbound } from './outbound.ts';
import type { Outbound, OutboundOptions } from './outbound.ts';
import { createPictureProcessor } from './pictures/processor.ts';
import type { PictureProcessor } from './pictures/processor.ts';
import { createMediaProcessor } from './media/processor.ts';
import type { MediaProcessor } from './media/processor.ts';
import type { Room } from './room.ts';
import { Settings } from './settings.ts';

export interface HouseOptions {
  config: Config;
  rooms: readonly Room[];
  log: Log;
  databaseUrl: string;
  /** `tool`: a command beside the server. It writes, and leaves delivery and jobs to the server. */
  role?: 'server' | 'tool';
  /** Milliseconds since 1970; tests bring their own. */
  clock?: () => number;
  /** Another internet; tests bring their own small one. */
  internet?: Pick<OutboundOptions, 'resolve' | 'dial'>;
}

const PLATFORM_MIGRATIONS = new URL('./migrations/', import.meta.url);
const STATEMENT_TIMEOUT_MS = 5000;
const RATE_SAVE_MS = 5000;
/** At a stop, how long answers that are under way may still take once the rooms have ended. */
const LAST_ANSWERS_MS = 2000;

export class House {
  readonly config: Config;
  readonly rooms: readonly Room[];
  readonly log: Log;
  readonly role: 'server' | 'tool';
  readonly clock: () => number;
  readonly databaseUrl: string;
  readonly database: OpenDatabase;
  readonly outbox: Outbox;
  readonly jobs: Jobs;
  readonly settings: Settings;
  readonly limiter: Limiter;
  readonly blobs: BlobStore;
  readonly mailer: Mailer;
  readonly outbound: Outbound;
  /** For the engine that the operator named, which may well be on this machine; for nothing else. */
  readonly engineCalls: Outbound | undefined;
  readonly passwords: HashQueue;
  readonly pictures: PictureProcessor;
  readonly media: MediaProcessor;
  /** State of the rooms, one slot for each `perHouse`. */
  readonly states: unknown[] = [];
  /** `gently`: no new work; `now`: give up what is under way. */
  stopping: false | 'gently' | 'now' = false;
  http: FastifyInstance | undefined;
  readonly #ids: IdClock;
  readonly #answers = new Map<string, Answer[]>();
  #rateTimer: NodeJS.Timeout | undefined;

  constructor(options: HouseOptions) {
    const { config, log } = options;
    this.config = config;
    this.rooms = options.rooms;
    this.log = log;
    this.role = options.role ?? 'server';
    this.clock = options.clock ?? Date.now;
    this.databaseUrl = options.databaseUrl;
    this.database = openDatabase({
      url: options.databaseUrl,
      log,
      maxConnections: this.role === 'server' ? config.databaseConnections : 2,
      statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    });
    // A tool beside the server makes ids in the same milliseconds: the server is node 0, tools share the others.
    this.#ids = new IdClock({ now: this.clock, node: this.role === 'server' ? 0 : 1 + (process.pid % 15) });
    this.outbox = new Outbox(this, this.#ids);
    this.jobs = new Jobs(this);
    this.settings = new Settings([...rateSettings, ...this.rooms.flatMap((room) => room.settings ?? [])]);
    this.limiter = createLimiter({ now: this.clock });
    this.blobs = createBlobStore({ dir: `${config.dataDir}/files` });
    this.mailer = createMailer({ smtpUrl: config.smtpUrl, from: config.mailFrom, log });
    this.outbound = createOutbound({ log, ownOrigin: config.origin, ...options.internet });
    this.engineCalls = config.engine && createOutbound({ log, allowPrivate: true });
    this.passwords = createHashQueue({});
    this.pictures = createPictureProcessor({ log });
    this.media = createMediaProcessor({ log, blobs: this.blobs, converter: config.ffmpeg });
    this.#register();
  }

  /** A context for a viewer, outside any transaction. */
  context(viewer: Viewer = VISITOR, log?: Log): Context {
    return new BoundContext(this, viewer, log ? { log } : {});
  }

  answersTo(question: string): readonly Answer[] {
    return this.#answers.get(question) ?? [];
  }

  /** Brings the database up to date and starts the rooms; the caller then listens on `http`. */
  async start(): Promise<void> {
    await this.migrate();
    await this.settings.load(this.database.kysely);
    this.#ids.raise(await this.#highestId());
    if (this.role !== 'server') return;
    await this.#restoreRates();
    for (const room of this.rooms) await room.start?.(this);
    await this.outbox.start();
    await this.jobs.start();
    this.http = await createHttp(this);
  }

  async migrate(): Promise<void> {
    const folders = this.rooms.flatMap((room) => (room.migrations ? [{ room: room.name, dir: room.migrations }] : []));
    await migrate(this.database, [{ room: 'platform', dir: PLATFORM_MIGRATIONS }, ...folders]);
    if (this.role === 'server') await this.jobs.migrate();
  }

  /** Finishes what is under way (at most some seconds), then closes everything in the reverse order. */
  async stop(): Promise<void> {
    if (this.stopping) return;
    this.stopping = 'gently';
    clearInterval(this.#rateTimer);
    // The server only closes once the open streams are gone, and those end with their room.
    const closed = this.http?.close();
    for (const room of this.rooms.toReversed()) await room.stop?.(this);
    // A connection that never asked anything is not idle to Node: without this, one browser holds the stop up for a minute.
    const cut = setTimeout(() => this.http?.server.closeAllConnections(), LAST_ANSWERS_MS).unref();
    await closed;
    clearTimeout(cut);
    await this.jobs.stop();
    if (this.role === 'server') {
      await this.outbox.stop();
      await this.#saveRates();
    }
    this.stopping = 'now';
    this.mailer.close();
    this.pictures.close();
    this.media.close();
    await this.outbound.close();
    await this.engineCalls?.close();
    await this.database.close();
  }

  async transaction<T>(ctx: Context, act: (ctx: Context) => Promise<T>): Promise<T> {
    if (BoundContext.unit(ctx) !== undefined) return act(ctx);
    let unit: Unit = this.outbox.begin();
    try {
      const result = await this.database.transaction(async (db) => {
        // A second call is a new try after a serialisation failure: what the first one took is void.
        this.outbox.rolledBack(unit);
        unit = this.outbox.begin();
        const inside = new BoundContext(this, ctx.viewer, { log: ctx.log, db, unit });
        const value = await act(inside);
        await this.outbox.store(db, unit);
        return value;
      });
      await this.outbox.committed(unit);
      return result;
    } catch (error) {
      if (error instanceof DatabaseError && error.kind === 'outcomeUnknown') void this.outbox.settleUnknown(unit);
      else this.outbox.rolledBack(unit);
      throw error;
    }
  }

  #register(): void {
    this.outbox.listen([this.settings.listener(), ...this.rooms.flatMap((room) => room.listeners ?? [])]);
    this.jobs.register(this.rooms.flatMap((room) => room.jobs ?? []));
    for (const answer of this.rooms.flatMap((room) => room.answers ?? [])) {
      this.#answers.set(answer.question, [...this.answersTo(answer.question), answer]);
    }
  }

  /** The highest id that any table holds, so that ids go on growing though the clock may have been put back meanwhile. */
  async #highestId(): Promise<Id> {
    const db = this.database.kysely;
    const tables = await sql<{ name: string }>`
      select format('%I.%I', n.nspname, c.relname) as name
      from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
      where i.indisprimary and i.indnatts = 1 and a.attname = 'id' and a.atttypid = 'bigint'::regtype
        and n.nspname not in ('pg_catalog', 'information_schema', 'graphile_worker', '_private')
        and n.nspname not like '%graphile%'`.execute(db);
    let highest = 0;
    for (const { name } of tables.rows) {
      const { rows } = await sql<{ id: Id | null }>`select max(id) as id from ${sql.raw(name)}`.execute(db);
      highest = Math.max(highest, rows[0]?.id ?? 0);
    }
    return highest;
  }

  async #restoreRates(): Promise<void> {
    const { rows } = await sql<{ counters: unknown }>`select counters from platform.rate_snapshot`.execute(this.database.kysely);
    if (rows[0] !== undefined) this.limiter.restore(rows[0].counters);
    this.#rateTimer = setInterval(() => {
      this.#saveRates().catch((error: unknown) => this.log.debug({ err: error }, 'rate counters could not be kept'));
    }, RATE_SAVE_MS).unref();
  }

  async #saveRates(): Promise<void> {
    const counters = JSON.stringify(this.limiter.snapshot());
    await sql`insert into platform.rate_snapshot (counters) values (${counters}::jsonb)
      on conflict (one) do update set counters = excluded.counters where platform.rate_snapshot.counters is distinct from excluded.counters`.execute(this.database.kysely);
  }
}
