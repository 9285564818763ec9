/** The lanes in which `work` is done: one for each listener, in the order of the events, side by side with the others. */

import { sql } from 'kysely';
import type { Id } from '#kit/ids.ts';
import { BoundContext, SYSTEM } from './context.ts';
import { DatabaseError } from './db/database.ts';
import type { Listener } from './events.ts';
import type { House } from './house.ts';
import type { StoredEvent } from './outbox.ts';

interface Lane {
  readonly listener: Listener;
  readonly queue: StoredEvent[];
  running: boolean;
}

const MAX_TRIES = 6;
/** So many events at most are worked on together: what fails is done again, and nobody waits long for the first of them. */
const MOST_TOGETHER = 100;

export class WorkLanes {
  readonly #house: House;
  readonly #lanes = new Map<string, Lane[]>();
  /** Events whose work is not done yet, in their order: id → lanes still to run it. */
  readonly #unfinished = new Map<Id, number>();
  readonly #busy = new Set<Promise<void>>();

  constructor(house: House) {
    this.#house = house;
  }

  add(listener: Listener): void {
    const lane: Lane = { listener, queue: [], running: false };
    const lanes = this.#lanes.get(listener.event);
    if (lanes === undefined) this.#lanes.set(listener.event, [lane]);
    else lanes.push(lane);
  }

  /** How many events are still worked on. */
  get unfinished(): number {
    return this.#unfinished.size;
  }

  /** All work of events up to this id is done; infinite when none is left. */
  get doneUpTo(): Id {
    const [first] = this.#unfinished.keys();
    return first === undefined ? Number.POSITIVE_INFINITY : first - 1;
  }

  /** Resolves when no lane runs. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#busy);
  }

  /** Events come in the order of their ids. */
  take(event: StoredEvent): void {
    const lanes = this.#lanes.get(event.name);
    if (lanes === undefined) return;
    this.#unfinished.set(event.id, lanes.length);
    for (const lane of lanes) {
      lane.queue.push(event);
      if (lane.running) continue;
      const run = this.#run(lane);
      this.#busy.add(run);
      void run.finally(() => this.#busy.delete(run));
    }
  }

  async #run(lane: Lane): Promise<void> {
    lane.running = true;
    const most = lane.listener.runMany === undefined ? 1 : MOST_TOGETHER;
    while (lane.queue.length > 0) {
      const events = lane.queue.splice(0, most);
      const together = events.length > 1 && (await this.#attemptTogether(lane.listener, events));
      for (const event of events) {
        if (!together) await attempt(this.#house, lane.listener, event);
        if (this.#house.stopping === 'now') return;
        const left = (this.#unfinished.get(event.id) ?? 1) - 1;
        if (left === 0) this.#unfinished.delete(event.id);
        else this.#unfinished.set(event.id, left);
      }
    }
    lane.running = false;
  }

  /** @returns false where it failed and each is to be done alone, so that one bad event holds nobody up */
  async #attemptTogether(listener: Listener, events: readonly StoredEvent[]): Promise<boolean> {
    try {
      await listener.runMany?.(new BoundContext(this.#house, SYSTEM), events as never);
      return true;
    } catch (error) {
      this.#house.log.debug({ err: error, listener: listener.name, events: events.length }, 'work on several events failed; each is done alone');
      return false;
    }
  }
}

/** Runs a listener, again with growing pauses where it fails; while the database is away it waits without counting the tries. */
export async function attempt(house: House, listener: Listener, event: StoredEvent): Promise<void> {
  for (let tries = 1; ; ) {
    try {
      await listener.run(new BoundContext(house, SYSTEM), event as never);
      return;
    } catch (error) {
      if (house.stopping) {
        if (house.stopping === 'now' || tries > 1) return;
      }
      const away = error instanceof DatabaseError && (error.kind === 'unavailable' || error.kind === 'outcomeUnknown');
      if (!away && tries++ >= MAX_TRIES) return bury(house, listener, event, error);
      await pause(away ? 300 : 50 * 2 ** tries);
    }
  }
}

async function bury(house: House, listener: Listener, event: StoredEvent, error: unknown): Promise<void> {
  house.log.error({ err: error, listener: listener.name, event: event.id }, 'a listener failed for good');
  const text = error instanceof Error ? error.message : String(error);
  await sql`insert into platform.failed_event (event_id, listener, error) values (${event.id}, ${listener.name}, ${text})
    on conflict do nothing`
    .execute(house.database.kysely)
    .catch((failure: unknown) => house.log.error({ err: failure }, 'a failed event could not be noted'));
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
