import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '#test/database.ts';
import type { TestDatabase } from '#test/database.ts';
import type { Id } from '#kit/ids.ts';
import { readConfig } from './config.ts';
import { SYSTEM, newId, transaction } from './context.ts';
import type { Context } from './context.ts';
import { defineEvent, hear, relay, work, workTogether } from './events.ts';
import type { Heard, Listener } from './events.ts';
import { House } from './house.ts';
import { createLog } from './log.ts';

const said = defineEvent<{ word: string; at: Id }>('test.said');

let database: TestDatabase;
const folder = mkdtempSync(join(tmpdir(), 'perchoir-outbox-'));
const houses: House[] = [];

beforeAll(async () => {
  database = await createTestDatabase('outbox', async (url) => {
    const house = makeHouse([], 'tool', url);
    await house.start();
    await house.jobs.migrate();
    await house.stop();
  });
});

afterEach(async () => {
  for (const house of houses.splice(0)) await house.stop();
});

afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

function makeHouse(listeners: Listener[], role: 'server' | 'tool' = 'server', url = database.url): House {
  const config = readConfig({ PERCHOIR_DATA: folder, LOG_LEVEL: 'silent', DATABASE_CONNECTIONS: '4' });
  return new House({ config, rooms: [{ name: 'test', listeners }], log: createLog('silent'), role, databaseUrl: url });
}

async function openHouse(listeners: Listener[], role: 'server' | 'tool' = 'server'): Promise<House> {
  const house = makeHouse(listeners, role);
  await house.start();
  houses.push(house);
  return house;
}

const say = (ctx: Context, word: string, meanwhile: Promise<void> | (() => never) = Promise.resolve()): Promise<Id> =>
  transaction(ctx, async (tx) => {
    const at = newId(tx);
    await sql`select 1`.execute(tx.db);
    await (typeof meanwhile === 'function' ? meanwhile() : meanwhile);
    tx.emit(said, { word, at });
    return at;
  });

test('a cursor never passes over a post that commits late: its successors wait until it is settled', async () => {
  const heard: string[] = [];
  const house = await openHouse([hear(said, 'test.note', (_ctx, { payload }) => void heard.push(payload.word))]);
  const ctx = house.context(SYSTEM);
  const gate = Promise.withResolvers<void>();
  const slow = say(ctx, 'first', gate.promise);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const quick = say(ctx, 'second');
  const winner = await Promise.race([quick.then(() => 'acknowledged'), new Promise((resolve) => setTimeout(() => resolve('waits'), 300))]);
  expect(winner).toBe('waits');
  expect(heard).toEqual([]);
  gate.resolve();
  const [a, b] = await Promise.all([slow, quick]);
  expect(a).toBeLessThan(b);
  expect(new Set(heard)).toEqual(new Set(['first', 'second']));
});

test('what was rolled back is told to nobody and holds nobody up', async () => {
  const heard: string[] = [];
  const house = await openHouse([hear(said, 'test.note', (_ctx, { payload }) => void heard.push(payload.word))]);
  const ctx = house.context(SYSTEM);
  const fail = (): never => {
    throw new Error('no');
  };
  await expect(say(ctx, 'never', fail)).rejects.toThrow('no');
  await say(ctx, 'once');
  expect(heard).toEqual(['once']);
});

test('a hundred writers at once are heard in the order of the ids, by every kind of listener', async () => {
  const seen: Record<string, Id[]> = { hear: [], relay: [], work: [] };
  const note = (kind: string) => (_ctx: Context, event: Heard<{ word: string }>): void => void seen[kind]?.push(event.id);
  const house = await openHouse([
    hear(said, 'test.hear', note('hear')),
    relay(said, 'test.relay', async (ctx, event) => {
      await new Promise((resolve) => setTimeout(resolve, Math.random()));
      note('relay')(ctx, event);
    }),
    work(said, 'test.work', note('work')),
  ]);
  const ctx = house.context(SYSTEM);
  await Promise.all(Array.from({ length: 100 }, (_, at) => say(ctx, String(at))));
  await house.outbox.settled();
  for (const ids of Object.values(seen)) {
    expect(ids).toHaveLength(100);
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
  }
});

test('work that failed is tried again; work left undone by a dead process is done by the next one', async () => {
  const done: string[] = [];
  let failures = 2;
  const first = await openHouse([
    work(said, 'test.work', (_ctx, { payload }) => {
      if (failures-- > 0) throw new Error('not yet');
      done.push(payload.word);
    }),
  ]);
  await say(first.context(SYSTEM), 'again');
  await first.outbox.settled();
  expect(done).toEqual(['again']);
  // Rows above the cursor are what a process that was killed leaves behind.
  const id = first.outbox.newId(undefined);
  await first.stop();
  houses.splice(0);
  const tool = await openHouse([], 'tool');
  await sql`insert into platform.outbox (id, name, payload) values (${id}, 'test.said', '{"word":"left"}')`.execute(tool.database.kysely);
  const second = await openHouse([work(said, 'test.work', (_ctx, { payload }) => void done.push(payload.word))]);
  await second.outbox.settled();
  expect(done).toEqual(['again', 'left']);
});

test('work done together gets what came while it was busy, in order; where they cannot be done together, each is done alone', async () => {
  const gate = Promise.withResolvers<void>();
  const runs: string[][] = [];
  const house = await openHouse([
    workTogether(said, 'test.together', async (_ctx, events) => {
      const words = events.map(({ payload }) => payload.word);
      if (words.includes('alone') && words.length > 1) throw new Error('not together');
      runs.push(words);
      await gate.promise;
    }),
  ]);
  const ctx = house.context(SYSTEM);
  for (const word of ['a', 'b', 'c', 'd']) await say(ctx, word);
  gate.resolve();
  await house.outbox.settled();
  expect(runs).toEqual([['a'], ['b', 'c', 'd']]);
  runs.splice(0);
  await Promise.all(['e', 'alone', 'f', 'g'].map((word) => say(ctx, word)));
  await house.outbox.settled();
  expect(runs.flat().toSorted()).toEqual(['alone', 'e', 'f', 'g']);
});

test('what another process writes is heard by the server within a second, in order', async () => {
  const heard: [Id, string][] = [];
  const house = await openHouse([hear(said, 'test.note', (_ctx, { id, payload }) => void heard.push([id, payload.word]))]);
  const tool = await openHouse([], 'tool');
  await say(tool.context(SYSTEM), 'from beside');
  await expect.poll(() => heard.map(([, word]) => word), { timeout: 3000 }).toEqual(['from beside']);
  await say(house.context(SYSTEM), 'from here');
  expect(heard.map(([id]) => id)).toEqual(heard.map(([id]) => id).toSorted((a, b) => a - b));
  expect(await house.outbox.history(0, 1000)).toContainEqual(expect.objectContaining({ name: 'test.said', id: heard[0]?.[0] }));
});

test('after a restart with the clock put back a year, ids go on from the newest that was stored', async () => {
  const before = await openHouse([]);
  await say(before.context(SYSTEM), 'now');
  const last = before.outbox.delivered;
  await before.stop();
  houses.splice(0);
  const config = readConfig({ PERCHOIR_DATA: folder, LOG_LEVEL: 'silent' });
  const back = new House({ config, rooms: [], log: createLog('silent'), databaseUrl: database.url, clock: () => Date.now() - 365 * 86_400_000 });
  houses.push(back);
  await back.start();
  expect(back.outbox.newId(undefined)).toBeGreaterThan(last);
});
