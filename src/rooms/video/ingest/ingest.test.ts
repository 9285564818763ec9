// Going live from a browser, from an encoder, and everything that goes wrong on the way: promises to broadcasters.
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ORIGIN, PASSWORD, freePort, openTown } from '#town';
import type { Json, Person, Town } from '#town';
import { Browser } from '#test/town/browser.ts';
import { INSTALL_MS } from '#test/town/debian.ts';
import { Sender, encoder, makeFilm } from '#test/town/senders.ts';
import type { Film } from '#test/town/senders.ts';

let town: Town;
let alice: Person;
let film: Film;
let port: number;

beforeAll(async () => {
  port = await freePort();
  [town, film] = await Promise.all([openTown({ config: { rtmpPort: port } }), makeFilm(6)]);
  alice = await town.person('alice');
}, INSTALL_MS);

afterAll(() => town.close());

const plan = async (): Promise<Json> => (await alice.post('/api/perchoir/v1/broadcasts', { title: 'The evening' })).body;
const facts = async (id: string): Promise<Json> => (await alice.get(`/api/perchoir/v1/broadcasts/${id}`)).body;
const becomes = (id: string, what: Json, timeout = 15_000): Promise<unknown> =>
  vi.waitFor(async () => expect(await facts(id)).toMatchObject(what), { timeout, interval: 200 });
const senderTo = ({ id }: Json, options: ConstructorParameters<typeof Sender>[1]): Sender =>
  new Sender(`${town.base.replace('http', 'ws')}/api/perchoir/v1/broadcasts/${id}/ingest`, options);
const bySession = { protocols: ['perchoir.session'] };

test('an encoder goes live with the address and the key it was given, and stops', async () => {
  const made = await plan();
  expect(made.publish.rtmp_url).toBe(`rtmp://town.test:${port}/live`);
  const { done } = await encoder(`rtmp://127.0.0.1:${port}/live/${made.publish.key}`, 6);
  await becomes(made.id, { state: 'live', kind: 'rtmp', width: 320, height: 180 });
  const second = await encoder(`rtmp://127.0.0.1:${port}/live/${made.publish.key}`, 3);
  expect((await second.done).code).not.toBe(0);
  expect((await facts(made.id)).state).toBe('live');
  expect((await done).code).toBe(0);
  await becomes(made.id, { state: 'paused' });
  const { duration_ms: ms } = await facts(made.id);
  expect(ms).toBeGreaterThan(5000);
  expect(ms).toBeLessThan(7000);
}, 60_000);

test('a wrong key is refused late, and after ten nobody from there is heard for a while', async () => {
  const other = await openTown({ config: { rtmpPort: 0 } });
  try {
    const ann = await other.person('ann');
    const made = (await ann.post('/api/perchoir/v1/broadcasts', { title: 'x' })).body;
    const address = `${other.base.replace('http', 'ws')}/api/perchoir/v1/broadcasts/${made.id}/ingest`;
    const began = performance.now();
    const tries = await Promise.all(Array.from({ length: 10 }, async (_, i) => {
      const guess = await new Sender(address, { key: `guess ${i}`.replace(' ', '') }).opened();
      guess.say({ type: 'hello' });
      return guess.hears('refused');
    }));
    expect(performance.now() - began).toBeGreaterThan(900);
    for (const refused of tries) expect(refused).toMatchObject({ code: 'unknown_key', message: expect.stringContaining('no broadcast with this key') });
    const right = await new Sender(address, { key: made.publish.key }).opened();
    right.say({ type: 'hello' });
    expect((await right.hears('refused')).message).toContain('Too many wrong keys');
    expect(JSON.stringify(other.log)).not.toContain(made.publish.key);
  } finally {
    await other.close();
  }
}, 30_000);

test('a sender that is cut off goes on in the same broadcast, and nothing comes twice', async () => {
  const made = await plan();
  const first = senderTo(made, { key: made.publish.key });
  const accepted = await first.begin(film);
  expect(accepted).toMatchObject({ next: 0, max_bitrate: 6_000_000, resume_seconds: 300 });
  const half = Math.floor(film.packets.length / 2);
  first.send(film, 0, half);
  await becomes(made.id, { state: 'live', kind: 'browser' });
  await vi.waitFor(() => expect(first.said.findLast(({ type }) => type === 'received')).toBeDefined());
  first.cut();
  const again = senderTo(made, { key: made.publish.key });
  expect((await again.begin(film, { session: accepted.session })).next).toBe(half);
  // More than was asked for: as a sender that does not know how far it had come.
  again.send(film, half - 40);
  await new Promise((resolve) => setTimeout(resolve, 500));
  again.say({ type: 'end' });
  await again.hears('ended');
  await becomes(made.id, { state: 'paused' });
  const { duration_ms: ms } = await facts(made.id);
  expect(ms).toBeGreaterThan(5800);
  expect(ms).toBeLessThan(6200);
}, 60_000);

test('one sends at a time: a second one is told, unless it takes over', async () => {
  const made = await plan();
  const first = senderTo(made, { key: made.publish.key });
  await first.begin(film);
  first.send(film, 0, 200);
  const second = await senderTo(made, { key: made.publish.key }).opened();
  second.say({ type: 'hello' });
  expect(await second.hears('refused')).toMatchObject({ code: 'busy' });
  const third = senderTo(made, { key: made.publish.key });
  await third.begin(film, { take_over: true });
  expect(await first.hears('ended')).toMatchObject({ code: 'handed_over' });
  third.cut();
}, 30_000);

test('a member sends by the session of a page of ours; a page of elsewhere, another member and a visitor do not', async () => {
  const made = await plan();
  const [own, other] = [await signedIn('alice'), await signedIn('bob')];
  const sender = senderTo(made, { ...bySession, headers: { origin: ORIGIN, cookie: own } });
  await sender.begin(film);
  sender.send(film, 0);
  await becomes(made.id, { state: 'live', kind: 'browser' });
  await expect(senderTo(made, { ...bySession, headers: { origin: 'http://elsewhere.example', cookie: own } }).opened()).rejects.toThrow('403');
  await expect(senderTo(made, { ...bySession, headers: { origin: ORIGIN } }).opened()).rejects.toThrow('401');
  await expect(senderTo(made, {}).opened()).rejects.toThrow('401');
  const bob = await senderTo(made, { ...bySession, headers: { origin: ORIGIN, cookie: other } }).opened();
  bob.say({ type: 'hello', take_over: true });
  expect(await bob.hears('refused')).toMatchObject({ code: 'unknown_key' });
  sender.cut();
}, 30_000);

async function signedIn(username: string): Promise<string> {
  await town.person(username);
  const browser = new Browser(town.base);
  await browser.open('/auth/sign_in');
  await browser.submit({ username, password: PASSWORD });
  return browser.asPage['cookie'] ?? '';
}

test('what cannot be shown is refused in words, and a broken message too', async () => {
  const refused = async (message: Json): Promise<Json> => {
    const made = await plan();
    const sender = await senderTo(made, { key: made.publish.key }).opened();
    sender.say({ type: 'hello' });
    await sender.hears('accepted');
    sender.say(message);
    return sender.hears('refused');
  };
  expect(await refused({ type: 'config', track: 'video', codec: 'hev1.1.6.L93.B0', description: 'AAAA' })).toMatchObject({ code: 'codec', message: expect.stringContaining('H.264') });
  expect(await refused({ type: 'config', track: 'audio', codec: 'mp3', description: 'AAAA' })).toMatchObject({ code: 'codec', message: expect.stringContaining('AAC or Opus') });
  expect((await refused({ type: 'dance' })).message).toContain('hello, config, ping, pause or end');
}, 30_000);

test('a new resolution in mid-stream, and times that jump back, go on', async () => {
  const made = await plan();
  const [sender, large] = [senderTo(made, { key: made.publish.key }), await makeFilm(3, '640x360')];
  await sender.begin(film);
  sender.send(film, 0, 150);
  for (const config of large.configs) sender.say(config);
  const shifted: Film = { configs: large.configs, packets: [...film.packets.slice(0, 150), ...large.packets] };
  sender.send(shifted, 150);
  expect(await sender.hears('warning')).toMatchObject({ code: 'clock', message: expect.stringContaining('jumped') });
  await becomes(made.id, { state: 'live', width: 640, height: 360 });
  sender.cut();
}, 60_000);

test('encoders that never say who they are cost nothing, and the rest goes on', async () => {
  const lurkers = Array.from({ length: 30 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  lurkers[0]?.write('GET / HTTP/1.1\r\n\r\n');
  for (const one of lurkers) one.write(Buffer.from([3, 0, 0]));
  await new Promise((resolve) => setTimeout(resolve, 300));
  // Twenty of one address may be there at once.
  expect(lurkers.filter(({ readyState }) => readyState === 'open').length).toBeLessThanOrEqual(20);
  expect((await alice.get('/api/v1/accounts/verify_credentials')).status).toBe(200);
  for (const one of lurkers) one.destroy();
}, 30_000);

test('a port that is taken leaves everything else as it is', async () => {
  const second = await openTown({ config: { rtmpPort: port } });
  try {
    const ben = await second.person('ben');
    expect((await ben.post('/api/perchoir/v1/broadcasts', { title: 'x' })).body.publish).toMatchObject({ rtmp_url: null, ws_url: expect.stringContaining('/ingest') });
    expect(second.log.map(({ msg }) => msg)).toEqual([expect.stringContaining(`port ${port} is wanted for them, but another program has it`)]);
  } finally {
    await second.close();
  }
}, 30_000);
