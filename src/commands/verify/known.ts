/** The heads that somebody has seen before, in a file: a log that does not begin with what it was is found by whoever kept its head. */

import { readFile, writeFile } from 'node:fs/promises';
import { Logs } from './logs.ts';
import type { Head } from './logs.ts';
import type { Report } from './report.ts';
import { some } from './report.ts';
import type { PublicServer } from './server.ts';

/** By log, with the address of its server before it. */
type Known = Record<string, { readonly size: number; readonly root: string }>;

async function readKnown(file: string): Promise<Known> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Known;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

/** Compares heads with those in the file, then keeps them there: those that are found wrong stay as they were. */
export async function checkKnown(server: PublicServer, file: string, report: Report, heads: readonly Head[]): Promise<void> {
  const known = await readKnown(file);
  const logs = new Logs(server, report);
  let compared = 0;
  for (const head of heads) {
    const name = `${server.origin} ${head.log}`;
    const before = known[name];
    if (before !== undefined) {
      compared++;
      if (!(await logs.checkConsistency({ log: head.log, ...before }, head))) {
        report.fault(`log ${head.log} does not begin with the ${some(before.size, 'entry', 'entries')} that it had when its head was kept in ${file}`);
        continue;
      }
    }
    known[name] = { size: head.size, root: head.root };
  }
  report.note(`${some(compared, 'log')} compared with what was seen before`);
  await writeFile(file, `${JSON.stringify(known, undefined, 1)}\n`);
}
