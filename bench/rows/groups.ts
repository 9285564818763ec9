/** A thousand sub-groups that end in the same minute, while somebody reads home. */

import { sql } from 'kysely';
import { indexOld } from '#chats';
import { idAtTime } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { SYSTEM } from '#platform/context.ts';
import { makePeople } from '../people.ts';
import type { BenchPerson } from '../people.ts';
import { SECONDS, round } from '../row.ts';
import type { Bench, Row } from '../row.ts';
import { seedMessages } from '../seed-chats.ts';
import { cloneAccounts, cloneFollows, clonePosts } from '../seed.ts';
import { pause, startServer } from '../server.ts';
import type { Server } from '../server.ts';
import { load } from '../wrk.ts';
import { bearer } from './home.ts';

const GROUPS = Number(process.env['BENCH_GROUPS'] ?? 1000);
const MEMBERS = 5;
const MESSAGES_EACH = 50;
const LIMIT_S = 60;
const SHARE = 0.8;
const AT_ONCE = 8;
const AUTHORS = 400;
const CONNECTIONS = 16;

async function call<Answer>(server: Server, person: BenchPerson, path: string, body: object): Promise<Answer> {
  const answer = await fetch(server.origin + path, { method: 'POST', headers: { ...bearer(person), 'content-type': 'application/json' }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Answer;
}

/** A reader of 400 authors; and a group with sub-groups, all of whose members have written. */
async function seed(server: Server): Promise<BenchPerson> {
  const { house } = server;
  for (const key of ['groups.made', 'groups.invited']) await house.settings.change(house.context(SYSTEM), key, 1000);
  const [reader, author, ...people] = (await makePeople(house, 'person', MEMBERS + 2)) as [BenchPerson, BenchPerson, ...BenchPerson[]];
  const first = await call<{ id: string }>(server, author, '/api/v1/statuses', { status: 'Une phrase de la soirée, écrite en direct. #612AtTwitter' });
  const authors = await cloneAccounts(house, author.id, AUTHORS);
  await cloneFollows(house, reader.id, authors);
  await clonePosts(house, { template: Number(first.id), authors, count: 100_000, from: idAtTime(Date.now() - 30 * 86_400_000) });
  const [maker] = people as [BenchPerson, ...BenchPerson[]];
  const groups = '/api/perchoir/v1/groups';
  const parent = await call<{ id: string }>(server, maker, groups, { title: 'Parent', access: 'public' });
  for (const one of people.slice(1)) await call(server, one, `${groups}/${parent.id}/join`, {});
  const endsAt = new Date(Date.now() + 20 * 86_400_000).toISOString();
  for (let made = 0; made < GROUPS; made += AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, GROUPS - made) }, async (_, n) => {
      const by = people[(made + n) % people.length] as BenchPerson;
      const child = await call<{ id: string }>(server, by, groups, { parent_group_id: parent.id, title: `Prep ${made + n}`, purpose: 'Préparer', ends_at: endsAt, access: 'public' });
      for (const other of people) if (other !== by) await call(server, other, `${groups}/${child.id}/join`, {});
    }));
  }
  const { rows } = await sql<{ id: Id }>`select chat_id as id from groups.circle where parent_group_id is not null`.execute(house.database.kysely);
  const chats = rows.map(({ id }) => ({ id, memberIds: people.map((person) => person.id) }));
  await seedMessages(house, chats, { count: GROUPS * MESSAGES_EACH, days: 2, texts: ['Rendez-vous à la gare, on partage la voiture.', 'Qui apporte les affiches ?', 'Bien reçu.'] });
  while (await indexOld(house.context(SYSTEM)));
  return reader;
}

const leftOf = async ({ house }: Server): Promise<number> =>
  (await sql<{ left: number }>`select count(*) as left from groups.circle where parent_group_id is not null and state <> 'dissolved'`.execute(house.database.kysely)).rows[0]?.left ?? 0;

async function runEnd(): Promise<Row[]> {
  const server = await startServer();
  try {
    const reader = await seed(server);
    await server.restart();
    const url = `${server.origin}/api/v1/timelines/home?limit=20`;
    const read = (seconds: number): ReturnType<typeof load> => load(url, { seconds, connections: CONNECTIONS, headers: bearer(reader) });
    await read(3);
    const calm = await read(SECONDS);
    // The next whole minute that leaves time to say so, and for the job of the minute.
    const at = Math.ceil((Date.now() + 3000) / 60_000) * 60_000;
    await sql`update groups.circle set ends_at = ${new Date(at)}, warned_week = true, warned_day = true where parent_group_id is not null`.execute(server.house.database.kysely);
    await pause(at - Date.now());
    const loads: Awaited<ReturnType<typeof load>>[] = [];
    let doneAt = 0;
    const watch = (async () => {
      while ((await leftOf(server)) > 0 && Date.now() < at + 3 * LIMIT_S * 1000) await pause(250);
      doneAt = Date.now();
    })();
    while (doneAt === 0) loads.push(await read(4));
    await watch;
    // The machine may do other things meanwhile: what is calm is what it was before and after.
    await pause(5000);
    const after = await read(SECONDS);
    const left = await leftOf(server);
    const erased = (await sql<{ left: number }>`select count(*) as left from chats.message`.execute(server.house.database.kysely)).rows[0]?.left ?? -1;
    // Reads that came after the last of them say nothing of what it cost.
    const during = loads.slice(0, Math.max(1, Math.floor((doneAt - at) / 4000)));
    const seconds = (doneAt - at) / 1000;
    const perSecond = during.reduce((sum, one) => sum + one.perSecond, 0) / during.length;
    const quiet = (calm.perSecond + after.perSecond) / 2;
    const ratio = perSecond / quiet;
    return [{
      row: 'subgroups-end', value: round(seconds, 1), unit: 's', yardstick: 'home reads before and after', ratio: round(ratio, 3), target: `<= ${LIMIT_S} s, >= ${SHARE * 100} %`,
      kept: left === 0 && erased === 0 && seconds <= LIMIT_S && ratio >= SHARE,
      more: `${GROUPS} sub-groups of ${MEMBERS} with ${MESSAGES_EACH} messages each end in one minute; ${left} not dissolved, ${erased} messages left; home ${round(perSecond, 0)}/s against ${round(calm.perSecond, 0)}/s before and ${round(after.perSecond, 0)}/s after, p99 ${Math.max(...during.map(({ p99 }) => p99))} against ${calm.p99} ms`,
    }];
  } finally {
    await server.stop();
  }
}

export const groupsBench: Bench = { name: 'subgroups-end', run: runEnd };
