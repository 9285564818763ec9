/** What the first bytes of a track say about it: H.264 (`avcC`, SPS), AAC (`AudioSpecificConfig`), Opus (`OpusHead`). */

import type { PictureTrack, SoundTrack } from '../types.ts';

/** Ticks of our times in a second: microseconds, in which every way in can say what it says. */
const TIMESCALE = 1_000_000;
/** Pictures larger than this are more than browsers play without trouble (level 5.2). */
const MOST_PIXELS = 4096 * 2304;
const AAC_RATES = [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350];

/** Reads bits, Exp-Golomb codes too (H.264 section 9.1). Past the end there are only zeros, and `over` says so. */
class Bits {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get over(): boolean {
    return this.#at > this.#bytes.length * 8;
  }

  take(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++, this.#at++) value = value * 2 + (((this.#bytes[this.#at >> 3] ?? 0) >> (7 - (this.#at & 7))) & 1);
    return value;
  }

  unsigned(): number {
    let zeros = 0;
    while (zeros < 32 && this.take(1) === 0) zeros++;
    return 2 ** zeros - 1 + this.take(zeros);
  }

  signed(): number {
    const code = this.unsigned();
    return code % 2 === 0 ? -code / 2 : (code + 1) / 2;
  }
}

/** A NAL unit without the bytes that keep start codes out of it (section 7.4.1). */
function unescaped(nal: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(nal.length);
  let length = 0;
  let zeros = 0;
  for (const byte of nal) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    zeros = byte === 0 ? zeros + 1 : 0;
    bytes[length++] = byte;
  }
  return bytes.subarray(0, length);
}

const WITH_CHROMA: ReadonlySet<number> = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128]);

function skipScaling(bits: Bits, chroma: number): void {
  for (let list = 0; list < (chroma === 3 ? 12 : 8); list++) {
    if (bits.take(1) === 0) continue;
    let next = 8;
    for (let i = 0; i < (list < 6 ? 16 : 64) && next !== 0; i++) next = (next + bits.signed() + 256) % 256;
  }
}

/** Width and height that a sequence parameter set gives (section 7.3.2.1.1); undefined when it is none. */
export function readSps(nal: Uint8Array): { width: number; height: number } | undefined {
  if (nal.length < 4 || nal.length > 1024 || ((nal[0] ?? 0) & 31) !== 7) return undefined;
  const bits = new Bits(unescaped(nal.subarray(1)));
  const profile = bits.take(8);
  bits.take(16);
  bits.unsigned();
  let chroma = 1;
  if (WITH_CHROMA.has(profile)) {
    chroma = bits.unsigned();
    if (chroma === 3) bits.take(1);
    bits.unsigned();
    bits.unsigned();
    bits.take(1);
    if (bits.take(1) === 1) skipScaling(bits, chroma);
  }
  bits.unsigned();
  const order = bits.unsigned();
  if (order === 0) bits.unsigned();
  else if (order === 1) {
    bits.take(1);
    bits.signed();
    bits.signed();
    for (let left = Math.min(255, bits.unsigned()); left > 0; left--) bits.signed();
  }
  bits.unsigned();
  bits.take(1);
  const across = (bits.unsigned() + 1) * 16;
  const units = bits.unsigned() + 1;
  const frames = bits.take(1);
  if (frames === 0) bits.take(1);
  bits.take(1);
  const [unitX, unitY] = [chroma === 1 || chroma === 2 ? 2 : 1, (chroma === 1 ? 2 : 1) * (2 - frames)];
  const cut = bits.take(1) === 1 ? [bits.unsigned(), bits.unsigned(), bits.unsigned(), bits.unsigned()] : [0, 0, 0, 0];
  const [left = 0, right = 0, top = 0, bottom = 0] = cut;
  const width = across - (left + right) * unitX;
  const height = units * 16 * (2 - frames) - (top + bottom) * unitY;
  return bits.over || width < 16 || height < 16 || width * height > MOST_PIXELS ? undefined : { width, height };
}

/** A track from an `AVCDecoderConfigurationRecord` (ISO 14496-15 section 5.3.3.1); undefined when it is none that can be packaged. */
export function readAvcConfig(bytes: Uint8Array): PictureTrack | undefined {
  // One byte of version, and lengths of four bytes: what every encoder writes, and what samples are held to.
  if (bytes.length < 11 || bytes.length > 4096 || bytes[0] !== 1 || ((bytes[4] ?? 0) & 3) !== 3 || ((bytes[5] ?? 0) & 31) === 0) return undefined;
  const length = (bytes[6] ?? 0) * 256 + (bytes[7] ?? 0);
  if (8 + length > bytes.length) return undefined;
  if (readSps(bytes.subarray(8, 8 + length)) === undefined) return undefined;
  return { kind: 'video', codec: 'avc1', description: new Uint8Array(bytes), timescale: TIMESCALE };
}

/** The record of a sequence and a picture parameter set that came in band. */
export function writeAvcConfig(sps: Uint8Array, pps: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(11 + sps.length + pps.length);
  bytes.set([1, sps[1] ?? 0, sps[2] ?? 0, sps[3] ?? 0, 0xff, 0xe1, sps.length >> 8, sps.length & 255]);
  bytes.set(sps, 8);
  bytes.set([1, pps.length >> 8, pps.length & 255], 8 + sps.length);
  bytes.set(pps, 11 + sps.length);
  return bytes;
}

/** A track from an `AudioSpecificConfig` (ISO 14496-3 section 1.6.2.1): AAC-LC, also where HE-AAC is said to lie on top. */
export function readAacConfig(bytes: Uint8Array): SoundTrack | undefined {
  if (bytes.length < 2 || bytes.length > 64) return undefined;
  const bits = new Bits(bytes);
  const type = bits.take(5);
  const index = bits.take(4);
  const sampleRate = index === 15 ? bits.take(24) : AAC_RATES[index];
  const channels = bits.take(4);
  if (![2, 5, 29].includes(type) || sampleRate === undefined || sampleRate < 7350 || sampleRate > 96_000) return undefined;
  if (channels < 1 || channels > 7 || bits.over) return undefined;
  return { kind: 'audio', codec: 'mp4a', description: new Uint8Array(bytes), timescale: TIMESCALE, sampleRate, channels: channels === 7 ? 8 : channels };
}

/** A track from an `OpusHead` (RFC 7845 section 5.1). */
export function readOpusConfig(bytes: Uint8Array): SoundTrack | undefined {
  if (bytes.length < 19 || bytes.length > 300 || Buffer.from(bytes.subarray(0, 8)).toString('latin1') !== 'OpusHead') return undefined;
  const channels = bytes[9] ?? 0;
  return channels < 1 || channels > 8 ? undefined : { kind: 'audio', codec: 'opus', description: new Uint8Array(bytes), timescale: TIMESCALE, sampleRate: 48_000, channels };
}

/** The head for a stream that has none of its own, such as WebRTC's. */
export function writeOpusConfig(channels: number): Uint8Array {
  return new Uint8Array([...Buffer.from('OpusHead'), 1, channels, 0x38, 0x01, 0x80, 0xbb, 0, 0, 0, 0, 0]);
}

/** Whether the lengths in a sample (four bytes before each NAL unit) add up: one that does not would end a decoder. */
export function isWholeSample(bytes: Uint8Array): boolean {
  let at = 0;
  let units = 0;
  while (at + 5 <= bytes.length && units++ < 1000) {
    const length = ((bytes[at] ?? 0) * 2 ** 24) + ((bytes[at + 1] ?? 0) << 16) + ((bytes[at + 2] ?? 0) << 8) + (bytes[at + 3] ?? 0);
    if (length === 0) return false;
    at += 4 + length;
  }
  return units > 0 && at === bytes.length;
}

/** Whether a sample holds a picture that needs none before it (NAL unit type 5). */
export function isKeySample(bytes: Uint8Array): boolean {
  for (let at = 0; at + 5 <= bytes.length; ) {
    if (((bytes[at + 4] ?? 0) & 31) === 5) return true;
    at += 4 + ((bytes[at] ?? 0) * 2 ** 24) + ((bytes[at + 1] ?? 0) << 16) + ((bytes[at + 2] ?? 0) << 8) + (bytes[at + 3] ?? 0);
  }
  return false;
}
