import { sniffPicture } from '#platform/pictures/sniff.ts';
import type { PictureFormat } from '#platform/pictures/sniff.ts';

/** Taken as they are, or after being put into another container. */
export type MovieFormat = 'mp4' | 'mp3' | 'ogg';
/** Taken only where a converter is on the machine. */
export type ForeignFormat = 'webm' | 'wav' | 'flac';
export type UploadFormat = PictureFormat | MovieFormat | ForeignFormat;

/** As many bytes as are looked at. */
export const SNIFFED_BYTES = 128;

const PICTURES: readonly UploadFormat[] = ['jpeg', 'png', 'gif', 'webp', 'avif'] satisfies PictureFormat[];

export function isPicture(format: UploadFormat): format is PictureFormat {
  return PICTURES.includes(format);
}

const FOREIGN: readonly UploadFormat[] = ['webm', 'wav', 'flac'] satisfies ForeignFormat[];

export function isForeign(format: UploadFormat): format is ForeignFormat {
  return FOREIGN.includes(format);
}

const textAt = (bytes: Uint8Array, start: number, end: number): string => Buffer.from(bytes.subarray(start, end)).toString('latin1');

/** Still pictures in the same container as MP4: they are opened by nobody here. */
const HEIF = /^(heic|heix|heim|heis|hevc|hevx|mif1|msf1|avif|avis|crx )$/;
/** What a QuickTime film may begin with instead of its name. */
const QUICKTIME = ['moov', 'mdat', 'wide', 'free', 'skip', 'pnot'];

/**
 * What a file is by its first bytes, or undefined for what nobody here opens; what it is called, and what the sender says it
 * is, plays no part. Parses nothing, so any file may be given to it.
 */
export function sniffUpload(bytes: Uint8Array): UploadFormat | undefined {
  const picture = sniffPicture(bytes);
  if (picture !== undefined) return picture;
  if (bytes.length < 16) return undefined;
  const box = textAt(bytes, 4, 8);
  if (box === 'ftyp') return HEIF.test(textAt(bytes, 8, 12)) ? undefined : 'mp4';
  if (QUICKTIME.includes(box)) return 'mp4';
  const start = textAt(bytes, 0, 4);
  if (start === 'OggS') return 'ogg';
  if (start === 'fLaC') return 'flac';
  if (start === '\x1aE\xdf\xa3') return 'webm';
  if (start === 'RIFF' && textAt(bytes, 8, 12) === 'WAVE') return 'wav';
  return start.startsWith('ID3') || isMpegAudio(bytes) ? 'mp3' : undefined;
}

/** The head of an MPEG layer III frame (ISO 11172-3): sync, a version and a layer that exist, a bit rate and a sampling rate. */
function isMpegAudio(bytes: Uint8Array): boolean {
  const [first = 0, second = 0, third = 0] = bytes;
  return first === 0xff && (second & 0xe0) === 0xe0 && (second & 0x18) !== 0x08 && (second & 0x06) === 0x02 && third >> 4 !== 15 && ((third >> 2) & 3) !== 3;
}
