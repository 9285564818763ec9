/** A file of 100,000 follows, taken in while home is read at an even pace: what that does to home, and what is there at the end. */

import { Worker } from 'node:worker_threads';
import { PAGES_PER_SECOND, gatherReaders, readHomes } from '../even-pace.ts';
import type { Progress } from '../importer.ts';
import { makePeople } from '../people.ts';
import type { BenchPerson } from '../people.ts';
import { SECONDS, percentile, round } from '../row.ts';
import type { Bench, Row } from '../row.ts';
import { cloneAccounts } from '../seed.ts';
import { startServer } from '../server.ts';
import type { Server } from '../server.ts';
import { bearer } from './home.ts';

const LINES = Number(process.env['BENCH_LINES'] ?? 100_000);
/** Every so manieth line names nobody. */
const WRONG = 100;
const QUIET_ROUNDS = 3;

/** The field's form, as its apps export it. */
function follows(names: readonly string[], domain: string): string {
  const lines = names.map((name, at) => `${name}@${domain},${at % 3 !== 0},false,${at % 10 === 0 ? '"fr, en"' : ''}`);
  return `Account address,Show boosts,Notify on new posts,Languages\n${lines.join('\n')}\n`;
}

/** Sends the file from a thread of its own. @returns what it was told, from the first answer to the last */
function send(server: Server, person: BenchPerson, text: string): { told: Progress[]; over: Promise<void> } {
  const told: Progress[] = [];
  const worker = new Worker(new URL('../importer.ts', import.meta.url), { workerData: { origin: server.origin, headers: bearer(person), kind: 'follows', text } });
  worker.on('message', (progress: Progress) => told.push(progress));
  const over = new Promise<void>((resolve, reject) => worker.once('exit', () => resolve()).once('error', reject));
  return { told, over };
}

/** What is wrong with what the person was told and has at the end; undefined where nothing is. */
async function check(server: Server, person: BenchPerson, told: readonly Progress[]): Promise<string | undefined> {
  const wrong = Math.floor(LINES / WRONG);
  const last = told.at(-1);
  if (last?.state !== 'done' || last.done !== LINES || last.failed !== wrong) return `it ended as ${last?.state}: ${last?.done} done, ${last?.failed} failed`;
  if (told.some(({ done }, at) => done < (told[at - 1]?.done ?? 0))) return 'progress went back';
  if (new Set(told.map(({ done }) => done)).size < Math.min(10, told.length / 2)) return `of ${told.length} answers most said the same`;
  const account = (await (await fetch(`${server.origin}/api/v1/accounts/${person.id}`, { headers: bearer(person) })).json()) as { following_count: number };
  if (account.following_count !== LINES - wrong) return `${account.following_count} are followed`;
  const file = await (await fetch(`${server.origin}/api/v1/exports/follows.csv`, { headers: bearer(person) })).text();
  const lines = file.trim().split('\n').length - 1;
  return lines === LINES - wrong ? undefined : `${lines} lines came back`;
}

async function run(): Promise<Row[]> {
  const server = await startServer();
  try {
    const { author, readers } = await gatherReaders(server);
    const [person] = (await makePeople(server.house, 'newcomer', 1)) as [BenchPerson];
    await cloneAccounts(server.house, author.id, LINES);
    const names = Array.from({ length: LINES }, (_, at) => ((at + 1) % WRONG === 0 ? `nobody${at}` : `clone${at + 1}`));
    const text = follows(names, server.house.config.domain);
    const quiet: number[] = [];
    const busy: number[] = [];
    const costs = [await server.cost()];
    for (let at = 0; at < QUIET_ROUNDS; at++) quiet.push(percentile(await readHomes(server, readers, SECONDS), 0.99));
    costs.push(await server.cost());
    const begun = performance.now();
    const sent = send(server, person, text);
    let over = false;
    void sent.over.finally(() => (over = true)).catch(() => undefined);
    while (!over) busy.push(percentile(await readHomes(server, readers, SECONDS), 0.99));
    await sent.over;
    costs.push(await server.cost());
    const seconds = (performance.now() - begun) / 1000;
    for (let at = 0; at < QUIET_ROUNDS; at++) quiet.push(percentile(await readHomes(server, readers, SECONDS), 0.99));
    const problem = await check(server, person, sent.told);
    // The last round reaches beyond the end.
    if (busy.length > 1) busy.pop();
    const [cpu, appCpu] = (['cpuMs', 'appCpuMs'] as const).map((which) => {
      const [a = 0, b = 0, c = 0] = costs.map((cost) => cost[which]);
      return round((c - b - ((b - a) * seconds) / (QUIET_ROUNDS * SECONDS)) / LINES, 2);
    });
    const [before, during] = [percentile(quiet, 0.5), percentile(busy, 0.5)];
    return [{
      row: 'import-100k', value: round(during, 1), unit: 'ms (p99)', yardstick: 'home without an import', ratio: round(before / during, 2), target: 'within 20 %, progress shown, exact',
      kept: during <= before * 1.2 && problem === undefined,
      more: `${LINES} follows in ${round(seconds, 0)} s, every ${WRONG}th of nobody; p99 of home ${round(before, 1)} ms without, ${round(during, 1)} ms with, by rounds of ${SECONDS} s: ${busy.map((one) => round(one, 1)).join(', ')}; ${PAGES_PER_SECOND} pages/s; CPU of a line ${cpu} ms (${appCpu} of the app); ${sent.told.length} times asked how far it is; ${problem ?? 'exact at the end'}`,
    }];
  } finally {
    await server.stop();
  }
}

export const importBench: Bench = { name: 'import-100k', run };
