/** The bodies of RTMP's sound and picture messages (FLV specification 10.1, annex E.4): H.264 and AAC, all else refused in words. */

import { readAacConfig, readAvcConfig } from '../codecs.ts';
import type { Sample, Track } from '../../types.ts';

/** What the encoder has to be set to otherwise; the words are shown to the broadcaster. */
export class MediaRefused extends Error {}

type Media = { readonly track: Track } | { readonly sample: Sample } | undefined;

const OTHERS: Record<string, string> = { hvc1: 'H.265 (HEVC)', av01: 'AV1', vp09: 'VP9', vp08: 'VP8', vvc1: 'H.266 (VVC)' };
const wrongPicture = (name: string): MediaRefused =>
  new MediaRefused(`The picture comes as ${name}. Choose H.264 (x264, NVENC H.264, QuickSync H.264 …) as the video encoder.`);
const wrongSound = (name: string): MediaRefused => new MediaRefused(`The sound comes as ${name}. Choose AAC as the audio encoder.`);
const SOUNDS: Record<number, string> = { 0: 'PCM', 1: 'ADPCM', 2: 'MP3', 3: 'PCM', 4: 'Nellymoser', 5: 'Nellymoser', 6: 'Nellymoser', 7: 'G.711', 8: 'G.711', 11: 'Speex', 14: 'MP3' };

/** @param time of the message, in milliseconds. @throws MediaRefused */
export function readVideo(bytes: Buffer, time: number): Media {
  const first = bytes[0] ?? 0;
  if (bytes.length < 2) return undefined;
  if (first & 0x80) return readEnhanced(bytes, time);
  const codec = first & 15;
  if (codec === 12) throw wrongPicture('H.265 (HEVC)');
  if (codec !== 7) throw wrongPicture(`something else (codec ${codec})`);
  if (first >> 4 === 5 || bytes.length < 5) return undefined;
  if (bytes[1] === 0) return { track: avcTrack(bytes.subarray(5)) };
  return bytes[1] === 1 ? picture(bytes.subarray(5), { time, offset: bytes.readIntBE(2, 3), key: first >> 4 === 1 }) : undefined;
}

/** Enhanced RTMP: the codec in four letters. Only H.264 is taken, which most still send the old way. */
function readEnhanced(bytes: Buffer, time: number): Media {
  if (bytes.length < 5) return undefined;
  const [type, name] = [(bytes[0] ?? 0) & 15, bytes.toString('latin1', 1, 5)];
  if (name !== 'avc1') throw wrongPicture(OTHERS[name] ?? 'something that is not known here');
  const key = (((bytes[0] ?? 0) >> 4) & 7) === 1;
  if (type === 0) return { track: avcTrack(bytes.subarray(5)) };
  if (type === 1 && bytes.length >= 8) return picture(bytes.subarray(8), { time, offset: bytes.readIntBE(5, 3), key });
  return type === 3 ? picture(bytes.subarray(5), { time, offset: 0, key }) : undefined;
}

function avcTrack(bytes: Buffer): Track {
  const track = readAvcConfig(bytes);
  if (track === undefined) throw new MediaRefused('The description of the picture cannot be read. Choose H.264, at most 4096 by 2304.');
  return track;
}

const picture = (bytes: Buffer, { time, offset, key }: { time: number; offset: number; key: boolean }): Media =>
  bytes.length === 0 ? undefined : { sample: { dts: time * 1000, pts: (time + offset) * 1000, key, bytes } };

/** @throws MediaRefused */
export function readAudio(bytes: Buffer, time: number): Media {
  const format = (bytes[0] ?? 0) >> 4;
  if (bytes.length < 2) return undefined;
  if (format === 9) throw wrongSound(bytes.toString('latin1', 1, 5) === 'Opus' ? 'Opus' : 'something that is not known here');
  if (format !== 10) throw wrongSound(SOUNDS[format] ?? `something else (format ${format})`);
  const rest = bytes.subarray(2);
  if (bytes[1] !== 0) return rest.length === 0 ? undefined : { sample: { dts: time * 1000, pts: time * 1000, key: true, bytes: rest } };
  const track = readAacConfig(rest);
  if (track === undefined) throw wrongSound('a form of AAC that is not known here');
  return { track };
}
