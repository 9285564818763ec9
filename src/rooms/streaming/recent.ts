/** The newest events that were told to open streams, with what they meant: a short absence is made good without SQL. */

import type { Id } from '#kit/ids.ts';
import type { StoredEvent } from '#platform/outbox.ts';
import type { Routed } from './types.ts';

/** At some 4 kB each, 4 MB at most. */
const MOST_RECENT = 512;

export interface Told {
  readonly event: StoredEvent;
  readonly routed: Routed | undefined;
}

export class Recent {
  #told: Told[] = [];
  /** Everything told above this id is held here; undefined until something was told. */
  #floor: Id | undefined;
  #newest: Id = 0;

  /** The newest event that streams were told. */
  get newest(): Id {
    return this.#newest;
  }

  add(told: Told): void {
    const { id } = told.event;
    this.#floor ??= id - 1;
    if (id > this.#newest) this.#newest = id;
    this.#told.push(told);
    if (this.#told.length < 2 * MOST_RECENT) return;
    this.#floor = this.#told.splice(0, MOST_RECENT).at(-1)?.event.id;
  }

  /** What was told after `id`, oldest first; undefined when that may reach further back than is held here. */
  after(id: Id): Told[] | undefined {
    if (this.#floor === undefined || id < this.#floor) return undefined;
    let from = this.#told.length;
    while (from > 0 && (this.#told[from - 1] as Told).event.id > id) from--;
    return this.#told.slice(from);
  }

  forget(): void {
    if (this.#floor !== undefined) this.#floor = this.#newest;
    this.#told = [];
  }
}
