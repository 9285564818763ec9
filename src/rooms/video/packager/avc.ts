/** What H.264 says of itself: the decoder's configuration, the size of the picture. */

import { refuse } from '../refusals.ts';

export interface AvcConfig {
  /** The record as it came. */
  readonly record: Buffer;
  /** `avc1.64001f` (RFC 6381). */
  readonly codec: string;
  readonly width: number;
  readonly height: number;
  readonly sps: Buffer;
  readonly pps: Buffer;
}

const MOST_SIDE = 8192;

/** @throws IngestRefusal `codec` for what is no such record, or one of a picture that is none */
export function readAvcConfig(description: Uint8Array): AvcConfig {
  const record = Buffer.from(description);
  try {
    // Units with sizes of 4 bytes: what is handed over is said to have them, and everything sends them.
    if (record[0] !== 1 || ((record[4] ?? 0) & 3) !== 3 || ((record[5] ?? 0) & 31) < 1) throw refuse('codec');
    const spsLength = record.readUInt16BE(6);
    const sps = record.subarray(8, 8 + spsLength);
    const at = 8 + spsLength;
    if ((record[at] ?? 0) < 1) throw refuse('codec');
    const ppsLength = record.readUInt16BE(at + 1);
    const pps = record.subarray(at + 3, at + 3 + ppsLength);
    if (sps.length !== spsLength || pps.length !== ppsLength || ((sps[0] ?? 0) & 31) !== 7) throw refuse('codec');
    const { width, height } = readSize(sps);
    if (!(width > 0 && height > 0 && width <= MOST_SIDE && height <= MOST_SIDE)) throw refuse('codec');
    return { record, codec: `avc1.${sps.subarray(1, 4).toString('hex')}`, width, height, sps, pps };
  } catch (error) {
    if (error instanceof RangeError) throw refuse('codec');
    throw error;
  }
}

/** The record for parameter sets that came between the pictures. */
export function avcRecord(sps: Uint8Array, pps: Uint8Array): Buffer {
  const head = Buffer.from([1, sps[1] ?? 0, sps[2] ?? 0, sps[3] ?? 0, 0xff, 0xe1, sps.length >>> 8, sps.length & 255]);
  return Buffer.concat([head, sps, Buffer.from([1, pps.length >>> 8, pps.length & 255]), pps]);
}

/** Parameter sets within a sample, which some encoders repeat before each keyframe, and change without a word. */
export function parameterSetsIn(bytes: Uint8Array): { sps: Uint8Array | undefined; pps: Uint8Array | undefined } {
  let sps: Uint8Array | undefined;
  let pps: Uint8Array | undefined;
  for (let at = 0, count = 0; at + 5 <= bytes.length && count < 8; count++) {
    const length = ((bytes[at] ?? 0) * 2 ** 24) + (((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));
    const kind = (bytes[at + 4] ?? 0) & 31;
    if (kind === 7) sps = bytes.subarray(at + 4, at + 4 + length);
    else if (kind === 8) pps = bytes.subarray(at + 4, at + 4 + length);
    // A picture: parameter sets stand before it.
    else if (kind === 5 || kind === 1) break;
    at += 4 + length;
  }
  return { sps, pps };
}

/** Whether units fill a sample exactly: else it was cut, and would break what decodes it. */
export function isWhole(bytes: Uint8Array): boolean {
  let at = 0;
  while (at + 4 < bytes.length) {
    at += 4 + ((bytes[at] ?? 0) * 2 ** 24) + (((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));
  }
  return at === bytes.length && at > 0;
}

class Bits {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  read(count: number): number {
    let value = 0;
    for (let n = 0; n < count; n++) {
      const byte = this.#bytes[this.#at >>> 3];
      if (byte === undefined) throw new RangeError('The parameter set ends too soon');
      value = value * 2 + ((byte >>> (7 - (this.#at & 7))) & 1);
      this.#at++;
    }
    return value;
  }

  /** Exp-Golomb. */
  unsigned(): number {
    let zeros = 0;
    while (this.read(1) === 0) if (++zeros > 31) throw new RangeError('A number is too long');
    return 2 ** zeros - 1 + this.read(zeros);
  }

  signed(): number {
    const value = this.unsigned();
    return value % 2 === 1 ? (value + 1) / 2 : -value / 2;
  }
}

const WITH_CHROMA = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);

function skipScaling(bits: Bits, size: number): void {
  let last = 8;
  let next = 8;
  for (let n = 0; n < size; n++) {
    if (next !== 0) next = (last + bits.signed() + 256) % 256;
    last = next === 0 ? last : next;
  }
}

/** ITU-T H.264, 7.3.2.1.1. */
function readSize(sps: Uint8Array): { width: number; height: number } {
  const plain: number[] = [];
  for (let at = 1; at < sps.length; at++) if (!(sps[at] === 3 && sps[at - 1] === 0 && sps[at - 2] === 0)) plain.push(sps[at] ?? 0);
  const bits = new Bits(Uint8Array.from(plain));
  const profile = bits.read(8);
  bits.read(16);
  bits.unsigned();
  let chroma = 1;
  if (WITH_CHROMA.has(profile)) {
    chroma = bits.unsigned();
    if (chroma === 3) bits.read(1);
    bits.unsigned();
    bits.unsigned();
    bits.read(1);
    if (bits.read(1) === 1) for (let n = 0; n < (chroma === 3 ? 12 : 8); n++) if (bits.read(1) === 1) skipScaling(bits, n < 6 ? 16 : 64);
  }
  bits.unsigned();
  const order = bits.unsigned();
  if (order === 0) bits.unsigned();
  else if (order === 1) {
    bits.read(1);
    bits.signed();
    bits.signed();
    for (let n = bits.unsigned(); n > 0; n--) bits.signed();
  }
  bits.unsigned();
  bits.read(1);
  const width = (bits.unsigned() + 1) * 16;
  const units = bits.unsigned() + 1;
  const frames = bits.read(1);
  if (frames === 0) bits.read(1);
  bits.read(1);
  const height = units * 16 * (2 - frames);
  if (bits.read(1) === 0) return { width, height };
  const [left, right, top, bottom] = [bits.unsigned(), bits.unsigned(), bits.unsigned(), bits.unsigned()];
  const [across, down] = [chroma === 1 || chroma === 2 ? 2 : 1, (chroma === 1 ? 2 : 1) * (2 - frames)];
  return { width: width - across * (left + right), height: height - down * (top + bottom) };
}
