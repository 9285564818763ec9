/**
 * `npm run rehearse`: one evening on a hashtag, played fast over real HTTP and WebSockets, with each budget kept or missed.
 *
 *   npm run rehearse [-- --text FILE] [--seconds 75] [--posts 1000] [--readers 500] [--visitors 2000] [--break lose|reorder|slow]
 *
 * `--break` spoils what one reader gets, to see that the rehearsal fails.
 */

import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Agent, fetch } from 'undici';
import { WebSocket } from 'ws';
import { makePeople } from './people.ts';
import type { BenchPerson } from './people.ts';
import { pause, startServer } from './server.ts';
import type { Server } from './server.ts';

const TAG = '612AtTwitter';
const WRITERS = 28;
const POLL_MS = 5000;

const { values: options } = parseArgs({
  options: {
    text: { type: 'string' },
    seconds: { type: 'string', default: '75' },
    posts: { type: 'string', default: '1000' },
    readers: { type: 'string', default: '500' },
    visitors: { type: 'string', default: '2000' },
    break: { type: 'string' },
  },
});

const agent = new Agent({ connections: 128, keepAliveTimeout: 60_000 });
const serverErrors: string[] = [];
const writeMs: number[] = [];
const pollMs: number[] = [];

interface Reader {
  received: { id: string; at: number }[];
  socket: WebSocket;
}

/** Sentences of a text, each short enough to leave room for the tag. */
async function readSentences(): Promise<string[]> {
  if (options.text === undefined) {
    return ['Bonsoir à toutes et à tous !', 'La salle est pleine, on commence.', '« Seul on va plus vite, ensemble on va plus loin »', 'Une question pour la scène ?'];
  }
  const text = await readFile(options.text, 'utf8');
  const parts = new Intl.Segmenter('fr', { granularity: 'sentence' }).segment(text);
  return [...parts].map(({ segment }) => segment.replaceAll(/\s+/g, ' ').trim().slice(0, 400)).filter((sentence) => sentence.length > 3);
}

async function call(origin: string, path: string, more: { token?: string; body?: object } = {}): Promise<{ status: number; json: unknown }> {
  const answer = await fetch(origin + path, {
    dispatcher: agent,
    method: more.body ? 'POST' : 'GET',
    headers: { ...(more.token && { authorization: `Bearer ${more.token}` }), ...(more.body && { 'content-type': 'application/json' }) },
    ...(more.body && { body: JSON.stringify(more.body) }),
  });
  const text = await answer.text();
  if (answer.status >= 500) serverErrors.push(`${answer.status} ${path} ${text.slice(0, 200)}`);
  return { status: answer.status, json: JSON.parse(text) as unknown };
}

function openReader(origin: string, person: BenchPerson): Promise<Reader> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/api/v1/streaming?stream=hashtag&tag=${TAG}`, {
      headers: { authorization: `Bearer ${person.token}` },
    });
    const reader: Reader = { received: [], socket };
    socket.on('message', (frame: Buffer) => {
      const message = JSON.parse(frame.toString()) as { event: string; payload: string };
      if (message.event !== 'update') return;
      const { id } = JSON.parse(message.payload) as { id: string };
      reader.received.push({ id, at: performance.now() });
    });
    socket.once('open', () => resolve(reader));
    socket.once('error', reject);
  });
}

/** Posts in the writers' order, spread evenly over the evening. @returns id → when its POST began. */
async function write(server: Server, writers: BenchPerson[], sentences: string[]): Promise<Map<string, number>> {
  const posted = new Map<string, number>();
  const count = Number(options.posts);
  const gap = (Number(options.seconds) * 1000) / count;
  const begun = performance.now();
  const lines = writers.map(async (writer, line) => {
    for (let at = line; at < count; at += writers.length) {
      await pause(Math.max(0, begun + at * gap - performance.now()));
      const start = performance.now();
      const status = `${sentences[at % sentences.length]} #${TAG}`;
      const { status: code, json } = await call(server.origin, '/api/v1/statuses', { token: writer.token, body: { status } });
      if (code !== 200) throw new Error(`A post was answered ${code}: ${JSON.stringify(json)}`);
      posted.set((json as { id: string }).id, start);
      writeMs.push(performance.now() - start);
    }
  });
  await Promise.all(lines);
  return posted;
}

/** Visitors without an account, each asking for what is new since the last time. */
async function visit(server: Server, until: () => boolean): Promise<number> {
  const visitors = Array.from({ length: Number(options.visitors) }, () => ({ since: '0' }));
  let polls = 0;
  await Promise.all(
    visitors.map(async (visitor, at) => {
      await pause((at / visitors.length) * POLL_MS);
      while (!until()) {
        const start = performance.now();
        const { json } = await call(server.origin, `/api/v1/timelines/tag/${TAG}?limit=20&since_id=${visitor.since}`);
        pollMs.push(performance.now() - start);
        polls++;
        const [newest] = json as { id: string }[];
        if (newest !== undefined) visitor.since = newest.id;
        await pause(Math.max(0, start + POLL_MS - performance.now()));
      }
    }),
  );
  return polls;
}

/** Every id of the tag's timeline, read back page by page by a visitor, newest first. */
async function readBack(server: Server): Promise<string[]> {
  const ids: string[] = [];
  for (let page: { id: string }[] = []; ; ) {
    const cursor = page.at(-1) === undefined ? '' : `&max_id=${page.at(-1)?.id}`;
    ({ json: page } = (await call(server.origin, `/api/v1/timelines/tag/${TAG}?limit=40${cursor}`)) as { json: { id: string }[] });
    if (page.length === 0) return ids;
    ids.push(...page.map(({ id }) => id));
  }
}

function spoil(readers: Reader[]): void {
  const received = readers[0]?.received ?? [];
  const middle = Math.floor(received.length / 2);
  if (options.break === 'lose') received.splice(middle, 1);
  if (options.break === 'reorder') received.splice(middle, 2, ...received.slice(middle, middle + 2).reverse());
  if (options.break === 'slow') for (const reader of readers) for (const one of reader.received) one.at += 1500;
}

const percentile = (list: number[], share: number): number => list.toSorted((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))] ?? 0;

interface Verdict {
  budget: string;
  value: string;
  kept: boolean;
}

function judge(readers: Reader[], posted: Map<string, number>, shown: string[]): Verdict[] {
  let lost = 0;
  let twice = 0;
  let disordered = 0;
  const latencies: number[] = [];
  for (const { received } of readers) {
    const ids = new Set(received.map(({ id }) => id));
    twice += received.length - ids.size;
    for (const id of posted.keys()) if (!ids.has(id)) lost++;
    received.forEach(({ id, at }, index) => {
      if (index > 0 && Number(id) < Number(received[index - 1]?.id)) disordered++;
      latencies.push(at - (posted.get(id) ?? at));
    });
  }
  const expected = [...posted.keys()].sort((a, b) => Number(b) - Number(a));
  const p95 = percentile(latencies, 0.95);
  const visits = percentile(pollMs, 0.95);
  return [
    { budget: 'lost to a reader: 0', value: String(lost), kept: lost === 0 && posted.size > 0 },
    { budget: 'delivered twice: 0', value: String(twice), kept: twice === 0 },
    { budget: 'out of order: 0', value: String(disordered), kept: disordered === 0 },
    { budget: 'the tag read back is every post, newest first', value: `${shown.length} of ${expected.length}`, kept: shown.join() === expected.join() },
    { budget: 'POST to another reader\'s socket, p95 < 1000 ms', value: `${p95.toFixed(0)} ms (p50 ${percentile(latencies, 0.5).toFixed(0)}, p99 ${percentile(latencies, 0.99).toFixed(0)})`, kept: p95 < 1000 },
    { budget: 'a visitor\'s page, p95 < 500 ms', value: `${visits.toFixed(0)} ms over ${pollMs.length} polls`, kept: visits < 500 },
    { budget: 'answers 5xx: 0', value: serverErrors.length === 0 ? '0' : `${serverErrors.length}, first: ${serverErrors[0]}`, kept: serverErrors.length === 0 },
  ];
}

async function rehearse(): Promise<number> {
  const sentences = await readSentences();
  const server = await startServer();
  try {
    console.log(`An evening on #${TAG}: ${WRITERS} writers, ${options.readers} readers, ${options.visitors} visitors, ${options.posts} posts in ${options.seconds} s`);
    const writers = await makePeople(server.house, 'writer', WRITERS);
    const people = await makePeople(server.house, 'reader', Number(options.readers));
    const readers: Reader[] = [];
    for (const person of people) readers.push(await openReader(server.origin, person));
    let over = false;
    const visiting = visit(server, () => over);
    const posted = await write(server, writers, sentences);
    await pause(2000);
    over = true;
    await visiting;
    const shown = await readBack(server);
    spoil(readers);
    const verdicts = judge(readers, posted, shown);
    for (const { budget, value, kept } of verdicts) console.log(`${kept ? 'kept  ' : 'MISSED'}  ${budget}: ${value}`);
    console.log(`deliveries: ${readers.reduce((sum, { received }) => sum + received.length, 0)}; POST p50 ${percentile(writeMs, 0.5).toFixed(0)} ms, p95 ${percentile(writeMs, 0.95).toFixed(0)} ms`);
    for (const { socket } of readers) socket.terminate();
    return verdicts.every(({ kept }) => kept) ? 0 : 1;
  } finally {
    await agent.close();
    await server.stop();
  }
}

process.exitCode = await rehearse();
