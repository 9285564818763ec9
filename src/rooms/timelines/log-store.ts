/**
 * Logs: for each author, tag and list the ids of its newest posts, in memory, and the merge of many logs into one page.
 *
 * A log is complete for ids above its floor; below, PostgreSQL is asked. The newest id and the floor of every log lie side by
 * side in two arrays, so that a merge of 5,000 logs looks at 80 kB and opens only the few logs that matter. Pure.
 */

import type { Id } from '#kit/ids.ts';
import { lowerBound } from '#kit/pages.ts';
import type { Page } from '#kit/pages.ts';

/** Twice what a log keeps when it is cut. */
const LONGEST_LOG = 800;
const BYTES_PER_LOG = 250;

export type LogKey = Id | string;

export interface Slice {
  /** Newest first. */
  readonly ids: Id[];
  /** False: the logs do not reach far enough to know. */
  readonly complete: boolean;
}

export class LogStore {
  /** Another number as soon as a log was forgotten: slots found before mean nothing any more. */
  generation = 0;
  readonly #slots = new Map<LogKey, number>();
  readonly #keys: LogKey[] = [];
  readonly #logs: Float64Array[] = [];
  #lengths = new Int32Array(1024);
  #newest = new Float64Array(1024);
  #floors = new Float64Array(1024);
  /** No floor lies above it. */
  #highestFloor = 0;
  #free: number[] = [];
  #bytes = 0;
  readonly #maxBytes: number;
  /** What happened to logs that are being loaded, to be applied to what the load brings. */
  readonly #loading = new Map<LogKey, { added: Id[]; removed: Set<Id> }[]>();

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  slot(key: LogKey): number | undefined {
    return this.#slots.get(key);
  }

  add(key: LogKey, id: Id): void {
    for (const load of this.#loading.get(key) ?? []) load.added.push(id);
    const slot = this.#slots.get(key);
    if (slot !== undefined) this.#insert(slot, id);
  }

  remove(key: LogKey, id: Id): void {
    for (const load of this.#loading.get(key) ?? []) load.removed.add(id);
    const slot = this.#slots.get(key);
    if (slot === undefined) return;
    const log = this.#logs[slot] as Float64Array;
    const length = this.#lengths[slot] as number;
    const at = lowerBound(log, id, length);
    if (at >= length || log[at] !== id) return;
    log.copyWithin(at, at + 1, length);
    this.#lengths[slot] = length - 1;
    this.#newest[slot] = length > 1 ? (log[length - 2] as Id) : 0;
  }

  /**
   * Takes in logs as `fetch` brings them: for each key its ids and whether these are all. What is added or removed meanwhile
   * counts, whether or not the statement has seen it.
   */
  async load(keys: readonly LogKey[], fetch: () => Promise<Map<LogKey, { ids: Id[]; all: boolean }>>): Promise<void> {
    const mine = keys.map((key) => {
      const load = { added: [] as Id[], removed: new Set<Id>() };
      const list = this.#loading.get(key);
      if (list === undefined) this.#loading.set(key, [load]);
      else list.push(load);
      return { key, load };
    });
    try {
      const found = await fetch();
      for (const { key, load } of mine) {
        if (this.#slots.has(key)) continue;
        const { ids, all } = found.get(key) ?? { ids: [], all: true };
        const floor = all ? 0 : Math.min(...ids) - 1;
        const kept = [...new Set([...ids, ...load.added.filter((id) => id > floor)])].filter((id) => !load.removed.has(id));
        this.#put(key, Float64Array.from(kept).sort(), floor);
      }
    } finally {
      for (const { key, load } of mine) {
        const left = (this.#loading.get(key) ?? []).filter((one) => one !== load);
        if (left.length > 0) this.#loading.set(key, left);
        else this.#loading.delete(key);
      }
    }
    this.#evict(new Set(keys));
  }

  /**
   * A page of all these logs together. An id is in one of them only, unless `overlap` is given. `likely` is an id that the
   * page's last probably does not lie below: right, it spares most of the work; wrong, it costs little more than nothing.
   */
  merge(slots: Int32Array, page: Page, likely = 0, overlap = false): Slice {
    const greatest = (above: number): Greatest => (overlap ? new GreatestOnce(page.limit, above) : new Greatest(page.limit, above));
    if (page.minId !== undefined) return this.#mergeOldest(slots, page.minId, greatest(-(page.maxId ?? Number.POSITIVE_INFINITY)));
    const above = page.sinceId ?? 0;
    if (likely - 1 > above) {
      const guessed = this.#mergeNewest(slots, page, likely - 1, greatest(likely - 1));
      if (guessed.ids.length === page.limit) return guessed;
    }
    return this.#mergeNewest(slots, page, above, greatest(above));
  }

  #mergeNewest(slots: Int32Array, page: Page, above: Id, best: Greatest): Slice {
    const below = page.maxId ?? Number.POSITIVE_INFINITY;
    const newest = this.#newest;
    let bar = above;
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i] as number;
      const head = newest[slot] as Id;
      if (head <= bar) continue;
      const log = this.#logs[slot] as Float64Array;
      let at = this.#lengths[slot] as number;
      if (head >= below) at = lowerBound(log, below, at);
      while (at > 0 && (log[at - 1] as Id) > bar) {
        best.push(log[--at] as Id);
        bar = best.bar;
      }
    }
    return { ids: best.descending(), complete: this.#reach(slots, best.full ? best.bar : above) };
  }

  #mergeOldest(slots: Int32Array, above: Id, best: Greatest): Slice {
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i] as number;
      if ((this.#newest[slot] as Id) <= above) continue;
      const log = this.#logs[slot] as Float64Array;
      const length = this.#lengths[slot] as number;
      for (let at = lowerBound(log, above + 1, length); at < length && -(log[at] as Id) > best.bar; at++) best.push(-(log[at] as Id));
    }
    return { ids: best.descending().map((value) => -value).reverse(), complete: this.#reach(slots, above) };
  }

  /** Whether every log is complete above `id`. */
  #reach(slots: Int32Array, id: Id): boolean {
    if (id >= this.#highestFloor) return true;
    const floors = this.#floors;
    for (let i = 0; i < slots.length; i++) if ((floors[slots[i] as number] as Id) > id) return false;
    return true;
  }

  #insert(slot: number, id: Id): void {
    if (id <= (this.#floors[slot] as Id)) return;
    let log = this.#logs[slot] as Float64Array;
    let length = this.#lengths[slot] as number;
    if (length === log.length) {
      if (length >= LONGEST_LOG) {
        const cut = length >> 1;
        this.#raiseFloor(slot, log[cut - 1] as Id);
        log.copyWithin(0, cut);
        length -= cut;
        if (id <= (this.#floors[slot] as Id)) {
          this.#lengths[slot] = length;
          return;
        }
      } else {
        const longer = new Float64Array(Math.min(LONGEST_LOG, Math.max(8, length * 2)));
        longer.set(log);
        this.#bytes += (longer.length - log.length) * 8;
        this.#logs[slot] = log = longer;
      }
    }
    const at = length === 0 || (log[length - 1] as Id) < id ? length : lowerBound(log, id, length);
    if (at < length && log[at] === id) {
      this.#lengths[slot] = length;
      return;
    }
    log.copyWithin(at + 1, at, length);
    log[at] = id;
    this.#lengths[slot] = length + 1;
    this.#newest[slot] = log[length] as Id;
  }

  #raiseFloor(slot: number, floor: Id): void {
    this.#floors[slot] = floor;
    if (floor > this.#highestFloor) this.#highestFloor = floor;
  }

  #put(key: LogKey, ids: Float64Array, floor: Id): void {
    const slot = this.#free.pop() ?? this.#logs.length;
    if (slot >= this.#newest.length) this.#grow();
    this.#slots.set(key, slot);
    this.#keys[slot] = key;
    this.#logs[slot] = ids;
    this.#lengths[slot] = ids.length;
    this.#newest[slot] = ids.at(-1) ?? 0;
    this.#raiseFloor(slot, floor);
    this.#bytes += BYTES_PER_LOG + ids.length * 8;
  }

  #grow(): void {
    const grown = <T extends Float64Array | Int32Array>(from: T, to: T): T => {
      to.set(from as never);
      return to;
    };
    const size = this.#newest.length * 2;
    this.#newest = grown(this.#newest, new Float64Array(size));
    this.#floors = grown(this.#floors, new Float64Array(size));
    this.#lengths = grown(this.#lengths, new Int32Array(size));
  }

  /** Forgets the half that was taken in first. A log in use comes back with the next read. */
  #evict(keep: ReadonlySet<LogKey>): void {
    if (this.#bytes <= this.#maxBytes) return;
    this.generation++;
    for (const [key, slot] of this.#slots) {
      if (this.#bytes <= this.#maxBytes / 2) return;
      if (keep.has(key)) continue;
      this.#slots.delete(key);
      this.#bytes -= BYTES_PER_LOG + (this.#logs[slot] as Float64Array).length * 8;
      this.#logs[slot] = new Float64Array(0);
      this.#lengths[slot] = 0;
      this.#newest[slot] = 0;
      this.#floors[slot] = 0;
      this.#free.push(slot);
    }
  }
}

/**
 * The greatest so many values above a bar that rises, kept in order: pages are short, and for few values moving them along
 * beats a heap.
 */
class Greatest {
  /** Values at or below this are of no use. */
  bar: number;
  #size = 0;
  readonly #limit: number;
  /** Ascending. */
  readonly #kept: number[] = [];

  constructor(limit: number, bar: number) {
    this.#limit = limit;
    this.bar = bar;
  }

  get full(): boolean {
    return this.#size === this.#limit;
  }

  push(value: number): void {
    const kept = this.#kept;
    let at: number;
    if (this.#size < this.#limit) {
      for (at = this.#size++; at > 0 && (kept[at - 1] as number) > value; at--) kept[at] = kept[at - 1] as number;
    } else for (at = 0; at + 1 < this.#size && (kept[at + 1] as number) < value; at++) kept[at] = kept[at + 1] as number;
    kept[at] = value;
    if (this.#size === this.#limit) this.bar = kept[0] as number;
  }

  has(value: number): boolean {
    return this.#kept.includes(value);
  }

  descending(): number[] {
    return this.#kept.reverse();
  }
}

/** The same for logs that share some of their ids: each counts once. */
class GreatestOnce extends Greatest {
  override push(value: number): void {
    if (!this.has(value)) super.push(value);
  }
}
