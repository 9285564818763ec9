/**
 * Authors' logs, read whole and computed again from their entries: leaves and roots as in RFC 9162, 2.1.1, and what each commitment opens to.
 * What is here is written after docs/receipts.md and shares nothing with the server but the arithmetic of trees.
 */

import { createHash, createPublicKey, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { NO_ENTRIES, append, isConsistent, isIncluded, leafHash, rootOf } from '#kit/merkle.ts';
import type { Frontier, Hash } from '#kit/merkle.ts';
import type { Report } from './report.ts';
import { some } from './report.ts';
import { NoAnswer } from './server.ts';
import type { PublicServer, Told } from './server.ts';

const BASE = '/api/perchoir/v1/logs';
const AT_ONCE = 1000;

export interface Entry {
  readonly seq: number;
  readonly kind: 'created' | 'earlier' | 'edited' | 'deleted';
  readonly post: string;
  readonly at: string;
  readonly commitment: string;
  readonly salt: string | null;
  readonly record: string | null;
}

/** What a post says, as its author's log has it. */
export interface Said {
  readonly id: string;
  readonly author: string;
  readonly visibility: 'public' | 'unlisted' | 'followers';
  readonly at: string;
  readonly thread: string;
  readonly replyTo: string | null;
  readonly replyToAuthor: string | null;
  readonly repostOf: string | null;
  readonly repostOfAuthor: string | null;
  readonly content: string;
  readonly warning: string;
  readonly language: string | null;
  readonly tags: readonly string[];
  readonly mentions: readonly string[];
  readonly media: readonly string[];
}

export interface Head {
  readonly log: string;
  readonly size: number;
  readonly root: string;
}

/** The key by which a server signs, as it tells it. */
export const keyOf = async (server: PublicServer): Promise<string> => String(((await server.get(`${BASE}/key`)) as Told).key);

const sha256 = (...parts: readonly (string | Uint8Array)[]): Hash => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

/** The leaf of an entry. */
const leafOf = (log: string, { seq, kind, post, at, commitment }: Entry): Hash => leafHash(Buffer.from(JSON.stringify({ log, seq, kind, post, at, commitment })));

export class Logs {
  readonly server: PublicServer;
  readonly #report: Report;
  readonly #entries = new Map<string, Entry[]>();
  #key: KeyObject | undefined;

  constructor(server: PublicServer, report: Report) {
    this.server = server;
    this.#report = report;
  }

  get count(): number {
    return [...this.#entries.values()].reduce((sum, { length }) => sum + length, 0);
  }

  names(): string[] {
    return [...this.#entries.keys()];
  }

  entries(log: string): readonly Entry[] {
    return this.#entries.get(log) ?? [];
  }

  /** Every log that whoever asks may read, a thousand entries at a time. */
  async readAll(): Promise<void> {
    for (let after: string | null = '0/everybody.0'; after !== null; ) {
      const page = (await this.server.get(`${BASE}/entries?after=${after}&limit=${AT_ONCE}`)) as { entries: (Entry & { log: string })[]; next: string | null };
      for (const { log, ...entry } of page.entries) this.#take(log, entry);
      after = page.next;
    }
  }

  /** One log. @returns false where it is not there, or not for whoever asks */
  async read(log: string): Promise<boolean> {
    if (this.#entries.has(log)) return true;
    const [account, audience] = log.split('/');
    const own: Entry[] = [];
    for (;;) {
      const page = (await this.server.find(`${BASE}/${account}/entries?audience=${audience}&from=${own.length}&limit=${AT_ONCE}`)) as Entry[] | undefined;
      if (page === undefined) return false;
      own.push(...page);
      if (page.length < AT_ONCE) break;
    }
    this.#entries.set(log, own);
    return true;
  }

  #take(log: string, entry: Entry): void {
    const own = this.#entries.get(log);
    if (own === undefined) this.#entries.set(log, [entry]);
    else own.push(entry);
  }

  /** Every entry has its place, and opens to what its commitment says. */
  checkEntries(): void {
    let open = 0;
    for (const [log, entries] of this.#entries) {
      let newest = 0;
      for (const [place, entry] of entries.entries()) {
        const where = `entry ${entry.seq} of log ${log} (post ${entry.post})`;
        if (entry.seq !== place) return void this.#report.fault(`log ${log}: entry ${place} is not there`);
        newest = this.#checkOrder(log, entry, newest);
        if (entry.record === null || entry.salt === null) continue;
        open++;
        if (sha256(Buffer.from(entry.salt, 'hex'), entry.record).toString('hex') !== entry.commitment) this.#report.fault(`${where}: what it opens to is not what was committed to`);
        this.#checkRecord(where, log, entry);
      }
    }
    this.#report.right.push(`${some(open, 'entry opens', 'entries open')} to what was committed to, of ${this.count.toLocaleString('en-GB')} in ${some(this.#entries.size, 'log')}`);
  }

  /** What is called new came in the order in which it was written, and soon: nobody puts a post into the past unseen. */
  #checkOrder(log: string, { kind, post, at, seq }: Entry, newest: number): number {
    if (kind !== 'created') return newest;
    const written = timeOfId(post);
    if (Date.parse(at) - written > LATEST_MS) this.#report.fault(`entry ${seq} of log ${log}: post ${post} claims to be of ${new Date(written).toISOString()}, and came at ${at} as if it were new`);
    return Math.max(newest, written);
  }

  #checkRecord(where: string, log: string, entry: Entry): void {
    const said = JSON.parse(entry.record as string) as Said;
    if (said.id !== entry.post || !log.startsWith(`${said.author}/`)) this.#report.fault(`${where}: it opens to another post`);
    if (entry.kind === 'created' && Math.abs(Date.parse(said.at) - timeOfId(entry.post)) > SLIP_MS) this.#report.fault(`${where}: it says ${said.at}, its id says ${new Date(timeOfId(entry.post)).toISOString()}`);
  }

  /** The root of the first entries of a log. */
  rootAt(log: string, size: number): string {
    return rootOf(this.entries(log).slice(0, size).reduce<Frontier>((grown, entry) => append(grown, leafOf(log, entry)), NO_ENTRIES)).toString('hex');
  }

  /** A head is that of the entries. */
  checkHead({ log, size, root }: Head): boolean {
    const has = this.entries(log).length;
    if (has < size) this.#report.fault(`log ${log} has ${some(has, 'entry', 'entries')}, and its head says ${size}: it was cut`);
    else if (this.rootAt(log, size) !== root) this.#report.fault(`log ${log}: its first ${some(size, 'entry', 'entries')} do not give the root that its head says; one of them was changed, swapped, put in or taken out`);
    else return true;
    return false;
  }

  async isSigned(text: string, signature: string): Promise<boolean> {
    this.#key ??= createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: await keyOf(this.server) }, format: 'jwk' });
    return verify(null, Buffer.from(text), this.#key, Buffer.from(signature, 'base64url'));
  }

  /** That the server can show an entry to be in the log (RFC 9162, 2.1.3); of very long logs it does not, and all of them was computed already. */
  async checkInclusion({ log, size, root }: Head, seq: number): Promise<boolean> {
    const entry = this.entries(log)[seq];
    if (entry === undefined) return false;
    const path = await this.#prove(log, `inclusion?seq=${seq}&size=${size}`);
    return path === undefined || isIncluded(leafOf(log, entry), { index: seq, size, root: Buffer.from(root, 'hex') }, path);
  }

  /** That a log begins with what somebody saw of it before (RFC 9162, 2.1.4), by the server's proof or by its entries. */
  async checkConsistency(before: Head, now: Head): Promise<boolean> {
    if (before.size === 0) return true;
    if (before.size > now.size) return false;
    const path = await this.#prove(now.log, `consistency?first=${before.size}&second=${now.size}`);
    if (path !== undefined) return isConsistent({ size: before.size, root: Buffer.from(before.root, 'hex') }, { size: now.size, root: Buffer.from(now.root, 'hex') }, path);
    return (await this.read(now.log)) && this.rootAt(now.log, before.size) === before.root && this.rootAt(now.log, now.size) === now.root;
  }

  /** Undefined: the log is too long for it. */
  async #prove(log: string, ask: string): Promise<Hash[] | undefined> {
    const [account, audience] = log.split('/');
    try {
      const { path } = (await this.server.get(`${BASE}/${account}/${ask}&audience=${audience}`)) as { path: readonly string[] };
      return path.map((hash) => Buffer.from(hash, 'hex'));
    } catch (error) {
      if (error instanceof NoAnswer && error.status === 422) return undefined;
      throw error;
    }
  }
}

/** What comes later than this after it was written is not called new (docs/receipts.md). */
const LATEST_MS = 15 * 60_000;
/** Between the id of a post and the time that it says. */
const SLIP_MS = 60_000;

/** Ids tell the time: milliseconds since 2006 times 4096. */
export const timeOfId = (id: string): number => Math.floor(Number(id) / 4096) + Date.UTC(2006, 0, 1);

/** What stands of a log as it was at a size: the last entry of each post, unless that says that it was deleted. */
export function standingAt(entries: readonly Entry[], size: number): Map<string, Entry> {
  const found = new Map<string, Entry>();
  for (const entry of entries.slice(0, size)) {
    if (entry.kind === 'deleted') found.delete(entry.post);
    else found.set(entry.post, entry);
  }
  return found;
}
