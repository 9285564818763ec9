import { mkdtemp, mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { blobType, createBlobStore } from './blobs.ts';
import type { BlobStore } from './blobs.ts';

let root = '';
let dir = '';
let blobs: BlobStore;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'perchoir-blobs-'));
  dir = join(root, 'blobs');
  await writeFile(join(root, 'secret.png'), 'secret');
  blobs = createBlobStore({ dir });
});
afterEach(() => rm(root, { recursive: true }));

const files = async (): Promise<string[]> => (await readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map(({ name }) => name);
const listed = (): Promise<{ key: string; size: number; at: Date }[]> => Readable.from(blobs.list()).toArray();
const bytes = Buffer.from('a picture');
const long = (days: number): Date => new Date(Date.now() - days * 86_400_000);

test('what is put is read back, whole and as a stream, with its type', async () => {
  const { key } = await blobs.put(bytes, { type: 'image/jpeg' });
  expect(key).toMatch(/^[0-9a-f]{64}\.jpg$/);
  expect(await blobs.read(key)).toEqual({ bytes, type: 'image/jpeg' });
  const opened = await blobs.open(key);
  expect(opened).toMatchObject({ size: bytes.length, type: 'image/jpeg' });
  expect(await buffer(opened!.stream)).toEqual(bytes);
});

test('the same bytes have one key and one file, also when many put them at once', async () => {
  const keys = await Promise.all(Array.from({ length: 20 }, () => blobs.put(bytes, { type: 'image/png' })));
  expect(new Set(keys.map(({ key }) => key)).size).toBe(1);
  expect(await files()).toEqual([keys[0]?.key]);
  expect((await blobs.put(bytes, { type: 'image/webp' })).key).not.toBe(keys[0]?.key);
});

test('an empty store lists nothing, reads nothing and cleans nothing', async () => {
  expect(await listed()).toEqual([]);
  expect(await blobs.read(`${'0'.repeat(64)}.png`)).toBeUndefined();
  expect(await blobs.open(`${'0'.repeat(64)}.png`)).toBeUndefined();
  expect(await blobs.remove(`${'0'.repeat(64)}.png`)).toBe(true);
  expect(await blobs.clean()).toBe(0);
});

describe('no text becomes a path', () => {
  test.each([
    '', '.', '..', '/', '../secret.png', '..\\secret.png', 'secret.png', '/etc/passwd', 'tmp', '%2e%2e/secret.png', `${'0'.repeat(64)}`,
    `${'0'.repeat(64)}.svg`, `${'0'.repeat(64)}.html`, `${'0'.repeat(64)}.png\n`, `\n${'0'.repeat(64)}.png`, `${'0'.repeat(64)}.png\0`, `${'A'.repeat(64)}.png`,
    `${'0'.repeat(61)}/..${'0'}.png`, `../${'0'.repeat(64)}.png`, `${'0'.repeat(64)}.constructor`, 'CON', 'x'.repeat(10_000),
  ])('%j', async (text) => {
    expect(blobType(text)).toBeUndefined();
    expect(await blobs.read(text)).toBeUndefined();
    expect(await blobs.open(text)).toBeUndefined();
    expect(await blobs.remove(text)).toBe(true);
    expect(await readdir(root)).toContain('secret.png');
  });

  test('whatever the text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        expect(await blobs.read(text)).toBeUndefined();
      }),
    );
  });
});

describe('sweeping', () => {
  test('lists what there is, with size and age, and nothing else that lies about', async () => {
    const put = await Promise.all(['a', 'bb', 'ccc'].map((text) => blobs.put(Buffer.from(text), { type: 'image/gif' })));
    await mkdir(join(dir, '.trash'));
    await writeFile(join(dir, '.trash', 'notes.txt'), '');
    await writeFile(join(dir, 'tmp', `${'0'.repeat(64)}.png`), '');
    const all = await listed();
    expect(all.map(({ key }) => key).toSorted()).toEqual(put.map(({ key }) => key).toSorted());
    expect(all.map(({ size }) => size).toSorted()).toEqual([1, 2, 3]);
    expect(all.every(({ at }) => Math.abs(at.getTime() - Date.now()) < 60_000)).toBe(true);
  });

  test('leaves what was put again since, even though the file is old', async () => {
    const { key } = await blobs.put(bytes, { type: 'image/png' });
    await utimes(join(dir, key.slice(0, 2), key), long(9), long(9));
    await blobs.put(bytes, { type: 'image/png' });
    expect(await blobs.remove(key, { olderThan: long(1) })).toBe(false);
    expect(await blobs.read(key)).toBeDefined();
    await utimes(join(dir, key.slice(0, 2), key), long(9), long(9));
    expect(await blobs.remove(key, { olderThan: long(1) })).toBe(true);
    expect(await blobs.read(key)).toBeUndefined();
  });

  test('removing twice is removing once', async () => {
    const { key } = await blobs.put(bytes, { type: 'image/png' });
    expect(await blobs.remove(key)).toBe(true);
    expect(await blobs.remove(key)).toBe(true);
    expect(await files()).toEqual([]);
  });

  test('throws away what a crash left half-written, once it is an hour old', async () => {
    await blobs.put(bytes, { type: 'image/png' });
    await writeFile(join(dir, 'tmp', 'old'), 'half');
    await writeFile(join(dir, 'tmp', 'new'), 'half');
    await utimes(join(dir, 'tmp', 'old'), long(1), long(1));
    expect(await blobs.clean()).toBe(1);
    expect(await readdir(join(dir, 'tmp'))).toEqual(['new']);
  });
});

test('a store that cannot be written says so and leaves nothing half-written', async () => {
  await writeFile(dir, 'a file where the directory should be');
  await expect(blobs.put(bytes, { type: 'image/png' })).rejects.toMatchObject({ code: 'ENOTDIR' });
});
