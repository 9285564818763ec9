/** What a live broadcast costs the server: taking it in, and showing it to three hundred by playlist. */

import { Agent, get } from 'node:http';
import { fileURLToPath } from 'node:url';
import { SECONDS, percentile, round } from '../row.ts';
import type { Bench, Row } from '../row.ts';
import { bareCost, pause, startBare, startServer } from '../server.ts';
import type { Server } from '../server.ts';

export const HOUSE = fileURLToPath(new URL('../video-house.ts', import.meta.url));
const VIEWERS = 300;
const BROADCASTS = 4;
/** 720p30 of 2.5 Mb/s. */
const PART_BYTES = 97_500;
const MOST_INGEST = 5;
const MOST_FANOUT = 35;

const agent = new Agent({ keepAlive: true, maxSockets: 2000 });

function fetchBytes(url: string): Promise<{ ok: boolean; text: () => string; length: number }> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on('data', (piece: Buffer) => pieces.push(piece));
      answer.on('end', () => resolve({ ok: answer.statusCode === 200, text: () => Buffer.concat(pieces).toString(), length: pieces.reduce((sum, piece) => sum + piece.length, 0) }));
    }).once('error', reject);
  });
}

/** Makes a row, in an event room if one is named, which the server's program begins to feed. @returns its address once there is something to see */
export async function begin(server: Server, roomId?: string): Promise<string> {
  const { sql } = await import('kysely');
  const id = Date.now() * 4096 - Date.UTC(2006, 0, 1) * 4096 + Math.floor(Math.random() * 4096);
  await sql`insert into video.broadcast (id, room_id, account_id, title, state, private, key_hash, created_at)
    select ${id}, ${roomId ?? null}::bigint, account_id, 'bench', 'ready', false, ${Buffer.from(String(id))}, now() from auth.credential where email_key like 'b@%' limit 1`.execute(server.house.database.kysely);
  const at = `${server.origin}/video/${id}`;
  for (let tries = 0; tries < 100; tries++) {
    if ((await fetchBytes(`${at}/live.m3u8`)).ok) return at;
    await pause(200);
  }
  throw new Error('The broadcast did not begin');
}

/** One who follows as hls.js does: the next playlist and the next part are asked for before they are there. */
export async function follow(at: string, until: () => boolean, rounds: number[], bytes: { read: number }): Promise<void> {
  let hint = /URI="(\d+)\.(\d+)\.m4s"\n$/.exec((await fetchBytes(`${at}/live.m3u8`)).text());
  let last = performance.now();
  while (!until() && hint !== null) {
    const [, msn, part] = hint;
    const [list, piece] = await Promise.all([fetchBytes(`${at}/live.m3u8?_HLS_msn=${msn}&_HLS_part=${part}`), fetchBytes(`${at}/${msn}.${part}.m4s`)]);
    bytes.read += list.length + piece.length;
    hint = /URI="(\d+)\.(\d+)\.m4s"\n$/.exec(list.text());
    const now = performance.now();
    rounds.push(now - last);
    last = now;
  }
}

async function fanOut(server: Server, at: string): Promise<{ share: number; rounds: number[]; asked: number; megabytes: number }> {
  let over = false;
  const rounds: number[] = [];
  const bytes = { read: 0 };
  const viewers = Array.from({ length: VIEWERS }, () => follow(at, () => over, rounds, bytes));
  await pause(3000);
  rounds.length = bytes.read = 0;
  const [before, began] = [await server.cost(), performance.now()];
  await pause(SECONDS * 1000);
  const [after, took] = [await server.cost(), performance.now() - began];
  const measured = [...rounds];
  over = true;
  await Promise.all(viewers);
  return { share: (100 * (after.appCpuMs - before.appCpuMs)) / took, rounds: measured, asked: (measured.length * 2 * 1000) / took, megabytes: bytes.read / 1000 / took };
}

/** As many answers a second of a part's size, by a server that does nothing else. */
async function bareShare(asked: number): Promise<number> {
  const bare = await startBare(Buffer.alloc(PART_BYTES >> 1, 1), { 'content-type': 'video/mp4' });
  try {
    const [before, began] = [await bareCost(bare.pid), performance.now()];
    for (let sent = 0; performance.now() - began < SECONDS * 1000; ) {
      const due = Math.floor((asked * (performance.now() - began)) / 1000) - sent;
      const batch = Array.from({ length: Math.min(Math.max(0, due), VIEWERS * 2) }, () => fetchBytes(bare.origin));
      sent += batch.length;
      await Promise.all([...batch, pause(5)]);
    }
    const took = performance.now() - began;
    return (100 * ((await bareCost(bare.pid)).cpuMs - before.cpuMs)) / took;
  } finally {
    await bare.stop();
  }
}

export const videoBenches: readonly Bench[] = [{
  name: 'video',
  async run(): Promise<Row[]> {
    const server = await startServer({ main: [HOUSE] });
    try {
      const idle = await share(server);
      const addresses: string[] = [];
      for (let count = 0; count < BROADCASTS; count++) addresses.push(await begin(server));
      const taken = (await share(server) - idle) / BROADCASTS;
      const { share: shown, rounds, asked, megabytes } = await fanOut(server, addresses[0] as string);
      const bare = await bareShare(asked);
      const out = Math.max(0.1, shown - taken * (BROADCASTS - 1));
      return [
        {
          row: 'video-ingest', value: round(taken, 1), unit: '% of a core', yardstick: '', ratio: undefined, target: `<= ${MOST_INGEST} % for each broadcast`, kept: taken <= MOST_INGEST,
          more: `720p30, 2.5 Mb/s, packaged and recorded, frames handed over in the process; ${BROADCASTS} at once`,
        },
        {
          row: 'video-fanout', value: round(out, 1), unit: '% of a core', yardstick: 'bare node:http, as many answers of that size', ratio: bare / out, target: `<= ${MOST_FANOUT} % for ${VIEWERS} viewers`, kept: out <= MOST_FANOUT,
          more: `round p50 ${round(percentile(rounds, 0.5), 0)} ms, p99 ${round(percentile(rounds, 0.99), 0)} ms; ${round(asked, 0)} answers/s, ${round(megabytes, 0)} MB/s; bare ${round(bare, 1)} %; memory ${round((await server.memory()) / 1e6, 0)} MB`,
        },
      ];
    } finally {
      await server.stop();
    }
  },
}];

/** Of a core, while nobody watches. */
async function share(server: Server): Promise<number> {
  await pause(1000);
  const [before, began] = [await server.cost(), performance.now()];
  await pause(SECONDS * 1000);
  return (100 * ((await server.cost()).appCpuMs - before.appCpuMs)) / (performance.now() - began);
}
