// Files and cards of private conversations: prepared, kept apart, given to whoever is in it at that moment, and gone with what they belong to.
import type { RequestListener } from 'node:http';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PASSWORD, openTown } from '#town';
import type { Json, Person, Town } from '#town';
import { Browser } from '#test/town/browser.ts';
import { CANARY, film, photo } from '#test/town/files.ts';
import { openInternet } from '#test/town/internet.ts';
import type { Internet } from '#test/town/internet.ts';

const CHATS = '/api/perchoir/v1/chats';
const PATIENCE = { timeout: 15_000, interval: 100 };
let town: Town;
let internet: Internet;
let ann: Person;
let ben: Person;
let cleo: Person;
beforeAll(async () => {
  internet = await openInternet();
  town = await openTown({ internet });
  [ann, ben, cleo] = await town.people('ann', 'ben', 'cleo');
  for (const one of [ben, cleo]) await one.follows(ann);
});
afterAll(async () => {
  await town.close();
  await internet.close();
});

let key = 0;
const open = async (others: Person[]): Promise<Json> => (await ann.post(CHATS, { account_ids: others.map(({ id }) => id), title: 'Files' })).body;
const send = (who: Person, chat: Json, more: object) => who.post(`${CHATS}/${chat.id}/messages`, { client_key: `f${++key}`, ...more });

async function upload(who: Person, chat: Json, bytes: Uint8Array, { name, ...more }: { name: string } & Record<string, string>) {
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(bytes)]), name);
  for (const [field, value] of Object.entries(more)) form.set(field, value);
  return who.post(`${CHATS}/${chat.id}/files`, form);
}

async function bytesOf(who: Person, path: string, headers: Record<string, string> = {}): Promise<{ status: number; bytes: Buffer; headers: Headers }> {
  const answer = await fetch(town.base + path, { headers: { authorization: `Bearer ${who.token}`, ...headers } });
  return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()), headers: answer.headers };
}

/** Everything that lies in the folder of private files. */
async function onDisk(): Promise<string[]> {
  const found = await readdir(join(town.house.config.dataDir, 'private'), { recursive: true, withFileTypes: true }).catch(() => []);
  return found.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

test('a photo comes without where it was taken, with a small one, to everybody in it by token and by cookie, and to nobody else', async () => {
  const chat = await open([ben]);
  const uploaded = await upload(ann, chat, await photo(), { name: 'Été à la plage.JPG', description: 'the beach' });
  expect(uploaded.body).toMatchObject({ kind: 'picture', name: 'Été à la plage.JPG', type: 'image/jpeg', description: 'the beach', width: 480, height: 640, blurhash: expect.any(String), voice: false });
  const { id, url, preview_url: preview } = uploaded.body;
  const own = `${CHATS}/${chat.id}/files/${id}`;
  expect((await bytesOf(ben, own)).status).toBe(404);
  const message = (await send(ann, chat, { file_ids: [id] })).body;
  expect(message).toMatchObject({ text: '', files: [{ id, url, preview_url: preview }] });
  const got = await bytesOf(ben, own);
  expect([got.status, got.headers.get('content-type'), got.headers.get('cache-control')]).toEqual([200, 'image/jpeg', 'private, no-cache']);
  for (const word of [CANARY, 'GPS', 'Exif']) expect(got.bytes.includes(word), word).toBe(false);
  expect((await bytesOf(ben, `${own}/preview`)).status).toBe(200);
  expect((await bytesOf(ben, own, { range: 'bytes=0-9' })).bytes).toHaveLength(10);
  expect((await bytesOf(ben, own, { 'if-none-match': got.headers.get('etag') as string })).status).toBe(304);
  const browser = new Browser(town.base);
  await browser.open('/auth/sign_in');
  await browser.submit({ username: 'ben', password: PASSWORD });
  expect((await browser.fetch(url)).status).toBe(200);
  expect((await fetch(town.base + url)).status).toBe(404);
  for (const path of [own, `${own}/preview`]) expect((await bytesOf(cleo, path)).status).toBe(404);
  await ann.post(`${CHATS}/${chat.id}/members`, { account_ids: [cleo.id] });
  expect((await bytesOf(cleo, own)).status).toBe(404);
  expect((await cleo.get(`${CHATS}/${chat.id}/files`)).body).toEqual([]);
  expect((await ben.get(`${CHATS}/${chat.id}/files`)).body).toMatchObject([{ id }]);
  await ben.post(`${CHATS}/${chat.id}/leave`);
  expect((await bytesOf(ben, own)).status).toBe(404);
  expect((await browser.fetch(url)).status).toBe(404);
});

test('films and voice messages are played, whatever else is saved, and what may say where it was taken is refused', async () => {
  const chat = await open([ben]);
  const moving = (await upload(ann, chat, await film({ seconds: 2 }), { name: 'clip.mp4' })).body;
  expect(moving).toMatchObject({ kind: 'video', duration: expect.closeTo(2, 0) });
  const voice = (await upload(ann, chat, await film({ seconds: 2, picture: false, sound: true }), { name: 'memo.m4a', voice: 'true', waveform: '0,50,100' })).body;
  expect(voice).toMatchObject({ kind: 'sound', voice: true, waveform: [0, 50, 100] });
  const script = (await upload(ann, chat, Buffer.from('<script>alert(1)</script>'), { name: '../../etc/\u202Egnp.html' })).body;
  expect(script).toMatchObject({ kind: 'file', name: 'gnp.html', type: 'application/octet-stream', preview_url: null });
  const { body } = await send(ann, chat, { text: 'all of it', file_ids: [moving.id, voice.id, script.id] });
  expect(body.files.map(({ kind }: Json) => kind)).toEqual(['video', 'sound', 'file']);
  const saved = await bytesOf(ben, `${CHATS}/${chat.id}/files/${script.id}`);
  expect(saved.headers.get('content-disposition')).toBe("attachment; filename=\"gnp.html\"; filename*=UTF-8''gnp.html");
  expect([saved.headers.get('content-type'), saved.headers.get('x-content-type-options'), saved.headers.get('content-security-policy')]).toEqual(['application/octet-stream', 'nosniff', "default-src 'none'; sandbox"]);
  expect((await ben.get(`${CHATS}/search?q=gnp`)).body).toMatchObject([{ id: body.id }]);
  expect((await ben.get(`${CHATS}/search?q=has:video`)).body).toMatchObject([{ id: body.id }]);
  const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic\0\0\0\0mif1heic'), Buffer.alloc(200)]);
  const before = await onDisk();
  expect((await upload(ann, chat, heic, { name: 'IMG_1.HEIC' })).status).toBe(422);
  expect((await upload(ann, chat, (await photo()).subarray(0, 400), { name: 'broken.jpg' })).status).toBe(422);
  expect((await upload(ann, chat, Buffer.alloc(0), { name: 'empty' })).status).toBe(422);
  expect((await upload(cleo, chat, Buffer.from('x'), { name: 'stranger' })).status).toBe(404);
  expect(await onDisk()).toEqual(before);
  for (const file_ids of [[script.id], ['1'], ['x']]) expect((await send(ann, chat, { text: 'again', file_ids })).status).toBe(422);
  const bens = (await upload(ben, chat, Buffer.from('x'), { name: 'mine.txt' })).body;
  expect((await send(ann, chat, { text: 'not mine', file_ids: [bens.id] })).status).toBe(422);
  await town.house.settings.change(town.ctx, 'chats.fileBytes', 100_000);
  expect((await upload(ann, chat, Buffer.alloc(100_001), { name: 'large' })).status).toBe(422);
});

test('files go from the disk with their message, with their chat, and where nobody sent them', async () => {
  const chat = await open([ben]);
  const before = (await onDisk()).length;
  const [one, two, three] = await Promise.all(['one', 'two', 'three'].map(async (name) => (await upload(ann, chat, Buffer.from(`canary-${name}`), { name })).body));
  const first = (await send(ann, chat, { file_ids: [one.id] })).body;
  await send(ann, chat, { file_ids: [two.id] });
  expect((await ann.call('DELETE', `${CHATS}/${chat.id}/files/${two.id}`)).status).toBe(404);
  expect((await ann.call('DELETE', `${CHATS}/${chat.id}/files/${three.id}`)).status).toBe(200);
  await ann.call('DELETE', `${CHATS}/${chat.id}/messages/${first.id}`);
  await expect.poll(async () => (await onDisk()).length, PATIENCE).toBe(before + 1);
  await ben.post(`${CHATS}/${chat.id}/leave`);
  await ann.post(`${CHATS}/${chat.id}/leave`);
  await expect.poll(async () => (await onDisk()).length, PATIENCE).toBe(before);
  for (const path of await onDisk()) expect((await readFile(path)).includes('canary-'), path).toBe(false);
});

test('an address is shown with its card, told when it is there, and nothing of it is left when its message goes', async () => {
  const page: RequestListener = (_request, reply) => void reply.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<title>Where we meet</title><meta property="og:description" content="At eight">');
  internet.sites['plan.example'] = page;
  const chat = await open([ben]);
  const bens = await ben.stream('chats');
  const { id } = (await send(ann, chat, { text: 'https://plan.example/canary-path' })).body;
  expect((await bens.next('chat.message.update', 8000)).payload).toMatchObject({ id, card: { title: 'Where we meet', url: 'https://plan.example/canary-path' } });
  await ann.posts('https://plan.example/public');
  await send(ann, chat, { text: 'https://plan.example/public' });
  await expect.poll(() => town.sql("select 1 from links.card where url like '%plan.example/public' and facts is not null"), PATIENCE).toHaveLength(1);
  await ben.post(`${CHATS}/${chat.id}/leave`);
  await ann.post(`${CHATS}/${chat.id}/leave`);
  await expect.poll(() => town.sql("select 1 from links.card where url like '%canary-path%'"), PATIENCE).toEqual([]);
  await town.settled();
  expect(await town.sql("select 1 from platform.outbox where payload::text like '%canary-path%'")).toEqual([]);
  expect(await town.sql("select 1 from links.card where url like '%plan.example/public'")).toHaveLength(1);
  await bens.close();
});
