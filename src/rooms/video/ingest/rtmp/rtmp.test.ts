// The reader of RTMP against encoders that behave, and against everything else: bytes in, answers and samples out.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { expect, test } from 'vitest';
import { INSTALL_MS, needDebian } from '#test/town/debian.ts';
import type { IngestSession } from '../../live/seam.ts';
import { refuse } from '../../refusals.ts';
import type { Sample, Track } from '../../types.ts';
import { Intake } from '../intake.ts';
import { readAmf, writeAmf } from './amf.ts';
import type { Said } from './amf.ts';
import { ChunkReader } from './chunks.ts';
import type { Message } from './chunks.ts';
import { Conversation } from './conversation.ts';

const KEY = 'the right key';

/** What a session was handed. */
class Tape implements IngestSession {
  readonly broadcastId = 1;
  readonly maxBitrate = 6_000_000;
  readonly tracks: Track[] = [];
  readonly samples: { kind: string; sample: Sample }[] = [];
  ended: string | true | undefined;
  onConfig(track: Track): void {
    this.tracks.push(track);
  }
  onSample(kind: Track['kind'], sample: Sample): void {
    this.samples.push({ kind, sample });
  }
  onWarning(): void {}
  onPause(): void {}
  onEnd(why?: string): Promise<void> {
    this.ended = why ?? true;
    return Promise.resolve();
  }
  of(kind: string): Sample[] {
    return this.samples.filter((one) => one.kind === kind).map(({ sample }) => sample);
  }
}

const intakeOn = (tape: Tape): Intake => new Intake(tape, { clock: Date.now, warn: () => undefined, cut: () => undefined, gone: () => undefined });

interface Host {
  readonly tape: Tape;
  readonly conversation: Conversation;
  /** Commands that came back. */
  readonly said: unknown[][];
  readonly state: { ended: boolean; paused: boolean };
}

function host(): Host {
  const tape = new Tape();
  const said: unknown[][] = [];
  const state = { ended: false, paused: false };
  // The answers are read by the same reader, which wants its side of the handshake first.
  const reader = new ChunkReader(() => undefined);
  reader.setChunk(4096);
  const read = (bytes: Buffer): void => {
    for (const message of reader.push(bytes) as Iterable<Message>) if (message.type === 20) said.push(readAmf(message.bytes));
  };
  const conversation = new Conversation(
    { send: read, pause: () => (state.paused = true), resume: () => (state.paused = false), end: () => (state.ended = true) },
    async (key) => {
      if (key !== KEY) throw refuse('unknown_key');
      return intakeOn(tape);
    },
  );
  return { tape, conversation, said, state };
}

const HANDSHAKE = Buffer.concat([Buffer.from([3]), Buffer.alloc(1536), Buffer.alloc(1536)]);

/** A message in chunks of 128 bytes, as encoders begin. */
function message(type: number, bytes: Buffer, { time = 0, id = 4, chunk = 128 } = {}): Buffer {
  const head = Buffer.alloc(12);
  head[0] = id;
  head.writeUIntBE(time, 1, 3);
  head.writeUIntBE(bytes.length, 4, 3);
  head[7] = type;
  head.writeUInt32LE(type === 20 ? 0 : 1, 8);
  const parts: Buffer[] = [head];
  for (let at = 0; at < bytes.length; at += chunk) parts.push(...(at > 0 ? [Buffer.from([0xc0 | id])] : []), bytes.subarray(at, at + chunk));
  return Buffer.concat(parts);
}

const command = (...values: readonly Said[]): Buffer => message(20, writeAmf(...values), { id: 3 });
const greeting = Buffer.concat([HANDSHAKE, command('connect', 1, { app: 'live', tcUrl: 'rtmp://here/live' }), command('createStream', 4, null)]);
const publishing = (key = KEY): Buffer => command('publish', 5, null, key, 'live');
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function live(): Promise<Host> {
  const made = host();
  made.conversation.push(greeting);
  made.conversation.push(publishing());
  await turn();
  return made;
}

/** 320 by 180, constrained baseline. */
const AVC = Buffer.from('0142c00cffe100176742c00cda05067e7c0440000003004000000c83c50aa801000468ce0fc8', 'hex');
const frame = (key: boolean): Buffer => Buffer.from([0, 0, 0, 3, key ? 0x65 : 0x41, 1, 2]);
const video = (time: number, key: boolean, offset = 0): Buffer => {
  const head = Buffer.from([key ? 0x17 : 0x27, 1, 0, 0, 0]);
  head.writeIntBE(offset, 2, 3);
  return message(9, Buffer.concat([head, frame(key)]), { time, id: 6 });
};
const avc = message(9, Buffer.concat([Buffer.from([0x17, 0, 0, 0, 0]), AVC]), { id: 6 });

test('a key lets an encoder in, its pictures keep their times, also those shown later than the next', async () => {
  const { conversation, tape, said } = await live();
  expect(said.at(-1)?.[3]).toMatchObject({ code: 'NetStream.Publish.Start' });
  conversation.push(Buffer.concat([avc, video(0, true, 80), video(40, false, -40), video(80, false, 0)]));
  expect(tape.tracks).toMatchObject([{ kind: 'video', codec: 'avc1', timescale: 1_000_000 }]);
  expect(tape.of('video').map(({ dts, pts, key }) => [dts, pts, key])).toEqual([[0, 80_000, true], [40_000, 0, false], [80_000, 80_000, false]]);
  conversation.push(command('deleteStream', 6, null, 1));
  expect(tape.ended).toBe(true);
});

test('nothing is kept before the key is right, and a wrong one is refused in words', async () => {
  const early = host();
  early.conversation.push(greeting);
  early.conversation.push(avc);
  expect(early.state.ended).toBe(true);
  const wrong = host();
  wrong.conversation.push(greeting);
  wrong.conversation.push(publishing('a guess'));
  expect(wrong.state.paused).toBe(true);
  await turn();
  expect(wrong.said.at(-1)?.[3]).toMatchObject({ level: 'error', code: 'NetStream.Publish.BadName', description: expect.stringContaining('no broadcast with this key') });
  expect(wrong.state.ended).toBe(true);
  expect([...early.tape.tracks, ...wrong.tape.tracks]).toEqual([]);
});

test.each([
  ['H.265', 9, Buffer.from([0x90, ...Buffer.from('hvc1'), 0, 0, 0])],
  ['H.265', 9, Buffer.from([0x1c, 0, 0, 0, 0, 1])],
  ['AV1', 9, Buffer.from([0x90, ...Buffer.from('av01'), 0, 0, 0])],
  ['MP3', 8, Buffer.from([0x2f, 1, 2, 3])],
  ['Opus', 8, Buffer.from([0x90, ...Buffer.from('Opus'), 0])],
])('%s is refused by its name', async (name, type, bytes) => {
  const { conversation, said, tape, state } = await live();
  conversation.push(message(type, bytes, { id: 6 }));
  expect(said.at(-1)?.[3]).toMatchObject({ level: 'error', description: expect.stringContaining(name) });
  expect(state.ended).toBe(true);
  expect(tape.ended).toContain(name);
});

test('pieces of any size say the same', async () => {
  const bytes = Buffer.concat([avc, ...Array.from({ length: 50 }, (_, i) => video(i * 40, i % 10 === 0))]);
  const whole = await live();
  whole.conversation.push(bytes);
  for (const size of [1, 7, 128, 1000]) {
    const cut = await live();
    for (let at = 0; at < bytes.length; at += size) cut.conversation.push(bytes.subarray(at, at + size));
    expect(cut.tape.samples).toEqual(whole.tape.samples);
  }
  expect(whole.tape.samples).toHaveLength(50);
});

test('times go on where 32 bits begin anew, and where a clock jumps', async () => {
  const { conversation, tape } = await live();
  conversation.push(avc);
  conversation.push(video(900_000, true));
  conversation.push(video(900_040, false));
  conversation.push(video(10, false));
  conversation.push(video(50, false));
  const times = tape.of('video').map(({ dts }) => dts);
  expect(times[1]).toBe(900_040_000);
  expect(times[2]).toBeGreaterThan(900_040_000);
  expect((times[2] ?? 0) - 900_040_000).toBeLessThan(1_000_000);
  expect((times[3] ?? 0) - (times[2] ?? 0)).toBe(40_000);
});

/** The same numbers each time. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

test('whatever comes, the reader ends or goes on, and holds little', async () => {
  const roll = dice(7);
  const good = Buffer.concat([greeting, publishing(), avc, ...Array.from({ length: 20 }, (_, i) => video(i * 40, i % 5 === 0))]);
  const before = process.memoryUsage().rss;
  for (let round = 0; round < 400; round++) {
    const { conversation } = round % 2 === 0 ? host() : await live();
    const bytes = Buffer.from(round % 3 === 0 ? Buffer.from(Array.from({ length: 4000 }, () => Math.floor(roll() * 256))) : good);
    for (let flips = Math.floor(roll() * 20); flips > 0; flips--) bytes[Math.floor(roll() * bytes.length)] = Math.floor(roll() * 256);
    const end = Math.floor(roll() * bytes.length);
    if (round % 3 === 0) conversation.push(HANDSHAKE);
    for (let at = 0; at < end; at += 500) conversation.push(bytes.subarray(at, Math.min(end, at + 500)));
    await turn();
    conversation.closed();
  }
  expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
}, 60_000);

test('a length that is only announced takes no memory, and one beyond all bounds ends the connection', async () => {
  const { conversation, state } = await live();
  conversation.push(message(1, Buffer.from([0x7f, 0xff, 0xff, 0xff]), { id: 2 }));
  const head = Buffer.alloc(12);
  head[0] = 6;
  head.writeUIntBE(4_000_000, 4, 3);
  head[7] = 9;
  const before = process.memoryUsage();
  conversation.push(Buffer.concat([head, Buffer.alloc(100)]));
  expect(process.memoryUsage().arrayBuffers - before.arrayBuffers).toBeLessThan(1_000_000);
  expect(state.ended).toBe(false);
  const other = await live();
  head.writeUIntBE(0xff_ff_ff, 4, 3);
  other.conversation.push(head);
  expect(other.state.ended).toBe(true);
});

test('what ffmpeg sends comes out whole', async () => {
  await needDebian('/usr/bin/ffmpeg', 'ffmpeg');
  const tape = new Tape();
  const server = createServer((socket: Socket) => {
    const conversation = new Conversation(
      { send: (bytes) => socket.write(bytes), pause: () => socket.pause(), resume: () => socket.resume(), end: () => socket.end() },
      async () => intakeOn(tape),
    );
    socket.on('data', (bytes) => conversation.push(bytes));
    socket.on('close', () => conversation.closed());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const code = await new Promise<number | null>((resolve) => {
    const words = `-v error -f lavfi -i testsrc2=size=320x180:rate=25 -f lavfi -i sine=frequency=440 -t 2 -c:v libx264 -preset ultrafast -bf 2 -g 25 -c:a aac -f flv rtmp://127.0.0.1:${port}/live/${encodeURIComponent(KEY)}`;
    spawn('ffmpeg', words.split(' '), { stdio: 'ignore' }).once('close', resolve);
  });
  await new Promise<void>((resolve) => server.close(() => resolve()));
  expect(code).toBe(0);
  expect(tape.tracks.map(({ codec }) => codec).toSorted()).toEqual(['avc1', 'mp4a']);
  expect(tape.of('video')).toHaveLength(50);
  expect(tape.of('video').filter(({ key }) => key)).toHaveLength(2);
  expect(tape.of('audio').length).toBeGreaterThan(80);
  expect(tape.of('video').every(({ dts, pts }) => pts >= dts)).toBe(true);
  expect(tape.ended).toBe(true);
}, INSTALL_MS);
