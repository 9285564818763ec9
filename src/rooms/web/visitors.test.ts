// What visitors get: pages shared for a second, and posts that come into them while they are open.
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';
import { openEvents } from '#test/town/streams.ts';
import { metrics } from '#platform/metrics.ts';
import { readableAddress } from './copies.ts';

let town: Town;
let alice: Person;

beforeAll(async () => {
  town = await openTown({ settings: { 'streaming.perAddress': 4000 } });
  alice = await town.person('alice');
});

afterAll(() => town.close());

interface Raw {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Buffer;
}

/** As it comes over the wire: `fetch` would unpack it. */
function get(path: string, headers: Record<string, string> = {}): Promise<Raw> {
  return new Promise((resolve, reject) => {
    request(town.base + path, { headers: { accept: 'text/html', ...headers }, agent: false }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) }));
    }).on('error', reject).end();
  });
}

const live = (query: string) => openEvents(`${town.base}/live?${query}`, {});
const until = async (holds: () => Promise<boolean>, ms: number): Promise<void> => {
  const end = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`Not within ${ms} ms`);
    await new Promise((done) => setTimeout(done, 20));
  }
};

test('a copy is the page, packed or plain, and nothing is sent twice to who has it', async () => {
  const plain = await get('/');
  expect(plain.status).toBe(200);
  expect(plain.headers['set-cookie']).toBeUndefined();
  expect(brotliDecompressSync((await get('/', { 'accept-encoding': 'gzip, br' })).body).equals(plain.body)).toBe(true);
  const packed = await get('/', { 'accept-encoding': 'gzip, br;q=0' });
  expect(packed.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(packed.body).equals(plain.body)).toBe(true);
  for (const name of ['Cookie', 'Accept-Language', 'Accept-Encoding']) expect(packed.headers['vary']).toContain(name);
  const again = await get('/', { 'if-none-match': String(plain.headers['etag']) });
  expect([again.status, again.body.length]).toEqual([304, 0]);
  expect(String((await get('/', { 'accept-language': 'fr' })).body)).toContain('<html lang="fr"');
  expect(String((await get('/', { 'accept-language': 'fr' })).body)).toContain('Une agora ouverte, en direct.');
  expect(String((await get('/?lang=en', { 'accept-language': 'fr' })).body)).toContain('<html lang="en"');
});

test('no page of a visitor allows inline script, foreign things or markup put in by script other than ours', async () => {
  const { headers, body } = await get('/');
  const policy = String(headers['content-security-policy']);
  expect(policy).toContain("require-trusted-types-for 'script'; trusted-types perchoir");
  expect(policy).not.toMatch(/unsafe|nonce|https?:/);
  expect(String(body)).not.toMatch(/<script(?![^>]*(\ssrc=|application\/ld\+json))|\sstyle=|\son\w+=/);
});

test('of an address only what pages read makes copies apart', () => {
  expect(readableAddress('/tags/x?utm_source=y&max_id=3&fbclid=z')).toBe('/tags/x?max_id=3');
  expect(readableAddress('/?q=a&max_id=')).toBe('/?q=a');
  expect(readableAddress('/@a')).toBe('/@a');
});

test('a post comes as the same HTML in the reader’s language, to the lists it belongs to and no others', async () => {
  const [open, tagged, french, profile, other] = await Promise.all([
    live('lang=en&list=public'), live('lang=en&list=tag&of=été'), live('lang=fr&list=tag&of=ETE'),
    live(`lang=en&list=profile&of=${alice.id}`), live('lang=en&list=tag&of=hiver'),
  ]);
  const post = await alice.posts('une première <phrase> #été');
  const frames = await Promise.all([open, tagged, french, profile].map((stream) => stream.next('post')));
  expect(frames.map(({ payload }) => payload.id)).toEqual([post.id, post.id, post.id, post.id]);
  expect(frames[0]?.text).toBe(frames[1]?.text);
  expect(frames[0]?.payload.html).toContain('une première &lt;phrase&gt;');
  await alice.posts('entre nous #été', { visibility: 'private' });
  const answer = await alice.posts('suite', { in_reply_to_id: post.id });
  expect((await open.next('post')).payload).toMatchObject({ id: answer.id, to: post.id });
  await alice.put(`/api/v1/statuses/${post.id}`, { status: 'une deuxième phrase #hiver' });
  expect((await open.next('edit')).payload.html).toContain('deuxième');
  expect((await tagged.next('gone')).text).toBe(post.id);
  await alice.delete(`/api/v1/statuses/${post.id}`);
  expect((await open.next('gone')).text).toBe(post.id);
  expect(tagged.frames.map(({ event }) => event)).toEqual(['post', 'gone']);
  expect([(await other.next()).event, (await other.next()).event]).toEqual(['edit', 'gone']);
  for (const stream of [open, tagged, french, profile, other]) await stream.close();
});

test('who was cut off goes on from there: no gap, no repeat', async () => {
  const first = await live('lang=en&list=tag&of=coupure');
  await alice.posts('avant #coupure');
  const { id: since } = await first.next('post');
  await first.close();
  const missed: string[] = [];
  for (const word of ['un', 'deux', 'trois']) missed.push((await alice.posts(`${word} #coupure`)).id);
  const second = await live(`lang=en&list=tag&of=coupure&since=${since}`);
  missed.push((await alice.posts('après #coupure')).id);
  const came: string[] = [];
  for (const _ of missed) came.push((await second.next('post')).payload.id);
  expect(came).toEqual(missed);
  await second.close();
});

test('two thousand readers of one page share one rendering', async () => {
  const rendered = async (): Promise<number> => Number((await metrics.getMetricsAsJSON()).find(({ name }) => name === 'perchoir_fragments_rendered')?.values[0]?.value);
  const before = await rendered();
  const streams = [];
  for (let opened = 0; opened < 2000; opened += 100) streams.push(...await Promise.all(Array.from({ length: 100 }, () => live('lang=en&list=tag&of=foule'))));
  await alice.posts('à toutes et tous #foule');
  const frames = await Promise.all(streams.map((stream) => stream.next('post', 15_000)));
  expect(new Set(frames.map(({ text }) => text)).size).toBe(1);
  expect((await rendered()) - before).toBe(1);
  await Promise.all(streams.map((stream) => stream.close()));
}, 60_000);

test('a crowd that likes at once is told of as one figure, at most every second, and only where the post is', async () => {
  const crowd = await town.people(...Array.from({ length: 12 }, (_, at) => `crowd${at}`));
  const [post, hidden] = [await alice.posts('aimez #figure'), await alice.posts('peu le voient #figure', { visibility: 'private' })];
  const [tagged, other] = await Promise.all([live('lang=en&list=tag&of=figure'), live('lang=en&list=tag&of=hiver')]);
  const began = Date.now();
  await alice.does('favourite', hidden);
  for (const person of crowd) await person.does('favourite', post);
  const told: Json[] = [];
  while (!JSON.stringify(told.at(-1) ?? '').includes('12 likes')) told.push((await tagged.next('counts')).payload);
  expect(told.length).toBeLessThanOrEqual(1 + Math.ceil((Date.now() - began) / 1000));
  expect(told.map((one) => Object.keys(one))).toEqual(told.map(() => [post.id]));
  // What is no event does not move the place from which a browser goes on.
  expect(tagged.frames.at(-1)?.id).toBeUndefined();
  expect(other.frames).toEqual([]);
  await Promise.all([tagged.close(), other.close()]);
});

test('whatever is asked of live inserts gets a clear answer, and apps find no such stream', async () => {
  const asked: Json[] = ['', 'lang=de&list=public', 'lang=en&list=home', 'lang=en&list=tag', 'lang=en&list=tag&of=%00', 'lang=en&list=profile&of=x', 'lang=en&list=thread&of=-1',
    `lang=en&list=tag&of=${'a'.repeat(600)}`, 'lang=en&list=public&since=x', 'lang[]=en&list=public'];
  for (const query of asked) {
    const { status, body } = await town.visitor.get(`/live?${query}`);
    expect([query, status >= 400 && status < 500, typeof body.error]).toEqual([query, true, 'string']);
  }
  const socket = await alice.stream();
  socket.subscribe('page:public:en');
  expect(await socket.nextError()).toMatchObject({ error: 'Unknown stream', status: 400 });
});

test('what is deleted is gone from visitors’ pages within a second', async () => {
  const post = await alice.posts('à oublier #oubli');
  const shows = async (): Promise<boolean> => String((await get('/tags/oubli')).body).includes('à oublier');
  await until(shows, 2000);
  await new Promise((done) => setTimeout(done, 500));
  // A copy from this very moment, which is the worst case.
  expect(await shows()).toBe(true);
  await alice.delete(`/api/v1/statuses/${post.id}`);
  await new Promise((done) => setTimeout(done, 1000));
  // However long the answer takes: it was asked for a second after the deletion.
  expect(await shows()).toBe(false);
});

test('a hall behind one address reads on: copies are not counted, and what has to be made is', async () => {
  const strict = await openTown({ settings: { 'rates.on': true, 'rates.page': { limit: 2, seconds: 300 }, 'rates.address': { limit: 1, seconds: 300 } } });
  const ask = (path: string): Promise<number> => fetch(strict.base + path, { headers: { accept: 'text/html' } }).then(({ status }) => status);
  try {
    expect(await Promise.all(Array.from({ length: 40 }, () => ask('/')))).toEqual(Array.from({ length: 40 }, () => 200));
    expect([await ask('/nowhere-1'), await ask('/nowhere-2')]).toEqual([404, 429]);
    // The refusal is a page as well, in the language that was chosen, and says how long.
    const refused = await fetch(`${strict.base}/nowhere-3`, { headers: { accept: 'text/html', cookie: 'perchoir_language=fr' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    const text = await refused.text();
    for (const words of ['<html lang="fr"', 'Trop de demandes', 'aura sa réponse dans ', 'href="/nowhere-3">Réessayer']) expect(text).toContain(words);
  } finally {
    await strict.close();
  }
});
