/** Whether others notice live video: how fast home is read, alone and while three broadcasts run that a hundred watch each. */

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { gatherReaders, readHomes } from '../even-pace.ts';
import { SECONDS, percentile, round } from '../row.ts';
import type { Bench, Row } from '../row.ts';
import { pause, startServer } from '../server.ts';
import type { Server } from '../server.ts';
import { load } from '../wrk.ts';
import { bearer } from './home.ts';
import { HOUSE, begin } from './video.ts';

const BROADCASTS = 3;
const VIEWERS = 100;
const ROUNDS = 3;
const CONNECTIONS = 16;
const LEAST = 0.8;

interface Pace {
  readonly perSecond: number;
  /** Of reads at an even pace that leaves the server time. */
  readonly p99: number;
}

type Readers = Awaited<ReturnType<typeof gatherReaders>>['readers'];

async function pace(server: Server, readers: Readers): Promise<Pace> {
  const [reader] = readers;
  if (reader === undefined) throw new Error('Nobody reads');
  const [rates, late]: [number[], number[]] = [[], []];
  for (let at = 0; at < ROUNDS; at++) {
    const done = await load(`${server.origin}/api/v1/timelines/home?limit=20`, { seconds: SECONDS, connections: CONNECTIONS, headers: bearer(reader) });
    if (done.failed > 0) throw new Error(`${done.failed} reads failed`);
    rates.push(done.perSecond);
    late.push(percentile(await readHomes(server, readers, SECONDS), 0.99));
  }
  return { perSecond: percentile(rates, 0.5), p99: percentile(late, 0.5) };
}

/** Home, read while everybody watches three broadcasts that run on `video`. */
async function paceBeside(server: Server, video: Server, readers: Readers): Promise<Pace & { rounds: number[] }> {
  const addresses: string[] = [];
  for (let count = 0; count < BROADCASTS; count++) addresses.push(await begin(video));
  const viewers = new Worker(new URL('../viewers.ts', import.meta.url), { workerData: { addresses, each: VIEWERS } });
  const gone = once(viewers, 'exit');
  await pause(3000);
  viewers.postMessage('measure');
  const beside = await pace(server, readers);
  const told = once(viewers, 'message') as Promise<[number[]]>;
  viewers.postMessage('end');
  const [rounds] = await told;
  await gone;
  return { ...beside, rounds };
}

/** The same broadcasts and viewers beside a server that has nothing to do with them: what is lost then, the machine loses and its client. */
async function paceApart(server: Server, readers: Readers): Promise<Pace> {
  const other = await startServer({ main: [HOUSE] });
  try {
    return await paceBeside(server, other, readers);
  } finally {
    await other.stop();
  }
}

export const besideVideoBench: Bench = {
  name: 'home-beside-video',
  async run(): Promise<Row[]> {
    const server = await startServer({ main: [HOUSE] });
    try {
      const { readers } = await gatherReaders(server);
      await pace(server, readers.slice(0, 1));
      const alone = await pace(server, readers);
      const apart = await paceApart(server, readers);
      const beside = await paceBeside(server, server, readers);
      const ratio = beside.perSecond / alone.perSecond;
      return [{
        row: 'home-beside-video', value: round(beside.perSecond, 0), unit: 'pages/s', yardstick: 'the rate without video', ratio: round(ratio, 3), target: `>= ${LEAST * 100} %`, kept: ratio >= LEAST,
        more: `${BROADCASTS} broadcasts of 720p30 with ${VIEWERS} viewers each, who take turns of p50 ${round(percentile(beside.rounds, 0.5), 0)} ms, p99 ${round(percentile(beside.rounds, 0.99), 0)} ms meanwhile; alone ${round(alone.perSecond, 0)} pages/s, ${round(apart.perSecond, 0)} (${round((100 * apart.perSecond) / alone.perSecond, 0)} %) where all of the video is on another server of this machine; 100 pages/s at an even pace: p99 ${round(alone.p99, 1)} ms alone, ${round(apart.p99, 1)} apart, ${round(beside.p99, 1)} beside it`,
      }];
    } finally {
      await server.stop();
    }
  },
};
