// Open streams: who gets in, what a subscription is refused, and that coming back leaves no gap and repeats nothing.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { closeStreams, forgetPrepared } from '#streaming';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';

let town: Town;
let alice: Person;
let bob: Person;

beforeAll(async () => {
  town = await openTown({ settings: { 'streaming.perAccount': 30 } });
  [alice, bob] = await town.people('alice', 'bob');
  await bob.follows(alice);
});

afterAll(() => town.close());

interface Line {
  readonly socket: WebSocket;
  readonly frames: Json[];
  readonly closed: Promise<number>;
}

/** A bare socket: the town's streams hide what is looked at here. */
async function connect(query: string, headers: Record<string, string> = {}, protocol: string[] = []): Promise<Line> {
  const socket = new WebSocket(`${town.base.replace('http', 'ws')}/api/v1/streaming${query}`, protocol, { headers });
  const frames: Json[] = [];
  socket.on('message', (bytes) => frames.push(JSON.parse(String(bytes))));
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  await new Promise<void>((resolve, reject) => {
    socket.on('open', resolve);
    socket.on('error', reject);
    socket.on('unexpected-response', (_request, response) => {
      reject(new Error(String(response.statusCode)));
      socket.terminate();
    });
  });
  return { socket, frames, closed };
}

async function until(condition: () => boolean): Promise<void> {
  for (const end = Date.now() + 10_000; !condition(); await new Promise((resolve) => setTimeout(resolve, 5))) {
    if (Date.now() > end) throw new Error('What was waited for did not come');
  }
}

const asBob = (query: string): string => `?access_token=${bob.token}${query}`;

test('a bad token is refused with 401, wherever it stands', async () => {
  await expect(connect('?access_token=wrong&stream=public')).rejects.toThrow('401');
  await expect(connect('?stream=public', { authorization: 'Bearer wrong' })).rejects.toThrow('401');
  await expect(connect('?stream=public', {}, ['wrong'])).rejects.toThrow('401');
});

test('a token offered as protocol is taken and comes back', async () => {
  const line = await connect('/?stream=user', {}, [bob.token]);
  expect(line.socket.protocol).toBe(bob.token);
  const { id } = await alice.posts('by protocol');
  await until(() => line.frames.length === 1);
  expect(JSON.parse(line.frames[0].payload).id).toBe(id);
  expect(line.frames[0]).toMatchObject({ stream: ['user'], event: 'update', id: expect.stringMatching(/^\d+$/) });
  line.socket.terminate();
});

test('a visitor has a seat on public and hashtag streams and on no other; cookies and origins change nothing', async () => {
  const line = await connect('', { cookie: 'session=x', origin: 'https://elsewhere.example' });
  for (const stream of ['public', 'hashtag', 'user', 'direct', 'user:notification', 'list', 'nonsense']) {
    line.socket.send(JSON.stringify({ type: 'subscribe', stream, tag: 'Café' }));
  }
  line.socket.send('no json');
  line.socket.send(JSON.stringify({ type: 'subscribe', stream: 'hashtag' }));
  await until(() => line.frames.length === 7);
  expect(line.frames.map((frame) => frame.status)).toEqual([401, 401, 401, 401, 400, 400, 400]);
  const { id } = await alice.posts('hello #CAFÉ');
  await until(() => line.frames.length === 9);
  const came = line.frames.slice(7);
  expect(came.map((frame) => frame.stream).sort()).toEqual([['hashtag', 'Café'], ['public']]);
  expect(JSON.parse(came[0].payload)).toEqual((await town.visitor.get(`/api/v1/statuses/${id}`)).body);
  line.socket.send(JSON.stringify({ type: 'unsubscribe', stream: 'public' }));
  line.socket.send(JSON.stringify({ type: 'unsubscribe', stream: 'hashtag', tag: 'café' }));
  line.socket.send('so far');
  await until(() => line.frames.length === 10);
  await alice.posts('nobody hears #café');
  await town.settled();
  expect(line.frames).toHaveLength(10);
  line.socket.terminate();
});

test('a token without the scope is refused, also where a visitor is let in', async () => {
  const weak = await town.again(bob, 'write read:notifications');
  const line = await connect(`?access_token=${weak.token}`);
  for (const stream of ['public', 'direct', 'user', 'user:notification']) line.socket.send(JSON.stringify({ type: 'subscribe', stream }));
  await until(() => line.frames.length === 2);
  expect(line.frames.map((frame) => frame.status)).toEqual([403, 403]);
  await alice.posts('a post that this token may not read');
  await alice.posts('@bob a notification');
  await until(() => line.frames.length === 4);
  expect(line.frames.slice(2).map((frame) => frame.event)).toEqual(['notification', 'notification']);
  line.socket.terminate();
});

test('twenty subscriptions a socket, no binary, no message beyond 64 kB', async () => {
  const line = await connect('');
  for (let n = 0; n < 25; n++) line.socket.send(JSON.stringify({ type: 'subscribe', stream: 'hashtag', tag: `t${n}` }));
  await until(() => line.frames.length === 5);
  expect(new Set(line.frames.map((frame) => frame.status))).toEqual(new Set([429]));
  line.socket.send(Buffer.from('binary'));
  expect(await line.closed).toBe(1003);
  const large = await connect('');
  large.socket.send('x'.repeat(65_537));
  expect(await large.closed).toBe(1009);
});

test('an account may hold so many streams and no more', async () => {
  const lines = await Promise.all(Array.from({ length: 30 }, () => connect(asBob(''))));
  await expect(connect(asBob(''))).rejects.toThrow('429');
  for (const { socket } of lines) socket.terminate();
  await Promise.all(lines.map((line) => line.closed));
  await expect.poll(() => connect(asBob('')).then((line) => line.socket.terminate() ?? 'in', () => 'out')).toBe('in');
});

test('a token that is revoked while its socket opens gets no stream', async () => {
  const extra = await town.again(bob, 'read');
  const opening = connect(`?access_token=${extra.token}&stream=user`);
  const ending = setInterval(() => closeStreams(town.ctx, { accountId: Number(bob.id) }), 1);
  const code = await opening.then((line) => line.closed, () => 1008);
  clearInterval(ending);
  expect(code).toBe(1008);
});

test.each(['held in memory', 'read from the outbox'])('who comes back misses nothing and sees nothing twice: %s', async (how) => {
  const posted: string[] = [];
  let writing = true;
  const write = async (): Promise<void> => {
    for (let n = 0; n < 40; n++) posted.push((await alice.posts(`number ${n}`)).id);
  };
  const seen: Json[] = [];
  const first = await connect(asBob('&stream=user'));
  await alice.posts('the beginning');
  await until(() => first.frames.length === 1);
  first.socket.terminate();
  let last: string = first.frames[0].id;
  const wrote = Promise.all([write(), write()]).finally(() => {
    writing = false;
  });
  for (let round = 0; writing || seen.length < 80; round++) {
    if (how === 'read from the outbox') forgetPrepared(town.ctx);
    const line = await connect(asBob(round % 2 ? `&stream=user&since=${last}` : ''));
    if (round % 2 === 0) line.socket.send(JSON.stringify({ type: 'subscribe', stream: 'user', since: last }));
    await new Promise((done) => setTimeout(done, 20 + 10 * (round % 7)));
    const got = [...line.frames];
    line.socket.terminate();
    seen.push(...got);
    last = got.at(-1)?.id ?? last;
    expect(round).toBeLessThan(400);
  }
  await wrote;
  expect(seen.map((frame) => frame.event)).not.toContain('resync');
  expect(seen.map((frame) => Number(frame.id))).toEqual(seen.map((frame) => Number(frame.id)).toSorted((a, b) => a - b));
  expect(seen.map((frame) => JSON.parse(frame.payload).id).toSorted()).toEqual(posted.toSorted());
});

test('many who come back at once, from a long way back and while others write, miss nothing and see nothing twice', async () => {
  const first = await connect(asBob('&stream=user'));
  await alice.posts('the beginning');
  await until(() => first.frames.length === 1);
  const since: string = first.frames[0].id;
  const write = async (): Promise<string[]> => {
    const ids: string[] = [];
    for (let n = 0; n < 30; n++) ids.push((await alice.posts(`number ${n}`)).id);
    return ids;
  };
  const earlier = await Promise.all([write(), write()]);
  forgetPrepared(town.ctx);
  const writing = Promise.all([write(), write(), write()]);
  const lines = await Promise.all(Array.from({ length: 16 }, () => connect(asBob(`&stream=user&since=${since}`))));
  const posted = [...earlier, ...(await writing)].flat().toSorted();
  for (const { frames, socket } of [first, ...lines]) {
    await until(() => frames.length >= posted.length);
    await town.settled();
    const came = frames.slice(frames.length - posted.length).map((frame) => JSON.parse(frame.payload).id);
    expect(frames.length).toBe(posted.length + (frames === first.frames ? 1 : 0));
    expect(came.toSorted()).toEqual(posted);
    expect(frames.map((frame) => Number(frame.id))).toEqual(frames.map((frame) => Number(frame.id)).toSorted((a, b) => a - b));
    socket.terminate();
  }
});

test('server-sent events go on from Last-Event-ID, and begin as the field expects', async () => {
  const stream = await bob.events('user');
  await alice.posts('one');
  const { id } = await stream.next('update');
  await stream.close();
  const missed = await alice.posts('two');
  const again = await bob.events('user', {}, { 'last-event-id': String(id) });
  const { id: newest, payload } = await again.next('update');
  expect(payload.id).toBe(missed.id);
  await again.close();
  const three = await alice.posts('three');
  // A browser comes back to the address that it began with.
  const browser = await bob.events('user', { since: String(id) }, { 'last-event-id': String(newest) });
  expect((await browser.next('update')).payload.id).toBe(three.id);
  await browser.close();
  const asked = await bob.events('user', { since: String(newest) });
  expect((await asked.next('update')).payload.id).toBe(three.id);
  await asked.close();
  const answer = await fetch(`${town.base}/api/v1/streaming/public`);
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
  const more = async (): Promise<string> => new TextDecoder().decode((await reader.read()).value);
  expect(await more()).toBe(':)\n');
  // bitlbee's plugin for Mastodon looks for the data right after the event's name, and nowhere else.
  await alice.posts('four');
  let text = '';
  while (!text.includes('\n\n')) text += await more();
  expect(text.replace(/^(:thump\n)+/, '')).toMatch(/^event: update\ndata: \{.*\}\nid: \d+\n\n/);
  await reader.cancel();
  expect((await town.visitor.get('/api/v1/streaming/user')).status).toBe(401);
  expect((await town.visitor.get('/api/v1/streaming/hashtag')).status).toBe(400);
  expect((await town.visitor.get('/api/v1/streaming/health')).text).toBe('OK');
});

test('who was away for longer than the past is kept is told to read afresh', async () => {
  const line = await connect(asBob('&stream=user&since=1'));
  await until(() => line.frames.length === 1);
  expect(line.frames[0]).toMatchObject({ stream: ['user'], event: 'resync' });
  await alice.posts('and hears what comes');
  await until(() => line.frames.length === 2);
  line.socket.terminate();
});

test('a client that does not read is cut off, and the others hear everything', async () => {
  const [slow, quick] = [await connect('?stream=public'), await connect('?stream=public')];
  slow.socket.pause();
  const text = 'x'.repeat(480);
  const open = (): Promise<number> => town.visitor.get('/metrics').then((answer) => Number(/^perchoir_streams_open (\d+)/m.exec(answer.text)?.[1]));
  await new Promise((done) => setTimeout(done, 200));
  const before = await open();
  // The kernel takes some megabytes before the server has to wait; a frame for each of many subscriptions fills them fast.
  const many = Array.from({ length: 19 }, (_, n) => ({ type: 'subscribe', stream: 'hashtag', tag: `slow${n}` }));
  for (const message of many) slow.socket.send(JSON.stringify(message));
  const tags = many.map(({ tag }) => `#${tag}`).join(' ');
  let sent = 0;
  for (; sent < 600 && (await open()) === before; sent += 20) {
    await Promise.all(Array.from({ length: 20 }, () => alice.posts(`${text.slice(0, 490 - tags.length)} ${tags}`)));
  }
  slow.socket.resume();
  expect(await slow.closed).toBe(1006);
  expect(slow.frames.length).toBeLessThan(sent * 20);
  await until(() => quick.frames.length === sent);
  for (const { socket } of [slow, quick]) socket.terminate();
}, 60_000);
