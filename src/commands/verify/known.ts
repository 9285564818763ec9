/** The heads that somebody has seen before, in a file: a log that does not begin with what it was is found by whoever kept its head. */

import { readFile, writeFile } from 'node:fs/promises';
import { Logs, keyOf } from './logs.ts';
import type { Head } from './logs.ts';
import type { Report } from './report.ts';
import { some } from './report.ts';
import type { PublicServer } from './server.ts';

interface Known {
  /** By the address of a server. */
  readonly keys: Record<string, string>;
  /** By log, with the address of its server before it. */
  readonly heads: Record<string, { readonly size: number; readonly root: string }>;
}

async function readKnown(file: string): Promise<Known> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Known;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { keys: {}, heads: {} };
    throw error;
  }
}

/** Compares heads with those in the file, then keeps them there: those that are found wrong stay as they were. */
export async function checkKnown(server: PublicServer, file: string, report: Report, heads: readonly Head[]): Promise<void> {
  const known = await readKnown(file);
  const logs = new Logs(server, report);
  const key = await keyOf(server);
  if ((known.keys[server.origin] ??= key) !== key) report.fault(`this server signs by another key than that which was kept in ${file}`);
  let compared = 0;
  for (const head of heads) {
    const name = `${server.origin} ${head.log}`;
    const before = known.heads[name];
    if (before !== undefined) {
      compared++;
      if (!(await logs.checkConsistency({ log: head.log, ...before }, head))) {
        report.fault(`log ${head.log} does not begin with the ${some(before.size, 'entry', 'entries')} that it had when its head was kept in ${file}`);
        continue;
      }
    }
    known.heads[name] = { size: head.size, root: head.root };
  }
  report.note(`${some(compared, 'log')} compared with what was seen before`);
  await writeFile(file, `${JSON.stringify(known, undefined, 1)}\n`);
}
