/**
 * One statement on the wire of a pipelined `pg` connection, with two changes to what `pg` does by itself: the shape of
 * a prepared statement's rows is asked for once per connection, not at each run, and rows are read by our decoders.
 * Both figures are in docs/decisions/0002-postgres-driver.md.
 *
 * It leans on the insides of `pg`, whose version is pinned; `database.test.ts` notices when they change.
 */
import pg from 'pg';
import { decoderOf, encode } from './values.ts';
import type { Decode } from './values.ts';

export type Row = Record<string, unknown>;

/** What a statement gave: its rows, the number of rows it touched, and the word of its completion (`COMMIT`…). */
export type Outcome = { rows: Row[]; count: number; command: string };

type Columns = { names: string[]; decoders: Decode[] };
const noColumns: Columns = { names: [], decoders: [] };

/** The part of a `pg` connection that a statement speaks to. */
export type Wire = {
  stream: { cork(): void; uncork(): void; destroy(): void };
  bind(message: { portal: string; statement: string; values: unknown[]; valueMapper: (value: unknown) => unknown }): void;
  execute(message: { portal: string; rows: number }): void;
  sync(): void;
  /** Shapes of the statements prepared on this connection. */
  shapes?: Map<string, Columns>;
};

type Settle = { done(outcome: Outcome): void; failed(error: unknown): void };

type Internals = {
  name: string;
  values: unknown[];
  prepare(this: unknown, wire: Wire): void;
};
const plain = pg.Query.prototype as unknown as Internals;

/** The base class as it is at run time; the published types show less. */
const Base = pg.Query as unknown as new (config: object) => Internals & { callback: (error: unknown) => void };

export class Statement extends Base {
  #settle: Settle;
  #wire: Wire | undefined;
  #columns: Columns = noColumns;
  #described = false;
  #rows: Row[] = [];
  #tag = '';
  #broken: unknown;

  /** @param name empty: parsed anew each time */
  constructor(text: string, values: readonly unknown[], name: string, settle: Settle) {
    const encoded = values.map(encode);
    super({ text, name, values: encoded, queryMode: 'extended' });
    this.#settle = settle;
    this.callback = (error) => settle.failed(error);
  }

  override prepare(wire: Wire): void {
    this.#wire = wire;
    const known = this.name === '' ? undefined : wire.shapes?.get(this.name);
    if (known === undefined) {
      plain.prepare.call(this, wire);
      return;
    }
    this.#columns = known;
    this.#described = true;
    wire.bind({ portal: '', statement: this.name, values: this.values, valueMapper: asItIs });
    wire.execute({ portal: '', rows: 0 });
    wire.sync();
  }

  handleRowDescription(message: { fields: { name: string; dataTypeID: number }[] }): void {
    this.#columns = {
      names: message.fields.map((field) => field.name),
      decoders: message.fields.map((field) => decoderOf(field.dataTypeID)),
    };
  }

  handleDataRow(message: { fields: (string | null)[] }): void {
    if (this.#broken !== undefined) return;
    const { names, decoders } = this.#columns;
    const row: Row = {};
    try {
      for (let i = 0; i < names.length; i++) {
        const text = message.fields[i] as string | null;
        row[names[i] as string] = text === null ? null : (decoders[i] as Decode)(text);
      }
    } catch (error) {
      this.#broken = error;
    }
    this.#rows.push(row);
  }

  handleCommandComplete(message: { text: string }): void {
    this.#tag = message.text;
    if (this.#described || this.name === '' || this.#wire === undefined) return;
    (this.#wire.shapes ??= new Map()).set(this.name, this.#columns);
  }

  handleEmptyQuery(): void {
    this.#tag = '';
  }

  handleReadyForQuery(): void {
    if (this.#broken === undefined) this.#settle.done({ rows: this.#rows, ...readTag(this.#tag) });
    else this.#settle.failed(this.#broken);
  }

  handleError(error: unknown): void {
    this.#settle.failed(error);
  }
}

const asItIs = (value: unknown): unknown => value;

/** `INSERT 0 3`, `UPDATE 2`, `COMMIT`. */
function readTag(tag: string): { command: string; count: number } {
  const first = tag.indexOf(' ');
  if (first < 0) return { command: tag, count: 0 };
  const last = tag.lastIndexOf(' ');
  const count = Number(tag.slice(last + 1));
  return { command: tag.slice(0, first), count: Number.isNaN(count) ? 0 : count };
}
