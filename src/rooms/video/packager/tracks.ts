/** A track as it is written into files: what its samples are, and the clock it runs on. */

import { refuse } from '../refusals.ts';
import type { SoundTrack, Track } from '../types.ts';
import { readAvcConfig } from './avc.ts';
import { box, fullBox, letters, media, movieHeader, trackHeader, u16, u32, u64 } from './boxes.ts';

export interface PackedTrack {
  readonly kind: 'video' | 'audio';
  readonly id: 1 | 2;
  /** Ticks a second, of what goes out. */
  readonly timescale: number;
  readonly codec: string;
  readonly size: { width: number; height: number } | undefined;
  /** The entry of `stsd`. */
  readonly entry: Buffer;
  /** Ticks of one frame where it is always the same: the sound's. */
  readonly frame: number | undefined;
}

const FEWEST_RATE = 8000;
const MOST_RATE = 192_000;
const AAC_FRAME = 1024;

/** @throws IngestRefusal `codec` */
export function packTrack(track: Track): PackedTrack {
  if (!(Number.isSafeInteger(track.timescale) && track.timescale > 0 && track.timescale <= 1e9)) throw refuse('codec');
  if (track.kind === 'audio') return packSound(track);
  const { record, codec, width, height } = readAvcConfig(track.description);
  const entry = box(
    'avc1', new Uint8Array(6), u16(1), new Uint8Array(16), u16(width), u16(height), u32(0x480000), u32(0x480000), u32(0), u16(1), new Uint8Array(32), u16(0x18), u16(0xffff),
    box('avcC', record),
  );
  return { kind: 'video', id: 1, timescale: track.timescale, codec, size: { width, height }, entry, frame: undefined };
}

function packSound({ codec, description, sampleRate, channels }: SoundTrack): PackedTrack {
  const fits = Number.isSafeInteger(sampleRate) && sampleRate >= FEWEST_RATE && sampleRate <= MOST_RATE && channels >= 1 && channels <= 8;
  if (!fits || description.length > 1000) throw refuse('codec');
  const rate = codec === 'opus' ? 48_000 : sampleRate;
  const inside = codec === 'opus' ? opusConfig(description, channels) : aacConfig(description);
  const head = [new Uint8Array(6), u16(1), new Uint8Array(8), u16(channels), u16(16), u32(0), u32(rate < 65_536 ? rate * 65_536 : 0)];
  const entry = box(codec === 'opus' ? 'Opus' : 'mp4a', ...head, inside);
  return { kind: 'audio', id: 2, timescale: rate, codec: codec === 'opus' ? 'opus' : `mp4a.40.${aacKind(description)}`, size: undefined, entry, frame: codec === 'opus' ? undefined : AAC_FRAME };
}

/** The object type of an AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1). */
function aacKind(description: Uint8Array): number {
  const kind = (description[0] ?? 0) >>> 3;
  if (description.length < 2 || kind === 0) throw refuse('codec');
  return kind === 31 ? 32 + (((description[0] ?? 0) & 7) * 8 + ((description[1] ?? 0) >>> 5)) : kind;
}

function aacConfig(description: Uint8Array): Buffer {
  const tag = (kind: number, content: readonly number[]): number[] => [kind, 0x80 | (content.length >>> 21), 0x80 | ((content.length >>> 14) & 127), 0x80 | ((content.length >>> 7) & 127), content.length & 127, ...content];
  const decoder = tag(4, [0x40, 0x15, 0, 0, 0, ...u32(0), ...u32(0), ...tag(5, [...description])]);
  return fullBox('esds', [0, 0], tag(3, [0, 0, 0, ...decoder, ...tag(6, [2])]));
}

/** From an OpusHead (RFC 7845, little-endian) to a `dOps` (big-endian); encoders of browsers may send none. */
function opusConfig(description: Uint8Array, channels: number): Buffer {
  const given = Buffer.from(description);
  const isHead = given.length >= 19 && given.toString('latin1', 0, 8) === 'OpusHead';
  const [skip, rate, gain] = isHead ? [given.readUInt16LE(10), given.readUInt32LE(12), given.readUInt16LE(16)] : [312, 48_000, 0];
  return box('dOps', [0, channels], u16(skip), u32(rate), u16(gain), isHead && (given[18] ?? 0) > 0 ? given.subarray(18) : [0]);
}

/** Ticks at 48 kHz of an Opus packet, by its first byte (RFC 6716, 3.1). */
export function opusTicks(bytes: Uint8Array): number {
  const kind = (bytes[0] ?? 0) >>> 3;
  const size = kind < 12 ? [480, 960, 1920, 2880][kind & 3] : kind < 16 ? [480, 960][kind & 1] : [120, 240, 480, 960][kind & 3];
  const code = (bytes[0] ?? 0) & 3;
  return (size ?? 960) * (code === 0 ? 1 : code === 3 ? Math.max(1, (bytes[1] ?? 0) & 63) : 2);
}

/** What a stretch begins with: the tracks, and no sample yet. */
export function initSegment(tracks: readonly PackedTrack[]): Buffer {
  const traks = tracks.map(({ kind, id, timescale, size, entry }) => {
    const empty = ['stts', 'stsc', 'stco'].map((name) => fullBox(name, [0, 0], u32(0)));
    const table = box('stbl', fullBox('stsd', [0, 0], u32(1), entry), ...empty, fullBox('stsz', [0, 0], u64(0)));
    return box('trak', trackHeader(id, 0, size), media(kind, { timescale, duration: 0 }, table));
  });
  const extends_ = tracks.map(({ id }) => fullBox('trex', [0, 0], u32(id), u32(1), u32(0), u32(0), u32(0)));
  const type = box('ftyp', letters('iso6'), u32(0), letters('iso6cmfcmp41'));
  return Buffer.concat([type, box('moov', movieHeader(0, 3), ...traks, box('mvex', ...extends_))]);
}
