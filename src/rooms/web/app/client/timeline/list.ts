/**
 * One list, newest first, as it stands in this browser: what is shown, what waits above it, and where something is missing.
 *
 * Nothing is put above what somebody reads until they ask for it. Nothing is left out in silence: where not everything between two
 * entries is known, a gap stands there until it is filled. Only ids and gaps are held here, so ten thousand entries are small.
 */

import { ApiError, api } from '../api.ts';
import type { Page, Query } from '../api.ts';
import { subscribe } from '../stream.ts';
import type { Channel } from '../stream.ts';
import { isNewer } from '../stream/line.ts';

export interface Entry {
  readonly id: string;
}

/** What a list consists of, and where it comes from. */
export interface Source<T extends Entry = Entry> {
  /** Names the list: the same key is the same list, also after leaving its page and coming back. */
  readonly key: string;
  readonly path: string;
  readonly query?: Query;
  /** The order of the list is not that of its ids, as where it says when something was kept: then only the server knows it. */
  readonly givenOrder?: boolean;
  /** Undefined for a list that is not live. */
  readonly channel?: Channel;
  /** Whether what a stream tells belongs in the list, which may show less than the stream. */
  readonly wanted?: (entry: T) => boolean;
  /** Makes entries of an answer that is no plain list. */
  readonly unfold?: (answer: unknown) => readonly T[];
  /** Notes entries where they are held. */
  keep(entries: readonly T[]): void;
  /** The entry that an event of the stream brings; undefined for one that brings none. Notes what else it says. */
  arrived(event: string, payload: unknown): T | undefined;
}

/**
 * A gap is named by what stands above it: all of `below < id < above` may be missing. What was deleted while it was shown
 * keeps its place with nothing in it, so that what is read beneath does not move.
 */
export type Row = { readonly kind: 'entry' | 'gone'; readonly id: string } | { readonly kind: 'gap'; readonly id: string; readonly above: string; readonly below: string };

export interface ListState {
  readonly rows: readonly Row[];
  /** How many entries wait above. */
  readonly waiting: number;
  /** There are more than those, with a gap below them. */
  readonly waitingMore: boolean;
  readonly hasOlder: boolean;
  readonly loading: boolean;
  readonly problem: ApiError | undefined;
}

export interface Start<T extends Entry> {
  readonly entries: readonly T[];
  readonly hasOlder: boolean;
}

const PAGE = 40;
/** After a long absence so many pages are read before a gap is left instead. */
const MOST_CATCH_UP = 5;
/** More would be read by nobody; below them the list is asked for again. */
const MOST_ROWS = 20_000;

type Gap = Extract<Row, { kind: 'gap' }>;

/** Where a row stands among ids. */
const placeOf = (row: Row): string => (row.kind === 'gap' ? row.above : row.id);
const entryRow = (id: string): Row => ({ kind: 'entry', id });
const gapRow = (above: string, below: string): Gap => ({ kind: 'gap', id: `gap-${above}`, above, below });
const idsIn = (rows: readonly Row[]): number => rows.reduce((count, row) => count + Number(row.kind === 'entry'), 0);

/** Entries put in their places among rows, newest first; those that are there already stay. */
function merge(rows: readonly Row[], ids: readonly string[]): Row[] {
  const known = new Set(rows.map((row) => row.id));
  const added = ids.filter((id) => !known.has(id)).sort((a, b) => (isNewer(a, b) ? -1 : 1));
  const out: Row[] = [];
  let next = 0;
  for (const row of rows) {
    for (let id = added[next]; id !== undefined && isNewer(id, placeOf(row)); id = added[++next]) out.push(entryRow(id));
    out.push(row);
  }
  return [...out, ...added.slice(next).map(entryRow)];
}

/** Gaps put below what they are named by, or where that would stand. */
function mergeGaps(rows: readonly Row[], gaps: readonly Gap[]): Row[] {
  const out = [...rows];
  for (const gap of gaps) {
    const named = out.findIndex(({ id }) => id === gap.above);
    const next = named < 0 ? out.findIndex((row) => !isNewer(placeOf(row), gap.above)) : named + 1;
    out.splice(next < 0 ? out.length : next, 0, gap);
  }
  return out;
}

/** Below the others, in the order in which they came. */
function append(rows: readonly Row[], ids: readonly string[]): Row[] {
  const known = new Set(rows.map((row) => row.id));
  return [...rows, ...ids.filter((id) => !known.has(id)).map(entryRow)];
}

export class List<T extends Entry = Entry> {
  readonly source: Source<T>;
  #rows: Row[] = [];
  #held: Row[] = [];
  #state: ListState;
  #hasOlder = true;
  #loading = false;
  #problem: ApiError | undefined;
  /** The newest that this list is known to be whole up to: what was written here comes in before what others wrote a little earlier. */
  #newest: string | undefined;
  #next: (() => Promise<Page<T>>) | undefined;
  #seats = 0;
  #hangUp: (() => void) | undefined;
  #caughtUp: Promise<void> = Promise.resolve();
  readonly #removed = new Set<string>();
  readonly #watchers = new Set<() => void>();

  constructor(source: Source<T>, start?: Start<T>) {
    this.source = source;
    if (start !== undefined) this.#take(start);
    this.#state = this.#read();
  }

  get isOpen(): boolean {
    return this.#seats > 0;
  }

  get state(): ListState {
    return this.#state;
  }

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  };

  /** What a page was made with. A list that is there already waits with what is new above what it shows. */
  offer(start: Start<T>): void {
    this.source.keep(start.entries);
    if (this.#rows.length === 0 || this.source.givenOrder === true) {
      if (this.#rows.length === 0 || !start.entries.every(({ id }, at) => this.#rows[at]?.id === id)) this.#take(start);
    } else {
      const ids = start.entries.map(({ id }) => id).filter((id) => isNewer(id, this.#newest));
      const last = start.entries.at(-1)?.id;
      // None of them was known: what lies between is not here.
      if (ids.length > 0 && ids.length === start.entries.length && start.hasOlder && last !== undefined) this.#hold(ids, [gapRow(last, this.#newest as string)]);
      else this.#hold(ids);
      this.#reach(ids[0]);
    }
    this.#change();
  }

  #take({ entries, hasOlder }: Start<T>): void {
    const ids = entries.map(({ id }) => id);
    this.#rows = this.source.givenOrder === true ? append([], ids) : merge([], ids);
    this.#hasOlder = hasOlder;
    this.#newest = entries[0]?.id;
    this.#next = undefined;
  }

  /** Listens as long as somebody shows the list. @returns stops */
  open(): () => void {
    if (++this.#seats === 1 && this.source.channel !== undefined) {
      this.#hangUp = subscribe({ ...this.source.channel, since: this.#newest }, (event, payload) => this.#hear(event, payload));
      // Nothing to go on from: what was written since the page was made would be missed.
      if (this.#newest === undefined) void this.catchUp();
    }
    return () => {
      if (--this.#seats > 0) return;
      this.#hangUp?.();
      this.#hangUp = undefined;
    };
  }

  #hear(event: string, payload: unknown): void {
    const entry = this.source.arrived(event, payload);
    if (event === 'delete') this.remove(String(payload));
    else if (event === 'resync') void this.catchUp();
    else if (entry !== undefined && event !== 'status.update' && (this.source.wanted?.(entry) ?? true)) {
      this.#hold([entry.id]);
      this.#reach(entry.id);
      this.#change();
    }
  }

  /** Whether it is of the part that was read, so that its not being there means that it is new: as what others wrote just before one's own. */
  #isNews(id: string): boolean {
    for (let at = 0; at < Math.min(this.#rows.length, PAGE * 5); at++) {
      const row = this.#rows[at] as Row;
      // Between the two ends of a gap it comes when that is filled.
      if (!isNewer(placeOf(row), id)) return true;
      if (row.kind === 'gap' && isNewer(id, row.below)) return false;
    }
    return this.#rows.length === 0 || (this.#rows.length < PAGE * 5 && !this.#hasOlder);
  }

  /** Has them wait above what is shown; what is known is passed over. */
  #hold(ids: readonly string[], gaps: readonly Gap[] = []): void {
    const shown = new Set(this.#rows.slice(0, PAGE * 5).map(({ id }) => id));
    const held = new Set(this.#held.map(({ id }) => id));
    const news = ids.filter((id) => !shown.has(id) && !this.#removed.has(id) && this.#isNews(id));
    this.#held = mergeGaps(merge(this.#held, news), gaps.filter(({ id }) => !held.has(id) && !shown.has(id)));
  }

  #reach(id: string | undefined): void {
    if (id !== undefined && isNewer(id, this.#newest)) this.#newest = id;
  }

  /** Shows what waits. */
  readonly showNew = (): void => {
    if (this.#held.length === 0) return;
    const rows = this.#rows.filter(({ kind }) => kind !== 'gone');
    const gaps = this.#held.filter((row) => row.kind === 'gap');
    this.#rows = mergeGaps(merge(rows, this.#held.flatMap((row) => (row.kind === 'entry' ? row.id : []))), gaps);
    this.#held = [];
    if (this.#rows.length > MOST_ROWS) {
      this.#rows.length = MOST_ROWS;
      this.#hasOlder = true;
    }
    this.#change();
  };

  /** Something written here and now: its author sees it at once, with all that waits. */
  insert(entry: T): void {
    this.source.keep([entry]);
    this.#hold([entry.id]);
    this.showNew();
  }

  remove(id: string): void {
    this.#removed.add(id);
    if (![...this.#rows, ...this.#held].some((row) => row.id === id)) return;
    this.#rows = this.#rows.map((row) => (row.id === id && row.kind === 'entry' ? { kind: 'gone', id } : row));
    this.#held = this.#held.filter((row) => row.id !== id);
    this.#change();
  }

  /** Reads what came while nobody told this list; leaves a gap where that is too much. */
  catchUp(): Promise<void> {
    this.#caughtUp = this.#caughtUp.then(() => this.#catchUp()).catch((error: unknown) => this.#fail(error));
    return this.#caughtUp;
  }

  async #catchUp(): Promise<void> {
    const from = this.#newest;
    if (this.source.givenOrder === true) {
      const { items, older } = await this.#page({});
      return this.#renew({ entries: items, hasOlder: older !== undefined });
    }
    if (from === undefined) {
      const page = await this.#page({});
      if (this.#rows.length === 0) this.#take({ entries: page.items, hasOlder: page.older !== undefined });
      else {
        this.#hold(page.items.map(({ id }) => id));
        this.#reach(page.items[0]?.id);
        this.#hasOlder ||= page.older !== undefined;
      }
      this.#change();
      return;
    }
    let reached = from;
    for (let n = 0; n < MOST_CATCH_UP; n++) {
      // A page without a gap to the one before, going up.
      const { items } = await this.#page({ min_id: reached });
      this.#hold(items.map(({ id }) => id));
      this.#reach(items[0]?.id);
      this.#change();
      if (items.length < PAGE) return;
      reached = items[0]?.id ?? reached;
    }
    const { items } = await this.#page({ since_id: reached });
    const last = items.at(-1)?.id;
    const whole = items.length < PAGE || last === undefined;
    this.#hold(items.map(({ id }) => id), whole ? [] : [gapRow(last, reached)]);
    this.#reach(items[0]?.id);
    this.#change();
  }

  /** The beginning as it is now; what was read below it stays. */
  #renew(start: Start<T>): void {
    const last = start.entries.at(-1)?.id;
    const at = this.#rows.findIndex(({ id }) => id === last);
    if (at < 0) this.#take(start);
    else this.#rows = append(append([], start.entries.map(({ id }) => id)), this.#rows.slice(at + 1).map(({ id }) => id));
    this.#change();
  }

  async #page(query: Query): Promise<Page<T>> {
    const page = await api.page<T>(this.source.path, { ...this.source.query, limit: PAGE, ...query }, {}, this.source.unfold);
    this.source.keep(page.items);
    return page;
  }

  /** The next page below. */
  readonly loadOlder = async (): Promise<void> => {
    const last = this.#rows.at(-1)?.id;
    if (this.#loading || !this.#hasOlder) return;
    await this.#load(async () => {
      if (this.source.givenOrder === true) return this.#loadNext();
      const { items, older } = await this.#page(last === undefined ? {} : { max_id: last });
      const ids = new Set(items.map(({ id }) => id));
      this.#rows = merge(this.#rows, [...ids].filter((id) => !this.#removed.has(id)));
      this.#held = this.#held.filter(({ id }) => !ids.has(id));
      this.#hasOlder = older !== undefined && items.length > 0;
      this.#newest ??= items[0]?.id;
    });
  };

  /** The way on is the one that the server gave with the page before; the first page is read again to have one. */
  async #loadNext(): Promise<void> {
    const before = this.#rows.length;
    for (let more = true; more && this.#rows.length === before;) {
      const { items, older } = await (this.#next?.() ?? this.#page({}));
      this.source.keep(items);
      this.#next = older;
      this.#rows = append(this.#rows, items.map(({ id }) => id).filter((id) => !this.#removed.has(id)));
      more = this.#hasOlder = older !== undefined && items.length > 0;
    }
  }

  /** Fills a gap from above, a page at a time; what is still missing then stays a gap. */
  readonly fillGap = async (id: string): Promise<void> => {
    const gap = this.#rows.find((row) => row.kind === 'gap' && row.id === id);
    if (this.#loading || gap?.kind !== 'gap') return;
    await this.#load(async () => {
      const { items } = await this.#page({ max_id: gap.above, since_id: gap.below });
      const last = items.at(-1)?.id;
      const rest = items.length < PAGE || last === undefined ? [] : [gapRow(last, gap.below)];
      const ids = new Set(items.map((item) => item.id).filter((one) => !this.#removed.has(one)));
      // What was written here may have come in below its gap.
      const others = this.#rows.filter((row) => row.kind !== 'entry' || !ids.has(row.id));
      const at = others.findIndex((row) => row.id === id);
      this.#rows = [...others.slice(0, at), ...[...ids].map(entryRow), ...rest, ...others.slice(at + 1)];
    });
  };

  async #load(read: () => Promise<void>): Promise<void> {
    this.#loading = true;
    this.#problem = undefined;
    this.#change();
    try {
      await read();
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#loading = false;
      this.#change();
    }
  }

  #fail(error: unknown): void {
    this.#problem = error instanceof ApiError ? error : new ApiError(500, String(error));
    this.#change();
  }

  #read(): ListState {
    return {
      rows: this.#rows, waiting: idsIn(this.#held), waitingMore: this.#held.some(({ kind }) => kind === 'gap'),
      hasOlder: this.#hasOlder, loading: this.#loading, problem: this.#problem,
    };
  }

  #change(): void {
    this.#state = this.#read();
    for (const watcher of this.#watchers) watcher();
  }
}
