/**
 * Rate limits: how often a key (an account, an address, both) may do a thing. In memory and synchronous, so that two
 * requests can never both take the last turn; exact, so that a client which trusts the headers is never refused.
 *
 * It does not count for two processes together, and it knows nothing of HTTP.
 */

export { addressKey } from './addresses.ts';

export interface LimitRule {
  /** Keys of one rule do not touch those of another. */
  name: string;
  limit: number;
  windowMs: number;
  /**
   * `fixed` (the default): a window opens with the first take that is allowed and gives `limit` until it closes, as Mastodon's headers
   * describe. `sliding`: never more than `limit` in any stretch of `windowMs`, for what must not come in bursts of twice
   * the limit, such as wrong passwords; it remembers every take, so its limit is at most 1,000.
   */
  kind?: 'fixed' | 'sliding';
}

export interface Turn {
  allowed: boolean;
  limit: number;
  remaining: number;
  /** When the whole budget is back, if nothing more is taken. */
  resetAt: Date;
  /** Whole seconds until this same take would be allowed; 0 if it is. */
  retryAfter: number;
}

interface Counted {
  /** When the fixed window opened, ms. */
  start: number;
  used: number;
  /** When each sliding take happened, ms, oldest first; its length is `used`. */
  times: number[] | undefined;
}

/** JSON-safe. */
export type LimitSnapshot = Record<string, { windowMs: number; keys: [key: string, start: number, used: number, times?: number[]][] }>;

export interface Limiter {
  /** Takes `cost` turns (a whole number, at least 1) or, if they are not there, none at all. */
  take(rule: LimitRule, key: string, cost?: number): Turn;
  /** What `take` would say, taking nothing. */
  peek(rule: LimitRule, key: string, cost?: number): Turn;
  /** Gives a key its whole budget back: the right password was entered. */
  forget(rule: LimitRule, key: string): void;
  /** What is still counting, for the caller to store when the process ends. */
  snapshot(): LimitSnapshot;
  /** Takes up a snapshot, whatever its age; what does not look like one is left out. */
  restore(snapshot: unknown): void;
}

/** At some 200 bytes each a rule under attack holds 20 MB at most. */
const MAX_KEYS = 100_000;
const MAX_SLIDING = 1_000;

/**
 * The keys of one rule in two generations: the young one fills, becomes the old one, and what nobody touched meanwhile goes
 * with the one before. So at least the last half of `maxKeys` keys touched are always known, at the price of a plain Map.
 */
class Generations {
  windowMs = 0;
  readonly #half: number;
  #young = new Map<string, Counted>();
  #old = new Map<string, Counted>();

  constructor(maxKeys: number) {
    this.#half = Math.ceil(maxKeys / 2);
  }

  find(key: string): Counted | undefined {
    const young = this.#young.get(key);
    if (young) return young;
    const old = this.#old.get(key);
    if (old) {
      this.#old.delete(key);
      this.add(key, old);
    }
    return old;
  }

  add(key: string, counted: Counted): void {
    if (this.#young.size >= this.#half) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, counted);
  }

  delete(key: string): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }

  *entries(): Generator<[string, Counted]> {
    yield* this.#old;
    yield* this.#young;
  }
}

/** Forgets what is over. A clock that jumped back would else close a key for the length of the jump. */
function advance(counted: Counted, windowMs: number, now: number): void {
  if (counted.times) {
    const { times } = counted;
    let over = 0;
    while (over < times.length && now - times[over]! >= windowMs) over += 1;
    if (over > 0) times.splice(0, over);
    for (let index = times.length - 1; index >= 0 && times[index]! > now; index -= 1) times[index] = now;
    counted.used = times.length;
    return;
  }
  if (counted.start > now) counted.start = now;
  if (now - counted.start >= windowMs) counted.used = 0;
  // Looking, or being refused, does not open a window.
  if (counted.used === 0) counted.start = now;
}

/** `refused`: the cost that did not fit, 0 if it did. */
function turn(rule: LimitRule, counted: Counted, now: number, refused: number): Turn {
  const { limit, windowMs } = rule;
  const { times, used, start } = counted;
  const allowed = refused === 0;
  const last = times ? (times.at(-1) ?? now - windowMs) : start;
  let retryAfter = 0;
  if (!allowed) {
    // The take that must be over for this one to fit; a cost above the limit never does, and is told a whole window.
    const blocking = times ? times[used + refused - limit - 1] : start;
    const wait = refused > limit || blocking === undefined ? windowMs : blocking + windowMs - now;
    retryAfter = Math.max(1, Math.ceil(wait / 1000));
  }
  return { allowed, limit, remaining: Math.max(0, limit - used), resetAt: new Date(last + windowMs), retryAfter };
}

function checkRule({ name, limit, windowMs, kind }: LimitRule, cost: number): void {
  if (!(limit >= 0) || !(windowMs > 0)) throw new RangeError(`limit "${name}" needs a limit of at least 0 and a window above 0`);
  if (kind === 'sliding' && limit > MAX_SLIDING) throw new RangeError(`sliding limit "${name}" is above ${MAX_SLIDING}`);
  if (!Number.isSafeInteger(cost) || cost < 1) throw new RangeError(`limit "${name}" was asked for ${cost} turns`);
}

/** `now` in milliseconds. `maxKeys` per rule; beyond them the keys longest untouched are forgotten first. */
export function createLimiter({ now = Date.now, maxKeys = MAX_KEYS }: { now?: () => number; maxKeys?: number } = {}): Limiter {
  const rules = new Map<string, Generations>();

  const keysOf = (rule: LimitRule): Generations => {
    let keys = rules.get(rule.name);
    if (!keys) rules.set(rule.name, (keys = new Generations(maxKeys)));
    keys.windowMs = rule.windowMs;
    return keys;
  };

  const find = (rule: LimitRule, key: string, at: number): Counted => {
    const keys = keysOf(rule);
    let counted = keys.find(key);
    // A rule that was made sliding, or fixed again, begins anew.
    if (!counted || (counted.times !== undefined) !== (rule.kind === 'sliding')) {
      counted = { start: at, used: 0, times: rule.kind === 'sliding' ? [] : undefined };
      keys.add(key, counted);
    }
    advance(counted, rule.windowMs, at);
    return counted;
  };

  return {
    take: (rule, key, cost = 1) => {
      checkRule(rule, cost);
      const at = now();
      const counted = find(rule, key, at);
      const allowed = counted.used + cost <= rule.limit;
      if (allowed) {
        counted.used += cost;
        if (counted.times) for (let turns = 0; turns < cost; turns += 1) counted.times.push(at);
      }
      return turn(rule, counted, at, allowed ? 0 : cost);
    },
    peek: (rule, key, cost = 1) => {
      checkRule(rule, cost);
      const at = now();
      const counted = find(rule, key, at);
      return turn(rule, counted, at, counted.used + cost <= rule.limit ? 0 : cost);
    },
    forget: (rule, key) => rules.get(rule.name)?.delete(key),
    snapshot: () => {
      const at = now();
      const taken: LimitSnapshot = {};
      for (const [name, keys] of rules) {
        const live: LimitSnapshot[string]['keys'] = [];
        for (const [key, counted] of keys.entries()) {
          advance(counted, keys.windowMs, at);
          const { start, used, times } = counted;
          if (used > 0) live.push(times ? [key, start, used, [...times]] : [key, start, used]);
        }
        if (live.length > 0) taken[name] = { windowMs: keys.windowMs, keys: live };
      }
      return taken;
    },
    restore: (snapshot) => {
      for (const [name, windowMs, key, counted] of storedIn(snapshot)) {
        const keys = keysOf({ name, windowMs, limit: 0 });
        if (!keys.find(key)) keys.add(key, counted);
      }
    },
  };
}

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function* storedIn(snapshot: unknown): Generator<[string, number, string, Counted]> {
  if (!isRecord(snapshot)) return;
  for (const [name, rule] of Object.entries(snapshot)) {
    if (!isRecord(rule) || !isCount(rule.windowMs) || !Array.isArray(rule.keys)) continue;
    for (const entry of rule.keys) {
      const [key, start, used, times] = Array.isArray(entry) ? entry : [];
      if (typeof key !== 'string' || !isCount(start) || !isCount(used)) continue;
      if (times === undefined) yield [name, rule.windowMs, key, { start, used, times }];
      else if (Array.isArray(times) && times.length <= MAX_SLIDING && times.every(isCount)) {
        yield [name, rule.windowMs, key, { start, used: times.length, times: times.toSorted((a, b) => a - b) }];
      }
    }
  }
}
