/**
 * RTMP's handshake and chunk stream (Adobe, "RTMP Specification 1.0", sections 5.2 to 5.4): bytes in, whole messages out. What it
 * holds is bounded: unfinished messages by their number and their bytes, and nothing is set aside for a length that was only announced.
 */

import { randomBytes } from 'node:crypto';

export interface Message {
  readonly type: number;
  readonly stream: number;
  /** Milliseconds, 32 bits: goes round every 49 days. */
  readonly time: number;
  readonly bytes: Buffer;
}

/** What the other side did is no RTMP, or more of it than anybody needs. */
export class ChunkError extends Error {}

const HANDSHAKE = 1536;
const PRESET_CHUNK = 128;
/** A whole picture of the highest quality; commands are held shorter. */
const MOST_MESSAGE = 4 * 1024 * 1024;
const MOST_COMMAND = 65_536;
const MEDIA: ReadonlySet<number> = new Set([8, 9]);
/** Encoders use four: control, commands, sound, picture. */
const MOST_STREAMS = 16;
const MOST_UNFINISHED = 6 * 1024 * 1024;

interface ChunkStream {
  time: number;
  /** As it stood in the last header that had one: a repetition repeats it. */
  field: number;
  extended: boolean;
  length: number;
  type: number;
  stream: number;
  parts: Buffer[];
  got: number;
}

/** One direction of a connection, from the first byte. */
export class ChunkReader {
  /** Bytes since the beginning, which the other side wants acknowledged. */
  received = 0;
  readonly #streams = new Map<number, ChunkStream>();
  readonly #answer: (bytes: Buffer) => void;
  #state: 'hello' | 'echo' | 'header' | 'payload' = 'hello';
  #held: Buffer = Buffer.alloc(0);
  #chunk = PRESET_CHUNK;
  #unfinished = 0;
  #current: ChunkStream | undefined;
  #left = 0;

  /** @param answer sends what the handshake says. */
  constructor(answer: (bytes: Buffer) => void) {
    this.#answer = answer;
  }

  /** Whole messages as they are done. The reader may be told meanwhile that chunks are larger from now on. @throws ChunkError */
  *push(given: Buffer): Generator<Message> {
    this.received += given.length;
    let rest = this.#held.length > 0 ? Buffer.concat([this.#held, given]) : given;
    this.#held = Buffer.alloc(0);
    for (;;) {
      const before = rest;
      if (this.#state === 'payload') {
        const part = rest.subarray(0, this.#left);
        const message = this.#take(part);
        rest = rest.subarray(part.length);
        if (message !== undefined) yield message;
        if (this.#left > 0) return;
      } else {
        rest = this.#state === 'header' ? this.#header(rest) : this.#greet(rest);
        if (rest === before) {
          // At most a handshake; copied, so that it does not keep the whole piece it came with.
          this.#held = Buffer.from(rest);
          return;
        }
      }
    }
  }

  /** How the other side cuts its messages from now on. */
  setChunk(bytes: number): void {
    if (bytes < 1 || bytes > 0x7f_ff_ff_ff) throw new ChunkError('Chunks cannot have that size');
    this.#chunk = bytes;
  }

  /** Forgets what has come of an unfinished message. */
  abort(id: number): void {
    const stream = this.#streams.get(id);
    if (stream !== undefined) this.#finish(stream);
  }

  #greet(bytes: Buffer): Buffer {
    if (bytes.length > 0 && this.#state === 'hello' && bytes[0] !== 3) throw new ChunkError('This is no RTMP');
    const length = this.#state === 'hello' ? 1 + HANDSHAKE : HANDSHAKE;
    if (bytes.length < length) return bytes;
    if (this.#state === 'hello') {
      const own = randomBytes(HANDSHAKE);
      own.fill(0, 0, 8);
      this.#answer(Buffer.concat([Buffer.from([3]), own, bytes.subarray(1, length)]));
    }
    this.#state = this.#state === 'hello' ? 'echo' : 'header';
    return bytes.subarray(length);
  }

  /** The rest after a whole header, or the same bytes when they are too few for one. */
  #header(bytes: Buffer): Buffer {
    const short = (bytes[0] ?? 0) & 63;
    const basic = short === 0 ? 2 : short === 1 ? 3 : 1;
    if (bytes.length < basic) return bytes;
    const format = (bytes[0] ?? 0) >> 6;
    const id = short === 0 ? 64 + (bytes[1] ?? 0) : short === 1 ? 64 + (bytes[1] ?? 0) + (bytes[2] ?? 0) * 256 : short;
    const known = this.#streams.get(id);
    if (known === undefined && format !== 0 && format !== 1) throw new ChunkError('A chunk refers to none before it');
    const size = [11, 7, 3, 0][format] ?? 0;
    if (bytes.length < basic + size) return bytes;
    const field = format === 3 ? (known?.field ?? 0) : bytes.readUIntBE(basic, 3);
    const extended = format === 3 ? (known?.extended ?? false) : field === 0xff_ff_ff;
    const end = basic + size + (extended ? 4 : 0);
    if (bytes.length < end) return bytes;
    const stream = known ?? this.#open(id);
    const time = extended ? bytes.readUInt32BE(basic + size) : field;
    if (stream.got > 0 && format !== 3) throw new ChunkError('A message begins before the one before it has ended');
    if (format < 2) [stream.length, stream.type] = [bytes.readUIntBE(basic + 3, 3), bytes[basic + 6] ?? 0];
    if (format === 0) stream.stream = bytes.readUInt32LE(basic + 7);
    if (stream.got === 0) {
      stream.time = format === 0 ? time : (stream.time + time) >>> 0;
      [stream.field, stream.extended] = [time, extended];
    }
    if (stream.length > (MEDIA.has(stream.type) ? MOST_MESSAGE : MOST_COMMAND)) throw new ChunkError('A message is too large');
    this.#current = stream;
    this.#left = Math.min(this.#chunk, stream.length - stream.got);
    this.#state = 'payload';
    return bytes.subarray(end);
  }

  #open(id: number): ChunkStream {
    if (this.#streams.size >= MOST_STREAMS) throw new ChunkError('There are too many chunk streams');
    const stream: ChunkStream = { time: 0, field: 0, extended: false, length: 0, type: 0, stream: 0, parts: [], got: 0 };
    this.#streams.set(id, stream);
    return stream;
  }

  #take(part: Buffer): Message | undefined {
    const stream = this.#current as ChunkStream;
    this.#left -= part.length;
    if (this.#left === 0) this.#state = 'header';
    const whole = stream.got + part.length === stream.length;
    if (whole && stream.got === 0) return { type: stream.type, stream: stream.stream, time: stream.time, bytes: Buffer.from(part) };
    stream.got += part.length;
    this.#unfinished += part.length;
    if (this.#unfinished > MOST_UNFINISHED) throw new ChunkError('Too much is unfinished');
    // A copy that is not of the shared pool: single bytes would each hold 64 kB otherwise.
    if (part.length > 0) stream.parts.push(Buffer.from(part));
    if (!whole) return undefined;
    const bytes = Buffer.concat(stream.parts);
    this.#finish(stream);
    return { type: stream.type, stream: stream.stream, time: stream.time, bytes };
  }

  #finish(stream: ChunkStream): void {
    this.#unfinished -= stream.got;
    [stream.parts, stream.got] = [[], 0];
  }
}

/** Our own chunks: larger than any answer of ours, so that each message is one. */
export const OWN_CHUNK = 4096;

/** A message as one chunk; it has to be shorter than {@link OWN_CHUNK} once that was told, and than 128 bytes before. */
export function writeMessage(type: number, bytes: Buffer, stream = 0): Buffer {
  const head = Buffer.alloc(12);
  head[0] = type < 7 ? 2 : 3;
  head.writeUIntBE(bytes.length, 4, 3);
  head[7] = type;
  head.writeUInt32LE(stream, 8);
  return Buffer.concat([head, bytes]);
}
