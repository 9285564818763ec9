/** What a file is by its first bytes; what it is called, and what the sender says it is, plays no part. */

export type PictureFormat = 'jpeg' | 'png' | 'gif' | 'webp' | 'avif';

/** Major and compatible brands of AVIF and AVIF sequences (AV1 Image File Format, section 6). */
const AVIF_BRANDS: readonly string[] = ['avif', 'avis'];

const textAt = (bytes: Uint8Array, start: number, end: number): string => Buffer.from(bytes.subarray(start, end)).toString('latin1');

function isAvif(bytes: Uint8Array): boolean {
  if (textAt(bytes, 4, 8) !== 'ftyp') return false;
  const boxEnd = Math.min(new DataView(bytes.buffer, bytes.byteOffset).getUint32(0), bytes.length, 128);
  if (AVIF_BRANDS.includes(textAt(bytes, 8, 12))) return true;
  for (let at = 16; at + 4 <= boxEnd; at += 4) if (AVIF_BRANDS.includes(textAt(bytes, at, at + 4))) return true;
  return false;
}

/** One of the five formats, or undefined. Looks at 128 bytes and parses nothing, so any file may be given to it. */
export function sniffPicture(bytes: Uint8Array): PictureFormat | undefined {
  if (bytes.length < 16) return undefined;
  const start = textAt(bytes, 0, 8);
  if (start.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (start === '\x89PNG\r\n\x1a\n') return 'png';
  if (start.startsWith('GIF87a') || start.startsWith('GIF89a')) return 'gif';
  if (start.startsWith('RIFF') && textAt(bytes, 8, 12) === 'WEBP') return 'webp';
  return isAvif(bytes) ? 'avif' : undefined;
}
