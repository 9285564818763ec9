/**
 * `perchoir verify receipt`: whether a list shows everything that it should, in its order, and nothing else. The logs of the authors are read
 * whole, the list is computed again from them by its rule, and both are compared with what the list's own address shows.
 */

import { createHash } from 'node:crypto';
import { rulesOf } from './lists.ts';
import type { ListRules } from './lists.ts';
import { Logs, standingAt, timeOfId } from './logs.ts';
import type { Entry, Head, Said } from './logs.ts';
import { Report, some } from './report.ts';
import type { PublicServer, Told } from './server.ts';

export interface Item {
  readonly id: string;
  readonly author: string;
  readonly log: string;
  readonly seq: number;
  readonly kind: string;
  readonly commitment: string;
}

export interface Receipt {
  readonly list: string;
  readonly at: string;
  readonly span: { readonly from: string; readonly to: string };
  readonly count: number;
  readonly chain: string;
  readonly items: readonly Item[];
  readonly left_out: readonly (Item & { readonly reason: string })[];
  readonly unlogged: readonly { readonly id: string }[];
  readonly findings: readonly { readonly id: string; readonly flaw: string }[];
  readonly heads: readonly Head[];
}

const RECEIPTS = '/api/perchoir/v1/receipts/';

/** Where the receipt of a page of the web application is. @throws NoAnswer */
export async function receiptPath(server: PublicServer, url: URL): Promise<string> {
  const { pathname, search } = url;
  if (pathname.startsWith(RECEIPTS)) return pathname + search;
  if (pathname.startsWith('/receipts/')) return RECEIPTS + pathname.slice('/receipts/'.length) + search;
  const [, first = '', second] = pathname.split('/');
  if (first === '' || first === 'public') return `${RECEIPTS}public${search}`;
  if (!first.startsWith('@')) return RECEIPTS + pathname.slice(1) + search;
  if (second !== undefined && second !== '') return `${RECEIPTS}posts/${second}/thread`;
  const { id } = await server.get(`/api/v1/accounts/lookup?acct=${encodeURIComponent(first.slice(1))}`);
  return `${RECEIPTS}accounts/${id}${search}`;
}

const FLAWS: Readonly<Record<string, string>> = {
  missing: 'stands in its author’s log and is not shown, and no reason is given',
  'not-in-log': 'is shown and stands in no log',
  'not-of-list': 'is shown and is not of this list',
  changed: 'is not what its author’s log says',
  order: 'is not in its place',
};

const link = (before: Uint8Array, { commitment, id }: Pick<Item, 'commitment' | 'id'>): Buffer => createHash('sha256').update(before).update(Buffer.from(commitment, 'hex')).update(id).digest();
const byId = (a: { id: string }, b: { id: string }): number => Number(a.id) - Number(b.id);
const clock = (id: string): string => new Date(timeOfId(id)).toISOString().slice(0, 16).replace('T', ' ');

/** The span of a receipt, in words. */
const spanOf = ({ list, span, items }: Receipt): string => {
  const oldest = items.toSorted(byId)[0]?.id;
  return `${list}, ${span.from === '1' ? (oldest === undefined ? 'all of it' : `from the first (${clock(oldest)})`) : `from ${clock(span.from)}`} to ${clock(span.to)} UTC`;
};

/** @throws NoAnswer */
export async function verifyReceipt(server: PublicServer, path: string): Promise<{ report: Report; receipt: Receipt; logs: Logs; span: string }> {
  const report = new Report();
  const { receipt, signature } = (await server.get(path)) as { receipt: Receipt; signature: string };
  const logs = new Logs(server, report);
  report.check(await logs.isSigned(JSON.stringify(receipt), signature), 'the signature of the receipt', 'the signature of the receipt is not that of this server');
  checkChain(report, receipt);
  for (const { id, flaw } of receipt.findings) report.fault(`the server itself says: post ${id} ${FLAWS[flaw] ?? flaw}`);
  const rules = await rulesOf(server, receipt.list);
  await readLogs(logs, rules, receipt);
  logs.checkEntries();
  checkPlaces(report, logs, receipt);
  await checkComplete({ server, report, logs, rules, receipt });
  await checkServed({ server, report, logs, rules, receipt, path });
  return { report, receipt, logs, span: spanOf(receipt) };
}

function checkChain(report: Report, { items, left_out: leftOut, chain, count, list }: Receipt): void {
  const all = [...items, ...leftOut].toSorted(byId);
  const end = all.reduce<Buffer>((before, one) => link(before, one), Buffer.alloc(32));
  report.check(count === all.length && end.toString('hex') === chain, `the chain over ${some(count, 'post')}`, `the chain does not end where the receipt says: what it lists is not what it was made of (${some(count, 'post')})`);
  if (list.endsWith('/thread')) return;
  const misplaced = items.find((one, at) => at > 0 && Number((items[at - 1] as Item).id) <= Number(one.id));
  report.check(misplaced === undefined, 'the order of time', `post ${misplaced?.id} is not in its place by time`);
}

async function readLogs(logs: Logs, rules: ListRules, { items, left_out: leftOut }: Receipt): Promise<void> {
  if (rules.all) await logs.readAll();
  for (const log of new Set([...rules.logs, ...[...items, ...leftOut].map((one) => one.log)])) await logs.read(log);
}

/** Each item stands where the receipt says, in a log whose entries give the root that it says. */
function checkPlaces(report: Report, logs: Logs, { items, left_out: leftOut, heads }: Receipt): void {
  const sound = heads.filter((head) => logs.checkHead(head)).length;
  if (sound === heads.length) report.right.push(`${some(heads.length, 'log gives', 'logs give')} the root in the receipt`);
  const sizes = new Map(heads.map(({ log, size }) => [log, size]));
  const lost = [...items, ...leftOut].filter(({ id, log, seq, commitment }) => {
    const entry = logs.entries(log)[seq];
    return entry === undefined || entry.post !== id || entry.commitment !== commitment || seq >= (sizes.get(log) ?? 0);
  });
  for (const { id, log, seq } of lost) report.fault(`post ${id} is not at place ${seq} of log ${log}, where the receipt has it`);
  if (lost.length === 0) report.right.push(`${some(items.length + leftOut.length, 'post')} at the place in its author’s log`);
}

interface At {
  readonly server: PublicServer;
  readonly report: Report;
  readonly logs: Logs;
  readonly rules: ListRules;
  readonly receipt: Receipt;
}

/** What stood in a log when the receipt was made. */
function stoodIn(logs: Logs, log: string, { heads, at }: Receipt): Map<string, Entry> {
  const entries = logs.entries(log);
  const known = heads.find((head) => head.log === log)?.size;
  const later = entries.findIndex((entry) => entry.at > at);
  return standingAt(entries, known ?? (later === -1 ? entries.length : later));
}

function allStanding(logs: Logs, receipt: Receipt): Map<string, Said> {
  const open = logs.names().flatMap((log) => [...stoodIn(logs, log, receipt).values()].flatMap(({ record }) => (record === null ? [] : [JSON.parse(record) as Said])));
  return new Map(open.map((said) => [said.id, said]));
}

/** Everything that by the list's rule belongs to the span is in the receipt, and nothing else is. */
async function checkComplete({ server, report, logs, rules, receipt }: At): Promise<void> {
  const listed = new Set([...receipt.items, ...receipt.left_out].map(({ id }) => id));
  const [from, to] = [Number(receipt.span.from), Number(receipt.span.to)];
  rules.prepare?.(allStanding(logs, receipt));
  let belonging = 0;
  for (const log of logs.names()) {
    for (const entry of stoodIn(logs, log, receipt).values()) {
      const id = Number(entry.post);
      if (id < from || id > to) continue;
      if (entry.record === null) {
        if (id >= Number(rules.closedFrom ?? 0) && !listed.has(entry.post) && !(await isExplained(server, log, entry))) report.fault(`post ${entry.post} (${clock(entry.post)}) stands in log ${log}, cannot be opened, and no reason is given: it may be hidden from this list`);
        continue;
      }
      const said = JSON.parse(entry.record) as Said;
      const belongs = rules.belongs(said);
      if (belongs === true) belonging++;
      if (belongs === true && !listed.has(entry.post) && !(await isHiddenRepost(server, said))) report.fault(`post ${entry.post} (${clock(entry.post)}) of log ${log} belongs to this list and is missing from its receipt`);
      if (belongs === false && listed.has(entry.post)) report.fault(`post ${entry.post} (${clock(entry.post)}) of log ${log} is in the receipt and does not belong to this list`);
    }
  }
  report.right.push(`computed again from the logs: ${some(belonging, 'post belongs', 'posts belong')} to the span`);
  const reasons = new Map<string, number>();
  for (const { reason } of receipt.left_out) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  for (const [reason, count] of reasons) report.note(`left out: ${some(count, 'post')} (${reason})`);
  if (receipt.unlogged.length > 0) report.note(`${some(receipt.unlogged.length, 'post')} said to some alone: these stand in no log`);
  const late = receipt.items.filter(({ kind }) => kind === 'earlier').length;
  if (late > 0) report.note(`${some(late, 'post')} from before the logs, brought along from elsewhere, or put in late`);
}

/** What was deleted meanwhile, or is held, removed or withheld with a word about it. */
async function isExplained(server: PublicServer, log: string, entry: Entry): Promise<boolean> {
  const [account, audience] = log.split('/') as [string, string];
  const query = `max_id=${Number(entry.post) + 1}&since_id=${Number(entry.post) - 1}`;
  const own = await server.find(`${RECEIPTS}accounts/${account}?${query}`);
  if (own === undefined) return true;
  if ((own.receipt as Receipt).left_out.some(({ id }) => id === entry.post)) return true;
  const later = (await server.find(`/api/perchoir/v1/logs/${account}/entries?audience=${audience}&from=${entry.seq + 1}&limit=1000`)) as Entry[] | undefined;
  return later === undefined || later.some(({ post }) => post === entry.post);
}

/** A repost is not shown where what it passes on is not there for whoever asks. */
async function isHiddenRepost(server: PublicServer, { repostOf }: Said): Promise<boolean> {
  return repostOf !== null && (await server.find(`/api/v1/statuses/${repostOf}`)) === undefined;
}

/** What the list's own address shows is what the receipt says, word for word what the logs say. */
async function checkServed({ server, report, logs, rules, receipt, path }: At & { readonly path: string }): Promise<void> {
  const isThread = receipt.list.endsWith('/thread');
  const { searchParams } = new URL(path, server.origin);
  if (!isThread) {
    searchParams.set('max_id', String(Number(receipt.span.to) + 1));
    if (!searchParams.has('limit')) searchParams.set('limit', '20');
  }
  const [from, to] = [Number(receipt.span.from), Number(receipt.span.to)];
  const statuses = rules.statuses(await server.get(isThread ? rules.served : `${rules.served}?${searchParams}`)).filter(({ id }) => Number(id) >= from && Number(id) <= to);
  const shown = statuses.map(({ id }) => String(id));
  const unlogged = new Set(receipt.unlogged.map(({ id }) => id));
  const expected = receipt.items.map(({ id }) => id);
  const gone = new Set(expected.filter((id, at) => !shown.includes(id) && wasTouched(logs, receipt, at)));
  const [has, wants] = [shown.filter((id) => !unlogged.has(id)), expected.filter((id) => !gone.has(id))];
  const differing = has.find((id, at) => wants[at] !== id) ?? wants[has.length];
  report.check(differing === undefined, `the list shows these ${some(has.length, 'post')}, in this order`, `the list is not what its receipt says: see post ${differing}`);
  const items = new Map(receipt.items.map((one) => [one.id, one]));
  let same = 0;
  for (const status of statuses) {
    const item = items.get(status.id);
    const record = item && logs.entries(item.log)[item.seq]?.record;
    if (!record) continue;
    const said = JSON.parse(record) as Said;
    const unlike = unlikeRecord(status, said);
    if (unlike === undefined) same++;
    else if (isWithheld(status)) report.note(`post ${status.id} is withheld by law where you are: its place is shown without what it says`);
    else if (status.edited_at === null || Date.parse(status.edited_at) < Date.parse(receipt.at)) report.fault(`post ${status.id} is shown with another ${unlike} than its author’s log has`);
  }
  report.right.push(`${some(same, 'post is', 'posts are')} shown as the logs have it`);
}

/** Erased since the receipt was made, as its log says by now. */
function wasTouched(logs: Logs, { items }: Receipt, at: number): boolean {
  const item = items[at] as Item;
  return logs.entries(item.log).some(({ post, seq, kind }) => post === item.id && seq > item.seq && kind === 'deleted');
}

/** In its place stands why. */
const isWithheld = (status: Told): boolean => status.perchoir?.limits?.some(({ kind }: Told) => kind === 'withhold') === true;

const VISIBILITIES: Readonly<Record<string, string>> = { public: 'public', unlisted: 'unlisted', followers: 'private' };

/** What of a post is shown otherwise than its record says. */
function unlikeRecord(status: Told, said: Said): string | undefined {
  if (status.account.id !== said.author) return 'author';
  if (Date.parse(status.created_at) !== Date.parse(said.at)) return 'date';
  if (status.visibility !== VISIBILITIES[said.visibility]) return 'audience';
  if ((status.reblog?.id ?? null) !== said.repostOf) return 'original';
  if (said.repostOf !== null) return undefined;
  if (createHash('sha256').update(status.content).digest('hex') !== said.content) return 'text';
  if (status.spoiler_text !== said.warning) return 'content warning';
  if (String(status.media_attachments.map(({ id }: Told) => id)) !== String(said.media)) return 'attachment';
  return undefined;
}
