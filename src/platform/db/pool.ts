import { Connection } from './connection.ts';
import type { ConnectionOptions } from './connection.ts';
import { DatabaseError } from './errors.ts';
import type { Outcome } from './statement.ts';

export type PoolLog = Record<'info' | 'warn', (fields: object, message: string) => void>;

export type PoolOptions = {
  url: string;
  log: PoolLog;
  maxConnections: number;
  statementTimeoutMs: number;
  /** How long a statement or transaction waits for a connection. */
  waitMs: number;
};

/** Statements sent ahead on one shared connection; more wait, so that a slow one does not hold up hundreds. */
const mostUnderWay = 64;
/** Statements and transactions that wait for a connection; more are refused at once. */
const mostWaiting = 2_000;
/** The server ends a statement itself; this much later we stop believing that it will (a stalled disk, SIGSTOP). */
const graceMs = 2_000;
const sweepMs = 100;
const firstRetryMs = 30;
const longestRetryMs = 500;

type Waiting<T> = { since: number; give: (connection: Connection) => T; refuse: (error: DatabaseError) => void };

/**
 * Connections of two uses. Lone statements share all that no transaction holds, sent to the one with the least under
 * way, without waiting for each other. A transaction has a connection to itself; at least one is left to the others.
 *
 * Lost connections are replaced until it works: after an outage the pool recovers by itself. Waiting is bounded in
 * time and number, and ends as 'unavailable'.
 */
export class Pool {
  #options: PoolOptions;
  #connections: Connection[] = [];
  #statements: Waiting<void>[] = [];
  #transactions: Waiting<void>[] = [];
  #reserved = 0;
  #downSince: number | undefined;
  #lastFailure: DatabaseError | undefined;
  #closing = false;
  #sweeper: NodeJS.Timeout;
  #retries = new Set<NodeJS.Timeout>();
  #stateListeners = new Set<(up: boolean) => void>();

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#downSince = performance.now();
    for (let i = 0; i < Math.max(1, options.maxConnections); i++) this.#fill(0);
    this.#sweeper = setInterval(() => this.#sweep(), sweepMs);
    this.#sweeper.unref();
  }

  isUp(): boolean {
    return this.#connections.length > 0;
  }

  /** Calls back when the last connection is lost and when there is one again. */
  onStateChange(listener: (up: boolean) => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  /** Runs one statement on a connection shared with others. */
  async run(text: string, values: readonly unknown[]): Promise<Outcome> {
    try {
      return await this.#send(text, values);
    } catch (error) {
      // It did nothing, and is prepared anew under another name.
      if (error instanceof DatabaseError && error.stalePlan) return this.#send(text, values);
      throw error;
    }
  }

  #send(text: string, values: readonly unknown[]): Promise<Outcome> {
    const connection = this.#leastBusy(mostUnderWay);
    if (connection !== undefined) return connection.send(text, values);
    return this.#wait(this.#statements, (given) => given.send(text, values));
  }

  /** A connection for one transaction; give it back with `release`. */
  reserve(): Promise<Connection> {
    const connection = this.#reservable();
    if (connection !== undefined) return Promise.resolve(this.#take(connection));
    return this.#wait(this.#transactions, (given) => Promise.resolve(this.#take(given)));
  }

  release(connection: Connection): void {
    connection.reserved = false;
    this.#reserved--;
    this.#serve();
  }

  async close(): Promise<void> {
    this.#closing = true;
    clearInterval(this.#sweeper);
    for (const timer of this.#retries) clearTimeout(timer);
    const refusal = new DatabaseError('unavailable', 'The database is being closed');
    for (const waiting of [...this.#statements.splice(0), ...this.#transactions.splice(0)]) waiting.refuse(refusal);
    const leaving = this.#connections.splice(0);
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise((resolve) => (timer = setTimeout(resolve, graceMs)));
    await Promise.race([Promise.all(leaving.map((connection) => connection.close())), enough]);
    clearTimeout(timer);
    for (const connection of leaving) connection.destroy();
  }

  #wait<T>(line: Waiting<void>[], use: (connection: Connection) => Promise<T>): Promise<T> {
    const refusal = this.#refusal();
    if (refusal !== undefined) return Promise.reject(refusal);
    return new Promise<T>((resolve, reject) => {
      line.push({ since: performance.now(), give: (connection) => resolve(use(connection)), refuse: reject });
    });
  }

  /** The reason not even to wait. */
  #refusal(): DatabaseError | undefined {
    if (this.#closing) return new DatabaseError('unavailable', 'The database is closed');
    if (this.#statements.length + this.#transactions.length >= mostWaiting) {
      return new DatabaseError('unavailable', `${mostWaiting} statements are waiting for the database already`);
    }
    const downFor = this.#downSince === undefined ? 0 : performance.now() - this.#downSince;
    return downFor > this.#options.waitMs ? this.#away() : undefined;
  }

  #away(): DatabaseError {
    const reason = this.#lastFailure?.message ?? 'all connections are busy';
    return new DatabaseError('unavailable', `No connection to the database within ${this.#options.waitMs} ms: ${reason}`);
  }

  #leastBusy(below: number): Connection | undefined {
    let best: Connection | undefined;
    for (const connection of this.#connections) {
      if (!connection.reserved && connection.underWay < (best?.underWay ?? below)) best = connection;
    }
    return best;
  }

  #reservable(): Connection | undefined {
    if (this.#reserved > 0 && this.#connections.length - this.#reserved < 2) return undefined;
    return this.#leastBusy(mostUnderWay);
  }

  #take(connection: Connection): Connection {
    connection.reserved = true;
    this.#reserved++;
    return connection;
  }

  /** Gives freed connections to those who wait, transactions first: they were sent to wait more often. */
  #serve(): void {
    while (this.#transactions.length > 0) {
      const connection = this.#reservable();
      if (connection === undefined) break;
      this.#transactions.shift()?.give(connection);
    }
    while (this.#statements.length > 0) {
      const connection = this.#leastBusy(mostUnderWay);
      if (connection === undefined) break;
      this.#statements.shift()?.give(connection);
    }
  }

  #fill(failures: number): void {
    const connection = new Connection(this.#connectionOptions());
    connection.connect().then(
      () => this.#welcome(connection),
      (error: DatabaseError) => this.#tryLater(error, failures),
    );
  }

  #connectionOptions(): ConnectionOptions {
    return {
      url: this.#options.url,
      statementTimeoutMs: this.#options.statementTimeoutMs,
      connectTimeoutMs: this.#options.waitMs,
      lost: (connection) => this.#lose(connection),
      answered: (connection) => {
        if (!connection.reserved && this.#statements.length + this.#transactions.length > 0) this.#serve();
      },
    };
  }

  #welcome(connection: Connection): void {
    if (this.#closing) {
      void connection.close();
      return;
    }
    if (!connection.open) {
      this.#tryLater(new DatabaseError('unavailable', 'The connection was lost at once'), 1);
      return;
    }
    this.#connections.push(connection);
    if (this.#connections.length === 1) this.#change(true);
    this.#serve();
  }

  #lose(connection: Connection): void {
    const at = this.#connections.indexOf(connection);
    if (at < 0) return;
    this.#connections.splice(at, 1);
    if (this.#closing) return;
    if (this.#connections.length === 0) this.#change(false);
    this.#fill(0);
  }

  #tryLater(error: DatabaseError, failures: number): void {
    if (this.#closing) return;
    this.#lastFailure = error;
    if (error.kind === 'other' && !this.isUp()) {
      // A wrong password or database: waiting does not help those who ask now.
      for (const waiting of [...this.#statements.splice(0), ...this.#transactions.splice(0)]) waiting.refuse(error);
    }
    const wait = Math.min(longestRetryMs, firstRetryMs * 2 ** failures) * (0.5 + Math.random());
    const timer = setTimeout(() => {
      this.#retries.delete(timer);
      this.#fill(failures + 1);
    }, wait);
    this.#retries.add(timer);
  }

  #change(up: boolean): void {
    this.#options.log[up ? 'info' : 'warn']({ up }, up ? 'the database answers' : 'the database is away');
    this.#downSince = up ? undefined : performance.now();
    if (up) this.#lastFailure = undefined;
    for (const listener of this.#stateListeners) listener(up);
  }

  #sweep(): void {
    const now = performance.now();
    const longest = this.#options.statementTimeoutMs + graceMs;
    const stuck = this.#connections.filter(({ underWay, headSince }) => underWay > 0 && now - headSince > longest);
    for (const connection of stuck) connection.destroy('timeout');
    for (const line of [this.#statements, this.#transactions]) {
      while (line[0] !== undefined && now - line[0].since > this.#options.waitMs) line.shift()?.refuse(this.#away());
    }
  }
}
