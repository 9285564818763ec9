/** What came into an evening around a moment, as far as it was asked for: one unbroken stretch of it, bounded. */

export interface Piece {
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly html: string;
}

interface Bin {
  readonly at: number;
  readonly counts: Readonly<Record<string, number>>;
}

interface Window {
  readonly items: readonly Piece[];
  readonly bins: readonly Bin[];
  readonly from: number | null;
  readonly until: number | null;
}

/** Asked for before the picture is there. */
const AHEAD_MS = 20_000;
/** A step that is longer is no playing on, but a jump. */
const JUMP_MS = 60_000;
const MOST_KEPT = 400;
const BIN_MS = 5000;
/** After a question that failed, or brought nothing further. */
const PAUSE_MS = 3000;

export class Windows {
  readonly #address: string;
  readonly #changed: () => void;
  readonly #stop = new AbortController();
  #pieces: readonly Piece[] = [];
  #bins: readonly Bin[] = [];
  #from = Number.POSITIVE_INFINITY;
  #until = Number.NEGATIVE_INFINITY;
  #turn = 0;
  #asking = false;
  #nextAt = 0;
  #failedUntil = 0;

  /** @param changed is told when there is more, or less */
  constructor(address: string, changed: () => void) {
    this.#address = address;
    this.#changed = changed;
  }

  close(): void {
    this.#stop.abort();
    this.#turn++;
  }

  /** What came until a moment, the first first. */
  until(date: number): readonly Piece[] {
    return date < this.#from ? [] : this.#pieces.filter(({ at }) => at <= date);
  }

  /** The reactions of these seconds. */
  feltAt(date: number): Readonly<Record<string, number>> {
    return this.#bins.find(({ at }) => at <= date && date < at + BIN_MS)?.counts ?? {};
  }

  /** The picture is here now. */
  reach(date: number): void {
    if (date < this.#from || date > this.#until + JUMP_MS) {
      if (performance.now() < this.#failedUntil) return;
      this.#from = date;
      this.#until = date;
      this.#pieces = this.#bins = [];
      this.#asking = false;
      void this.#begin(date, ++this.#turn);
    } else if (this.#until - date < AHEAD_MS) void this.#goOn();
  }

  /** What was deleted meanwhile goes, what was edited is read anew when it is shown again. */
  async readAnew(date: number): Promise<void> {
    const turn = this.#turn;
    const now = await this.#ask('before', date + 1);
    if (now === undefined || turn !== this.#turn) return;
    const there = new Set(now.items.map(({ key }) => key));
    const from = now.from ?? 0;
    const left = this.#pieces.filter(({ key, at }) => at < from || at > date || there.has(key));
    if (left.length === this.#pieces.length) return;
    this.#pieces = left;
    this.#changed();
  }

  async #begin(date: number, turn: number): Promise<void> {
    this.#asking = true;
    const [before, after] = await Promise.all([this.#ask('before', date), this.#ask('after', date)]);
    if (turn !== this.#turn) return;
    this.#asking = false;
    if (before === undefined || after === undefined) {
      this.#failedUntil = performance.now() + PAUSE_MS;
      this.#from = Number.POSITIVE_INFINITY;
      this.#until = Number.NEGATIVE_INFINITY;
      return;
    }
    this.#from = before.from ?? Number.NEGATIVE_INFINITY;
    this.#until = after.until ?? Number.POSITIVE_INFINITY;
    this.#pieces = [...before.items, ...after.items];
    this.#bins = after.bins;
    this.#changed();
  }

  async #goOn(): Promise<void> {
    const now = performance.now();
    if (this.#asking || now < this.#nextAt || this.#until === Number.POSITIVE_INFINITY) return;
    this.#asking = true;
    const turn = this.#turn;
    const until = this.#until;
    const more = await this.#ask('after', until);
    if (turn !== this.#turn) return;
    this.#asking = false;
    if (more === undefined || more.until === until) this.#nextAt = performance.now() + PAUSE_MS;
    if (more === undefined) return;
    const known = new Set(this.#pieces.map(({ key }) => key));
    const pieces = [...this.#pieces, ...more.items.filter(({ key }) => !known.has(key))];
    this.#pieces = pieces.slice(-MOST_KEPT);
    if (pieces.length > MOST_KEPT) this.#from = this.#pieces[0]?.at ?? this.#from;
    this.#until = more.until ?? Number.POSITIVE_INFINITY;
    this.#bins = [...this.#bins.filter(({ at }) => at > until - JUMP_MS && at + BIN_MS <= until), ...more.bins];
    this.#changed();
  }

  async #ask(way: 'before' | 'after', at: number): Promise<Window | undefined> {
    const answer = await fetch(`${this.#address}&way=${way}&at=${Math.max(0, Math.round(at))}`, { headers: { Accept: 'application/json' }, signal: this.#stop.signal }).catch(() => undefined);
    return answer?.ok === true ? ((await answer.json()) as Window) : undefined;
  }
}
