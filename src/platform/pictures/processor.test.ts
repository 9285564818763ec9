import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import { LARGEST_PICTURE_BYTES } from './bounds.ts';
import { PictureError, createPictureProcessor } from './processor.ts';
import type { PictureProcessor, PictureProcessorOptions } from './processor.ts';

const warned: object[] = [];
const log = { warn: (fields: object) => void warned.push(fields) };
const open: PictureProcessor[] = [];
function processor(more: Partial<PictureProcessorOptions> = {}): PictureProcessor {
  const made = createPictureProcessor({ log, ...more });
  open.push(made);
  return made;
}
afterAll(() => open.forEach((one) => one.close()));

const pictures = processor();
const AVATAR = { width: 400, height: 400, fit: 'cover' } as const;
const prepare = (bytes: Uint8Array) => pictures.process(bytes, AVATAR);
const plain = (width: number, height: number, alpha = 1) => sharp({ create: { width, height, channels: alpha < 1 ? 4 : 3, background: { r: 200, g: 80, b: 20, alpha } } });

async function problemOf(call: Promise<unknown>): Promise<string> {
  const error = await call.then(() => undefined, (thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(PictureError);
  const { problem, message, status } = error as PictureError;
  expect(message).toMatch(/^[A-Z].*\.$/);
  expect(status).toBe(problem === 'busy' ? 503 : 422);
  return problem;
}

/** A PNG by hand: a header that says what it likes, over compressed rows of zeros. */
function pngOf(width: number, height: number, rows: Uint8Array): Buffer {
  const chunk = (type: string, content: Uint8Array): Buffer => {
    const body = Buffer.concat([Buffer.from(type), content]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(content.length);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 6, 0, 0, 0]);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}

describe('a picture comes out in one of two forms', () => {
  test.each([
    ['jpeg', () => plain(800, 600).jpeg()],
    ['png', () => plain(800, 600).png()],
    ['webp', () => plain(800, 600).webp()],
    ['gif', () => plain(800, 600).gif()],
    ['avif', () => plain(800, 600).avif({ effort: 0 })],
    ['opaque RGBA', () => plain(800, 600).ensureAlpha().png()],
    ['grey', () => plain(800, 600).greyscale().png()],
    ['16 bits', () => plain(800, 600).toColourspace('rgb16').png()],
    ['CMYK', () => plain(800, 600).toColourspace('cmyk').jpeg()],
    ['palette', () => plain(800, 600).png({ palette: true })],
  ])('%s without transparency is a JPEG of the size asked for', async (_name, make) => {
    const picture = await prepare(await make().toBuffer());
    expect(picture).toMatchObject({ type: 'image/jpeg', width: 400, height: 400, animated: false });
    expect(await sharp(picture.bytes).metadata()).toMatchObject({ format: 'jpeg', width: 400, height: 400, space: 'srgb', channels: 3 });
    const { dominant } = await sharp(picture.bytes).stats();
    if (_name !== 'grey') expect(dominant.r).toBeGreaterThan(dominant.b + 60);
  });

  test.each([
    ['png', () => plain(800, 600, 0.5).png()],
    ['webp', () => plain(800, 600, 0.5).webp()],
    ['gif', () => plain(800, 600, 0).gif()],
    ['avif', () => plain(800, 600, 0.5).avif({ effort: 0 })],
  ])('%s with transparency is a WebP that keeps it', async (_name, make) => {
    const picture = await prepare(await make().toBuffer());
    expect(picture).toMatchObject({ type: 'image/webp', width: 400, height: 400, animated: false });
    expect((await sharp(picture.bytes).stats()).isOpaque).toBe(false);
  });

  test.each([
    [100, 50, 50, 50],
    [50, 100, 50, 50],
    [399, 2_000, 399, 399],
    [1, 1, 1, 1],
    [16_000, 1, 1, 1],
  ])('%i x %i is not enlarged: %i x %i', async (width, height, outWidth, outHeight) => {
    expect(await prepare(await plain(width, height).png().toBuffer())).toMatchObject({ width: outWidth, height: outHeight });
  });

  test('a header has its own shape', async () => {
    const bytes = await plain(2_000, 2_000).jpeg().toBuffer();
    expect(await pictures.process(bytes, { width: 1500, height: 500, fit: 'cover' })).toMatchObject({ width: 1500, height: 500 });
  });

  test('of an animation the first frame', async () => {
    const frames = await Promise.all(['red', 'blue'].map((background) => sharp({ create: { width: 100, height: 100, channels: 3, background } }).png().toBuffer()));
    for (const animation of [sharp(frames, { join: { animated: true } }).gif(), sharp(frames, { join: { animated: true } }).webp({ lossless: true })]) {
      const picture = await prepare(await animation.toBuffer());
      expect(picture).toMatchObject({ width: 100, height: 100, animated: false });
      const { dominant } = await sharp(picture.bytes).stats();
      expect(dominant.r).toBeGreaterThan(200);
    }
  });

  test('a photo taken sideways comes out upright', async () => {
    const left = await plain(100, 200).png().toBuffer();
    const bytes = await sharp({ create: { width: 200, height: 200, channels: 3, background: 'blue' } }).composite([{ input: left, left: 0, top: 0 }]).jpeg().withMetadata({ orientation: 6 }).toBuffer();
    // Orientation 6: the camera's left is the top.
    const picture = await prepare(bytes);
    const { data } = await sharp(picture.bytes).resize(2, 2).raw().toBuffer({ resolveWithObject: true });
    const reds = [0, 3, 6, 9].map((at) => Math.round(data[at]! / 100));
    expect(reds).toEqual([2, 2, 0, 0]);
    expect((await sharp(picture.bytes).metadata()).orientation).toBeUndefined();
  });

  test('the colours of a wide-gamut photo are those of sRGB', async () => {
    const bytes = await plain(200, 200).withIccProfile('p3').png().toBuffer();
    const picture = await prepare(bytes);
    const { channels } = await sharp(picture.bytes).stats();
    expect(channels.map(({ mean }) => Math.round(mean / 10))).toEqual([20, 8, 2]);
    expect((await sharp(picture.bytes).metadata()).icc).toBeUndefined();
  });
});

test('nothing of where, when and with what a photo was taken is left', async () => {
  const exif = { IFD0: { Make: 'SECRETCAM', Copyright: 'SECRETNAME' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '48/1 51/1 30/1', GPSMapDatum: 'SECRETPLACE' } };
  const xmp = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description>SECRETXMP</rdf:Description></rdf:RDF></x:xmpmeta>';
  for (const make of [plain(300, 300).jpeg(), plain(300, 300, 0.5).png(), plain(300, 300, 0.5).webp(), plain(300, 300).avif({ effort: 0 })]) {
    const bytes = await make.withExif(exif).withXmp(xmp).withIccProfile('srgb').toBuffer();
    expect(bytes.includes('SECRETPLACE')).toBe(true);
    const picture = Buffer.from((await prepare(bytes)).bytes);
    for (const word of ['SECRET', 'Exif', 'xmp', 'ICC_PROFILE', 'ICCP']) expect(picture.includes(word)).toBe(false);
    const { exif: leftExif, xmp: leftXmp, icc, iptc } = await sharp(picture).metadata();
    expect([leftExif, leftXmp, icc, iptc]).toEqual([undefined, undefined, undefined, undefined]);
  }
});

describe('what is no picture of ours is refused with a reason, and the next one works', () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><script>alert(1)</script><image href="file:///etc/passwd"/></svg>';
  const tiff = () => plain(10, 10).tiff().toBuffer();
  test.each<[string, () => Uint8Array | Promise<Uint8Array>]>([
    ['nothing', () => new Uint8Array()],
    ['one byte', () => Buffer.from('G')],
    ['SVG', () => Buffer.from(svg)],
    ['SVG after a declaration', () => Buffer.from(`<?xml version="1.0"?>\n${svg}`)],
    ['HTML', () => Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['PDF', () => Buffer.from('%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj')],
    ['TIFF', tiff],
    ['a playlist', () => Buffer.from('#EXTM3U\n#EXT-X-TARGETDURATION:1\nfile:///etc/passwd')],
    ['MP4', () => Buffer.from('\0\0\0\x18ftypisom\0\0\0\0isommp42', 'latin1')],
    ['HEIC', () => Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1')],
    ['RIFF that is sound', () => Buffer.from('RIFF\x24\0\0\0WAVEfmt ', 'latin1')],
    ['JSON-LD', () => Buffer.from('{"@context":"https://www.w3.org/ns/activitystreams"}')],
  ])('%s is unsupported', async (_name, make) => {
    expect(await problemOf(prepare(await make()))).toBe('unsupported');
  });

  test.each(['\xff\xd8\xff', '\x89PNG\r\n\x1a\n', 'GIF89a', 'RIFF\0\0\0\0WEBP', '\0\0\0\x18ftypavif\0\0\0\0avifmif1'])('HTML and SVG behind the first bytes %j are broken, never drawn', async (magic) => {
    for (const text of [svg, '<!doctype html><script>alert(1)</script>'.repeat(20)]) {
      expect(['broken', 'unsupported', 'tooLarge']).toContain(await problemOf(prepare(Buffer.concat([Buffer.from(magic, 'latin1'), Buffer.from(text)]))));
    }
  });

  test('a GIF that is also a script is neither afterwards', async () => {
    const gif = Buffer.from(await plain(20, 20).gif().toBuffer());
    const both = Buffer.concat([gif, Buffer.from('=1;alert(document.domain)//<script>alert(1)</script>')]);
    const picture = await prepare(both);
    expect(picture.type).toBe('image/jpeg');
    expect(Buffer.from(picture.bytes).includes('alert')).toBe(false);
    // With a comment opened in its width, as the classic one has it: `GIF89a/*`.
    const width = Buffer.from(both);
    width.write('/*', 6, 'latin1');
    await prepare(width).then(({ type }) => expect(type).toBe('image/jpeg'), (error: unknown) => expect(error).toBeInstanceOf(PictureError));
  });

  test('a file cut short at any twentieth is a whole picture or an error', async () => {
    const noise = sharp(Buffer.from(Array.from({ length: 300 * 300 * 3 }, (_, index) => (index * 7919) % 251)), { raw: { width: 300, height: 300, channels: 3 } });
    for (const make of [noise.clone().jpeg(), noise.clone().png(), noise.clone().webp(), noise.clone().avif({ effort: 0 }), noise.clone().gif()]) {
      const bytes = await make.toBuffer();
      for (let part = 0; part < 20; part += 1) {
        expect(['broken', 'unsupported']).toContain(await problemOf(prepare(bytes.subarray(0, Math.floor((bytes.length * part) / 20)))));
      }
      expect((await prepare(bytes)).width).toBe(300);
    }
  }, 60_000);

  test('damage anywhere is a picture or an error, and never a fault', async () => {
    const seeds = await Promise.all([plain(64, 64).jpeg(), plain(64, 64, 0.5).png(), plain(64, 64).webp(), plain(64, 64).gif(), plain(64, 64).avif({ effort: 0 })].map((make) => make.toBuffer()));
    const damage = fc.array(fc.tuple(fc.nat(4_000), fc.nat(255)), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...seeds), damage, async (seed, flips) => {
        const bytes = Buffer.from(seed);
        for (const [at, value] of flips) bytes[at % bytes.length] = value;
        await prepare(bytes).then(({ width }) => expect(width).toBeLessThanOrEqual(400), (error: unknown) => expect(error).toBeInstanceOf(PictureError));
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  test('after all of which the next picture is opened', async () => {
    expect((await prepare(await plain(500, 500).png().toBuffer())).width).toBe(400);
  });
});

describe('a bomb is refused by its header', () => {
  test.each([
    ['16,000 x 16,000 of zeros in a quarter of a megabyte', () => pngOf(16_000, 16_000, new Uint8Array(16_000 * 16_001))],
    ['two thousand million pixels that are not even there', () => pngOf(0x7fffffff, 1, new Uint8Array(10))],
    ['a GIF that says 65,535 x 65,535', () => Buffer.concat([Buffer.from('GIF89a\xff\xff\xff\xff\x00\x00\x00\x2c\x00\x00\x00\x00\xff\xff\xff\xff\x00\x02\x02\x44\x01\x00\x3b', 'latin1'), Buffer.alloc(16)])],
  ])('%s', async (_name, make) => {
    const bytes = make();
    expect(bytes.length).toBeLessThan(2 << 20);
    const started = performance.now();
    expect(['tooLarge', 'broken']).toContain(await problemOf(prepare(bytes)));
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  test('a small PNG bomb is called too large, not broken', async () => {
    expect(await problemOf(prepare(pngOf(16_000, 16_000, new Uint8Array(16_000 * 16_001))))).toBe('tooLarge');
  });

  test('more than three hundred frames', async () => {
    const frame = await plain(2, 2).png().toBuffer();
    const frames = await Promise.all(Array.from({ length: 301 }, (_, index) => sharp(frame).linear(1 - (index % 9) / 10).png().toBuffer()));
    expect(await problemOf(prepare(await sharp(frames, { join: { animated: true } }).gif().toBuffer()))).toBe('tooLarge');
    expect((await prepare(await sharp(frames.slice(0, 300), { join: { animated: true } }).gif().toBuffer())).width).toBe(2);
  });

  test('more than the largest that is announced, before anything is looked at', async () => {
    const fresh = processor();
    expect(await problemOf(fresh.process(Buffer.alloc(LARGEST_PICTURE_BYTES + 1, '\xff\xd8\xff', 'latin1'), AVATAR))).toBe('tooLarge');
    expect(fresh.workers).toBe(0);
  });

  test('an AVIF of more than nine million pixels, which would take half a gigabyte', async () => {
    expect(await problemOf(prepare(await plain(3_001, 3_001).avif({ effort: 0 }).toBuffer()))).toBe('tooLarge');
    expect((await prepare(await plain(3_000, 3_000, 0.5).avif({ effort: 0 }).toBuffer())).width).toBe(400);
  }, 30_000);

  test.each([
    ['JPEG', () => plain(6_600, 5_000).jpeg({ progressive: true })],
    ['PNG', () => plain(6_600, 5_000, 0.5).png({ progressive: true })],
    ['PNG of 16 bits', () => plain(5_000, 3_200, 0.5).toColourspace('rgb16').png({ progressive: true })],
    ['WebP', () => plain(6_600, 5_000, 0.5).webp({ effort: 0 })],
    ['GIF', () => plain(6_600, 5_000).gif({ effort: 1 })],
  ])('the largest %s allowed is opened', async (_name, make) => {
    expect((await prepare(await make().toBuffer())).width).toBe(400);
  }, 30_000);
});

describe('the process that opens them', () => {
  const bytes = plain(300, 300).png().toBuffer();

  test('starts when needed, serves many, and ends when there is nothing to do', async () => {
    const idle = processor({ idleMs: 200 });
    expect(idle.workers).toBe(0);
    for (let again = 0; again < 3; again += 1) await idle.process(await bytes, AVATAR);
    expect(idle.workers).toBe(1);
    await expect.poll(() => idle.workers, { timeout: 3_000 }).toBe(0);
    expect((await idle.process(await bytes, AVATAR)).width).toBe(300);
  });

  test.runIf(process.platform === 'linux')('takes several large pictures without being replaced, and steps back behind the app with every thread', async () => {
    const childOf = (): string => {
      const found = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).filter((pid) => {
        try {
          return statOf(`/proc/${pid}/stat`)[1] === String(process.pid) && !before.has(pid);
        } catch {
          return false;
        }
      });
      expect(found).toHaveLength(1);
      return found[0] as string;
    };
    const statOf = (path: string): string[] => {
      const stat = readFileSync(path, 'utf8');
      return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    };
    const before = new Set(readdirSync('/proc'));
    const own = processor();
    const large = await plain(4_000, 3_000).jpeg().toBuffer();
    await own.process(large, AVATAR);
    const child = childOf();
    for (let again = 0; again < 4; again += 1) await own.process(large, AVATAR);
    expect(childOf()).toBe(child);
    const nice = readdirSync(`/proc/${child}/task`).map((thread) => Number(statOf(`/proc/${child}/task/${thread}/stat`)[16]));
    expect(nice.length).toBeGreaterThan(4);
    expect(Math.min(...nice)).toBeGreaterThanOrEqual(10);
  });

  test('is killed when a picture takes longer than its time, and the next picture gets another', async () => {
    const small = await bytes;
    // Half a second of decoding.
    const heavy = await plain(3_000, 2_900).avif({ effort: 0 }).toBuffer();
    const hasty = processor({ deadlineMs: 100 });
    // On a crowded machine a new process may use up its time before it begins.
    const widthOf = () => hasty.process(small, AVATAR).then(({ width }) => width, () => undefined);
    await expect.poll(widthOf, { timeout: 10_000 }).toBe(300);
    expect(await problemOf(hasty.process(heavy, AVATAR))).toBe('tooLarge');
    await expect.poll(() => hasty.workers).toBe(0);
    await expect.poll(widthOf, { timeout: 10_000 }).toBe(300);
  });

  test('one at a time, eight waiting, the rest are told to come back', async () => {
    const line = processor();
    const picture = await bytes;
    const calls = Array.from({ length: 12 }, () => line.process(picture, AVATAR).then(({ width }) => width, (error: unknown) => (error as PictureError).problem));
    const told = await Promise.all(calls);
    expect(told).toEqual([...Array<number>(9).fill(300), ...Array<string>(3).fill('busy')]);
    expect(line.workers).toBe(1);
  });

  test('closing ends it, and what was under way is an error', async () => {
    const closing = processor();
    const heavy = await plain(3_000, 2_900).avif({ effort: 0 }).toBuffer();
    await closing.process(await bytes, AVATAR);
    const call = problemOf(closing.process(heavy, AVATAR));
    await new Promise((wait) => setTimeout(wait, 50));
    closing.close();
    expect(await call).toBe('broken');
    await expect.poll(() => closing.workers).toBe(0);
  });

  test('the app itself never loads the image library, and ends though a process of its is idle', () => {
    const script = `
      import { readFileSync } from 'node:fs';
      import { createPictureProcessor } from '#platform/pictures/processor.ts';
      const pictures = createPictureProcessor({ log: console });
      const png = Buffer.from('${pngOf(2, 2, new Uint8Array(18)).toString('base64')}', 'base64');
      const { type } = await pictures.process(png, { width: 4, height: 4, fit: 'cover' });
      const maps = process.platform === 'linux' ? readFileSync('/proc/self/maps', 'utf8') : '';
      console.log(JSON.stringify({ type, workers: pictures.workers, loaded: /libvips|sharp/.test(maps) }));`;
    const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { cwd: process.cwd(), timeout: 20_000, encoding: 'utf8' });
    expect(JSON.parse(output)).toEqual({ type: 'image/webp', workers: 1, loaded: false });
  });
});
