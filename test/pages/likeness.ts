/** The kept pictures of the main pages, and whether a page still looks like its own. */
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pixelmatch from 'pixelmatch';
import sharp from 'sharp';
import type { Portrait } from './portraits.ts';

const SHELF = join(import.meta.dirname, 'pictures');

/** Few colours: a picture of a page has few. */
export async function keepPortrait({ name, picture }: Portrait): Promise<void> {
  await mkdir(SHELF, { recursive: true });
  await writeFile(join(SHELF, `${name}.png`), await sharp(picture).png({ palette: true, colours: 64, dither: 0, compressionLevel: 9, effort: 10 }).toBuffer());
}

interface Seen {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
}

/** Letters are drawn a little differently by every version of a library: what is left after a slight blur is what people see. */
async function seen(picture: Buffer): Promise<Seen> {
  const { data, info: { width, height } } = await sharp(picture).removeAlpha().ensureAlpha().blur(2).raw().toBuffer({ resolveWithObject: true });
  return { data, width, height };
}

const THRESHOLD = 0.12;
const CELL = 32;
/** Of a cell's points may differ so many; one whose part is missing or elsewhere has more. */
const MOST_IN_CELL = 0.08;
const MOST_IN_ALL = 0.015;

/** How much of all differs, and of the square in which most does. */
function differenceOf(was: Seen, is: Seen): { all: number; worst: number; at: string } {
  const { width, height } = was;
  const mask = Buffer.alloc(width * height * 4);
  const all = pixelmatch(was.data, is.data, mask, width, height, { threshold: THRESHOLD, diffMask: true, includeAA: true });
  const cells = new Map<string, number>();
  for (let point = 0; point < width * height; point++) {
    if (mask[point * 4 + 3] === 0) continue;
    const cell = `${Math.floor((point % width) / CELL) * CELL},${Math.floor(point / width / CELL) * CELL}`;
    cells.set(cell, (cells.get(cell) ?? 0) + 1);
  }
  const [at, count] = [...cells].toSorted(([, a], [, b]) => b - a)[0] ?? ['', 0];
  return { all: all / (width * height), worst: count / CELL ** 2, at };
}

let folder: Promise<string> | undefined;

/** Three beside each other: as it was, as it is, and what differs. @returns where */
async function writeBeside(name: string, was: Buffer, is: Buffer): Promise<string> {
  folder ??= mkdtemp(join(tmpdir(), 'perchoir-portraits-'));
  const [before, now] = [await seen(was), await seen(is)];
  const { width, height } = before;
  const difference = Buffer.alloc(width * height * 4);
  pixelmatch(before.data, now.data, difference, width, height, { threshold: THRESHOLD, includeAA: true });
  const path = join(await folder, `${name}.png`);
  await sharp({ create: { width: width * 3, height, channels: 3, background: '#808080' } }).composite([
    { input: was, left: 0, top: 0 }, { input: is, left: width, top: 0 }, { input: difference, raw: { width, height, channels: 4 }, left: width * 2, top: 0 },
  ]).png().toFile(path);
  return path;
}

const percent = (part: number): string => `${(part * 100).toFixed(1)} %`;

/** What is wrong with a picture, undefined when it looks as it did. @param silent writes nothing down */
export async function faultOf({ name, picture }: Portrait, silent = false): Promise<string | undefined> {
  const kept = await readFile(join(SHELF, `${name}.png`)).catch(() => undefined);
  if (kept === undefined) return `${name}: no picture is kept of it; npm run pictures -- --reference`;
  const [was, is] = [await seen(kept), await seen(picture)];
  if (is.width !== was.width || is.height !== was.height) return `${name}: ${is.width} by ${is.height}, was ${was.width} by ${was.height}`;
  const { all, worst, at } = differenceOf(was, is);
  if (worst <= MOST_IN_CELL && all <= MOST_IN_ALL) return undefined;
  const words = `${name}: ${percent(all)} differ, most at ${at} (${percent(worst)} there)`;
  return silent ? words : `${words}; as it was, as it is, and the difference: ${await writeBeside(name, kept, picture)}`;
}
