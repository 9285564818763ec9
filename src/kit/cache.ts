/**
 * A cache that is bounded in bytes and cannot keep an answer that was already out of date when it arrived.
 *
 * `drop` while a load is under way makes that load's result pass through to those who wait for it, but not stay; whoever asks
 * after the drop starts a new load. Evicts by second chance (CLOCK), so that a hit costs one map look-up and one flag.
 */
interface Slot<V> {
  value: V;
  bytes: number;
  used: boolean;
}

export class Cache<K, V> {
  readonly #slots = new Map<K, Slot<V>>();
  readonly #loading = new Map<K, Promise<V>>();
  readonly #maxBytes: number;
  readonly #sizeOf: (value: V) => number;
  #bytes = 0;

  constructor(options: { maxBytes: number; sizeOf: (value: V) => number }) {
    this.#maxBytes = options.maxBytes;
    this.#sizeOf = options.sizeOf;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get size(): number {
    return this.#slots.size;
  }

  get(key: K): V | undefined {
    const slot = this.#slots.get(key);
    if (slot === undefined) return undefined;
    slot.used = true;
    return slot.value;
  }

  set(key: K, value: V): void {
    this.#loading.delete(key);
    const old = this.#slots.get(key);
    if (old !== undefined) this.#bytes -= old.bytes;
    const bytes = this.#sizeOf(value) + 64;
    this.#slots.set(key, { value, bytes, used: false });
    this.#bytes += bytes;
    if (this.#bytes > this.#maxBytes) this.#evict();
  }

  /** The cached value, or what `fetch` brings; callers that ask together share one fetch. */
  load(key: K, fetch: (key: K) => Promise<V>): V | Promise<V> {
    const slot = this.#slots.get(key);
    if (slot !== undefined) {
      slot.used = true;
      return slot.value;
    }
    const under = this.#loading.get(key);
    if (under !== undefined) return under;
    const promise = fetch(key).then(
      (value) => {
        if (this.#loading.get(key) === promise) this.set(key, value);
        return value;
      },
      (error: unknown) => {
        if (this.#loading.get(key) === promise) this.#loading.delete(key);
        throw error;
      },
    );
    this.#loading.set(key, promise);
    return promise;
  }

  /**
   * Values for many keys with one fetch for all that are missing. Keys for which `fetch` brings nothing are absent from
   * the answer and not remembered.
   */
  async loadMany(keys: Iterable<K>, fetch: (missing: K[]) => Promise<Map<K, V>>): Promise<Map<K, V>> {
    const found = new Map<K, V>();
    const waiting: [K, Promise<V>][] = [];
    const missing: K[] = [];
    for (const key of new Set(keys)) {
      const hit = this.get(key);
      const under = hit === undefined ? this.#loading.get(key) : undefined;
      if (hit !== undefined) found.set(key, hit);
      else if (under !== undefined) waiting.push([key, under]);
      else missing.push(key);
    }
    if (missing.length > 0) await this.#fetchMissing(missing, fetch, found);
    for (const [key, promise] of waiting) {
      const value = await promise.catch(() => undefined);
      if (value !== undefined) found.set(key, value);
    }
    return found;
  }

  async #fetchMissing(missing: K[], fetch: (missing: K[]) => Promise<Map<K, V>>, found: Map<K, V>): Promise<void> {
    const all = fetch(missing);
    const promises = new Map<K, Promise<V>>();
    for (const key of missing) {
      const one = all.then((map) => map.get(key) as V);
      one.catch(() => undefined);
      promises.set(key, one);
      this.#loading.set(key, one);
    }
    try {
      const fetched = await all;
      for (const [key, promise] of promises) {
        const value = fetched.get(key);
        if (value === undefined) continue;
        found.set(key, value);
        if (this.#loading.get(key) === promise) this.set(key, value);
      }
    } finally {
      for (const [key, promise] of promises) if (this.#loading.get(key) === promise) this.#loading.delete(key);
    }
  }

  drop(key: K): void {
    this.#loading.delete(key);
    const slot = this.#slots.get(key);
    if (slot === undefined) return;
    this.#slots.delete(key);
    this.#bytes -= slot.bytes;
  }

  /**
   * Changes the cached value, if there is one. A load under way is dropped instead, since it may have read before or after
   * the change.
   */
  amend(key: K, change: (value: V) => V): void {
    const slot = this.#slots.get(key);
    if (slot === undefined) this.#loading.delete(key);
    else this.set(key, change(slot.value));
  }

  clear(): void {
    this.#loading.clear();
    this.#slots.clear();
    this.#bytes = 0;
  }

  keys(): IterableIterator<K> {
    return this.#slots.keys();
  }

  #evict(): void {
    let chances = this.#slots.size;
    for (const [key, slot] of this.#slots) {
      if (this.#bytes <= this.#maxBytes) return;
      if (slot.used && chances-- > 0) {
        slot.used = false;
        this.#slots.delete(key);
        this.#slots.set(key, slot);
        continue;
      }
      this.#slots.delete(key);
      this.#bytes -= slot.bytes;
    }
  }
}
