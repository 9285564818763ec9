/**
 * From a stranger's file to a picture of ours. Runs only in the child process (worker.ts): this is where the image library
 * with its native decoders is loaded, in a process that can be killed and holds no secrets.
 */

import sharp from 'sharp';
import type { Metadata } from 'sharp';
import { LARGEST_PICTURE_PIXELS } from './bounds.ts';
import type { PictureProblem } from './picture-error.ts';
import type { PictureFormat } from './sniff.ts';

export interface Size {
  width: number;
  height: number;
}

export interface Picture extends Size {
  bytes: Uint8Array;
  type: 'image/jpeg' | 'image/webp';
  animated: false;
}

/** Thrown for what is wrong with the file, as against what is wrong with us. */
export class Unfit extends Error {
  readonly problem: PictureProblem;

  constructor(problem: PictureProblem, cause?: unknown) {
    super(problem, { cause });
    this.problem = problem;
  }
}

const MAX_FRAMES = 300;
/**
 * Pixels before decoding. Measured at the largest size: JPEG takes 5 to 110 MB more than the idle process, 8-bit PNG, GIF and
 * WebP up to 190, PNG of 16 bits 340, AVIF 620 (it is decoded whole, at up to 12 bits). Hence less for the last two: all stay
 * within 256 MB.
 */
const MAX_PIXELS_AVIF = 9_000_000;
const MAX_PIXELS_DEEP = 16_000_000;

/** Nothing is opened but these five, from memory: no SVG, no PDF, no file or URL named inside a file. */
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadWebpBuffer',
    'VipsForeignLoadHeifBuffer',
    'VipsForeignLoadNsgifBuffer',
  ],
});
sharp.cache(false);
sharp.concurrency(1);

/** `failOn: 'error'` refuses what is cut short but opens the slightly odd files that cameras write. */
export const INPUT = { limitInputPixels: LARGEST_PICTURE_PIXELS, failOn: 'error', sequentialRead: true, pages: 1 } as const;

/** @throws Unfit for what its header says it is */
export function checkHeader(header: Metadata, format: PictureFormat): void {
  const expected = format === 'avif' ? 'heif' : format;
  if (header.format !== expected || (format === 'avif' && header.compression !== 'av1')) throw new Unfit('unsupported');
  const pixels = header.width * header.height;
  const isDeep = header.depth !== undefined && header.depth !== 'uchar';
  const limit = format === 'avif' ? MAX_PIXELS_AVIF : isDeep ? MAX_PIXELS_DEEP : LARGEST_PICTURE_PIXELS;
  if (pixels > limit || (header.pages ?? 1) > MAX_FRAMES) throw new Unfit('tooLarge');
}

/** The largest size of the wanted shape that needs no enlarging: a blown-up picture is heavier and no better. */
function fitted(source: Size, wanted: Size): Size {
  const scale = Math.min(1, source.width / wanted.width, source.height / wanted.height);
  return { width: Math.max(1, Math.round(wanted.width * scale)), height: Math.max(1, Math.round(wanted.height * scale)) };
}

export function isOpaque(pixels: Uint8Array): boolean {
  for (let at = 3; at < pixels.length; at += 4) if (pixels[at]! < 255) return false;
  return true;
}

/** libvips and its decoders say everything in prose; only these two texts are not about damage. */
export function asUnfit(error: unknown): Unfit {
  if (error instanceof Unfit) return error;
  const text = error instanceof Error ? error.message : '';
  if (text.includes('pixel limit')) return new Unfit('tooLarge', error);
  if (text.includes('unsupported image format')) return new Unfit('unsupported', error);
  return new Unfit('broken', error);
}

/**
 * Cuts the first frame to the middle of the wanted shape, upright, in sRGB, without any metadata. JPEG, which every client,
 * mail reader and link preview shows; WebP where there is transparency to keep.
 */
export async function render(bytes: Uint8Array, format: PictureFormat, wanted: Size): Promise<Picture> {
  try {
    const header = await sharp(bytes, INPUT).metadata();
    checkHeader(header, format);
    const size = fitted(header.autoOrient, wanted);
    const { data, info } = await sharp(bytes, INPUT)
      .autoOrient()
      .resize({ ...size, fit: 'cover' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const raw = sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } });
    const done = { width: info.width, height: info.height, animated: false } as const;
    if (info.channels === 4 && !isOpaque(data)) {
      return { ...done, bytes: await raw.webp({ quality: 85, alphaQuality: 90 }).toBuffer(), type: 'image/webp' };
    }
    return { ...done, bytes: await raw.removeAlpha().jpeg({ quality: 85, mozjpeg: true }).toBuffer(), type: 'image/jpeg' };
  } catch (error) {
    throw asUnfit(error);
  }
}
