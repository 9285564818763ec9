/**
 * All tabs of this browser on one connection: one of them leads and holds it, the others listen to what it passes on.
 *
 * Who leads holds a lock of the browser (Web Locks), which goes on to the next when that tab ends, however it ends. A tab
 * that the browser has frozen keeps its lock and says nothing: then a tab that somebody looks at takes the lead from it. Each tab
 * knows the newest event it has of every channel, so a new leader goes on from there. See docs/decisions/0040.
 */

import { Line, isNewer, keyOf } from './line.ts';
import type { StreamStatus, Told, Wanted } from './line.ts';

const NAME = 'perchoir.stream';
const lockOf = (tab: string): string => `perchoir.tab.${tab}`;
/** In this time a leader that is awake answers. */
const ANSWER_MS = 3000;
const LOOK_MS = 30_000;

type Word =
  /** What a tab listens to now; those in `fresh` for the first time, so from where it says. */
  | { readonly kind: 'want'; readonly from: string; readonly wanted: readonly Wanted[]; readonly fresh: readonly string[] }
  | { readonly kind: 'leave'; readonly from: string }
  /** From the leader: to all where `to` is missing, which asks every tab what it wants. */
  | { readonly kind: 'lead'; readonly to?: string; readonly status: StreamStatus }
  | { readonly kind: 'told'; readonly told: Told };

interface Outlet {
  tell(told: Told): void;
  change(status: StreamStatus): void;
  /** What this tab listens to, and the newest it has of each. */
  wanted(): readonly Wanted[];
}

/** This tab among the others. */
export class Tabs {
  readonly #out: Outlet;
  readonly #me = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('');
  readonly #air: BroadcastChannel | undefined;
  readonly #ended = new AbortController();
  /** Only where this tab leads: what each tab wants. */
  readonly #wants = new Map<string, Map<string, Wanted>>();
  #line: Line | undefined;
  #status: StreamStatus = 'connecting';
  #asking: ReturnType<typeof setTimeout> | undefined;
  #looking: ReturnType<typeof setInterval> | undefined;

  constructor(out: Outlet) {
    this.#out = out;
    // Locks are for secure contexts only: on a plain address in a home network each tab has its own connection.
    if (!('locks' in navigator)) {
      this.#lead();
      return;
    }
    this.#air = new BroadcastChannel(NAME);
    this.#air.onmessage = ({ data }) => this.#hear(data as Word);
    const forever = (): Promise<void> => new Promise((done) => this.#ended.signal.addEventListener('abort', () => done()));
    void navigator.locks.request(lockOf(this.#me), forever);
    this.#queue({ signal: this.#ended.signal });
    this.#looking = setInterval(() => this.#look(), LOOK_MS);
    document.addEventListener('visibilitychange', this.#seen);
  }

  /** Says anew what this tab listens to. `fresh`: keys to be told from their `since` on, also where others had that already. */
  want(fresh: readonly string[] = []): void {
    const wanted = this.#out.wanted();
    if (this.#line !== undefined) this.#hearWants(this.#me, wanted, fresh);
    else this.#ask(fresh);
  }

  /** Leaves; somebody else takes the lead where this tab had it. */
  leave(): void {
    this.#stopLeading();
    this.#say({ kind: 'leave', from: this.#me });
    clearInterval(this.#looking);
    clearTimeout(this.#asking);
    document.removeEventListener('visibilitychange', this.#seen);
    this.#ended.abort();
    this.#air?.close();
  }

  readonly #seen = (): void => {
    if (document.visibilityState !== 'visible') return;
    if (this.#line !== undefined) this.#line.wake();
    else this.#ask([]);
  };

  #look(): void {
    if (this.#line !== undefined) void this.#forgetEnded();
    else if (document.visibilityState === 'visible') this.#ask([]);
  }

  /** Waits for the lead, or takes it. */
  #queue(options: LockOptions): void {
    const hold = (): Promise<void> => {
      if (this.#ended.signal.aborted) return Promise.resolve();
      this.#lead();
      return new Promise((done) => this.#ended.signal.addEventListener('abort', () => done()));
    };
    navigator.locks.request(NAME, options, hold).catch(() => {
      // Taken from this tab while it slept, or left before its turn.
      this.#stopLeading();
      if (!this.#ended.signal.aborted) {
        this.#queue({ signal: this.#ended.signal });
        this.#ask([]);
      }
    });
  }

  #lead(): void {
    if (this.#line !== undefined || this.#ended.signal.aborted) return;
    clearTimeout(this.#asking);
    this.#asking = undefined;
    this.#line = new Line({
      tell: (told) => {
        this.#say({ kind: 'told', told });
        this.#out.tell(told);
      },
      change: (status) => {
        this.#status = status;
        this.#say({ kind: 'lead', to: '', status });
        this.#out.change(status);
      },
    });
    this.#say({ kind: 'lead', status: this.#status });
    this.want();
  }

  #stopLeading(): void {
    this.#line?.close();
    this.#line = undefined;
    this.#wants.clear();
  }

  #say(word: Word): void {
    if (!this.#ended.signal.aborted) this.#air?.postMessage(word);
  }

  /** Says what this tab wants and expects to be heard; takes the lead from whoever does not answer. */
  #ask(fresh: readonly string[], again = false): void {
    this.#say({ kind: 'want', from: this.#me, wanted: this.#out.wanted(), fresh });
    this.#asking ??= setTimeout(() => {
      this.#asking = undefined;
      if (this.#line !== undefined || this.#ended.signal.aborted) return;
      if (document.visibilityState !== 'visible') return;
      // Between two leaders nobody answers for a moment: the second silence counts.
      if (!again) this.#ask(fresh, true);
      else this.#queue({ steal: true });
    }, ANSWER_MS);
  }

  #hear(word: Word): void {
    if (word.kind === 'told') {
      if (this.#line === undefined) this.#out.tell(word.told);
    } else if (word.kind === 'lead') {
      if (this.#line !== undefined) return;
      clearTimeout(this.#asking);
      this.#asking = undefined;
      if (word.to === undefined) this.#ask([]);
      if (word.to === undefined || word.to === '' || word.to === this.#me) this.#out.change(word.status);
    } else if (this.#line !== undefined) {
      if (word.kind === 'leave') this.#hearWants(word.from, [], []);
      else {
        this.#hearWants(word.from, word.wanted, word.fresh);
        this.#say({ kind: 'lead', to: word.from, status: this.#status });
      }
    }
  }

  /** As the leader: a tab wants this, and nothing else any more. */
  #hearWants(from: string, wanted: readonly Wanted[], fresh: readonly string[]): void {
    const line = this.#line;
    if (line === undefined) return;
    const before = this.#wants.get(from);
    if (wanted.length === 0) this.#wants.delete(from);
    else this.#wants.set(from, new Map(wanted.map((one) => [keyOf(one.channel), one])));
    for (const one of wanted) {
      const key = keyOf(one.channel);
      const position = line.positionOf(key);
      if (position === undefined) line.add(one);
      else if ((!before?.has(key) || fresh.includes(key)) && one.since !== undefined && (position.since === undefined || isNewer(position.since, one.since))) {
        // The others are told some of it again, and know that they have it.
        line.rewind(one);
      }
    }
    const still = new Set([...this.#wants.values()].flatMap((wants) => [...wants.keys()]));
    for (const key of line.keys) if (!still.has(key)) line.remove(key);
  }

  /** A tab that crashed said no goodbye, but its lock is gone. */
  async #forgetEnded(): Promise<void> {
    const { held = [] } = await navigator.locks.query();
    const names = new Set(held.map(({ name }) => name));
    for (const tab of this.#wants.keys()) if (!names.has(lockOf(tab))) this.#hearWants(tab, [], []);
  }
}
