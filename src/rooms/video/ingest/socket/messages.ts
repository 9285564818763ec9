/** The protocol of senders that have no encoder program, such as browsers, as docs/live.md describes it. Pure. */

import type { Sample, Track } from '../../types.ts';
import { readAacConfig, readAvcConfig, readOpusConfig } from '../codecs.ts';

/** A key frame of 4096 by 2304 at the highest quality. */
export const MOST_MESSAGE_BYTES = 4 * 1024 * 1024;
const MOST_TEXT = 16_384;
/** Flags, number, time. */
const HEAD = 13;
const HAS_OFFSET = 2;
/** A hundred days. */
const LATEST_US = 8.64e12;

export type Wish =
  | { readonly type: 'hello'; readonly session: string | undefined; readonly takeOver: boolean }
  | { readonly type: 'config'; readonly track: Track }
  | { readonly type: 'ping' }
  | { readonly type: 'pause' }
  | { readonly type: 'end' };

interface Fault {
  readonly type: 'fault';
  readonly code: 'codec' | 'message';
  readonly message: string;
}

export interface Packet {
  readonly kind: Track['kind'];
  /** Counts up by one with each packet of the sender, both tracks together. */
  readonly number: number;
  readonly sample: Sample;
}

const fault = (message: string, code: Fault['code'] = 'message'): Fault => ({ type: 'fault', code, message });

/** What a text message wants, or what is wrong with it. */
export function readWish(text: string): Wish | Fault {
  if (text.length > MOST_TEXT) return fault('A text message may have at most 16,384 characters');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fault('A text message has to be JSON');
  }
  const { type, session, take_over: takeOver, ...rest } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  if (type === 'hello') return { type, session: typeof session === 'string' ? session : undefined, takeOver: takeOver === true };
  if (type === 'config') return readConfig(rest);
  if (type === 'ping' || type === 'pause' || type === 'end') return { type };
  return fault('Send hello, config, ping, pause or end');
}

function readConfig({ track, codec, description }: Record<string, unknown>): Wish | Fault {
  if (typeof codec !== 'string' || typeof description !== 'string') return fault('A config needs codec and description');
  const bytes = Buffer.from(description, 'base64');
  if (track === 'video') {
    const found = codec.startsWith('avc1') || codec.startsWith('avc3') ? readAvcConfig(bytes) : undefined;
    return found === undefined ? fault(`The picture has to be H.264 with its avcC as description, not ${codec.slice(0, 40)}`, 'codec') : { type: 'config', track: found };
  }
  if (track !== 'audio') return fault('The track of a config is video or audio');
  const found = codec === 'opus' ? readOpusConfig(bytes) : codec.startsWith('mp4a.40.') ? readAacConfig(bytes) : undefined;
  return found === undefined ? fault(`The sound has to be AAC or Opus with its description, not ${codec.slice(0, 40)}`, 'codec') : { type: 'config', track: found };
}

/**
 * One byte of flags (bits 4 to 7: 0 video, 1 audio; bit 1: an offset follows), a number of 4 bytes, the time of 8 bytes in
 * microseconds, if so flagged how much earlier it is decoded (4 bytes, signed), and the frame.
 * Undefined for what is none.
 */
export function readPacket(bytes: Buffer): Packet | undefined {
  const flags = bytes[0] ?? 0;
  const head = HEAD + (flags & HAS_OFFSET ? 4 : 0);
  if (bytes.length <= head || flags >> 4 > 1) return undefined;
  const pts = Number(bytes.readBigInt64BE(5));
  const dts = pts - (flags & HAS_OFFSET ? bytes.readInt32BE(HEAD) : 0);
  if (Math.abs(pts) > LATEST_US) return undefined;
  return { kind: flags >> 4 === 0 ? 'video' : 'audio', number: bytes.readUInt32BE(1), sample: { dts, pts, key: (flags & 1) === 1, bytes: bytes.subarray(head) } };
}
