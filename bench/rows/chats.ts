/** Private conversations: from one device to the other, many groups at once against a model, the list with what is unread, the search. */

import { Worker } from 'node:worker_threads';
import { indexOld } from '#chats';
import type { Id } from '#kit/ids.ts';
import { SYSTEM } from '#platform/context.ts';
import type { Heard } from '../chat-listener.ts';
import { makePeople } from '../people.ts';
import type { BenchPerson } from '../people.ts';
import { SECONDS, SEED, percentile, round, seeded } from '../row.ts';
import type { Bench, Row } from '../row.ts';
import { withoutIndex } from '../seed.ts';
import { isIndexing, seedChats, seedMessages, seedPlaces } from '../seed-chats.ts';
import type { SeededChat } from '../seed-chats.ts';
import { pause, startServer } from '../server.ts';
import type { Server } from '../server.ts';
import { bearer } from './home.ts';
import { sentence, typed } from './search.ts';

const CHATS = '/api/perchoir/v1/chats';
const PEOPLE = 1000;
const GROUPS = 200;
const MEMBERS = 50;
const PER_SECOND = 500;
const DELIVERIES = 100_000;
const DEVICE_MS = 150;
const LIST_MS = 30;

async function openSockets(url: string, tokens: readonly string[]): Promise<{ heard(): Promise<Heard[]>; close(): Promise<void> }> {
  const worker = new Worker(new URL('../chat-listener.ts', import.meta.url), { workerData: { url, tokens } });
  await new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', resolve);
  });
  return {
    heard: () =>
      new Promise((answer) => {
        worker.once('message', answer);
        worker.postMessage('heard');
      }),
    close: async () => void (await worker.terminate()),
  };
}

interface Sent {
  readonly id: string;
  readonly chatId: string;
  readonly begun: number;
}

/** Kept data has the messages of earlier runs: a key that came before is a message that was sent before. */
const RUN = Date.now();
let key = 0;

async function send(server: Server, author: BenchPerson, chatId: Id): Promise<Sent> {
  const begun = performance.timeOrigin + performance.now();
  const answer = await fetch(`${server.origin}${CHATS}/${chatId}/messages`, {
    method: 'POST', headers: { ...bearer(author), 'content-type': 'application/json' },
    body: JSON.stringify({ text: 'Rendez-vous à la gare, on partage la voiture jusqu’à la salle.', client_key: `${RUN} ${++key}` }),
  });
  if (!answer.ok) throw new Error(`A message was answered ${answer.status}`);
  return { id: ((await answer.json()) as { id: string }).id, chatId: String(chatId), begun };
}

/** So many wait for their answers at most: who is behind sends later, and the rate says so. */
const MOST_UNDER_WAY = 100;

/** So many a second in an even rhythm, each as soon as its time has come, whether those before were answered or not. */
async function sendEvenly(perSecond: number, count: number, one: (n: number) => Promise<Sent>): Promise<Sent[]> {
  const begun = performance.now();
  const sending: Promise<Sent>[] = [];
  const underWay = new Set<Promise<Sent>>();
  for (let n = 0; n < count; n++) {
    const early = begun + (n * 1000) / perSecond - performance.now();
    if (early > 2) await pause(early);
    while (underWay.size >= MOST_UNDER_WAY) await Promise.race(underWay);
    const sent = one(n);
    underWay.add(sent);
    sending.push(sent.finally(() => underWay.delete(sent)));
  }
  return Promise.all(sending);
}

/** What the model says that each socket should have heard, against what it did: in the order in which each chat's messages have their ids. */
function judge(heard: readonly Heard[], people: readonly BenchPerson[], chats: readonly SeededChat[], sent: readonly Sent[]): { lost: number; disordered: number; leaked: number; delivered: number } {
  const ofChat = Map.groupBy(sent, ({ chatId }) => chatId);
  const membersOf = new Map(chats.map(({ id, memberIds }) => [String(id), new Set(memberIds)]));
  const verdict = { lost: 0, disordered: 0, leaked: 0, delivered: 0 };
  people.forEach((person, at) => {
    const byChat = Map.groupBy(heard[at] ?? [], ([chatId]) => chatId);
    for (const [chatId, members] of membersOf) {
      const got = (byChat.get(chatId) ?? []).map(([, id]) => id);
      if (!members.has(person.id)) {
        verdict.leaked += got.length;
        continue;
      }
      const wanted = (ofChat.get(chatId) ?? []).map(({ id }) => id).toSorted((a, b) => Number(a) - Number(b));
      const there = new Set(got);
      verdict.lost += wanted.filter((id) => !there.has(id)).length;
      verdict.disordered += got.filter((id, n) => n > 0 && Number(got[n - 1]) >= Number(id)).length;
      verdict.delivered += got.length;
    }
  });
  return verdict;
}

async function seed(server: Server): Promise<{ people: BenchPerson[]; chats: SeededChat[] }> {
  const people = await makePeople(server.house, 'talker', PEOPLE);
  const random = seeded(SEED);
  const pick = (): Id[] => people.map(({ id }) => ({ id, at: random() })).toSorted((a, b) => a.at - b.at).slice(0, MEMBERS).map(({ id }) => id);
  return { people, chats: await seedChats(server.house, Array.from({ length: GROUPS }, pick), 1) };
}

async function runMessages(): Promise<Row[]> {
  const server = await startServer({ keep: `chat-message-${PEOPLE}` });
  try {
    const { people, chats } = await server.seeded(() => seed(server));
    await server.house.settings.change(server.house.context({ kind: 'system' }), 'streaming.perAddress', 20_000);
    await server.restart();
    const byId = new Map(people.map((person) => [person.id, person]));
    const sockets = await openSockets(`${server.origin}/api/v1/streaming?stream=chats`, people.map(({ token }) => token));
    const write = (n: number): Promise<Sent> => {
      const chat = chats[n % chats.length] as SeededChat;
      return send(server, byId.get(chat.memberIds[(n * 7) % MEMBERS] as Id) as BenchPerson, chat.id);
    };
    const warm = await sendEvenly(50, 200, write);
    const calm = await sendEvenly(20, 20 * SECONDS, write);
    await pause(1000);
    const before = await server.cost();
    const begun = performance.now();
    const crowd = await sendEvenly(PER_SECOND, Math.max(DELIVERIES / MEMBERS, PER_SECOND * Math.min(SECONDS, 8)), write);
    const seconds = (performance.now() - begun) / 1000;
    const after = await server.cost();
    await pause(3000);
    const heard = await sockets.heard();
    await sockets.close();
    const verdict = judge(heard, people, chats, [...warm, ...calm, ...crowd]);
    const begunOf = new Map([...calm, ...crowd].map(({ id, begun: at }) => [id, at]));
    const calmIds = new Set(calm.map(({ id }) => id));
    const times = (isCalm: boolean): number[] => heard.flat().flatMap(([, id, at]) => (begunOf.has(id) && calmIds.has(id) === isCalm ? [at - (begunOf.get(id) as number)] : []));
    const [quiet, busy] = [times(true), times(false)];
    const p95 = percentile(quiet, 0.95);
    const rate = crowd.length / seconds;
    const isClean = verdict.lost + verdict.disordered + verdict.leaked === 0;
    return [
      { row: 'chat-message', value: round(p95, 1), unit: 'ms p95', yardstick: '', ratio: undefined, target: `<= ${DEVICE_MS} ms`, kept: p95 <= DEVICE_MS, more: `POST to each other device, groups of ${MEMBERS}, ${PEOPLE} open streams, 20 messages/s; p50 ${round(percentile(quiet, 0.5), 1)} p99 ${round(percentile(quiet, 0.99), 1)} ms` },
      {
        row: 'chat-crowd', value: round(rate, 0), unit: 'messages/s', yardstick: '', ratio: undefined, target: `>= ${PER_SECOND * 0.95}, none lost, out of order or shown to an outsider`, kept: isClean && rate >= PER_SECOND * 0.95,
        more: `${crowd.length} messages in ${GROUPS} groups of ${MEMBERS}; ${verdict.delivered} deliveries in all, ${verdict.lost} lost, ${verdict.disordered} out of order, ${verdict.leaked} to outsiders; POST to device p50 ${round(percentile(busy, 0.5), 0)} p95 ${round(percentile(busy, 0.95), 0)} ms; CPU of the app ${round((after.appCpuMs - before.appCpuMs) / crowd.length, 2)} ms a message, of all ${round((after.cpuMs - before.cpuMs) / crowd.length, 2)}`,
      },
    ];
  } finally {
    await server.stop();
  }
}

const LISTED = 500;
const LIST_PAGE = 40;
const UNREAD = 7;

async function runList(): Promise<Row[]> {
  const server = await startServer({ keep: 'chat-list' });
  try {
    const reader = await server.seeded(async () => {
      const people = await makePeople(server.house, 'talker', 40);
      const [first, ...others] = people.map(({ id }) => id) as [Id, ...Id[]];
      const chats = await seedChats(server.house, Array.from({ length: LISTED }, (_, n) => [first, ...others.slice(n % 30, (n % 30) + 2 + (n % 8))]), 31);
      await seedMessages(server.house, chats, { count: LISTED * 100, days: 30, texts: ['On se retrouve devant la salle.', 'Qui apporte le pain ?', 'Merci à tous !'] });
      await seedPlaces(server.house, first, UNREAD);
      return people[0] as BenchPerson;
    });
    await server.restart();
    const ask = async (path: string): Promise<unknown> => {
      const answer = await fetch(server.origin + path, { headers: bearer(reader) });
      if (!answer.ok) throw new Error(`${path} was answered ${answer.status}`);
      return answer.json();
    };
    const times: number[] = [];
    const before = await server.cost();
    for (const end = performance.now() + SECONDS * 1000; performance.now() < end;) {
      const begun = performance.now();
      const [page, unread] = (await Promise.all([ask(`${CHATS}?limit=${LIST_PAGE}`), ask(`${CHATS}/unread`)])) as [{ unread: number }[], { chats: number; messages: number }];
      times.push(performance.now() - begun);
      if (page.length !== LIST_PAGE || page.some(({ unread: count }) => count !== UNREAD) || unread.messages !== LISTED * UNREAD) throw new Error('What is unread is not exact');
    }
    const cpu = ((await server.cost()).cpuMs - before.cpuMs) / times.length;
    const warm = times.slice(10);
    const p95 = percentile(warm, 0.95);
    return [{ row: 'chat-list', value: round(p95, 1), unit: 'ms p95', yardstick: '', ratio: undefined, target: `<= ${LIST_MS} ms`, kept: p95 <= LIST_MS, more: `the first ${LIST_PAGE} of ${LISTED} conversations and the unread count of all, asked together, exact; ${warm.length} readings, p50 ${round(percentile(warm, 0.5), 1)} p99 ${round(percentile(warm, 0.99), 1)} ms, CPU of app and database ${round(cpu, 1)} ms` }];
  } finally {
    await server.stop();
  }
}

const MESSAGES = Number(process.env['BENCH_MESSAGES'] ?? 1_000_000);
const CHATS_SEARCHED = 2000;
const SEARCH_MS = 50;
const TEXTS = 20_000;
/** What people type among messages: frequent words, some that are not, rare ones, several at once, in a row. */
const MIX = ['{f}', '{f} {f}', '{f} {m}', '{m}', '{m} {m}', '{m} {r}', '{r}', '"{t}"', '{m} -{f}', '{r} {r}', 'zyzzyva', '{f} zyzzyva'];

async function runSearch(): Promise<Row[]> {
  const server = await startServer({ keep: `chat-search-${MESSAGES}` });
  try {
    const texts = Array.from({ length: TEXTS }, () => sentence(14));
    const readers = await server.seeded(async () => {
      const people = await makePeople(server.house, 'talker', 10);
      const [few, some, many, ...others] = people.map(({ id }) => id) as [Id, Id, Id, ...Id[]];
      const groups = Array.from({ length: CHATS_SEARCHED }, (_, n) => [...others, ...(n % 4 === 0 ? [many] : []), ...(n % 20 === 0 ? [some] : []), ...(n % 200 === 0 ? [few] : [])]);
      const chats = await seedChats(server.house, groups, 366);
      await seedMessages(server.house, chats, { count: MESSAGES, days: 365, texts });
      const ctx = server.house.context(SYSTEM);
      await withoutIndex(server.house, 'chats.entry_words', async () => {
        // The server does the same every few minutes: then one waits for the other.
        while (await isIndexing(server.house)) if (!(await indexOld(ctx))) await pause(200);
      });
      return people.slice(0, 3);
    });
    await server.restart();
    const names = [`in ${CHATS_SEARCHED / 200} of ${CHATS_SEARCHED} chats`, `in ${CHATS_SEARCHED / 20}`, `in ${CHATS_SEARCHED / 4}`];
    const times: { reader: number; pattern: string; ms: number }[] = [];
    const before = await server.cost();
    const end = performance.now() + SECONDS * 2000;
    for (let n = 0; performance.now() < end || n < 6 * MIX.length; n++) {
      const [at, q] = [n % 3, typed(MIX[Math.floor(n / 3) % MIX.length] as string, texts)];
      const begun = performance.now();
      const answer = await fetch(`${server.origin}${CHATS}/search?${new URLSearchParams({ q })}`, { headers: bearer(readers[at] as BenchPerson) });
      if (!answer.ok) throw new Error(`${q} was answered ${answer.status}`);
      await answer.arrayBuffer();
      times.push({ reader: at, pattern: MIX[Math.floor(n / 3) % MIX.length] as string, ms: performance.now() - begun });
    }
    const after = await server.cost();
    const [cpu, appCpu] = [(after.cpuMs - before.cpuMs) / times.length, (after.appCpuMs - before.appCpuMs) / times.length];
    const warm = times.slice(MIX.length * 3);
    const p95 = percentile(warm.map(({ ms }) => ms), 0.95);
    const each = names.map((name, at) => `${name} ${[0.5, 0.95].map((share) => round(percentile(warm.filter(({ reader }) => reader === at).map(({ ms }) => ms), share), 1)).join('/')}`).join(', ');
    const slowest = MIX.map((pattern) => ({ pattern, ms: percentile(warm.filter((one) => one.pattern === pattern).map(({ ms }) => ms), 0.95) })).toSorted((a, b) => b.ms - a.ms).slice(0, 4).map(({ pattern, ms }) => `${pattern} ${round(ms, 0)}`).join(', ');
    return [{ row: 'chat-search-1m', value: round(p95, 1), unit: 'ms p95', yardstick: '', ratio: undefined, target: `<= ${SEARCH_MS} ms`, kept: p95 <= SEARCH_MS, more: `${MESSAGES} messages, ${warm.length} searches of ${MIX.length} kinds; CPU of a search ${round(cpu, 1)} ms (${round(appCpu, 1)} of the app); readers, p50/p95 ms: ${each}; slowest kinds: ${slowest}` }];
  } finally {
    await server.stop();
  }
}

export const chatBenches: readonly Bench[] = [
  { name: 'chat-message', run: runMessages },
  { name: 'chat-list', run: runList },
  { name: 'chat-search-1m', run: runSearch },
];
