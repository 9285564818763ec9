/**
 * The outbox: events are rows written in the transaction of what they tell, and delivered after its commit.
 *
 * Order: events of this process are delivered in the order of their ids, whatever the order of their commits. A unit of
 * work that has taken an id holds back every higher event until it is settled. What tells of the thing that has that id
 * comes right after it, so that posts are heard of in their own order, however long one waited for a lock; all other events
 * get their ids right before the commit, so that counters are heard of in the order in which they were counted. Therefore
 * "everything after event N" is exact, and so is a list read with a cursor (test: "a cursor never passes over a post that
 * commits late").
 *
 * Crash: `platform.outbox_cursor` is the id up to which all `work` is done; what lies above runs again at the next start.
 * Other processes (the command line) leave their rows `pending`; the server adopts them under a fresh id.
 */

import { sql } from 'kysely';
import type { Id, IdClock } from '#kit/ids.ts';
import { idAtTime } from '#kit/ids.ts';
import { BoundContext, SYSTEM } from './context.ts';
import type { Database } from './db/database.ts';
import { json, rowsOf } from './db/database.ts';
import type { Listener } from './events.ts';
import type { House } from './house.ts';
import { WorkLanes, attempt } from './lanes.ts';

export interface StoredEvent {
  id: Id;
  name: string;
  payload: unknown;
}

/** What one transaction has taken and told so far. */
export interface Unit {
  /** The first id taken; 0 while none was. */
  first: Id;
  settled: boolean;
  readonly events: StoredEvent[];
  /** The id after `first`, for the event that tells of what has that id. */
  beside: Id;
}

const CURSOR_INTERVAL_MS = 250;
const ADOPT_INTERVAL_MS = 500;
/** How long a reconnecting stream may have been away before it has to read its lists afresh. */
const HISTORY_HOURS = 24;

export class Outbox {
  readonly #house: House;
  readonly #ids: IdClock;
  readonly #open: Unit[] = [];
  readonly #ready: { event: StoredEvent; first: Id; done: () => void }[] = [];
  readonly #hearers = new Map<string, Listener[]>();
  readonly #lanes: WorkLanes;
  readonly #relay: { event: StoredEvent; listeners: Listener[] }[] = [];
  #relaying = false;
  #delivered: Id = 0;
  #savedCursor: Id = 0;
  #timers: NodeJS.Timeout[] = [];
  #busy = new Set<Promise<void>>();

  constructor(house: House, ids: IdClock) {
    this.#house = house;
    this.#ids = ids;
    this.#lanes = new WorkLanes(house);
  }

  listen(listeners: Iterable<Listener>): void {
    for (const listener of listeners) {
      if (listener.kind === 'work') this.#lanes.add(listener);
      else push(this.#hearers, listener.event, listener);
    }
  }

  /** The id of the newest event that was delivered in this process. */
  get delivered(): Id {
    return this.#delivered;
  }

  /**
   * Every id below is settled: committed and heard of, or never to come. Lists read from the database end here, since a row
   * above may stand there already while one before it is still being written.
   */
  get settledBelow(): Id {
    return this.#open[0]?.first ?? Math.max(this.#ids.last + 1, idAtTime(this.#house.clock()));
  }

  newId(unit: Unit | undefined): Id {
    const id = this.#ids.next();
    if (unit !== undefined && unit.first === 0) {
      unit.first = id;
      unit.beside = this.#ids.next();
      this.#open.push(unit);
    }
    return id;
  }

  begin(): Unit {
    return { first: 0, settled: false, events: [], beside: 0 };
  }

  /** Events that were delivered and are still being worked on. Who makes very many waits for this to become small. */
  get backlog(): number {
    return this.#lanes.unfinished;
  }

  /** Writes the unit's events; the last statement before the commit. */
  async store(db: Database, unit: Unit): Promise<void> {
    if (unit.events.length === 0) return;
    const pending = this.#house.role !== 'server';
    const own = unit.events.find((event) => tellsOf(event, unit.first));
    for (const event of unit.events) event.id = event === own ? unit.beside : this.newId(unit);
    unit.events.sort((a, b) => a.id - b.id);
    // One text for any number of them: it is prepared once.
    await rowsOf(
      { db },
      `insert into platform.outbox (id, name, payload, pending)
       select id, name, coalesce(payload, 'null'), $2 from jsonb_to_recordset($1::jsonb) as e (id bigint, name text, payload jsonb)`,
      [json(unit.events), pending],
    );
  }

  /** After the commit. Resolves when the unit's events have been heard in this process. */
  committed(unit: Unit): Promise<void> {
    unit.settled = true;
    if (this.#house.role !== 'server' || unit.events.length === 0) {
      this.#flush();
      return Promise.resolve();
    }
    return new Promise((done) => {
      const last = unit.events.length - 1;
      unit.events.forEach((event, at) => this.#ready.push({ event, first: unit.first, done: at === last ? done : nothing }));
      this.#flush();
    });
  }

  rolledBack(unit: Unit): void {
    unit.settled = true;
    this.#flush();
  }

  /** The connection broke during the commit: holds the order until the database says which way it went. */
  async settleUnknown(unit: Unit): Promise<void> {
    if (unit.events.length === 0) return this.rolledBack(unit);
    const id = unit.events[0]?.id as Id;
    for (;;) {
      await pause(300);
      try {
        const found = await sql`select 1 from platform.outbox where id = ${id}`.execute(this.#house.database.kysely);
        if (found.rows.length > 0) await this.committed(unit);
        else this.rolledBack(unit);
        return;
      } catch (error) {
        if (this.#house.stopping) return;
        this.#house.log.debug({ err: error }, 'the outcome of a commit is still unknown');
      }
    }
  }

  /** Delivers what an earlier run left undone, then keeps the cursor and adopts what other processes write. */
  async start(): Promise<void> {
    const db = this.#house.database.kysely;
    const cursor = await sql<{ id: Id }>`select id from platform.outbox_cursor`.execute(db);
    this.#savedCursor = this.#delivered = cursor.rows[0]?.id ?? 0;
    for (;;) {
      const left = await readEvents(db, this.#delivered, 1000);
      if (left.length === 0) break;
      for (const event of left) this.#deliver(event);
    }
    await this.#adopt();
    this.#every(CURSOR_INTERVAL_MS, () => this.#saveCursor());
    this.#every(ADOPT_INTERVAL_MS, () => this.#adopt());
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    const end = Date.now() + 5000;
    while ((this.#lanes.unfinished > 0 || this.#relaying) && Date.now() < end) await pause(10);
    await Promise.allSettled([...this.#busy, this.#lanes.idle()]);
    await this.#saveCursor().catch(nothing);
  }

  /** Resolves when everything delivered so far has been relayed and worked on. For tests and tools. */
  async settled(): Promise<void> {
    while (this.#lanes.unfinished > 0 || this.#relaying || this.#relay.length > 0) await pause(2);
  }

  /** Events above `after` that were delivered, oldest first, for streams that resume. */
  async history(after: Id, limit: number): Promise<StoredEvent[]> {
    // Taken before reading: an event may stand in the rows while one before it is committed, unseen, and both are delivered.
    const delivered = this.#delivered;
    const events = await readEvents(this.#house.database.kysely, after, limit);
    return events.filter((event) => event.id <= delivered);
  }

  /** The id below which events are no longer kept. */
  horizon(): Id {
    return idAtTime(this.#house.clock() - HISTORY_HOURS * 3_600_000);
  }

  /** Removes events that are both done and beyond the horizon, in small steps. */
  async forget(): Promise<void> {
    for (;;) {
      const below = Math.min(this.horizon(), this.#savedCursor);
      const gone = await sql`delete from platform.outbox where id in (
        select id from platform.outbox where id < ${below} and not pending order by id limit 5000)`.execute(
        this.#house.database.kysely,
      );
      if (Number(gone.numAffectedRows ?? 0) < 5000) return;
    }
  }

  #flush(): void {
    while (this.#open.length > 0 && this.#open[0]?.settled) this.#open.shift();
    if (this.#ready.length === 0) return;
    const floor = this.#open[0]?.first ?? Number.POSITIVE_INFINITY;
    if (this.#ready.length > 1) this.#ready.sort((a, b) => a.event.id - b.event.id);
    // Who took its first id earlier may have told later: what it wrote must not come after what was written above it.
    let waiting = Number.POSITIVE_INFINITY;
    for (const { event, first } of this.#ready) if (event.id >= floor) waiting = Math.min(waiting, first);
    const mayGo = ({ event, first }: { event: StoredEvent; first: Id }): boolean => event.id < floor && first < waiting;
    const stop = this.#ready.findIndex((one) => !mayGo(one));
    const count = stop === -1 ? this.#ready.length : stop;
    for (const { event, done } of this.#ready.splice(0, count)) {
      this.#deliver(event);
      done();
    }
  }

  #deliver(event: StoredEvent): void {
    this.#delivered = event.id;
    const relays: Listener[] = [];
    for (const listener of this.#hearers.get(event.name) ?? []) {
      if (listener.kind === 'relay') relays.push(listener);
      else this.#hearNow(listener, event);
    }
    if (relays.length > 0) {
      this.#relay.push({ event, listeners: relays });
      if (!this.#relaying) this.#track(this.#runRelay());
    }
    this.#lanes.take(event);
  }

  #hearNow(listener: Listener, event: StoredEvent): void {
    try {
      void listener.run(new BoundContext(this.#house, SYSTEM), event as never);
    } catch (error) {
      this.#house.log.error({ err: error, listener: listener.name, event: event.id }, 'a hearer failed');
    }
  }

  async #runRelay(): Promise<void> {
    this.#relaying = true;
    for (let next = this.#relay.shift(); next !== undefined; next = this.#relay.shift()) {
      for (const listener of next.listeners) await attempt(this.#house, listener, next.event);
    }
    this.#relaying = false;
  }

  async #saveCursor(): Promise<void> {
    const cursor = Math.min(this.#delivered, this.#lanes.doneUpTo);
    if (cursor <= this.#savedCursor) return;
    await sql`update platform.outbox_cursor set id = ${cursor} where id < ${cursor}`.execute(this.#house.database.kysely);
    this.#savedCursor = cursor;
  }

  async #adopt(): Promise<void> {
    const db = this.#house.database.kysely;
    const found = await sql<StoredEvent>`select id, name, payload from platform.outbox where pending order by id limit 500`.execute(db);
    for (const row of found.rows) {
      const unit = this.begin();
      const id = this.newId(unit);
      try {
        await sql`update platform.outbox set id = ${id}, pending = false where id = ${row.id}`.execute(db);
        unit.events.push({ id, name: row.name, payload: row.payload });
        await this.committed(unit);
      } catch (error) {
        this.rolledBack(unit);
        throw error;
      }
    }
  }

  #every(ms: number, act: () => Promise<void>): void {
    const at = this.#timers.length;
    const again = (): void => {
      this.#timers[at] = setTimeout(() => {
        const run = act().catch((error: unknown) => this.#house.log.debug({ err: error }, 'the outbox could not reach the database'));
        void run.finally(() => {
          if (!this.#house.stopping) again();
        });
      }, ms).unref();
    };
    again();
  }

  #track(run: Promise<void>): void {
    this.#busy.add(run);
    void run.finally(() => this.#busy.delete(run));
  }
}

async function readEvents(db: Database, after: Id, limit: number): Promise<StoredEvent[]> {
  const found = await sql<StoredEvent>`select id, name, payload from platform.outbox
    where id > ${after} and not pending order by id limit ${limit}`.execute(db);
  return found.rows;
}

function tellsOf(event: StoredEvent, id: Id): boolean {
  return id !== 0 && (event.payload as { id?: unknown } | null)?.id === id;
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const nothing = (): void => undefined;
