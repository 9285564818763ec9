/**
 * `npm run rehearse`: an evening in an event room, played fast over real HTTP and WebSockets, with each budget kept or missed. Ninety minutes
 * of writing, a phone in a tunnel for three of them, questions from home, applause, a picture, and the record at the end.
 *
 *   npm run rehearse [-- --text FILE] [--seconds 75] [--posts 1000] [--readers 500] [--visitors 2000] [--viewers 30] [--break lose|reorder|slow]
 *
 * `--viewers 0` is an evening without a picture, which needs ffmpeg for its film. `--break` spoils what one reader gets, to see that
 * the rehearsal fails.
 */

import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { ROOMS, Reader, act, ask, call, clap, countClaps, leave, serverErrors, watch } from './evening.ts';
import type { Tunnel } from './evening.ts';
import { makePeople } from './people.ts';
import type { BenchPerson } from './people.ts';
import { HOUSE } from './rows/video.ts';
import { pause, startServer } from './server.ts';
import type { Server } from './server.ts';

const TAG = '612AtTwitter';
const WRITERS = 28;
const POLL_MS = 5000;
/** The evening lasts ninety minutes; a phone is away for three of them, a third of the way in. */
const EVENING_MINUTES = 90;
const TUNNEL_MINUTES = 3;
const QUESTIONS = 15;
const CLAPPING = 40;

const { values: options } = parseArgs({
  options: {
    text: { type: 'string' },
    seconds: { type: 'string', default: '75' },
    posts: { type: 'string', default: '1000' },
    readers: { type: 'string', default: '500' },
    visitors: { type: 'string', default: '2000' },
    viewers: { type: 'string', default: '30' },
    break: { type: 'string' },
  },
});

const writeMs: number[] = [];
const pollMs: number[] = [];

/** Sentences of a text, each short enough to leave room for the tag. */
async function readSentences(): Promise<string[]> {
  if (options.text === undefined) {
    return ['Bonsoir à toutes et à tous !', 'La salle est pleine, on commence.', '« Seul on va plus vite, ensemble on va plus loin »', 'Une question pour la scène ?'];
  }
  const text = await readFile(options.text, 'utf8');
  const parts = new Intl.Segmenter('fr', { granularity: 'sentence' }).segment(text);
  return [...parts].map(({ segment }) => segment.replaceAll(/\s+/g, ' ').trim().slice(0, 400)).filter((sentence) => sentence.length > 3);
}

const eveningMs = Number(options.seconds) * 1000;
/** Long enough, also where few posts are asked for, that something is written in it. */
const tunnelMs = Math.max((eveningMs * TUNNEL_MINUTES) / EVENING_MINUTES, (1.1 * eveningMs * WRITERS) / Number(options.posts));
const tunnel: Tunnel = { from: eveningMs / 3, until: eveningMs / 3 + tunnelMs };

/**
 * Posts in the writers' order, spread evenly over the evening. The last writer's phone is in the tunnel: what is due then is kept, and sent one
 * after the other when it comes out. @returns id → when its POST began, and the ids of what was written in the tunnel, in the order of writing
 */
async function write(server: Server, roomId: string, writers: BenchPerson[], sentences: string[]): Promise<{ posted: Map<string, number>; late: string[] }> {
  const posted = new Map<string, number>();
  const late: string[] = [];
  const count = Number(options.posts);
  const gap = eveningMs / count;
  const begun = performance.now();
  await Promise.all(writers.map(async (writer, line) => {
    for (let at = line; at < count; at += writers.length) {
      const due = at * gap;
      const isAway = line === writers.length - 1 && due >= tunnel.from && due < tunnel.until;
      await pause(Math.max(0, begun + (isAway ? tunnel.until : due) - performance.now()));
      const start = performance.now();
      const writtenAt = new Date(Date.now() - (start - begun - due)).toISOString();
      const body = { status: `${sentences[at % sentences.length]} #${TAG}`, ...(isAway && { written_at: writtenAt }) };
      const { status } = (await act(server.origin, `${ROOMS}/${roomId}/posts`, { token: writer.token, body, key: `post ${at}` })) as { status: { id: string } };
      posted.set(status.id, start);
      if (isAway) late.push(status.id);
      writeMs.push(performance.now() - start);
    }
  }));
  return { posted, late };
}

/** Visitors without an account, each asking for what is new since the last time. */
async function visit(server: Server, roomId: string, until: () => boolean): Promise<number> {
  const visitors = Array.from({ length: Number(options.visitors) }, () => ({ since: '0' }));
  let polls = 0;
  await Promise.all(
    visitors.map(async (visitor, at) => {
      await pause((at / visitors.length) * POLL_MS);
      while (!until()) {
        const start = performance.now();
        const { json } = await call(server.origin, `${ROOMS}/${roomId}/timeline?limit=20&since_id=${visitor.since}`);
        pollMs.push(performance.now() - start);
        polls++;
        const [newest] = json as { status: { id: string } }[];
        if (newest !== undefined) visitor.since = newest.status.id;
        await pause(Math.max(0, start + POLL_MS - performance.now()));
      }
    }),
  );
  return polls;
}

/** The record that remains, as a visitor reads it: the first post first. */
async function readRecord(server: Server, roomId: string): Promise<string[]> {
  const ids: string[] = [];
  for (let page: { status: { id: string } }[] = []; ; ) {
    const last = page.at(-1)?.status.id;
    page = (await act(server.origin, `${ROOMS}/${roomId}/timeline?limit=40${last === undefined ? '' : `&max_id=${last}`}`, {})) as typeof page;
    if (page.length === 0) return ids.toReversed();
    ids.push(...page.map(({ status }) => status.id));
  }
}

function spoil(readers: readonly Reader[]): void {
  const received = readers[0]?.received ?? [];
  const middle = Math.floor(received.length / 2);
  if (options.break === 'lose') received.splice(middle, 1);
  if (options.break === 'reorder') received.splice(middle, 2, ...received.slice(middle, middle + 2).reverse());
  if (options.break === 'slow') for (const reader of readers) for (const one of reader.received) one.at += 1500;
}

const percentile = (list: readonly number[], share: number): number => list.toSorted((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))] ?? 0;

interface Verdict {
  budget: string;
  value: string;
  kept: boolean;
}

interface Heard {
  readonly readers: readonly Reader[];
  readonly posted: ReadonlyMap<string, number>;
  readonly late: readonly string[];
  readonly record: readonly string[];
  readonly steps: readonly number[];
  readonly claps: { readonly counted: number; readonly kept: number };
  readonly rounds: readonly number[];
}

function judge({ readers, posted, late, record, steps, claps, rounds }: Heard): Verdict[] {
  let [lost, twice, disordered] = [0, 0, 0];
  const latencies: number[] = [];
  for (const [index, { received }] of readers.entries()) {
    const ids = new Set(received.map(({ id }) => id));
    twice += received.length - ids.size;
    for (const id of posted.keys()) if (!ids.has(id)) lost++;
    received.forEach(({ id, at }, place) => {
      if (place > 0 && Number(id) < Number(received[place - 1]?.id)) disordered++;
      // The first reader was in the tunnel too: theirs came when they were out of it.
      if (index > 0) latencies.push(at - (posted.get(id) ?? at));
    });
  }
  const expected = [...posted.keys()].sort((a, b) => Number(a) - Number(b));
  const [p95, visits, told] = [percentile(latencies, 0.95), percentile(pollMs, 0.95), percentile(steps, 0.95)];
  const inOrder = late.every((id, at) => at === 0 || Number(id) > Number(late[at - 1]));
  return [
    { budget: 'lost to a reader, one of them in a tunnel: 0', value: String(lost), kept: lost === 0 && posted.size > 0 },
    { budget: 'delivered twice: 0', value: String(twice), kept: twice === 0 },
    { budget: 'out of order: 0', value: String(disordered), kept: disordered === 0 },
    { budget: 'written in the tunnel, in its order', value: `${late.length} posts`, kept: inOrder && late.length > 0 },
    { budget: 'the record is every post, the first first', value: `${record.length} of ${expected.length}`, kept: record.join() === expected.join() },
    { budget: 'POST to another reader\'s socket, p95 < 1000 ms', value: `${p95.toFixed(0)} ms (p50 ${percentile(latencies, 0.5).toFixed(0)}, p99 ${percentile(latencies, 0.99).toFixed(0)})`, kept: p95 < 1000 },
    { budget: 'a step of a question to who asked, p95 < 2000 ms', value: `${told.toFixed(0)} ms of ${steps.length}`, kept: told < 2000 && steps.length > 0 },
    { budget: 'each clap counted once', value: `${claps.kept} of ${claps.counted}`, kept: claps.kept === claps.counted && claps.counted > 0 },
    { budget: 'a visitor\'s page, p95 < 500 ms', value: `${visits.toFixed(0)} ms over ${pollMs.length} polls`, kept: visits < 500 },
    ...(rounds.length === 0 ? [] : [{ budget: 'a part of the picture, p95 < 1000 ms after the one before', value: `${percentile(rounds, 0.95).toFixed(0)} ms (p50 ${percentile(rounds, 0.5).toFixed(0)}, p99 ${percentile(rounds, 0.99).toFixed(0)})`, kept: percentile(rounds, 0.95) < 1000 }]),
    { budget: 'answers 5xx: 0', value: serverErrors.length === 0 ? '0' : `${serverErrors.length}, first: ${serverErrors[0]}`, kept: serverErrors.length === 0 },
  ];
}

/** The first reader is in the tunnel as long as the writer's phone is, and comes back to where they were. */
async function goThrough(reader: Reader): Promise<void> {
  await pause(tunnel.from);
  reader.cut();
  await pause(tunnel.until - tunnel.from);
  await reader.open();
}

async function rehearse(): Promise<number> {
  const sentences = await readSentences();
  const viewers = Number(options.viewers);
  const server = await startServer(viewers > 0 ? { main: [HOUSE] } : {});
  try {
    console.log(`An evening on #${TAG}: ${WRITERS} writers, ${options.readers} readers, ${options.visitors} visitors, ${viewers} at the picture, ${options.posts} posts in ${options.seconds} s`);
    const writers = await makePeople(server.house, 'writer', WRITERS);
    const [host] = writers as [BenchPerson];
    const people = await makePeople(server.house, 'reader', Number(options.readers));
    const starts = new Date().toISOString();
    const { id: roomId } = (await act(server.origin, ROOMS, { token: host.token, body: { title: 'Une soirée', tag: TAG, starts_at: starts, template: 'town_hall' } })) as { id: string };
    await act(server.origin, `${ROOMS}/${roomId}/open`, { token: host.token, body: {} });
    const readers = people.map((person) => new Reader(server, person, roomId));
    for (const reader of readers) await reader.open();
    let over = false;
    const until = (): boolean => over;
    const visiting = visit(server, roomId, until);
    const clapping = clap(server, roomId, people.slice(0, CLAPPING), until);
    const watching = viewers > 0 ? watch(server, roomId, { host, viewers, until }) : Promise.resolve([]);
    // What fails is told where it is waited for.
    for (const one of [visiting, clapping, watching]) one.catch(() => undefined);
    const tunnelled = goThrough(readers[0] as Reader);
    const asking = (async () => {
      const steps: number[] = [];
      for (let at = 1; at <= QUESTIONS; at++) {
        steps.push(...(await ask(server, roomId, { host, asker: people[at] as BenchPerson, reader: readers[at] as Reader })));
        await pause(eveningMs / QUESTIONS / 2);
      }
      return steps;
    })();
    const { posted, late } = await write(server, roomId, writers, sentences);
    await tunnelled;
    const steps = await asking;
    await pause(2000);
    over = true;
    await visiting;
    const [counted, rounds] = [await clapping, await watching];
    await pause(2000);
    await act(server.origin, `${ROOMS}/${roomId}/close`, { token: host.token, body: {} });
    spoil(readers);
    const verdicts = judge({ readers, posted, late, record: await readRecord(server, roomId), steps, claps: { counted, kept: await countClaps(server, roomId) }, rounds });
    for (const { budget, value, kept } of verdicts) console.log(`${kept ? 'kept  ' : 'MISSED'}  ${budget}: ${value}`);
    console.log(`deliveries: ${readers.reduce((sum, { received }) => sum + received.length, 0)}; POST p50 ${percentile(writeMs, 0.5).toFixed(0)} ms, p95 ${percentile(writeMs, 0.95).toFixed(0)} ms`);
    for (const reader of readers) reader.cut();
    return verdicts.every(({ kept }) => kept) ? 0 : 1;
  } finally {
    await leave();
    await server.stop();
  }
}

process.exitCode = await rehearse();
