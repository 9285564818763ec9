import { readdir, utimes } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';
import { openInternet } from '#test/town/internet.ts';
import type { Internet } from '#test/town/internet.ts';

let town: Town;
let internet: Internet;
let alice: Person;
let bob: Person;
let now = Date.now();

const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const page = (head: string, more: Record<string, string> = {}): RequestListener => (_request, reply) =>
  void reply.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...more }).end(`<!doctype html><html lang="fr"><head>${head}</head><body>…</body></html>`);
const picture: RequestListener = (_request, reply) => void reply.writeHead(200, { 'content-type': 'image/png' }).end(PIXEL);

/** A site by its paths. */
const site = (paths: Record<string, RequestListener>): RequestListener => (request, reply) => {
  const act = paths[new URL(request.url ?? '/', 'http://x').pathname];
  if (act === undefined) reply.writeHead(404).end();
  else act(request, reply);
};

beforeAll(async () => {
  internet = await openInternet();
  town = await openTown({ internet, clock: () => now });
  [alice, bob] = await town.people('alice', 'bob');
});
afterAll(async () => {
  await town.close();
  await internet.close();
});

const cardOf = async (post: Json, reader: { get: Person['get'] } = bob): Promise<Json> => (await reader.get(`/api/v1/statuses/${post.id}`)).body.card;
async function shown(post: Json): Promise<Json> {
  await expect.poll(() => cardOf(post), { timeout: 8000, interval: 30 }).not.toBeNull();
  return cardOf(post);
}
/** Resolves when nothing waits to be looked at. */
async function looked(): Promise<void> {
  await town.settled();
  await expect.poll(() => town.sql('select url from links.card where wanted_at is not null'), { timeout: 8000, interval: 30 }).toEqual([]);
}

test('a post that names a page gets the page\'s own words and picture beside it, the picture from here', async () => {
  internet.sites['news.example'] = site({
    '/a': page(`<title>Plain</title><meta property="og:title" content="L&#39;été &amp; nous"><meta name="description" content="One
      line"><meta property="og:image" content="/p.png"><meta property="og:image:alt" content="A beach"><meta property="og:site_name" content="The News">
      <meta name="author" content="Ann Author"><meta property="article:published_time" content="2024-05-06T07:08:09+02:00">`),
    '/p.png': picture,
  });
  const post = await alice.posts('read https://news.example/a?utm_source=x&id=1#part and https://other.example/');
  expect(post.card).toBeNull();
  const card = await shown(post);
  expect(card).toMatchObject({
    url: 'https://news.example/a?id=1', title: "L'été & nous", description: 'One line', language: 'fr', type: 'link', html: '', embed_url: '',
    author_name: 'Ann Author', provider_name: 'The News', published_at: '2024-05-06T05:08:09.000Z', image_description: 'A beach', width: 1, height: 1,
    authors: [{ name: 'Ann Author', url: '', account: null }],
  });
  expect(card.image).toMatch(/^http:\/\/town\.test\/files\/[0-9a-f]{64}\.(jpg|webp)$/);
  const image = await fetch(town.base + new URL(card.image).pathname);
  expect(card.blurhash).toMatch(/^.{6,}$/);
  expect([image.status, image.headers.get('content-type')?.startsWith('image/')]).toEqual([200, true]);
  expect(await cardOf(post, town.visitor)).toEqual(card);
  expect((await bob.home()).length).toBe(0);
  expect((await alice.home())[0].card).toEqual(card);
});

test('however many posts name an address, it is asked once; after a week once more', async () => {
  let title = 'first';
  internet.sites['once.example'] = (request, reply) => page(`<title>${title}</title>`)(request, reply);
  const before = (): number => internet.asked.filter((one) => one.startsWith('once.example')).length;
  const posts = await Promise.all(Array.from({ length: 8 }, (_, n) => (n % 2 ? alice : bob).posts(`https://once.example/x?utm_campaign=${n}`)));
  await shown(posts[0]);
  await looked();
  for (const post of posts) expect((await cardOf(post)).title).toBe('first');
  expect(before()).toBe(1);
  now += 8 * 86_400_000;
  title = 'second';
  const later = await alice.posts('again https://once.example/x');
  await expect.poll(async () => (await cardOf(later)).title, { timeout: 8000 }).toBe('second');
  expect((await cardOf(posts[0])).title).toBe('second');
  expect(before()).toBe(2);
});

test('a page that fails is left alone for an hour, one that is no page for a day', async () => {
  let status = 503;
  internet.sites['broken.example'] = (request, reply) => (status === 200 ? page('<title>Back</title>')(request, reply) : void reply.writeHead(status).end());
  internet.sites['file.example'] = (_request, reply) => void reply.writeHead(200, { 'content-type': 'application/pdf' }).end('%PDF');
  const asked = (host: string): number => internet.asked.filter((one) => one.startsWith(host)).length;
  const first = await alice.posts('https://broken.example/ and');
  const file = await alice.posts('https://file.example/');
  await looked();
  status = 200;
  await alice.posts('https://broken.example/ once more');
  await looked();
  expect([await cardOf(first), await cardOf(file), asked('broken.example'), asked('file.example')]).toEqual([null, null, 1, 1]);
  now += 2 * 3_600_000;
  await alice.posts('https://broken.example/ and https://file.example/');
  await alice.posts('https://file.example/');
  expect((await shown(first)).title).toBe('Back');
  await looked();
  expect([asked('broken.example'), asked('file.example')]).toEqual([2, 1]);
});

test('an edit changes the card with the link', async () => {
  internet.sites['edit.example'] = site({ '/1': page('<title>One</title>'), '/2': page('<title>Two</title>') });
  const post = await alice.posts('https://edit.example/1');
  expect((await shown(post)).title).toBe('One');
  await alice.put(`/api/v1/statuses/${post.id}`, { status: 'https://edit.example/2' });
  await expect.poll(async () => (await cardOf(post))?.title, { timeout: 8000 }).toBe('Two');
  await alice.put(`/api/v1/statuses/${post.id}`, { status: 'no link' });
  expect(await cardOf(post)).toBeNull();
});

test('videos come by oEmbed: YouTube from its endpoint, PeerTube as discovered; no frame, no address of theirs for the browser', async () => {
  const oembed = (more: object): RequestListener => (_request, reply) =>
    void reply.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({
      type: 'video', title: 'A film', author_name: 'Cam', author_url: 'https://tube.example/c/cam', provider_name: 'Tube', html: '<iframe src="https://evil.example">',
      ...more,
    }));
  internet.sites['www.youtube.com'] = site({ '/oembed': oembed({ thumbnail_url: 'https://i.example/t.png', thumbnail_width: 480, thumbnail_height: 360, author_url: 'javascript:1' }) });
  internet.sites['i.example'] = picture;
  internet.sites['tube.example'] = site({
    '/w/abc': page('<title>A film - Tube</title><meta property="og:type" content="video"><link rel="alternate" type="application/json+oembed" href="/services/oembed?url=x">'),
    '/services/oembed': oembed({}),
  });
  const [youtube, peertube] = [await alice.posts('https://youtu.be/dQw4w9WgXcQ?t=3'), await alice.posts('https://tube.example/w/abc')];
  const [one, two] = [await shown(youtube), await shown(peertube)];
  expect(one).toMatchObject({ title: 'A film', author_name: 'Cam', author_url: '', provider_name: 'Tube', type: 'link', html: '', embed_url: '' });
  expect(one.image).toMatch(/^http:\/\/town\.test\/files\//);
  expect(two).toMatchObject({ title: 'A film - Tube', author_name: 'Cam', author_url: 'https://tube.example/c/cam', html: '', image: null });
  expect(JSON.stringify([one, two])).not.toMatch(/iframe|evil|i\.example/);
  expect(internet.asked.some((path) => path.startsWith('youtu.be'))).toBe(false);
});

test('what a page forbids is not shown', async () => {
  internet.sites['shy.example'] = site({
    '/s': page('<title>Shy</title><meta name="robots" content="nosnippet, noimageindex"><meta property="og:description" content="secret"><meta property="og:image" content="/p.png">'),
    '/h': page('<title>Header</title><meta name="description" content="secret">', { 'x-robots-tag': 'noindex, nosnippet' }),
    '/p.png': picture,
  });
  const [one, two] = [await alice.posts('https://shy.example/s'), await alice.posts('https://shy.example/h')];
  expect(await shown(one)).toMatchObject({ title: 'Shy', description: '', image: null });
  expect(await shown(two)).toMatchObject({ title: 'Header', description: '' });
});

test('bad pages, endless pages, slow pages and broken pictures cost their bounds and no more', async () => {
  internet.sites['bad.example'] = site({
    '/endless': (_request, reply) => {
      reply.writeHead(200, { 'content-type': 'text/html' }).write(`<head><title>Endless</title>`);
      const more = (): void => { while (!reply.destroyed && reply.write('<x>'.repeat(20_000))); };
      reply.on('drain', more);
      more();
    },
    '/nested': page(`${'<x>'.repeat(300_000)}<title>Deep</title>`),
    '/svg': page('<title>Vector</title><meta property="og:image" content="/v.svg">'),
    '/v.svg': (_request, reply) => void reply.writeHead(200, { 'content-type': 'image/svg+xml' }).end('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'),
    '/bomb': page('<title>Bomb</title><meta property="og:image" content="/b.png">'),
    '/b.png': (_request, reply) => void reply.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.concat([PIXEL.subarray(0, 16), Buffer.from('7fffffff7fffffff', 'hex'), PIXEL.subarray(24)])),
    '/text': page(`<meta property="og:title" content="${'a\u202eb\u0000\ud800'.repeat(400)}"><meta property="article:author" content="javascript:alert(1)"><meta property="og:url" content="https://bank.example/">`),
  });
  const names = ['endless', 'nested', 'svg', 'bomb', 'text'];
  const posts = await Promise.all(names.map((name) => alice.posts(`https://bad.example/${name}`)));
  await looked();
  const [endless, nested, svg, bomb, text] = await Promise.all(posts.map((post) => cardOf(post)));
  expect(endless?.title).toBe('Endless');
  expect(nested).toBeNull();
  expect([svg.title, svg.image, bomb.title, bomb.image]).toEqual(['Vector', null, 'Bomb', null]);
  expect(text.url).toBe('https://bad.example/text');
  expect(text.author_url).toBe('');
  expect(text.title.length).toBeLessThanOrEqual(400);
  expect(text.title).not.toMatch(/[\u202e\u0000\ud800]/);
}, 30_000);

test('Z-13: no spelling, redirect, picture, oEmbed or second DNS answer reaches a private address', async () => {
  const port = internet.canaryPort;
  let asked = 0;
  internet.names['rebind.example'] = () => (asked++ === 0 ? ['93.184.215.14'] : ['127.0.0.1']);
  internet.names['inside.example'] = ['127.0.0.1'];
  internet.names['mixed.example'] = ['93.184.215.14', '::1'];
  internet.sites['rebind.example'] = (_request, reply) => void reply.writeHead(302, { location: `/again`, connection: 'close' }).end();
  const targets = [`http://127.0.0.1:${port}/`, 'http://127.0.0.1/', 'http://0x7f.1/', 'http://2130706433/', 'http://[::1]/', 'http://[::ffff:127.0.0.1]/',
    'http://169.254.169.254/latest/meta-data/', 'http://localhost/', 'http://inside.example/', 'http://mixed.example/', 'http://10.0.0.1/', 'http://0.0.0.0/', 'file:///etc/passwd', 'gopher://127.0.0.1/'];
  const hops: Record<string, RequestListener> = {};
  targets.forEach((target, n) => {
    hops[`/redirect${n}`] = (_request, reply) => void reply.writeHead(302, { location: target }).end();
    hops[`/picture${n}`] = page(`<title>Picture ${n}</title><meta property="og:image" content="${target}">`);
    hops[`/oembed${n}`] = page(`<title>Oembed ${n}</title><meta property="og:type" content="video"><link rel="alternate" type="application/json+oembed" href="${target}">`);
  });
  internet.sites['hop.example'] = site(hops);
  for (const target of [...targets, 'https://rebind.example/']) await alice.posts(`see ${target} here`);
  const posts: Json[] = [];
  for (const path of Object.keys(hops)) posts.push(await alice.posts(`https://hop.example${path}`));
  await looked();
  for (const post of posts) {
    const card = await cardOf(post);
    if (card !== null) expect(card).toMatchObject({ image: null, title: expect.stringMatching(/^(Picture|Oembed) \d+$/) });
  }
  expect(internet.canaryHits()).toBe(0);
  const reached = await fetch(`http://127.0.0.1:${port}/`);
  expect([reached.status, internet.canaryHits()]).toEqual([200, 1]);
}, 60_000);

test('this server does not look at itself, and pages that wait beyond the bounds have no card', async () => {
  const own = await alice.posts('http://town.test/@alice and nothing else');
  await looked();
  expect(await cardOf(own)).toBeNull();
  expect(await town.sql("select 1 from links.card where host = 'town.test'")).toEqual([]);
  await town.sql(`insert into links.card (key, url, host, wanted_at, claimed_at, expires_at)
    select 'k' || n, 'https://full.example/' || n, 'full.example', now() + interval '1 year', now() + interval '1 year', now() from generate_series(1, 50) n`);
  internet.sites['full.example'] = page('<title>Full</title>');
  const beyond = await alice.posts('https://full.example/new');
  await town.settled();
  expect(await town.sql("select 1 from links.card where url = 'https://full.example/new'")).toEqual([]);
  expect(await cardOf(beyond)).toBeNull();
  await town.sql("delete from links.card where host = 'full.example'");
});

test('a card that no post names any more goes, with its picture; one that is named stays', async () => {
  internet.sites['gone.example'] = site({ '/1': page('<title>Gone</title><meta property="og:image" content="/p.png">'), '/2': page('<title>Kept</title>'), '/p.png': picture });
  const [gone, kept] = [await alice.posts('https://gone.example/1'), await alice.posts('https://gone.example/2')];
  await shown(kept);
  const { image } = await shown(gone);
  await town.sql(`update links.card set facts = jsonb_set(facts, '{picture,key}', '"${'0'.repeat(64)}.jpg"'), picture_key = null where picture_key is not null and host <> 'gone.example'`);
  await alice.delete(`/api/v1/statuses/${gone.id}`);
  now += 60 * 86_400_000;
  const folder = join(town.house.config.dataDir, 'files');
  const yesterday = new Date(Date.now() - 86_400_000);
  for (const name of await readdir(folder, { recursive: true })) await utimes(join(folder, name), yesterday, yesterday);
  const forget = town.house.rooms.flatMap((room) => room.jobs ?? []).find((job) => job.name === 'posts.forgetCards');
  for (const _twice of [1, 2]) await forget?.run(town.ctx, {} as never);
  expect((await town.sql<{ url: string }>("select url from links.card where host = 'gone.example'")).map(({ url }) => url)).toEqual(['https://gone.example/2']);
  expect((await cardOf(kept)).title).toBe('Kept');
  await expect.poll(async () => (await fetch(town.base + new URL(image).pathname)).status, { timeout: 10_000 }).toBe(404);
});
