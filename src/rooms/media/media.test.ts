import { readdir, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ORIGIN, openTown } from '#town';
import type { Answer, Json, Person, Town } from '#town';
import { room } from './room.ts';
import { CANARY, film, frames, greyPng, mp3, noise, ogg, photo } from '#test/town/files.ts';

let town: Town;
let alice: Person;
let bob: Person;

beforeAll(async () => {
  town = await openTown();
  [alice, bob] = await town.people('alice', 'bob');
});

afterAll(() => town.close());

function formOf(bytes: Uint8Array, fields: Record<string, string> = {}, name = 'a.bin'): FormData {
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }), name);
  for (const [key, value] of Object.entries(fields)) form.set(key, value);
  return form;
}

const send = (bytes: Uint8Array, fields: Record<string, string> = {}, who = alice): Promise<Answer> => who.post('/api/v1/media', formOf(bytes, fields));

async function fileAt(url: string, headers: Record<string, string> = {}): Promise<{ status: number; bytes: Buffer; headers: Headers }> {
  const answer = await fetch(town.base + new URL(url).pathname, { headers });
  return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()), headers: answer.headers };
}

/** No metadata of the sender's is left in it. */
function expectClean(bytes: Buffer): void {
  for (const word of [CANARY, '48.8584', 'GPS', 'Exif', 'http://ns.adobe.com']) expect(bytes.includes(word), word).toBe(false);
}

describe('an upload', () => {
  test('of a photo comes out upright, without metadata, with a small one, a BlurHash and what was said of it', async () => {
    const { status, body } = await send(await photo(640, 480, 6), { description: 'A tower', focus: '0.5,-0.25' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      type: 'image', description: 'A tower', remote_url: null, text_url: null, blurhash: expect.stringMatching(/^.{20,60}$/),
      meta: { original: { width: 480, height: 640, size: '480x640', aspect: 0.75 }, small: { width: 416, height: 554 }, focus: { x: 0.5, y: -0.25 } },
    });
    expect(body.url).toMatch(new RegExp(`^${ORIGIN}/files/[0-9a-f]{64}\\.jpg$`));
    for (const url of [body.url, body.preview_url]) {
      const { status: found, bytes, headers } = await fileAt(url);
      expect(found).toBe(200);
      expectClean(bytes);
      const header = await sharp(bytes).metadata();
      expect([header.exif, header.xmp, header.icc, header.orientation]).toEqual([undefined, undefined, undefined, undefined]);
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-type': 'image/jpeg', 'x-content-type-options': 'nosniff', 'access-control-allow-origin': '*',
        'cache-control': 'public, max-age=31536000, immutable', 'content-security-policy': "default-src 'none'; sandbox",
      });
    }
  });

  test.each([
    ['png', 'png', () => noise(90, 60).png().toBuffer()],
    ['webp', 'webp', () => noise(90, 60).webp().toBuffer()],
    ['avif', 'jpg', () => noise(90, 60).avif({ effort: 0 }).toBuffer()],
    ['gif', 'png', () => noise(90, 60).gif().toBuffer()],
    ['png with transparency', 'png', () => sharp({ create: { width: 90, height: 60, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 0.5 } } }).png().toBuffer()],
  ])('%s is shown as %s', async (_name, extension, make) => {
    const { body } = await send(await make());
    expect(body).toMatchObject({ type: 'image', url: expect.stringMatching(new RegExp(`\\.${extension}$`)), meta: { original: { width: 90, height: 60 } } });
  });

  test('larger than 4K is made smaller', async () => {
    const { body } = await send(greyPng(5000, 3000));
    expect(body.meta.original.width * body.meta.original.height).toBeLessThan(8_300_000);
    expect(body.meta.original.aspect).toBeCloseTo(5 / 3, 2);
  });

  test.each(['gif', 'webp'] as const)('a moving %s goes on moving', async (format) => {
    const { body } = await send(await (await frames(5)).toFormat(format, { loop: 0 }).toBuffer());
    expect(body).toMatchObject({ type: 'image', meta: { original: { width: 60, height: 60 } } });
    expect((await sharp((await fileAt(body.url)).bytes, { animated: true }).metadata()).pages).toBe(5);
    expect((await sharp((await fileAt(body.preview_url)).bytes, { animated: true }).metadata()).pages ?? 1).toBe(1);
  });

  test.each([['MP4', false], ['MOV', true]])('a film in %s comes out as MP4 with its index in front and nothing of what was said in it', async (_name, mov) => {
    const { body } = await send(await film({ mov }));
    expect(body).toMatchObject({ type: 'video', preview_url: null, blurhash: null, meta: { original: { width: 240, height: 320, frame_rate: '25000/1000' }, fps: 25, length: '0:00:02.02' } });
    expect(body.meta.original.duration).toBeCloseTo(2, 1);
    const { bytes, headers } = await fileAt(body.url);
    expect(headers.get('content-type')).toBe('video/mp4');
    expectClean(bytes);
    expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
  });

  test.each([
    ['m4a', 'audio/mp4', () => film({ picture: false })],
    ['mp3', 'audio/mpeg', () => Promise.resolve(mp3())],
    ['ogg', 'audio/ogg', ogg],
  ])('a sound as %s is one, by its type and its length', async (extension, type, make) => {
    const { body } = await send(await make());
    expect(body).toMatchObject({ type: 'audio', url: expect.stringMatching(new RegExp(`\\.${extension}$`)) });
    expect(body.meta.original.duration).toBeGreaterThan(0.5);
    const { bytes, headers } = await fileAt(body.url);
    expect(headers.get('content-type')).toBe(type);
    expectClean(bytes);
  });

  test('takes a thumbnail of its own, by which a film gets a picture', async () => {
    const form = formOf(await film());
    form.set('thumbnail', new Blob([new Uint8Array(await photo(200, 100, 1))]), 't.jpg');
    const { body } = await alice.post('/api/v1/media', form);
    expect(body).toMatchObject({ type: 'video', preview_url: expect.stringMatching(/\.jpg$/), meta: { small: { width: 200, height: 100 } } });
    const other = new FormData();
    other.set('thumbnail', new Blob([new Uint8Array(await photo(100, 100, 1))]), 't.jpg');
    const changed = await alice.put(`/api/v1/media/${body.id}`, other);
    expect(changed.body).toMatchObject({ meta: { small: { width: 100, height: 100 } } });
    expect(changed.body.preview_url).not.toBe(body.preview_url);
  });

  test('version 2 answers 202 while it is being prepared, asking 206, and 200 once it is ready', async () => {
    const bytes = await photo(3000, 2000, 1);
    const sent = await Promise.all(Array.from({ length: 8 }, () => bob.post('/api/v2/media', formOf(bytes))));
    for (const { status } of sent) expect([200, 202]).toContain(status);
    const last = sent.find(({ status }) => status === 202) as Answer;
    expect(last.body).toMatchObject({ id: expect.any(String), type: 'image', url: null, preview_url: null, meta: null });
    const asked = await bob.get(`/api/v1/media/${last.body.id}`);
    expect([200, 206]).toContain(asked.status);
    for (const { body } of sent) {
      await expect.poll(async () => (await bob.get(`/api/v1/media/${body.id}`)).status, { timeout: 20_000, interval: 100 }).toBe(200);
    }
    const urls = await Promise.all(sent.map(async ({ body }) => (await bob.get(`/api/v1/media/${body.id}`)).body.url as string));
    expect(new Set(urls).size).toBe(1);
  }, 40_000);

  test('belongs to who sent it: others find nothing', async () => {
    const { body } = await send(greyPng(9, 9));
    for (const answer of [await bob.get(`/api/v1/media/${body.id}`), await bob.put(`/api/v1/media/${body.id}`, { description: 'x' }), await bob.delete(`/api/v1/media/${body.id}`)]) {
      expect(answer.status).toBe(404);
    }
    expect((await town.visitor.get(`/api/v1/media/${body.id}`)).status).toBe(401);
  });

  test('is described by PUT and PATCH, as long as announced, and deleted', async () => {
    const { body } = await send(greyPng(9, 9));
    const limit = (await town.visitor.get('/api/v2/instance')).body.configuration.media_attachments.description_limit as number;
    expect((await alice.put(`/api/v1/media/${body.id}`, { description: 'é'.repeat(limit) })).body.description).toHaveLength(limit);
    expect((await alice.patch(`/api/v1/media/${body.id}`, { focus: '1,-1' })).body).toMatchObject({ description: 'é'.repeat(limit), meta: { focus: { x: 1, y: -1 } } });
    expect((await alice.put(`/api/v1/media/${body.id}`, { description: 'é'.repeat(limit + 1) })).status).toBe(422);
    for (const focus of ['2,0', 'a,b', '1', 'NaN,NaN', '0,0,0']) expect((await alice.put(`/api/v1/media/${body.id}`, { focus })).status, focus).toBe(422);
    expect(await alice.delete(`/api/v1/media/${body.id}`)).toMatchObject({ status: 200, body: {} });
    expect((await alice.get(`/api/v1/media/${body.id}`)).status).toBe(404);
  });
});

describe('what is refused, with a reason and nothing left behind', () => {
  const long = async (): Promise<Buffer> => (await film({ seconds: 4 })).subarray(0, 30_000);
  const bad: [string, () => Promise<Uint8Array> | Uint8Array, RegExp][] = [
    ['no bytes', () => new Uint8Array(0), /blank/],
    ['text', () => Buffer.from('just a text that goes on for a while'), /not taken/],
    ['HTML', () => Buffer.from('<!doctype html><script>alert(1)</script>'), /not taken/],
    ['SVG', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><image href="http://127.0.0.1/x"/></svg>'), /not taken/],
    ['SVG behind a BOM and XML', () => Buffer.from('\ufeff<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "aaaa">]><svg/>'), /not taken/],
    ['a document of another protocol', () => Buffer.from('{"@context":"https://www.w3.org/ns/activitystreams","type":"Note"}'), /not taken/],
    ['a playlist', () => Buffer.from('#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n'), /not taken/],
    ['PDF', () => Buffer.from('%PDF-1.7 and so on and so forth'), /not taken/],
    ['a picture that is cut', async () => (await photo()).subarray(0, 9000), /damaged/],
    ['a header of a JPEG over noise', () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(5000, 7)]), /damaged/],
    ['16,000 by 16,000 in 249 kB', () => greyPng(16_000, 16_000), /too large/],
    ['65,535 by 65,535 in its header', () => { const png = greyPng(9, 9); png.writeUInt32BE(65_535, 16); png.writeUInt32BE(65_535, 20); return png; }, /damaged|too large/],
    ['too many frames', async () => (await frames(301, 4)).gif({ loop: 0 }).toBuffer(), /too large/],
    ['a film in another coding', () => film({ codec: 'vp9' }), /H\.264/],
    ['a film larger than 4K', () => film({ width: 4096, height: 4096, seconds: 1 }), /too large/],
    ['a film that is cut', long, /damaged/],
    ['WebM', () => Buffer.concat([Buffer.from([0x1a, 0x45, 0xdf, 0xa3]), Buffer.alloc(200)]), /H\.264/],
    ['WAV', () => Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVEfmt '), Buffer.alloc(200)]), /H\.264/],
    ['an MP4 of nothing', () => Buffer.concat([Buffer.from('\0\0\0\x18ftypisom\0\0\0\0isommp42', 'latin1'), Buffer.alloc(64)]), /damaged/],
    ['HEIC', () => Buffer.concat([Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), Buffer.alloc(64)]), /not taken/],
  ];

  test.each(bad)('%s', async (_name, make, reason) => {
    const rows = await town.sql('select count(*) as count from media.attachment');
    const started = performance.now();
    const answer = await send(await make());
    expect(answer).toMatchObject({ status: 422, body: { error: expect.stringMatching(reason) } });
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(await town.sql('select count(*) as count from media.attachment')).toEqual(rows);
    expect((await town.visitor.get('/health')).status).toBe(200);
  }, 20_000);

  test('larger than announced: 413 or 422', async () => {
    const { image_size_limit: limit } = (await town.visitor.get('/api/v2/instance')).body.configuration.media_attachments as { image_size_limit: number };
    const png = greyPng(9, 9);
    expect((await send(Buffer.concat([png, Buffer.alloc(limit - png.length)]))).status).toBe(200);
    expect((await send(Buffer.concat([png, Buffer.alloc(limit - png.length + 1)]))).status).toBe(422);
  }, 20_000);

  test('a file cut at every twentieth, and with bits turned over, ends in an answer', async () => {
    const whole = await photo(300, 200, 1);
    for (let part = 1; part < 20; part++) expect([200, 422]).toContain((await send(whole.subarray(0, Math.floor((whole.length * part) / 20)))).status);
    for (let at = 30; at < 330; at += 30) {
      const turned = Buffer.from(whole);
      turned[at] = (turned[at] ?? 0) ^ 0x55;
      expect([200, 422]).toContain((await send(turned)).status);
    }
  }, 40_000);

  test('what hides in or behind a picture is left behind', async () => {
    const script = '<script>alert(document.domain)</script>';
    const gif = await noise(40, 40).gif().toBuffer();
    for (const bytes of [Buffer.concat([await photo(), Buffer.from(script)]), Buffer.concat([gif, Buffer.from(script)]), Buffer.concat([await film(), Buffer.from(script)])]) {
      const { status, body } = await send(bytes);
      if (status === 200) expect((await fileAt(body.url)).bytes.includes('<script>')).toBe(false);
      else expect(status).toBe(422);
    }
  });

  const names = ['../../../etc/passwd', '..\\..\\x', '/etc/passwd', 'CON', 'a\0b.jpg', 'x'.repeat(10_000), '\u202egpj.exe', 'me.html'];
  test.each(names.map((name) => [name.slice(0, 30), name]))('a name plays no part: %j', async (_start, name) => {
    const answer = await alice.post('/api/v1/media', formOf(greyPng(9, 9), {}, name));
    expect([200, 400, 413, 422, 431]).toContain(answer.status);
    if (answer.status === 200) expect(answer.body.url).toMatch(/\/files\/[0-9a-f]{64}\.png$/);
  });

  test('no more of one person than a dozen at once, and nothing of any of it stays in the spool', async () => {
    const bytes = await photo(2000, 1500, 1);
    const sent = await Promise.all(Array.from({ length: 20 }, () => alice.post('/api/v1/media', formOf(bytes))));
    const statuses = sent.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(12);
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
    await expect.poll(() => readdir(join(town.house.config.dataDir, 'files', 'tmp')), { timeout: 20_000 }).toEqual([]);
  }, 60_000);
});

describe('a file is served', () => {
  let url = '';
  let whole: Buffer;
  beforeAll(async () => {
    ({ url } = (await send(await film())).body as Json);
    whole = (await fileAt(url)).bytes;
  });

  test.each([
    ['bytes=0-9', 206, 0, 10],
    ['bytes=100-', 206, 100, undefined],
    ['bytes=-50', 206, -50, undefined],
    ['bytes=5-9999999', 206, 5, undefined],
    ['bytes=0-0,5-6', 200, 0, undefined],
    ['bytes=9-5', 200, 0, undefined],
    ['lines=1-2', 200, 0, undefined],
  ])('in parts: %s', async (range, status, from, to) => {
    const answer = await fileAt(url, { range });
    expect(answer.status).toBe(status);
    expect(answer.bytes.equals(whole.subarray(from, to))).toBe(true);
    expect(answer.headers.get('content-length')).toBe(String(answer.bytes.length));
    expect(answer.headers.get('accept-ranges')).toBe('bytes');
  });

  test('416 beyond its end, 304 for who has it', async () => {
    const beyond = await fileAt(url, { range: 'bytes=999999999-' });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${whole.length}`]);
    const etag = (await fileAt(url)).headers.get('etag') as string;
    expect((await fileAt(url, { 'if-none-match': etag })).status).toBe(304);
    expect((await fileAt(url, { range: 'bytes=0-9', 'if-range': '"another"' })).status).toBe(200);
  });

  test('by its own name only', async () => {
    for (const path of ['/files/', '/files/..%2f..%2fetc%2fpasswd', '/files/tmp', `/files/${'0'.repeat(64)}.jpg`, `/files/${'0'.repeat(64)}.svg`, '/files/tmp%2fx']) {
      expect((await town.visitor.get(path)).status, path).toBe(404);
    }
  });
});

describe('what nobody shows is thrown away', () => {
  const old = new Date(Date.now() - 9 * 86_400_000);
  const folder = (): string => join(town.house.config.dataDir, 'files');
  const run = (job: string): Promise<unknown> => town.sql(`select graphile_worker.add_job('${job}')`);

  test('uploads that no post took for a day, and files that no row names', async () => {
    const [kept, left] = [(await send(greyPng(31, 31))).body, (await send(greyPng(32, 32))).body];
    const orphan = await town.house.blobs.put(Buffer.from('left behind by a crash'), { type: 'image/png' });
    const half = join(folder(), 'tmp', 'half');
    await writeFile(half, 'half');
    for (const name of await readdir(folder(), { recursive: true })) await utimes(join(folder(), name), old, old);
    await town.sql(`update media.attachment set sweep_at = now() - interval '1 minute' where id = ${left.id}`);
    await run('media.sweepUploads');
    await run('media.sweepOrphans');
    for (const url of [left.url, left.preview_url, `${ORIGIN}/files/${orphan.key}`]) {
      await expect.poll(async () => (await fileAt(url)).status, { timeout: 15_000 }).toBe(404);
    }
    expect((await alice.get(`/api/v1/media/${left.id}`)).status).toBe(404);
    expect((await fileAt(kept.url)).status).toBe(200);
    expect(await readdir(join(folder(), 'tmp'))).toEqual([]);
  }, 30_000);

  test('an upload that was under way when the house closed is prepared at the next start', async () => {
    const spool = await town.house.blobs.spool();
    await writeFile(spool, greyPng(33, 33));
    await town.sql(`insert into media.attachment (id, owner_id, state, type, spool, format, meta, description, created_at, sweep_at)
      values (777, ${alice.id}, 'processing', 'image', '${basename(spool)}', 'png', '{}', '', now(), now() + interval '1 day'),
        (778, ${alice.id}, 'processing', 'image', 'lost', 'png', '{}', '', now(), now() + interval '1 day')`);
    await room.start?.(town.house);
    await expect.poll(async () => (await alice.get('/api/v1/media/777')).status, { timeout: 15_000 }).toBe(200);
    await expect.poll(async () => (await alice.get('/api/v1/media/778')).body.error, { timeout: 15_000 }).toMatch(/send it again/);
  }, 30_000);
});
