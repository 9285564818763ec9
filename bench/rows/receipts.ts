/** What it costs that everything can be checked: posts with and without authors' logs, a receipt of home, and a stranger who computes a hundred thousand entries again. */

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { tellEarlier } from '#receipts';
import { idAtTime } from '#kit/ids.ts';
import { SYSTEM } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import { makePeople } from '../people.ts';
import type { BenchPerson } from '../people.ts';
import { SECONDS, percentile, round } from '../row.ts';
import type { Bench, Row } from '../row.ts';
import { cloneAccounts, cloneFollows, clonePosts } from '../seed.ts';
import { pause, startServer } from '../server.ts';
import type { Server } from '../server.ts';
import { load } from '../wrk.ts';
import { writeScript } from './create.ts';
import { bearer } from './home.ts';

const run = promisify(execFile);
const WITHOUT = fileURLToPath(new URL('../without-logs.ts', import.meta.url));
const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const AUTHORS = 100;
const CONNECTIONS = 64;
const ROUNDS = 5;
const SHARE = 0.9;

interface Side {
  readonly server: Server;
  readonly script: string;
  readonly rates: number[];
}

async function open(folder: string, main?: readonly string[]): Promise<Side> {
  const server = await startServer(main === undefined ? {} : { main });
  const authors = await makePeople(server.house, 'author', AUTHORS);
  const inner = mkdtempSync(join(folder, 'side-'));
  return { server, script: writeScript(inner, authors), rates: [] };
}

/** One after the other, in turns, so that whatever the machine does besides meets both. */
async function measureCreates(): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'perchoir-receipts-'));
  const sides: Side[] = [];
  try {
    sides.push(await open(folder, [WITHOUT]));
    sides.push(await open(folder));
    for (let turn = 0; turn < ROUNDS; turn++) {
      for (const { server, script, rates } of turn % 2 === 0 ? sides : sides.toReversed()) {
        const url = `${server.origin}/api/v1/statuses`;
        await load(url, { seconds: 1, connections: CONNECTIONS, script });
        const done = await load(url, { seconds: SECONDS, connections: CONNECTIONS, script });
        if (done.failed > 0) throw new Error(`${done.failed} posts were refused`);
        rates.push(done.perSecond);
        await pause(500);
      }
    }
    const [without, withLogs] = sides as [Side, Side];
    const lagMs = await waitForLogs(withLogs.server);
    const [plain, logged] = [percentile(without.rates, 0.5), percentile(withLogs.rates, 0.5)];
    const ratio = logged / plain;
    return {
      row: 'receipts-create', value: round(logged, 0), unit: 'posts/s', yardstick: 'the rate without logs', ratio: round(ratio, 3), target: `>= ${SHARE * 100} %`, kept: ratio >= SHARE,
      more: `medians of ${ROUNDS} loads in turns; without logs ${round(plain, 0)} posts/s; all logs had everything ${round(lagMs, 0)} ms after the last load`,
    };
  } finally {
    for (const { server } of sides) await server.stop();
    rmSync(folder, { recursive: true });
  }
}

async function waitForLogs({ house }: Server): Promise<number> {
  const begun = performance.now();
  for (;;) {
    const [row] = await rowsOf<{ waiting: number }>({ db: house.database.kysely }, `select count(*)::int as waiting from posts.post p where visibility = 'public' and not exists (select from receipts.entry e where e.account_id = p.author_id and e.post_id = p.id)`);
    if (row?.waiting === 0) return performance.now() - begun;
    if (performance.now() - begun > 60_000) throw new Error(`${row?.waiting} posts never came into a log`);
    await pause(50);
  }
}

const POSTS = 100_000;
const FOLLOWS = 400;
const LOOKS = 200;

async function seed(server: Server): Promise<BenchPerson> {
  const { house } = server;
  const [reader, author] = (await makePeople(house, 'person', 2)) as [BenchPerson, BenchPerson];
  const answer = await fetch(`${server.origin}/api/v1/statuses`, {
    method: 'POST', headers: { ...bearer(author), 'content-type': 'application/json' }, body: JSON.stringify({ status: 'Magie des réseaux sociaux, échanges IRL et irréels, pensées pour les amis. #agora' }),
  });
  const { id } = (await answer.json()) as { id: string };
  const authors = await cloneAccounts(house, author.id, 999);
  await cloneFollows(house, reader.id, authors.slice(0, FOLLOWS));
  await clonePosts(house, { template: Number(id), authors, count: POSTS, from: idAtTime(Date.now() - 30 * 86_400_000) });
  await rowsOf({ db: house.database.kysely }, 'update receipts.earlier set above = 0, until = (select max(id) from posts.post)');
  while (await tellEarlier(house.context(SYSTEM)));
  await server.restart();
  return reader;
}

async function measureReceipt(server: Server, reader: BenchPerson): Promise<Row> {
  const address = `${server.origin}/api/perchoir/v1/receipts/home?limit=40`;
  const look = async (): Promise<number> => {
    const begun = performance.now();
    const { receipt } = (await (await fetch(address, { headers: bearer(reader) })).json()) as { receipt: { count: number; findings: unknown[] } };
    if (receipt.count !== 40 || receipt.findings.length > 0) throw new Error(`The receipt is not whole: ${JSON.stringify(receipt).slice(0, 300)}`);
    return performance.now() - begun;
  };
  for (let at = 0; at < 20; at++) await look();
  const before = await server.cost();
  const times: number[] = [];
  for (let at = 0; at < LOOKS; at++) times.push(await look());
  const after = await server.cost();
  const [cpuMs, p50] = [(after.cpuMs - before.cpuMs) / LOOKS, percentile(times, 0.5)];
  return {
    row: 'receipt-40', value: round(p50, 1), unit: 'ms', yardstick: '', ratio: undefined, target: '<= 5 ms of server time', kept: p50 <= 5,
    more: `home of somebody who follows ${FOLLOWS}, ${POSTS} posts; asked for and answered one after the other: p50 ${round(p50, 1)}, p99 ${round(percentile(times, 0.99), 1)} ms; CPU of app and database ${round(cpuMs, 1)} ms`,
  };
}

async function measureVerify(server: Server): Promise<Row> {
  const begun = performance.now();
  const { stdout } = await run(process.execPath, [MAIN, 'verify', 'log', `${server.origin}/`], { maxBuffer: 1 << 24 });
  const seconds = (performance.now() - begun) / 1000;
  return {
    row: 'verify-100k', value: round(seconds, 1), unit: 's', yardstick: '', ratio: undefined, target: '<= 10 s', kept: seconds <= 10,
    more: `perchoir verify log: ${stdout.trim().split('\n').slice(1).map((line) => line.trim().replace(/\s+/g, ' ')).join('; ')}`,
  };
}

export const receiptsBench: Bench = {
  name: 'receipts',
  async run() {
    const created = await measureCreates();
    const server = await startServer();
    try {
      const reader = await seed(server);
      return [created, await measureReceipt(server, reader), await measureVerify(server)];
    } finally {
      await server.stop();
    }
  },
};
