/** What the clients know, written outside of the server: a line is on the disk before what it says counts. */
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';

export type Visibility = 'public' | 'unlisted' | 'private' | 'direct';

export interface Entry {
  /** Idempotency key, and a word in the text by which the post is found again. */
  readonly key: string;
  readonly author: number;
  readonly visibility: Visibility;
  /** Posted at a later time: what it was acknowledged with is the id of a scheduled post, not of the post. */
  readonly later: boolean;
  /** Ids it was acknowledged with; more than one only if the server breaks its promise. */
  readonly ids: Set<string>;
}

export class Ledger {
  readonly entries = new Map<string, Entry>();
  readonly #file: number;

  constructor(path: string) {
    this.#file = openSync(path, 'a');
  }

  intend(key: string, author: number, visibility: Visibility, later = false): Entry {
    const entry: Entry = { key, author, visibility, later, ids: new Set() };
    this.#write({ intend: key, author, visibility, later });
    this.entries.set(key, entry);
    return entry;
  }

  acknowledge(entry: Entry, id: string): void {
    this.#write({ acknowledged: entry.key, id });
    entry.ids.add(id);
  }

  close(): void {
    closeSync(this.#file);
  }

  #write(line: object): void {
    writeSync(this.#file, `${JSON.stringify(line)}\n`);
    fsyncSync(this.#file);
  }
}
