/**
 * A recording as one film with its index in front, which every player opens: the index is made from the heads of the parts, and what
 * they show is sent as it lies on the disk. Pure: whoever reads the disk hands the heads in.
 */

import { box, fullBox, letters, media, movieHeader, trackHeader, u32, u64 } from './boxes.ts';

/** Where the samples of a part lie. */
export interface Payload {
  readonly stretch: number;
  /** In the stretch's piece. */
  readonly at: number;
  readonly bytes: number;
}

export interface Movie {
  /** Up to the first byte of the first sample. */
  readonly head: Buffer;
  readonly payloads: readonly Payload[];
  /** Of the whole. */
  readonly bytes: number;
}

interface Growing {
  readonly id: number;
  readonly timescale: number;
  readonly entries: Buffer[];
  readonly size: { width: number; height: number } | undefined;
  readonly times: number[];
  readonly sizes: number[];
  readonly offsets: number[];
  readonly keys: number[];
  /** Position in the payload, samples, entry. */
  readonly chunks: [number, number, number][];
  last: number;
  ends: number;
}

/** A track as a stretch began with it. */
interface Begun {
  readonly id: number;
  readonly timescale: number;
  readonly entry: Buffer;
  readonly size: { width: number; height: number } | undefined;
}

/** The insides of the boxes of this type, one level deep, from `at` on. */
function* boxesIn(bytes: Buffer, type: string, at = 0): Generator<Buffer> {
  while (at + 8 <= bytes.length) {
    const size = bytes.readUInt32BE(at);
    if (size < 8) return;
    if (bytes.toString('latin1', at + 4, at + 8) === type) yield bytes.subarray(at + 8, at + size);
    at += size;
  }
}

function inside(bytes: Buffer, ...path: readonly string[]): Buffer {
  let found = bytes;
  for (const type of path) found = boxesIn(found, type).next().value ?? Buffer.alloc(0);
  return found;
}

function readInit(init: Buffer): Begun[] {
  return [...boxesIn(inside(init, 'moov'), 'trak')].map((trak) => {
    const id = inside(trak, 'tkhd').readUInt32BE(20);
    const header = inside(trak, 'tkhd');
    const size = id === 1 ? { width: header.readUInt32BE(header.length - 8) >>> 16, height: header.readUInt32BE(header.length - 4) >>> 16 } : undefined;
    return { id, timescale: inside(trak, 'mdia', 'mdhd').readUInt32BE(20), entry: inside(trak, 'mdia', 'minf', 'stbl', 'stsd').subarray(8), size };
  });
}

export class MovieMaker {
  readonly #tracks = new Map<number, Growing>();
  readonly #payloads: Payload[] = [];
  #position = 0;
  #stretch = 0;
  #begun = new Map<number, Begun>();

  begin(stretch: number, init: Buffer): void {
    this.#stretch = stretch;
    this.#begun = new Map(readInit(init).map((track) => [track.id, track]));
    for (const { id, timescale, entry, size } of this.#begun.values()) {
      let track = this.#tracks.get(id);
      if (track === undefined) this.#tracks.set(id, (track = { id, timescale, entries: [], size, times: [], sizes: [], offsets: [], keys: [], chunks: [], last: 0, ends: 0 }));
      if (!track.entries.some((one) => one.equals(entry))) track.entries.push(entry);
    }
  }

  /** The `moof` of a part, which lies at this place of the stretch's piece, and how long the payload behind it is. */
  add(moof: Buffer, at: number, payload: number): void {
    let inner = 24;
    while (inner + 8 <= moof.length) {
      const size = moof.readUInt32BE(inner);
      if (size < 8) break;
      this.#addRun(moof.subarray(inner + 8, inner + size), moof.length + 8);
      inner += size;
    }
    this.#payloads.push({ stretch: this.#stretch, at: at + moof.length + 8, bytes: payload });
    this.#position += payload;
  }

  /** One `traf` of ours: `tfhd` of 16 bytes, `tfdt` of 20, `trun` (see fragment.ts). */
  #addRun(run: Buffer, payloadAt: number): void {
    const track = this.#tracks.get(run.readUInt32BE(12));
    const begun = this.#begun.get(run.readUInt32BE(12));
    if (track === undefined || begun === undefined) return;
    const scale = track.timescale / begun.timescale;
    let dts = Number(run.readBigUInt64BE(28));
    const count = run.readUInt32BE(48);
    const entry = track.entries.findIndex((one) => one.equals(begun.entry)) + 1;
    track.chunks.push([this.#position + run.readInt32BE(52) - payloadAt, count, entry]);
    for (let sample = 0, at = 56; sample < count; sample++, at += 16) {
      track.last = Math.max(Math.round(dts * scale), track.last);
      track.times.push(track.last);
      track.sizes.push(run.readUInt32BE(at + 4));
      track.offsets.push(Math.round(run.readInt32BE(at + 12) * scale));
      if (run.readUInt32BE(at + 8) === 0x02000000) track.keys.push(track.times.length);
      dts += run.readUInt32BE(at);
    }
    track.ends = Math.max(track.last + 1, Math.round(dts * scale));
  }

  make(): Movie {
    const type = box('ftyp', letters('isom'), u32(512), letters('isomiso2avc1mp41'));
    const tracks = [...this.#tracks.values()].filter(({ times }) => times.length > 0);
    const durationMs = Math.ceil(Math.max(0, ...tracks.map(({ ends, timescale }) => (ends * 1000) / timescale)));
    const index = (start: number): Buffer => box('moov', movieHeader(durationMs, 3), ...tracks.map((track) => this.#track(track, { durationMs, start })));
    const mdat = [...u32(1), ...letters('mdat'), ...u64(this.#position + 16)];
    // Places are of 64 bits, so the index has the same length wherever the payload begins.
    const start = type.length + index(0).length + mdat.length;
    const head = Buffer.concat([type, index(start), Buffer.from(mdat)]);
    return { head, payloads: this.#payloads, bytes: head.length + this.#position };
  }

  #track(track: Growing, { durationMs, start }: { durationMs: number; start: number }): Buffer {
    const { id, timescale, entries, size, times, sizes, offsets, keys, chunks, ends } = track;
    const begins = times[0] ?? 0;
    const tables = [
      fullBox('stsd', [0, 0], u32(entries.length), ...entries),
      durations(times, ends),
      ...(offsets.some((offset) => offset !== 0) ? [fullBox('ctts', [1, 0], runs(offsets))] : []),
      ...(id === 1 ? [fullBox('stss', [0, 0], u32(keys.length), words(keys))] : []),
      chunkRuns(chunks),
      fullBox('stsz', [0, 0], u32(0), u32(sizes.length), words(sizes)),
      fullBox('co64', [0, 0], u32(chunks.length), longs(chunks.map(([at]) => at + start))),
    ];
    const kind = id === 1 ? 'video' : 'audio';
    const inner = media(kind, { timescale, duration: ends - begins }, box('stbl', ...tables));
    const wait = Math.round((begins * 1000) / timescale);
    // What begins later than the film waits: an empty edit, then all of it.
    const edits = wait === 0 ? [] : [box('edts', fullBox('elst', [1, 0], u32(2), u64(wait), [255, 255, 255, 255, 255, 255, 255, 255], u32(0x10000), u64(durationMs - wait), u64(0), u32(0x10000)))];
    return box('trak', trackHeader(id, durationMs, size), ...edits, inner);
  }
}

const words = (values: readonly number[]): Buffer => {
  const out = Buffer.allocUnsafe(values.length * 4);
  for (const [index, value] of values.entries()) out.writeUInt32BE(value, index * 4);
  return out;
};

const longs = (values: readonly number[]): Buffer => {
  const out = Buffer.allocUnsafe(values.length * 8);
  for (const [index, value] of values.entries()) out.writeBigUInt64BE(BigInt(value), index * 8);
  return out;
};

/** How many times the same value stands in a row, and the value; the number of rows in front. */
function runs(values: readonly number[]): Buffer {
  const out: number[] = [];
  for (const value of values) {
    if (out.at(-1) === value) out[out.length - 2] = (out[out.length - 2] ?? 0) + 1;
    else out.push(1, value);
  }
  const bytes = Buffer.allocUnsafe(4 + out.length * 4);
  bytes.writeUInt32BE(out.length / 2, 0);
  for (const [index, value] of out.entries()) bytes.writeInt32BE(value, 4 + index * 4);
  return bytes;
}

function durations(times: readonly number[], ends: number): Buffer {
  return fullBox('stts', [0, 0], runs(times.map((time, index) => (times[index + 1] ?? ends) - time)));
}

/** A row for each chunk that is unlike the one before it. */
function chunkRuns(chunks: Growing['chunks']): Buffer {
  const rows: number[] = [];
  let before: readonly number[] = [];
  for (const [index, [, count, entry]] of chunks.entries()) {
    if (before[0] === count && before[1] === entry) continue;
    rows.push(index + 1, count, entry);
    before = [count, entry];
  }
  return fullBox('stsc', [0, 0], u32(rows.length / 3), words(rows));
}
