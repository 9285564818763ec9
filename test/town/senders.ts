/** People who send video: a short film, sent as a browser would, and ffmpeg as encoder. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ALL_FORMATS, BufferSource, EncodedPacketSink, Input } from 'mediabunny';
import { WebSocket } from 'ws';
import { needDebian } from './debian.ts';
import type { Json } from './person.ts';

const SOURCE = ['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25', '-f', 'lavfi', '-i', 'sine=frequency=440'];
const CODED = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-pix_fmt', 'yuv420p', '-g', '50', '-c:a', 'aac'];

/** ffmpeg with these words; it is ended by its `kill`. */
export async function ffmpeg(...words: readonly string[]): Promise<{ child: ChildProcess; done: Promise<{ code: number | null; said: string }> }> {
  await needDebian('/usr/bin/ffmpeg', 'ffmpeg');
  const child = spawn('ffmpeg', ['-v', 'error', '-y', ...words], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  return { child, done: new Promise((resolve) => child.once('close', (code) => resolve({ code, said }))) };
}

/** Sends a test picture and a tone by RTMP, as fast as they are shown. */
export const encoder = (address: string, seconds: number): ReturnType<typeof ffmpeg> => ffmpeg('-re', ...SOURCE, '-t', String(seconds), ...CODED, '-f', 'flv', address);

export interface Film {
  readonly configs: readonly Json[];
  /** Both tracks in the order of their times. */
  readonly packets: readonly { readonly flags: number; readonly us: number; readonly bytes: Uint8Array }[];
}

/** A film of so many seconds, as a browser's encoder gives it. */
export async function makeFilm(seconds: number, size = '320x180'): Promise<Film> {
  const folder = await mkdtemp(join(tmpdir(), 'perchoir-film-'));
  try {
    const path = join(folder, 'film.mp4');
    const words = SOURCE.map((word) => word.replace('320x180', size));
    const { done } = await ffmpeg(...words, '-t', String(seconds), ...CODED, path);
    const { code, said } = await done;
    if (code !== 0) throw new Error(said);
    return await readFilm(await readFile(path));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The packets of an MP4. */
export async function readFilm(bytes: Uint8Array<ArrayBuffer>): Promise<Film> {
  const input = new Input({ formats: ALL_FORMATS, source: new BufferSource(bytes) });
  const [video, audio] = [await input.getPrimaryVideoTrack(), await input.getPrimaryAudioTrack()];
  if (video === null || audio === null) throw new Error('The film has no picture or no sound');
  const [picture, sound] = [await video.getDecoderConfig(), await audio.getDecoderConfig()];
  const config = (track: string, { codec, description }: Json): Json => ({ type: 'config', track, codec, description: Buffer.from(description).toString('base64') });
  const packets: { flags: number; us: number; bytes: Uint8Array }[] = [];
  for (const [track, flags] of [[video, 0], [audio, 16]] as const) {
    for await (const { data, timestamp, type } of new EncodedPacketSink(track).packets()) packets.push({ flags: flags | (type === 'key' ? 1 : 0), us: Math.max(0, Math.round(timestamp * 1e6)), bytes: data });
  }
  return { configs: [config('video', picture), config('audio', sound)], packets: packets.toSorted((a, b) => a.us - b.us) };
}

/** A connection that sends as docs/live.md says. */
export class Sender {
  readonly said: Json[] = [];
  readonly closed: Promise<number>;
  readonly #socket: WebSocket;

  constructor(address: string, options: { key?: string; protocols?: string[]; headers?: Record<string, string> }) {
    const headers = { ...options.headers, ...(options.key !== undefined && { authorization: `Bearer ${options.key}` }) };
    this.#socket = new WebSocket(address, options.protocols ?? [], { headers, perMessageDeflate: false });
    this.#socket.on('message', (text: Buffer) => {
      this.said.push(JSON.parse(String(text)));
    });
    this.closed = new Promise((resolve) => {
      this.#socket.once('close', resolve);
      this.#socket.on('error', () => resolve(0));
    });
  }

  async opened(): Promise<this> {
    if (this.#socket.readyState === WebSocket.CONNECTING) await new Promise((resolve, reject) => this.#socket.once('open', resolve).once('error', reject));
    return this;
  }

  say(message: Json): void {
    this.#socket.send(JSON.stringify(message));
  }

  /** Resolves with the first message of this type, also one that came already. */
  async hears(type: string): Promise<Json> {
    for (let tries = 0; tries < 500; tries++) {
      const found = this.said.find((message) => message.type === type);
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`${type} was never said; ${JSON.stringify(this.said)} was`);
  }

  /** Says hello and what the tracks are. */
  async begin(film: Film, more: Json = {}): Promise<Json> {
    await this.opened();
    this.say({ type: 'hello', ...more });
    const accepted = await this.hears('accepted');
    for (const config of film.configs) this.say(config);
    return accepted;
  }

  /** Sends the packets from a number on, up to another. */
  send(film: Film, from: number, to = film.packets.length): void {
    film.packets.slice(from, to).forEach((packet, index) => this.packet(packet, from + index));
  }

  packet({ flags, us, bytes }: Film['packets'][number], number: number): void {
    const head = Buffer.alloc(13);
    head[0] = flags;
    head.writeUInt32BE(number, 1);
    head.writeBigInt64BE(BigInt(us), 5);
    this.#socket.send(Buffer.concat([head, bytes]));
  }

  /** What was sent has gone out and, on one machine, come in. */
  async drained(): Promise<void> {
    while (this.#socket.bufferedAmount > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await new Promise((resolve) => setTimeout(resolve, 300));
  }

  /** As when the network goes. */
  cut(): void {
    this.#socket.terminate();
  }
}
