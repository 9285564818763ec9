/**
 * The database as rooms use it: Kysely, or plain SQL, over a pool of pipelined connections.
 *
 * Promises: statements outside a transaction never wait for a connection of their own; every failure is a
 * `DatabaseError` of a class a caller can act on; a transaction is either durable or leaves nothing, or says that it
 * does not know; an outage ends by itself.
 */
import { DefaultQueryExecutor, Kysely, PostgresAdapter, PostgresDialect, PostgresQueryCompiler } from 'kysely';
import type { CompiledQuery, ConnectionProvider, DatabaseConnection, QueryResult } from 'kysely';
import type { Connection } from './connection.ts';
import { DatabaseError } from './errors.ts';
import { listenTo } from './listening.ts';
import type { Heard } from './listening.ts';
import { Pool } from './pool.ts';
import type { PoolLog } from './pool.ts';
import type { Outcome } from './statement.ts';

export { DatabaseError } from './errors.ts';
export { json } from './values.ts';

/** No table at all: a room names those it may touch through `tablesOf`. */
// oxlint-disable-next-line typescript/no-empty-object-type
export interface NoTables {}

/** The database, or a transaction in it. Give it to `sql`…`.execute(db)`, `tablesOf` or `rowsOf`. */
export type Database = Kysely<NoTables>;

export type OpenDatabase = {
  readonly kysely: Database;
  readonly url: string;
  /**
   * Runs `act` in one transaction (READ COMMITTED). A conflict with another transaction runs it again from the start,
   * three times at most, so it must touch nothing but the database. Statements of one transaction may be under way
   * together; they run in the order in which they were called.
   *
   * @throws DatabaseError; 'outcomeUnknown' when the connection broke while the commit was under way
   */
  transaction<T>(act: (db: Database) => Promise<T>): Promise<T>;
  /** Hears NOTIFY on a channel until the returned function is called; reconnects by itself. */
  listen(channel: string, heard: Heard): Promise<() => Promise<void>>;
  /** Whether a statement could be sent now. */
  isUp(): boolean;
  onStateChange(listener: (up: boolean) => void): () => void;
  /** Waits up to 2 s for statements under way. */
  close(): Promise<void>;
};

export type DatabaseOptions = {
  url: string;
  log: PoolLog;
  /** At least 2, so that a statement does not wait for a transaction. Default 8. */
  maxConnections?: number;
  statementTimeoutMs?: number;
  /** How long to wait for a connection before failing as 'unavailable'. */
  waitMs?: number;
};

const mostTries = 4;

/** Opens the pool and returns at once; statements wait for the first connection (at most `waitMs`). */
export function openDatabase(options: DatabaseOptions): OpenDatabase {
  const { url, log, maxConnections = 8, statementTimeoutMs = 5_000, waitMs = 5_000 } = options;
  const pool = new Pool({ url, log, maxConnections, statementTimeoutMs, waitMs });
  return {
    url,
    kysely: kyselyOver((text, values) => pool.run(text, values)),
    transaction: (act) => runTransaction(pool, act),
    listen: (channel, heard) => listenTo(url, channel, heard),
    isUp: () => pool.isUp(),
    onStateChange: (listener) => pool.onStateChange(listener),
    close: () => pool.close(),
  };
}

/** The tables that a room declares, and no others: `tablesOf<PostsTables>(ctx).selectFrom('posts.post')`. */
export function tablesOf<Tables>(at: { readonly db: Database }): Kysely<Tables> {
  return at.db as unknown as Kysely<Tables>;
}

type Run = (text: string, values: readonly unknown[]) => Promise<Outcome>;
const runs = new WeakMap<Database, Run>();

/** Rows of a statement written by hand, by the shortest way: for the few that run at every request. */
export async function rowsOf<Row>(at: { readonly db: Database }, text: string, values: readonly unknown[] = []): Promise<Row[]> {
  const run = runs.get(at.db);
  if (run === undefined) throw new TypeError('rowsOf was given a database that was not opened here');
  return (await run(text, values)).rows as Row[];
}

async function runTransaction<T>(pool: Pool, act: (db: Database) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await tryTransaction(pool, act);
    } catch (error) {
      const again = error instanceof DatabaseError && error.kind === 'serialization' && tries < mostTries;
      if (!again) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * 2 ** tries));
    }
  }
}

async function tryTransaction<T>(pool: Pool, act: (db: Database) => Promise<T>): Promise<T> {
  const connection = await pool.reserve();
  const unit = new TransactionUnit(connection);
  try {
    // Not waited for: BEGIN leaves in one write with the first statement.
    const result = await act(unit.db);
    await unit.commit();
    return result;
  } catch (error) {
    await unit.rollBack();
    throw unit.reason(error);
  } finally {
    unit.over();
    pool.release(connection);
  }
}

/** One transaction on a connection. What is still called after its end is refused, not run outside of it. */
class TransactionUnit {
  readonly db: Database;
  #connection: Connection;
  #firstFailure: DatabaseError | undefined;
  #ended = false;

  constructor(connection: Connection) {
    this.#connection = connection;
    connection.enterTransaction();
    this.#send('begin', []).catch(() => {});
    this.db = kyselyOver((text, values) => {
      if (this.#ended) return Promise.reject(new DatabaseError('other', 'The transaction is over'));
      return this.#send(text, values);
    });
  }

  async commit(): Promise<void> {
    this.#ended = true;
    const { command } = await this.#send('commit', []);
    // PostgreSQL answers COMMIT of a failed transaction with ROLLBACK: its failure was swallowed on the way here.
    if (command !== 'COMMIT') throw this.#firstFailure ?? new DatabaseError('other', 'The transaction was rolled back');
  }

  async rollBack(): Promise<void> {
    if (this.#ended || !this.#connection.open) return;
    this.#ended = true;
    await this.#connection.send('rollback', []).catch(() => this.#connection.destroy());
  }

  /** The failure that came first: those after it only say that the transaction is aborted. */
  reason(error: unknown): unknown {
    const first = this.#firstFailure;
    if (first === undefined || !(error instanceof DatabaseError)) return error;
    return error.kind === 'outcomeUnknown' ? error : first;
  }

  over(): void {
    this.#ended = true;
    this.#connection.leaveTransaction();
  }

  #send(text: string, values: readonly unknown[]): Promise<Outcome> {
    const sent = this.#connection.open
      ? this.#connection.send(text, values)
      : Promise.reject(new DatabaseError('unavailable', 'The connection broke before the transaction was committed'));
    sent.catch((error: unknown) => {
      if (error instanceof DatabaseError) this.#firstFailure ??= error;
    });
    return sent;
  }
}

const adapter = new PostgresAdapter();
const compiler = new PostgresQueryCompiler();
const unusedPool = () => Promise.reject(new TypeError('Use the transaction function of the database, not of Kysely'));
const dialect = new PostgresDialect({ pool: unusedPool });
const driver = dialect.createDriver();

/** A Kysely whose statements go through `run`. Kysely's own transactions and connections are not offered. */
function kyselyOver(run: Run): Database {
  const connection: DatabaseConnection = {
    executeQuery: async <R>(query: CompiledQuery): Promise<QueryResult<R>> => {
      const outcome = await run(query.sql, query.parameters);
      return { rows: outcome.rows as R[], numAffectedRows: BigInt(outcome.count) };
    },
    streamQuery: () => {
      throw new TypeError('Streaming is not offered: read in pages');
    },
  };
  const provider: ConnectionProvider = { provideConnection: (consumer) => consumer(connection) };
  const executor = new DefaultQueryExecutor(compiler, adapter, provider);
  const db = new Kysely<NoTables>({ config: { dialect }, driver, executor, dialect });
  runs.set(db, run);
  return db;
}
