/** Streams: from POST to the sockets of 300 followers, and 10,000 open streams on one process. */

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { makePeople } from '../people.ts';
import type { BenchPerson } from '../people.ts';
import { percentile, round } from '../row.ts';
import type { Bench, Row } from '../row.ts';
import { cloneFollowers } from '../seed.ts';
import { pause, startServer } from '../server.ts';
import type { Server } from '../server.ts';
import { bearer } from './home.ts';

const FOLLOWERS = 300;
const POSTS_PER_SECOND = 20;
const SECONDS = 10;
const MANY = 10_000;
const FRAME_BYTES = 2000;

/** Sockets live in a thread of their own, so that the writer's clock does not wait for them. */
function openSockets(url: string, tokens: string[]): Promise<{ receipts(): Promise<[string, number][]>; close(): Promise<void> }> {
  const worker = new Worker(new URL('../listener.ts', import.meta.url), { workerData: { url, tokens } });
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', () =>
      resolve({
        receipts: () =>
          new Promise((answer) => {
            worker.once('message', answer);
            worker.postMessage('receipts');
          }),
        close: async () => {
          await worker.terminate();
        },
      }),
    );
  });
}

async function post(server: Server, author: BenchPerson): Promise<[string, number]> {
  const begun = performance.timeOrigin + performance.now();
  const answer = await fetch(`${server.origin}/api/v1/statuses`, {
    method: 'POST',
    headers: { ...bearer(author), 'content-type': 'application/json' },
    body: JSON.stringify({ status: 'Une phrase de la soirée, écrite en direct. #612AtTwitter' }),
  });
  return [((await answer.json()) as { id: string }).id, begun];
}

const BARE = fileURLToPath(new URL('../bare-broadcast.ts', import.meta.url));

/**
 * The same frames to as many sockets of `ws` alone, in the same rhythm: milliseconds from sending to each arrival.
 * The frame has the size of the product's own.
 */
async function measureBare(count: number, times: number, everyMs: number): Promise<number[]> {
  const child = spawn('/bin/sh', ['-c', 'ulimit -n 30000 2>/dev/null; exec "$0" "$@"', process.execPath, BARE], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  try {
    const port = await new Promise<number>((resolve) => child.once('message', (message) => resolve(message as number)));
    const origin = `http://127.0.0.1:${port}`;
    const sockets = await openSockets(origin, Array.from({ length: count }, () => 'none'));
    const begun = new Map<string, number>();
    for (let at = 0; at < times; at++) {
      const id = String(1000 + at);
      begun.set(id, performance.timeOrigin + performance.now());
      void fetch(origin, { method: 'POST', body: `{"stream":["user"],"event":"update","payload":"{\\"id\\":\\"${id}\\"${'-'.repeat(FRAME_BYTES)}"}` });
      await pause(everyMs);
    }
    await pause(1000);
    const receipts = await sockets.receipts();
    await sockets.close();
    return receipts.map(([id, at]) => at - (begun.get(id) ?? at));
  } finally {
    child.kill();
  }
}

async function runFollowers(): Promise<Row[]> {
  const server = await startServer();
  try {
    const [author] = (await makePeople(server.house, 'author', 1)) as [BenchPerson];
    const people = await makePeople(server.house, 'reader', FOLLOWERS);
    await cloneFollowers(server.house, author.id, people.map(({ id }) => id));
    await server.restart();
    const sockets = await openSockets(`${server.origin}/api/v1/streaming?stream=user`, people.map(({ token }) => token));
    // What the first requests of a new process cost is not what a stream costs.
    for (let at = 0; at < POSTS_PER_SECOND; at++) await post(server, author);
    const sent = new Map<string, number>();
    const posting: Promise<void>[] = [];
    for (let at = 0; at < POSTS_PER_SECOND * SECONDS; at++) {
      posting.push(post(server, author).then(([id, begun]) => void sent.set(id, begun)));
      await pause(1000 / POSTS_PER_SECOND);
    }
    await Promise.all(posting);
    await pause(1000);
    const receipts = (await sockets.receipts()).filter(([id]) => sent.has(id));
    await sockets.close();
    const latencies = receipts.map(([id, at]) => at - (sent.get(id) ?? at));
    const p99 = percentile(latencies, 0.99);
    const lost = sent.size * FOLLOWERS - receipts.length;
    const bare = percentile(await measureBare(FOLLOWERS, POSTS_PER_SECOND * SECONDS, 1000 / POSTS_PER_SECOND), 0.99);
    return [
      { row: 'stream-300', value: round(p99, 1), unit: 'ms p99', yardstick: `bare ws, ${round(bare, 1)} ms`, ratio: round(bare / p99, 3), target: '<= 100 ms', kept: p99 <= 100 && lost === 0, more: `POST to WebSocket, ${FOLLOWERS} followers, ${POSTS_PER_SECOND} posts/s; p50 ${round(percentile(latencies, 0.5), 1)} ms; ${receipts.length} deliveries, ${lost} lost` },
    ];
  } finally {
    await server.stop();
  }
}

async function runMany(): Promise<Row[]> {
  const server = await startServer();
  try {
    const people = await makePeople(server.house, 'reader', 100);
    const [author] = people as [BenchPerson];
    await server.house.settings.change(server.house.context({ kind: 'system' }), 'streaming.perAddress', 20_000);
    await server.house.settings.change(server.house.context({ kind: 'system' }), 'streaming.perAccount', 1000);
    await pause(1500);
    const before = await server.memory();
    const tokens = Array.from({ length: MANY }, (_, at) => people[at % people.length]?.token as string);
    const sockets = await openSockets(`${server.origin}/api/v1/streaming?stream=public:local`, tokens);
    await pause(2000);
    const each = ((await server.memory()) - before) / MANY;
    const sent: [string, number][] = [];
    for (let times = 0; times < 5; times++) {
      sent.push(await post(server, author));
      await pause(2500);
    }
    const receipts = await sockets.receipts();
    await sockets.close();
    const begun = new Map(sent);
    const latencies = receipts.map(([id, at]) => at - (begun.get(id) ?? at));
    const p99 = percentile(latencies, 0.99);
    const bare = percentile(await measureBare(MANY, 5, 2500), 0.99);
    return [
      { row: 'stream-10k-memory', value: round(each / 1000, 1), unit: 'kB each', yardstick: '', ratio: undefined, target: '<= 25 kB', kept: each <= 25_000, more: `${MANY} open streams of ${people.length} accounts on one process` },
      { row: 'stream-10k-event', value: round(p99, 0), unit: 'ms p99', yardstick: `bare ws, ${round(bare, 0)} ms`, ratio: round(bare / p99, 3), target: '<= 1500 ms', kept: p99 <= 1500 && receipts.length === MANY * 5, more: `one event to all, five times; p50 ${round(percentile(latencies, 0.5), 0)} ms; ${receipts.length} of ${MANY * 5} delivered` },
    ];
  } finally {
    await server.stop();
  }
}

export const streamBenches: readonly Bench[] = [
  { name: 'stream-300', run: runFollowers },
  { name: 'stream-10k', run: runMany },
];
