import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBlobStore } from '#platform/blobs.ts';
import { frames } from '#test/town/files.ts';
import { findConverter } from './converter.ts';
import { createMediaProcessor } from './processor.ts';
import type { MediaProcessor } from './processor.ts';
import { sniffUpload } from './sniff.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perchoir-conversions-'));
});
afterAll(() => rm(folder, { recursive: true }));

const open: MediaProcessor[] = [];
afterAll(() => open.forEach((one) => one.close()));

function processor(converter: string | undefined): { prepare: (bytes: Uint8Array) => ReturnType<MediaProcessor['prepare']> } {
  const blobs = createBlobStore({ dir: folder });
  const made = createMediaProcessor({ log: { warn: () => undefined }, blobs, converter });
  open.push(made);
  return {
    prepare: async (bytes) => {
      const path = await blobs.spool();
      await writeFile(path, bytes);
      return made.prepare(path, sniffUpload(bytes.subarray(0, 128)) as 'gif');
    },
  };
}

/** A second of silence. */
function wav(): Buffer {
  const head = Buffer.from('RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data\0\0\0\0', 'latin1');
  head.writeUInt32LE(16_036, 4);
  head.writeUInt32LE(16_000, 40);
  return Buffer.concat([head, Buffer.alloc(16_000)]);
}

test('a converter is found by PATH, or is not there', async () => {
  expect(findConverter({ PATH: '/nowhere:' })).toBeUndefined();
  expect(findConverter({})).toBeUndefined();
  await writeFile(join(folder, 'ffmpeg'), '', { mode: 0o755 });
  expect(findConverter({ PATH: `/nowhere:${folder}` })).toBe(join(folder, 'ffmpeg'));
});

test('a converter that fails is a file that is damaged', async () => {
  await expect(processor('/bin/false').prepare(wav())).rejects.toMatchObject({ problem: 'broken' });
  await expect(processor(undefined).prepare(wav())).rejects.toMatchObject({ problem: 'codec' });
});

const ffmpeg = process.env['FFMPEG'] || findConverter(process.env);

describe.runIf(ffmpeg !== undefined)('where ffmpeg is', () => {
  test('a GIF that moves becomes a looping film, and a WAV becomes AAC', async () => {
    const { prepare } = processor(ffmpeg);
    const loop = await prepare(await (await frames(6)).gif({ loop: 0 }).toBuffer());
    expect(loop).toMatchObject({ type: 'gifv', file: { type: 'video/mp4' }, size: { width: 60, height: 60 }, preview: { type: 'image/jpeg' }, blurhash: expect.any(String) });
    expect((await readFile(loop.file.path)).includes('moov')).toBe(true);
    expect(await prepare(wav())).toMatchObject({ type: 'audio', file: { type: 'audio/mp4' } });
  }, 30_000);
});
