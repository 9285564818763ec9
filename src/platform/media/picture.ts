/**
 * From a stranger's picture to the one that a post shows, with a small one and a BlurHash. Runs only in the child process
 * (worker.ts): this is where the image library is loaded.
 */

import { readFile, writeFile } from 'node:fs/promises';
import { encode } from 'blurhash';
import sharp from 'sharp';
import type { Metadata, Sharp } from 'sharp';
import { LARGEST_PICTURE_PIXELS } from '#platform/pictures/bounds.ts';
import { INPUT, Unfit, asUnfit, checkHeader, isOpaque } from '#platform/pictures/render.ts';
import type { PictureFormat } from '#platform/pictures/sniff.ts';
import type { Dimensions, MadeFile, MediaJob, Prepared } from './prepared.ts';

/** What is shown is never larger than 4K, whatever its shape: the field's figures, like those of the small picture. */
const SHOWN_PIXELS = 3840 * 2160;
const PREVIEW_PIXELS = 640 * 360;
const HASHED_SIDE = 32;
const EMOJI_SIDE = 128;
/** A picture without loss that is larger than this and has no transparency is a photo, and better off as one. */
const LARGEST_PNG_BYTES = 4 << 20;
export const LARGEST_EMOJI_BYTES = 256 << 10;

type PictureJob = Extract<MediaJob, { kind: 'picture' | 'emoji' }>;

interface Raw extends Dimensions {
  readonly data: Buffer;
  readonly channels: 1 | 2 | 3 | 4;
  readonly opaque: boolean;
}

/** @throws Unfit */
export async function makePicture(job: PictureJob): Promise<Prepared> {
  try {
    const bytes = await readFile(job.path);
    const header = await sharp(bytes, INPUT).metadata();
    checkHeader(header, job.format);
    const moves = (header.pages ?? 1) > 1 && (job.format === 'gif' || job.format === 'webp');
    if (job.kind === 'emoji') return await makeEmoji(bytes, job, moves);
    const still = await decode(sharp(bytes, INPUT).autoOrient(), within(header.autoOrient, SHOWN_PIXELS));
    const file = moves ? await writeMoving(bytes, header, job) : await writeStill(still, job);
    const size = moves ? frameOf(header) : { width: still.width, height: still.height };
    return { ...NOTHING_MORE, type: 'image', file, moves, size, preview: await writePreview(still, job.out), blurhash: await hashOf(still) };
  } catch (error) {
    throw asUnfit(error);
  }
}

const NOTHING_MORE = { duration: undefined, frameRate: undefined, bitrate: undefined };

/** The largest size of the same shape with so many pixels at most. */
function within({ width, height }: Dimensions, pixels: number): Dimensions {
  const scale = Math.min(1, Math.sqrt(pixels / (width * height)));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

const frameOf = (header: Metadata): Dimensions => ({ width: header.width, height: header.pageHeight ?? header.height });

/** Upright, in sRGB, without metadata: pixels alone. */
async function decode(from: Sharp, size: Dimensions): Promise<Raw> {
  const { data, info } = await from
    .resize({ ...size, fit: 'fill' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels, opaque: info.channels !== 4 || isOpaque(data) };
}

function again({ data, width, height, channels, opaque }: Raw): Sharp {
  const picture = sharp(data, { raw: { width, height, channels } });
  return opaque && channels === 4 ? picture.removeAlpha() : picture;
}

async function writeStill(raw: Raw, { format, out }: PictureJob): Promise<MadeFile> {
  const photo = (): Promise<MadeFile> => write(again(raw).jpeg({ quality: 87 }), out, 'image/jpeg');
  if (format === 'jpeg' || (format === 'avif' && raw.opaque)) return photo();
  if (format === 'webp' || format === 'avif') return write(again(raw).webp({ quality: 87, effort: 1 }), out, 'image/webp');
  const bytes = await again(raw).png({ compressionLevel: 6 }).toBuffer();
  if (raw.opaque && bytes.length > LARGEST_PNG_BYTES) return photo();
  await writeFile(out, bytes);
  return { path: out, type: 'image/png' };
}

async function write(picture: Sharp, path: string, type: MadeFile['type']): Promise<MadeFile> {
  await picture.toFile(path);
  return { path, type };
}

/** Frame by frame, so that what hides between the frames, or behind them, is left behind. */
function writeMoving(bytes: Buffer, header: Metadata, { format, out }: PictureJob): Promise<MadeFile> {
  const { width, height } = frameOf(header);
  if (width * height * (header.pages ?? 1) > LARGEST_PICTURE_PIXELS) throw new Unfit('tooLarge');
  return writeFrames(sharp(bytes, { ...INPUT, pages: -1 }), format, out);
}

function writeFrames(frames: Sharp, format: PictureFormat, out: string): Promise<MadeFile> {
  if (format === 'gif') return write(frames.gif({ effort: 1, reuse: true }), out, 'image/gif');
  return write(frames.webp({ quality: 80, effort: 0 }), out, 'image/webp');
}

async function writePreview(raw: Raw, out: string): Promise<MadeFile & Dimensions> {
  const size = within(raw, PREVIEW_PIXELS);
  const small = again(raw).resize({ ...size, fit: 'fill' });
  const path = `${out}-preview`;
  const file = raw.opaque ? await write(small.jpeg({ quality: 80 }), path, 'image/jpeg') : await write(small.webp({ quality: 80, effort: 1 }), path, 'image/webp');
  return { ...file, ...size };
}

async function hashOf(raw: Raw): Promise<string> {
  const { data, info } = await again(raw).resize(HASHED_SIDE, HASHED_SIDE, { fit: 'fill' }).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return encode(new Uint8ClampedArray(data), info.width, info.height, 4, 4);
}

/** At most 128 pixels a side; what moves goes on moving, beside a still picture of it. */
async function makeEmoji(bytes: Buffer, { out, format }: PictureJob, moves: boolean): Promise<Prepared> {
  const fit = { width: EMOJI_SIDE, height: EMOJI_SIDE, fit: 'inside', withoutEnlargement: true } as const;
  const { data, info } = await sharp(bytes, INPUT).autoOrient().resize(fit).toColourspace('srgb').png().toBuffer({ resolveWithObject: true });
  await writeFile(`${out}-preview`, data);
  const size = { width: info.width, height: info.height };
  const still = { path: `${out}-preview`, type: 'image/png', ...size } as const;
  const file = moves ? await writeFrames(sharp(bytes, { ...INPUT, pages: -1 }).resize(fit), format, out) : await write(sharp(data), out, 'image/png');
  return { ...NOTHING_MORE, type: 'image', file, moves, size, preview: still, blurhash: undefined };
}
