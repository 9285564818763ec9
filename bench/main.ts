/**
 * `npm run bench`: every figure beside its yardstick, measured in the same run.
 *
 *   npm run bench [-- --only ROW] [--json]
 *
 * With BENCH_KEEP=FOLDER the rows whose seeding takes minutes keep their data there, and a second run begins at once.
 */

import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import type { Bench, Row } from './row.ts';
import { SECONDS, SEED } from './row.ts';
import { besideVideoBench } from './rows/beside-video.ts';
import { browserBench } from './rows/browser.ts';
import { chatBenches } from './rows/chats.ts';
import { createBench } from './rows/create.ts';
import { glassBench } from './rows/glass.ts';
import { groupsBench } from './rows/groups.ts';
import { homeBenches } from './rows/home.ts';
import { importBench } from './rows/import.ts';
import { notificationsBench } from './rows/notifications.ts';
import { pageBenches } from './rows/pages.ts';
import { pollBench } from './rows/poll.ts';
import { mediaBench } from './rows/media.ts';
import { processBench } from './rows/process.ts';
import { receiptsBench } from './rows/receipts.ts';
import { searchBench } from './rows/search.ts';
import { streamBenches } from './rows/streams.ts';
import { sendersBench } from './rows/senders.ts';
import { videoBenches } from './rows/video.ts';
import { needWrk } from './wrk.ts';

const benches: readonly Bench[] = [...homeBenches, createBench, receiptsBench, notificationsBench, pollBench, ...pageBenches, browserBench, ...streamBenches, ...chatBenches, groupsBench, searchBench, mediaBench, importBench, ...videoBenches, besideVideoBench, sendersBench, glassBench, processBench];

const { values: options } = parseArgs({ options: { only: { type: 'string' }, json: { type: 'boolean', default: false } } });

const chosen = benches.filter(({ name }) => options.only === undefined || name === options.only);
if (chosen.length === 0) {
  console.error(`There is no row "${options.only}". There are: ${benches.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}
await needWrk();
const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
if (!options.json) console.log(`${machine}; seed ${SEED}; ${SECONDS} s a load; client and server share the cores\n`);
for (const bench of chosen) {
  for (const row of await bench.run()) console.log(options.json ? JSON.stringify(row) : line(row));
}

function line(row: Row): string {
  const ratio = row.ratio === undefined ? '' : `${(row.ratio * 100).toFixed(1)} % of ${row.yardstick}`;
  return `${row.kept ? 'kept  ' : 'SHORT '} ${row.row.padEnd(22)} ${String(row.value).padStart(9)} ${row.unit.padEnd(10)} ${ratio}\n       target ${row.target}; ${row.more}`;
}
