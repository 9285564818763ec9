/**
 * `npm run torture -- video-hour`: one broadcast of an hour, sent faster than it plays, to the real server: whether its memory stays as
 * it is, and whether sound and picture are still together at the end.
 *
 *     npm run torture -- video-hour --minutes 60 --speed 8
 *
 * Each segment is safe on the disk before the next one counts: a disk that is slow at that speed stops the recording, and is told.
 * The sound comes by the clock of a sound card that is slow by 40 millionths. Every eight minutes the sender is cut off and goes on
 * where it was; three viewers get the picture pushed all the while. At the end ffprobe reads the film: no frame is missing, and the last
 * ones of both tracks lie as far apart as where they came from.
 */
import { execFile } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { WebSocket } from 'ws';
import type { Person } from '../town/person.ts';
import { Sender, makeFilm } from '../town/senders.ts';
import type { Film } from '../town/senders.ts';
import { settleIn } from './people.ts';
import { Server } from './server.ts';

const FILM_SECONDS = 20;
const SLOW = 1 + 40e-6;
const CUT_MINUTES = 8;
const VIEWERS = 3;
const MOST_DRIFT_MS = 80;
/** What a heap that is collected now and then may differ by; an hour that leaked a part would be ten times that. */
const MOST_GROWTH = 40e6;
const PATH = '/api/perchoir/v1/broadcasts';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

type Packet = Film['packets'][number];
const isSound = ({ flags }: Packet): boolean => flags >= 16;

/** The film round and round, its sound by another clock. */
function packetAt(film: Film, number: number): Packet {
  const [round, at] = [Math.floor(number / film.packets.length), number % film.packets.length];
  const packet = film.packets[at] as Packet;
  const us = packet.us + round * FILM_SECONDS * 1e6;
  return { ...packet, us: isSound(packet) ? Math.round(us * SLOW) : us };
}

interface Run {
  readonly film: Film;
  readonly address: string;
  readonly key: string;
  readonly seconds: number;
  readonly speed: number;
  /** Is told after each minute of the broadcast. */
  minute(minute: number): Promise<void>;
}

/** @returns how many packets were sent in all */
async function play({ film, address, key, seconds, speed, minute }: Run): Promise<number> {
  let sender = new Sender(address, { key });
  const { session } = await sender.begin(film);
  const began = performance.now();
  let [next, minutes] = [0, 0];
  for (;;) {
    const due = ((performance.now() - began) / 1000) * speed;
    while (packetAt(film, next).us / 1e6 < Math.min(due, seconds)) sender.packet(packetAt(film, next), next++);
    if (due >= seconds) break;
    if (due >= (minutes + 1) * 60) {
      await minute(++minutes);
      if (minutes % CUT_MINUTES === 0) {
        await sender.drained();
        sender.cut();
        sender = new Sender(address, { key });
        next = (await sender.begin(film, { session })).next as number;
      }
    }
    await pause(20);
  }
  await sender.drained();
  sender.say({ type: 'end' });
  await sender.hears('ended');
  return next;
}

interface Read {
  readonly frames: number;
  /** Of the last frame of each track, in seconds. */
  readonly picture: number;
  readonly sound: number;
}

async function probe(url: string, folder: string): Promise<Read> {
  const path = join(folder, 'film.mp4');
  const answer = await fetch(url);
  if (!answer.ok || answer.body === null) throw new Error(`The film was answered with ${answer.status}`);
  await pipeline(Readable.fromWeb(answer.body as never), createWriteStream(path));
  const { stdout } = await promisify(execFile)('/usr/bin/ffprobe', ['-v', 'error', '-show_entries', 'packet=codec_type,pts_time', '-of', 'csv=p=0', path], { maxBuffer: 1e9 });
  const rows = stdout.trim().split('\n').map((line) => line.split(','));
  const last = (kind: string): number => rows.reduce((most, [type, at]) => (type === kind ? Math.max(most, Number(at)) : most), 0);
  return { frames: rows.length, picture: last('video'), sound: last('audio') };
}

function watch(url: string): WebSocket {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), { perMessageDeflate: false });
  socket.on('message', () => undefined).on('error', () => undefined);
  return socket;
}

const smallest = (list: readonly number[]): number => Math.min(...list);

/** @returns whether everything was kept that is promised */
export async function videoHour({ minutes, speed }: { minutes: number; speed: number }): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'perchoir-video-hour-'));
  const server = await Server.in(folder);
  const viewers: WebSocket[] = [];
  try {
    server.start();
    await server.untilReady();
    const [sender] = (await settleIn(server, ['sender'], { 'video.kilobits': 100_000 })) as [Person];
    // What was settled beside the server reaches it within a second.
    await pause(1500);
    const film = await makeFilm(FILM_SECONDS, '640x360');
    const { body: made } = await sender.post(PATH, { title: 'An hour' });
    const memory: number[] = [];
    const minute = async (at: number): Promise<void> => {
      while (viewers.length < VIEWERS) viewers.push(watch(`${server.base}${PATH}/${made.id}/push`));
      memory.push(await server.memory());
      if (at % 10 === 0) console.log(`${at} minutes, ${((memory.at(-1) ?? 0) / 1e6).toFixed(0)} MB`);
    };
    const count = await play({ film, address: `${server.base.replace('http', 'ws')}${PATH}/${made.id}/ingest`, key: made.publish.key, seconds: minutes * 60, speed, minute });
    const stopped = (await sender.get(`${PATH}/${made.id}`)).body.reason as string | null;
    const { body: ended } = await sender.post(`${PATH}/${made.id}/end`);
    const read = await probe(ended.download_url, folder);
    const sent = Array.from({ length: Math.min(count, film.packets.length) }, (_, back) => packetAt(film, count - 1 - back));
    const lastOf = (sound: boolean): number => (sent.find((packet) => isSound(packet) === sound)?.us ?? 0) / 1e6;
    const drift = Math.abs(read.picture - read.sound - (lastOf(false) - lastOf(true))) * 1000;
    // The first quarter fills caches.
    const quarter = Math.max(1, Math.floor(memory.length / 4));
    const growth = smallest(memory.slice(-quarter)) - smallest(memory.slice(quarter, 2 * quarter + 1));
    const faults = [
      ...(drift < MOST_DRIFT_MS ? [] : [`sound and picture are ${drift.toFixed(0)} ms apart`]), ...(growth < MOST_GROWTH ? [] : [`memory grew by ${(growth / 1e6).toFixed(0)} MB`]),
      ...(stopped === null ? [] : [`it was told: ${stopped}`]), ...(read.frames === count ? [] : [`${count} frames were sent, ${read.frames} are in the film`]),
    ];
    console.log(`${minutes} minutes of video at ${speed} times its speed: drift ${drift.toFixed(1)} ms, memory ${(growth / 1e6).toFixed(1)} MB more in the last quarter than in the second (${((memory.at(-1) ?? 0) / 1e6).toFixed(0)} MB), ${read.frames} of ${count} frames`);
    for (const fault of faults) console.error(`BROKEN  ${fault}`);
    return faults.length === 0;
  } finally {
    for (const viewer of viewers) viewer.terminate();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
