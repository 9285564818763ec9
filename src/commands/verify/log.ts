/** `perchoir verify log`: whether an author's log, or all of them, are what their heads say. */

import { Logs, standingAt } from './logs.ts';
import type { Head } from './logs.ts';
import { Report, some } from './report.ts';
import { NoAnswer } from './server.ts';
import type { PublicServer, Told } from './server.ts';

const BASE = '/api/perchoir/v1/logs';
/** So many entries of a log are shown to be in it by the server's own proofs. */
const PROVED = 3;

/** The account whose log an address names; undefined: everybody's. @throws NoAnswer */
export async function logOfAddress(server: PublicServer, { pathname }: URL): Promise<string | undefined> {
  const parts = pathname.split('/').filter(Boolean);
  const name = parts[0]?.startsWith('@') === true ? parts[0].slice(1) : undefined;
  if (name !== undefined) return String((await server.get(`/api/v1/accounts/lookup?acct=${encodeURIComponent(name)}`)).id);
  const at = parts.indexOf('logs');
  const id = at === -1 ? undefined : parts[at + 1];
  return id !== undefined && /^\d+$/.test(id) ? id : undefined;
}

/** All the logs that everybody may read. @throws NoAnswer */
export async function verifyAllLogs(server: PublicServer): Promise<{ report: Report; heads: Head[] }> {
  const report = new Report();
  const logs = new Logs(server, report);
  const heads: Head[] = [];
  for (let after: string | null = '0'; after !== null; ) {
    const page = (await server.get(`${BASE}?after=${after}&limit=1000`)) as { heads: Head[]; next: string | null };
    heads.push(...page.heads);
    after = page.next;
  }
  await logs.readAll();
  logs.checkEntries();
  const sound = heads.filter((head) => logs.checkHead(head)).length;
  if (sound === heads.length) report.right.push(`${some(heads.length, 'log gives', 'logs give')} the root of its head`);
  return { report, heads };
}

/** One author's. @throws NoAnswer */
export async function verifyLog(server: PublicServer, account: string): Promise<{ report: Report; heads: Head[] }> {
  const report = new Report();
  const logs = new Logs(server, report);
  const heads: Head[] = [];
  for (const audience of ['everybody', 'followers']) {
    const head = await server.find(`${BASE}/${account}?audience=${audience}`);
    if (head === undefined) continue;
    heads.push(await checkOne({ server, report, logs }, head));
  }
  if (heads.length === 0) throw new NoAnswer('There is no such log');
  logs.checkEntries();
  return { report, heads };
}

async function checkOne({ report, logs }: { server: PublicServer; report: Report; logs: Logs }, told: Told): Promise<Head> {
  const { log, size, root, at, signature } = told;
  const head: Head = { log, size, root };
  report.check(await logs.isSigned(JSON.stringify({ log, size, root, at }), signature), `the signature of the head of log ${log}`, `the signature of the head of log ${log} is not that of this server`);
  await logs.read(log);
  if (!logs.checkHead(head) || size === 0) return head;
  report.right.push(`log ${log}: ${some(size, 'entry gives', 'entries give')} the root of its head`);
  const closed = [...standingAt(logs.entries(log), size).values()].filter(({ record }) => record === null).length;
  if (closed > 0) report.note(`${some(closed, 'entry stands', 'entries stand')} that the server does not open: held, removed or withheld; the receipt of the profile says why`);
  const places = new Set([0, Math.floor(size / 2), size - 1].slice(0, PROVED));
  for (const seq of places) if (!(await logs.checkInclusion(head, seq))) report.fault(`log ${log}: the server cannot show that entry ${seq} is in it`);
  const half = Math.ceil(size / 2);
  const before: Head = { log, size: half, root: logs.rootAt(log, half) };
  report.check(await logs.checkConsistency(before, head), `log ${log} begins with its own first ${some(half, 'entry', 'entries')}, by the server’s proof`, `log ${log}: the server cannot show that it begins with its own first entries`);
  return head;
}
