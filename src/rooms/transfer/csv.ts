/** Files of lines in and out (RFC 4180). */

import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { stringify } from 'csv-stringify/sync';
import { setImmediate as othersTurn } from 'node:timers/promises';
import { invalid } from '#kit/errors.ts';
import type { Line } from './types.ts';

const MOST_LINES = 100_000;
const MOST_CELLS = 10;
const LONGEST_CELL = 500;
/** Some milliseconds' work. */
const CHUNK_BYTES = 16 * 1024;
const AT_ONCE = 2000;

/**
 * The lines of a file, some thousand at a time; between them others get their turn. Empty lines are left out, and cells are
 * cut to what any of them can be.
 * @throws Refusal 422 for what is no text, no CSV, or too long
 */
export async function* readLines(bytes: Uint8Array): AsyncGenerator<Line[]> {
  if (bytes.includes(0)) throw invalid('Validation failed: this is not a text file');
  const parser = Readable.from(chunksOf(bytes)).pipe(parse({ bom: true, relax_column_count: true, skip_empty_lines: true, relax_quotes: true, max_record_size: 20_000, info: true }));
  let some: Line[] = [];
  let count = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      if (++count > MOST_LINES + 1) throw invalid(`Validation failed: a file may have ${MOST_LINES} lines`);
      some.push({ n: info.lines, cells: record.slice(0, MOST_CELLS).map((cell) => cell.toWellFormed().slice(0, LONGEST_CELL)) });
      if (some.length < AT_ONCE) continue;
      yield some;
      some = [];
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_')) throw invalid('Validation failed: this is not a CSV file');
    throw error;
  }
  if (some.length > 0) yield some;
}

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    yield bytes.subarray(at, at + CHUNK_BYTES);
    // Streams and promises alone never let anybody else in.
    await othersTurn();
  }
}

/** Lines as text. The titles of lists, which are their reader's own, go out as they are: what is escaped for spreadsheets would come back as another list. */
export function writeLines(lines: readonly (readonly string[])[]): string {
  return stringify(lines as string[][]);
}
