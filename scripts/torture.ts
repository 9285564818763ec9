/**
 * The kill run: the real server is killed again and again (the app and PostgreSQL by turns) while people write, and then
 * a checker looks for anything lost, doubled, torn or leaked.
 *
 *     npm run torture -- --cycles 200 --seed 7
 *
 * `npm run torture -- video-hour` is an hour of video instead (`test/torture/video-hour.ts`). `--short` is the six cycles that `npm test` has time for. Leaves nothing behind unless a promise was broken: then the
 * folder with the cluster, the ledger and the server's log is kept and named.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { check } from '../test/torture/checker.ts';
import { Listening, Writing, comeDue, countWaiting } from '../test/torture/clients.ts';
import type { Town } from '../test/torture/clients.ts';
import { Ledger } from '../test/torture/ledger.ts';
import { settleIn } from '../test/torture/people.ts';
import { Server } from '../test/torture/server.ts';
import { videoHour } from '../test/torture/video-hour.ts';
import { Visitor } from '../test/town/person.ts';
import type { Person } from '../test/town/person.ts';
import { dice } from '../test/town/routes.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { minutes: { type: 'string' }, speed: { type: 'string' }, cycles: { type: 'string' }, seed: { type: 'string' }, short: { type: 'boolean' }, help: { type: 'boolean' } },
});

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
/** Reliability goals: ready again after a kill of the app, of PostgreSQL. A busy machine may take longer than p99. */
const LONGEST_BACK_MS = 10_000;
/** Scheduled posts come due within this time before and after a kill. */
const DUE_WITHIN_MS = 600;

/** People through a house of our own beside the server's, on the same database. */
async function moveIn(server: Server): Promise<Town> {
  const [ann, ben, cleo, reader, stranger] = (await settleIn(server, ['ann', 'ben', 'cleo', 'reader', 'stranger'])) as [Person, Person, Person, Person, Person];
  return { writers: [ann, ben, cleo], reader, stranger };
}

async function kill(server: Server, cycle: number): Promise<number> {
  const app = cycle % 2 === 0;
  const started = performance.now();
  if (app) {
    await server.killApp();
    server.start();
  } else await server.killDatabase();
  // The health probe may not have noticed yet that the database is gone.
  if (!app) await pause(50);
  await server.untilReady();
  return performance.now() - started;
}

/** What was written for later after the last kill comes due, too. */
async function lastOnes(server: Server): Promise<void> {
  const { url } = await server.database();
  await comeDue(url, 0);
  for (let tries = 0; tries < 300 && (await countWaiting(url)) > 0; tries++) await pause(200);
}

async function run(cycles: number, seed: number): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'perchoir-torture-'));
  const roll = dice(seed);
  const server = await Server.in(folder);
  const ledger = new Ledger(join(folder, 'ledger.jsonl'));
  const [writing, listening] = [new Writing(ledger, dice(seed + 1)), new Listening()];
  let held = false;
  try {
    server.start();
    await server.untilReady();
    const town = await moveIn(server);
    await pause(700);
    for (const writer of town.writers) await town.reader.follows(writer);
    const listened = listening.run(town.reader);
    await pause(300);
    const written = writing.run(town);
    const back: number[] = [];
    let due = 0;
    for (let cycle = 0; cycle < cycles; cycle++) {
      await pause(300 + roll() * 500);
      const { url } = await server.database();
      if (await comeDue(url, DUE_WITHIN_MS)) due++;
      await pause(roll() * DUE_WITHIN_MS);
      back.push(await kill(server, cycle));
      if (cycles > 20 && cycle % 20 === 19) console.log(`${cycle + 1} cycles, ${ledger.entries.size} posts, back after at most ${Math.max(...back).toFixed(0)} ms`);
    }
    writing.stop();
    await written;
    await lastOnes(server);
    await pause(1500);
    await listening.stop();
    await listened;
    const { url } = await server.database();
    const found = await check({ ...town, visitor: new Visitor(server.base, new Set()), ledger, streamed: listening.ids, databaseUrl: url });
    const slow = back.filter((ms) => ms > LONGEST_BACK_MS).map((ms) => `back only after ${ms.toFixed(0)} ms`);
    const faults = [...found.broken, ...writing.wrong.map((text) => `a wrong answer: ${text}`).slice(0, 10), ...slow];
    console.log(`${cycles} kills (seed ${seed}): ${found.posts} posts acknowledged, ${found.later} of them for later and due around ${due} kills, back after at most ${Math.max(...back).toFixed(0)} ms, ${faults.length} promises broken`);
    for (const fault of faults) console.error(`BROKEN  ${fault}`);
    held = faults.length === 0 && found.posts > cycles && found.later > cycles && due > cycles / 2;
    return held;
  } finally {
    writing.stop();
    await listening.stop();
    ledger.close();
    await server.stop();
    if (held) rmSync(folder, { recursive: true, force: true });
    else console.error(`Kept for a look: ${folder}`);
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

if (values.help) console.log('npm run torture -- [--cycles 200] [--seed 1] [--short]\nnpm run torture -- video-hour [--minutes 60] [--speed 8]');
else if (positionals[0] === 'video-hour') process.exitCode = (await videoHour({ minutes: Number(values.minutes ?? 60), speed: Number(values.speed ?? 8) })) ? 0 : 1;
else {
  const cycles = values.short ? 6 : Number(values.cycles ?? 200);
  const seed = Number(values.seed ?? (values.short ? 1 : Math.floor(Math.random() * 1e6)));
  process.exitCode = (await run(cycles, seed)) ? 0 : 1;
}
