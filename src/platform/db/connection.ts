import pg from 'pg';
import { DatabaseError, endsConnection, toDatabaseError } from './errors.ts';
import { Statement } from './statement.ts';
import type { Outcome, Wire } from './statement.ts';

export type ConnectionOptions = {
  url: string;
  statementTimeoutMs: number;
  /** How long the server may take to accept a connection. */
  connectTimeoutMs: number;
  /** Called once, when the connection can no longer be used. */
  lost(connection: Connection): void;
  /** Called whenever a statement has been answered. */
  answered(connection: Connection): void;
};

/** A transaction that sits still this long, because the app hangs, is ended by the server. */
const idleInTransactionMs = 15_000;
/** Beyond this many different texts, statements are parsed anew: a list of varying length must not fill the server. */
const mostPrepared = 1_000;
const longestPrepared = 16_384;

const names = new Map<string, string>();
let lastName = 0;

/** The name under which a statement is prepared, the same on every connection; empty for not at all. */
function nameOf(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size >= mostPrepared || text.length > longestPrepared) return '';
  const name = `p${++lastName}`;
  names.set(text, name);
  return name;
}

/** Gives a statement another name from now on: what was prepared under this one no longer fits its tables. */
function rename(text: string, stale: string): void {
  if (names.get(text) === stale) names.delete(text);
}

type PipelinedClient = pg.Client & { connection: Wire };

/**
 * One connection on which statements are sent without waiting for the answers of earlier ones. Those sent in one turn
 * of the event loop leave in one write.
 */
export class Connection {
  /** Statements sent and not yet answered. */
  underWay = 0;
  open = false;
  reserved = false;
  /** When the statement that is now first in line got there. */
  headSince = 0;
  #client: PipelinedClient;
  #options: ConnectionOptions;
  #corked = false;
  #inTransaction = false;
  #end: 'timeout' | 'unavailable' | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    const config: pg.ClientConfig & { pipeline: boolean } = {
      connectionString: options.url,
      pipeline: true,
      keepAlive: true,
      application_name: 'perchoir',
      connectionTimeoutMillis: options.connectTimeoutMs,
      statement_timeout: options.statementTimeoutMs,
      idle_in_transaction_session_timeout: idleInTransactionMs,
      // The decoders of times rely on these, whatever the server's own settings are.
      options: '-c timezone=UTC -c datestyle=ISO -c intervalstyle=postgres -c bytea_output=hex',
    };
    this.#client = new pg.Client(config) as PipelinedClient;
    this.#client.on('error', () => this.#lose());
    this.#client.on('end', () => this.#lose());
  }

  /** @throws DatabaseError 'unavailable', or 'other' when the server refuses us for good (password, database) */
  async connect(): Promise<void> {
    try {
      await this.#client.connect();
    } catch (error) {
      this.destroy();
      throw toDatabaseError(error);
    }
    this.open = true;
  }

  /** Sends a statement behind those under way. Rejects with a DatabaseError. */
  send(text: string, values: readonly unknown[]): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const name = nameOf(text);
      const statement = new Statement(text, values, name, {
        done: (outcome) => {
          this.#answer();
          resolve(outcome);
        },
        failed: (error) => {
          this.#answer();
          const failure = this.#explain(error, text);
          if (failure.stalePlan) rename(text, name);
          reject(failure);
        },
      });
      this.#cork();
      if (this.underWay++ === 0) this.headSince = performance.now();
      void this.#client.query(statement as unknown as pg.Submittable);
    });
  }

  /** From now on a broken connection means that nothing was written; until `leaveTransaction`. */
  enterTransaction(): void {
    this.#inTransaction = true;
  }

  leaveTransaction(): void {
    this.#inTransaction = false;
  }

  /** Ends at once; statements under way fail as this kind of error (or as of unknown outcome). */
  destroy(kind: 'timeout' | 'unavailable' = 'unavailable'): void {
    this.#end ??= kind;
    this.#client.connection.stream.destroy();
    this.#lose();
  }

  /** Waits for the statements under way and says goodbye. */
  async close(): Promise<void> {
    this.open = false;
    await this.#client.end().catch(() => {});
  }

  #cork(): void {
    if (this.#corked) return;
    this.#corked = true;
    const { stream } = this.#client.connection;
    stream.cork();
    process.nextTick(() => {
      this.#corked = false;
      stream.uncork();
    });
  }

  #answer(): void {
    this.underWay--;
    this.headSince = performance.now();
    this.#options.answered(this);
  }

  #lose(): void {
    if (!this.open) return;
    this.open = false;
    this.#options.lost(this);
  }

  #explain(error: unknown, text: string): DatabaseError {
    if (error instanceof DatabaseError) return error;
    const said = toDatabaseError(error);
    if (!endsConnection(error)) return said;
    const unknown = text === 'commit' || (!this.#inTransaction && writes(text));
    if (unknown) return new DatabaseError('outcomeUnknown', 'The connection broke while a write was under way', { cause: error });
    if (this.#end === 'timeout') return new DatabaseError('timeout', 'The database did not answer in time', { cause: error });
    // In a transaction: FATAL while it was open rolls back; 25P03 keeps its own class.
    return said.kind === 'other' ? new DatabaseError('unavailable', said.message, { code: said.code, cause: error }) : said;
  }
}

/** Whether a statement may have changed something by the time its answer is lost. */
function writes(text: string): boolean {
  if (/^\s*with\b/i.test(text)) return /\b(?:insert|update|delete|merge)\b/i.test(text);
  return !/^\s*(?:select|values|show|table|begin)\b/i.test(text);
}
