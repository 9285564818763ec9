/** What a broadcast costs the server from the wire to the disk: by RTMP, and over a page's socket. */

import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMember } from '#auth';
import { newId } from '#platform/context.ts';
import { Sender, ffmpeg, readFilm } from '#test/town/senders.ts';
import type { Film } from '#test/town/senders.ts';
import { SECONDS, round } from '../row.ts';
import type { Bench, Row } from '../row.ts';
import { pause, startServer } from '../server.ts';
import type { Server } from '../server.ts';

const BROADCASTS = 3;
const FILM_SECONDS = 4;
const MOST = 5;

interface Planned {
  readonly id: number;
  readonly key: string;
}

async function plan(server: Server, accountId: number): Promise<Planned> {
  const { sql } = await import('kysely');
  const [id, key] = [newId(server.house.context({ kind: 'system' })), randomBytes(24).toString('base64url')];
  const at = `/video/${id}`;
  await sql`insert into video.broadcast (id, account_id, title, state, private, key_hash, created_at, playback_url)
    values (${id}, ${accountId}, 'bench', 'ready', false, ${createHash('sha256').update(key).digest()}, now(), ${`${at}/index.m3u8`})`.execute(server.house.database.kysely);
  return { id, key };
}

/** Of a core. */
async function share(server: Server): Promise<number> {
  const [before, began] = [await server.cost(), performance.now()];
  await pause(SECONDS * 1000);
  return (100 * ((await server.cost()).appCpuMs - before.appCpuMs)) / (performance.now() - began);
}

async function byRtmp(server: Server, accountId: number, path: string): Promise<number> {
  const sent = await Promise.all(Array.from({ length: BROADCASTS }, async () => {
    const { key } = await plan(server, accountId);
    return ffmpeg('-re', '-stream_loop', '-1', '-i', path, '-c', 'copy', '-f', 'flv', `rtmp://127.0.0.1:${server.rtmpPort}/live/${key}`);
  }));
  await pause(4000);
  const measured = await share(server);
  const alive = sent.filter(({ child }) => child.exitCode === null).length;
  for (const { child } of sent) child.kill();
  await Promise.all(sent.map(({ done }) => done));
  if (alive !== BROADCASTS) throw new Error(`Only ${alive} of ${BROADCASTS} encoders were taken in`);
  return measured / BROADCASTS;
}

/** The film over and over, each packet when it is due. */
async function play(sender: Sender, film: Film, until: () => boolean): Promise<void> {
  const began = performance.now();
  for (let round = 0, number = 0; !until(); round++) {
    for (const packet of film.packets) {
      const us = packet.us + round * FILM_SECONDS * 1e6;
      const early = us / 1000 - (performance.now() - began);
      if (early > 5) await pause(early);
      if (until()) return;
      sender.packet({ ...packet, us }, number++);
    }
  }
}

async function bySocket(server: Server, accountId: number, film: Film): Promise<number> {
  let over = false;
  const senders = await Promise.all(Array.from({ length: BROADCASTS }, async () => {
    const { id, key } = await plan(server, accountId);
    const sender = new Sender(`${server.origin.replace('http', 'ws')}/api/perchoir/v1/broadcasts/${id}/ingest`, { key });
    await sender.begin(film);
    return sender;
  }));
  const playing = senders.map((sender) => play(sender, film, () => over));
  await pause(4000);
  const measured = await share(server);
  over = true;
  await Promise.all(playing);
  for (const sender of senders) {
    if (sender.said.some(({ type }) => type === 'refused')) throw new Error(JSON.stringify(sender.said.at(-1)));
    sender.cut();
  }
  return measured / BROADCASTS;
}

export const sendersBench: Bench = {
  name: 'senders',
  async run(): Promise<Row[]> {
    const [server, folder] = [await startServer(), await mkdtemp(join(tmpdir(), 'perchoir-bench-film-'))];
    try {
      const path = join(folder, 'film.mp4');
      const { done } = await ffmpeg(
        '-f', 'lavfi', '-i', 'testsrc2=size=1280x720:rate=30', '-f', 'lavfi', '-i', 'sine=frequency=440', '-t', String(FILM_SECONDS), '-c:v', 'libx264', '-preset', 'veryfast',
        '-tune', 'zerolatency', '-pix_fmt', 'yuv420p', '-g', '60', '-b:v', '2500k', '-maxrate', '2500k', '-bufsize', '2500k', '-c:a', 'aac', path,
      );
      await done;
      const bytes = await readFile(path);
      const { accountId } = await createMember(server.house.context({ kind: 'system' }), { username: 'sender', email: 'sender@example.org', password: 'correct horse battery staple', confirmed: true });
      const idle = await share(server);
      const [rtmp, socket] = [await byRtmp(server, accountId, path) - idle / BROADCASTS, await bySocket(server, accountId, await readFilm(bytes)) - idle / BROADCASTS];
      const row = (name: string, value: number, how: string): Row => ({
        row: name, value: round(value, 1), unit: '% of a core', yardstick: '', ratio: undefined, target: `<= ${MOST} % for each broadcast`, kept: value <= MOST,
        more: `720p30, ${round((bytes.length * 8) / FILM_SECONDS / 1e6, 1)} Mb/s, ${how}, packaged and recorded; ${BROADCASTS} at once, nobody watches`,
      });
      return [row('video-rtmp', rtmp, 'sent by ffmpeg'), row('video-socket', socket, 'packets over WebSocket')];
    } finally {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};
