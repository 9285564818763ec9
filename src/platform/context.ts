/** The first argument of everything that is not pure. */

import type { Id } from '#kit/ids.ts';
import type { Database } from './db/database.ts';
import type { EventToken, QuestionToken } from './events.ts';
import type { House } from './house.ts';
import type { JobOptions, JobToken } from './jobs.ts';
import type { Log } from './log.ts';
import type { Unit } from './outbox.ts';
import type { Settings } from './settings.ts';

export type Viewer =
  | { readonly kind: 'visitor' }
  | { readonly kind: 'account'; readonly id: Id }
  | { readonly kind: 'system' };

export const VISITOR: Viewer = { kind: 'visitor' };
export const SYSTEM: Viewer = { kind: 'system' };

export interface Context {
  /** The database, or the transaction that the caller opened. */
  readonly db: Database;
  readonly viewer: Viewer;
  now(): Date;
  readonly log: Log;
  /** Only inside `transaction`: the event is stored with the writes around it and delivered after their commit. */
  emit<P>(token: EventToken<P>, payload: P): void;
  /** Lets higher rooms refuse, with a Refusal, before anything is written. */
  ask<P>(token: QuestionToken<P>, payload: P): Promise<void>;
  /** Only inside `transaction`: the job is stored with the writes around it. */
  enqueue<P>(token: JobToken<P>, payload: P, options?: JobOptions): Promise<void>;
  readonly settings: Settings;
}

/** The context as the house makes it: bound to one process and, inside `transaction`, to one unit of work. */
export class BoundContext implements Context {
  readonly db: Database;
  readonly viewer: Viewer;
  readonly log: Log;
  readonly settings: Settings;
  readonly #house: House;
  readonly #unit: Unit | undefined;

  constructor(house: House, viewer: Viewer, more: { log?: Log; db?: Database; unit?: Unit } = {}) {
    this.#house = house;
    this.viewer = viewer;
    this.log = more.log ?? house.log;
    this.db = more.db ?? house.database.kysely;
    this.settings = house.settings;
    this.#unit = more.unit;
  }

  static house(ctx: Context): House {
    return (ctx as BoundContext).#house;
  }

  static unit(ctx: Context): Unit | undefined {
    return (ctx as BoundContext).#unit;
  }

  now(): Date {
    return new Date(this.#house.clock());
  }

  emit<P>(token: EventToken<P>, payload: P): void {
    if (this.#unit === undefined) throw new Error(`${token.name} was emitted outside a transaction`);
    this.#unit.events.push({ id: 0, name: token.name, payload });
  }

  async ask<P>(token: QuestionToken<P>, payload: P): Promise<void> {
    for (const answer of this.#house.answersTo(token.name)) await answer.run(this, payload as never);
  }

  enqueue<P>(token: JobToken<P>, payload: P, options: JobOptions = {}): Promise<void> {
    if (this.#unit === undefined) throw new Error(`${token.name} was enqueued outside a transaction`);
    return this.#house.jobs.add(this.db, token.name, payload, options);
  }
}

/** The process a context belongs to. For `platform`, and for the state that rooms keep with `perHouse`. */
export function houseOf(ctx: Context): House {
  return BoundContext.house(ctx);
}

/** The same context for another viewer. */
export function viewedBy(ctx: Context, viewer: Viewer): Context {
  const unit = BoundContext.unit(ctx);
  return new BoundContext(houseOf(ctx), viewer, { log: ctx.log, db: ctx.db, ...(unit && { unit }) });
}

/** The id of the account that is looking; undefined for visitors and the system. */
export function viewerId(ctx: Context): Id | undefined {
  return ctx.viewer.kind === 'account' ? ctx.viewer.id : undefined;
}

let stateCount = 0;

/**
 * State that a room keeps in memory, one copy in each process: caches, open sockets.
 * Made on first use. Never a module variable, since one test may hold two houses.
 */
export function perHouse<T>(make: (house: House) => T): (ctx: Context) => T {
  const index = stateCount++;
  return (ctx) => {
    const house = BoundContext.house(ctx);
    return (house.states[index] ??= make(house)) as T;
  };
}

/**
 * Runs `act` in one database transaction and delivers what it emitted once the commit is durable, before returning: who is
 * answered after this call finds the caches of this process up to date. Joins the caller's transaction if there is one.
 *
 * `act` may run again from the start after a serialisation failure, so it must touch nothing but the database.
 * @throws DatabaseError 'outcomeUnknown' when the connection broke during the commit; the outbox settles it later.
 */
export function transaction<T>(ctx: Context, act: (ctx: Context) => Promise<T>): Promise<T> {
  return houseOf(ctx).transaction(ctx, act);
}

/**
 * A new id. Inside a transaction, no event of a transaction that took its ids later is delivered before this one is
 * settled, so that a reader's cursor never passes over a post that was still being written.
 */
export function newId(ctx: Context): Id {
  return houseOf(ctx).outbox.newId(BoundContext.unit(ctx));
}
