/** A page of 40 notifications, in groups and one by one, of somebody with 100,000 of them. */

import { idAtTime } from '#kit/ids.ts';
import { makePeople } from '../people.ts';
import { percentile, round } from '../row.ts';
import type { Bench, Row } from '../row.ts';
import { cloneAccounts, cloneNotifications, clonePosts, idsOfPosts } from '../seed.ts';
import { startServer } from '../server.ts';
import type { Server } from '../server.ts';
import { bearer } from './home.ts';

const LINES = 100_000;
const VIRAL = 5000;
const PAGES = 300;
const TARGET_MS = 20;
const DAY_MS = 86_400_000;

interface Asked {
  ms: number;
  next: string | undefined;
  count: number;
}

async function ask(url: string, headers: Record<string, string>): Promise<Asked> {
  const begun = performance.now();
  const answer = await fetch(url, { headers });
  const bytes = Buffer.from(await answer.arrayBuffer());
  const ms = performance.now() - begun;
  const body = JSON.parse(String(bytes)) as { notification_groups?: unknown[] } | unknown[];
  if (!answer.ok) throw new Error(`A page was answered ${answer.status}`);
  const next = /<([^>]*)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
  return { ms, next, count: (Array.isArray(body) ? body : (body.notification_groups ?? [])).length };
}

/** The same page again and again, or each following one, from the first. */
async function measure(url: string, headers: Record<string, string>, walk: boolean): Promise<number> {
  const times: number[] = [];
  for (let page = 0, at = url; page < PAGES; page++) {
    const { ms, next, count } = await ask(at, headers);
    times.push(ms);
    if (page === 0 && count !== 40) throw new Error(`The page has ${count} entries`);
    at = walk ? (next ?? url) : url;
  }
  return percentile(times, 0.95);
}

async function seed(server: Server): Promise<Record<string, string>> {
  const [reader] = await makePeople(server.house, 'reader', 1);
  const [author] = await makePeople(server.house, 'author', 1);
  if (reader === undefined || author === undefined) throw new Error('Nobody was made');
  const people = [author.id, ...(await cloneAccounts(server.house, author.id, VIRAL))];
  for (const [person, count] of [[reader, 1500], [author, 5000]] as const) {
    const headers = { ...bearer(person), 'content-type': 'application/json' };
    const body = JSON.stringify({ status: 'Pensées pour les amis qui n’ont pas pu venir. #612AtTwitter' });
    const answer = await fetch(`${server.origin}/api/v1/statuses`, { method: 'POST', headers, body });
    const { id } = (await answer.json()) as { id: string };
    await clonePosts(server.house, { template: Number(id), authors: [person.id], count, from: idAtTime(Date.now() - 60 * DAY_MS) });
  }
  const [own, mentions] = await Promise.all([idsOfPosts(server.house, reader.id), idsOfPosts(server.house, author.id)]);
  const span = { from: idAtTime(Date.now() - 30 * DAY_MS), to: idAtTime(Date.now() - 1000) };
  await cloneNotifications(server.house, { reader: reader.id, people, own, mentions, count: LINES, viral: VIRAL, ...span });
  await server.restart();
  return bearer(reader);
}

async function run(): Promise<Row[]> {
  const server = await startServer();
  try {
    const headers = await seed(server);
    const grouped = `${server.origin}/api/v2/notifications?limit=40`;
    const single = `${server.origin}/api/v1/notifications?limit=40`;
    for (const url of [grouped, single]) await measure(url, headers, true);
    const before = await server.cost();
    const first = await measure(grouped, headers, false);
    const cpuMs = ((await server.cost()).cpuMs - before.cpuMs) / PAGES;
    const figures = {
      'groups, first page': first,
      'groups, page after page': await measure(grouped, headers, true),
      'one by one': await measure(single, headers, true),
      'mentions alone': await measure(`${single}&types[]=mention`, headers, true),
    };
    const worst = Math.max(...Object.values(figures));
    const each = Object.entries(figures).map(([name, ms]) => `${name} ${round(ms)}`).join(', ');
    return [
      {
        row: 'notifications-40', value: round(worst), unit: 'ms p95', yardstick: 'the target', ratio: undefined, target: `<= ${TARGET_MS} ms`,
        kept: worst <= TARGET_MS, more: `${LINES} lines, ${VIRAL} of them likes of one post; p95 in ms: ${each}; CPU of a first page ${round(cpuMs)} ms, app and database together`,
      },
    ];
  } finally {
    await server.stop();
  }
}

export const notificationsBench: Bench = { name: 'notifications-40', run };
