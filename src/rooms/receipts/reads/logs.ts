/** Logs as they are shown: heads that are signed, entries, and proofs. */

import { findAccounts, viewerSets } from '#accounts';
import { consistencyProof, inclusionProof, rootOf } from '#kit/merkle.ts';
import { invalid, notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { hasId } from '#kit/sorted.ts';
import { viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { readPosts } from '#posts';
import { signed } from '../key.ts';
import { selectAllEntries, selectAllLogs, selectEntries, selectLeavesOf, selectLog } from '../queries/logs.ts';
import { headBytes, leafOf, logOf, nameOf } from '../forms.ts';
import type { EntryRow, LogName, LogRow } from '../types.ts';

/** A log that the viewer may look into: that for everybody anybody may, that for followers those who follow. @throws Refusal 404 */
async function getLog(ctx: Context, name: LogName): Promise<LogRow> {
  const viewer = viewerId(ctx);
  const [account] = await findAccounts(ctx, [name.accountId]);
  if (account?.standing !== 'active') throw notFound();
  const sets = viewer === undefined ? undefined : await viewerSets(ctx, viewer);
  if (sets !== undefined && hasId(sets.blockedBy, name.accountId)) throw notFound();
  if (name.audience === 'followers' && viewer !== name.accountId && (sets === undefined || !hasId(sets.follows, name.accountId))) throw notFound();
  return (await selectLog(ctx, name)) ?? { account_id: name.accountId, audience: name.audience, size: 0, peaks: [] };
}

/** How far a log has come. */
export interface Head {
  readonly log: string;
  readonly size: number;
  readonly root: string;
}

export const headOf = (log: LogRow): Head => ({ log: logOf(nameOf(log)), size: log.size, root: rootOf(log).toString('hex') });

/** How far a log has come, signed. @throws Refusal 404 */
export async function readHead(ctx: Context, name: LogName): Promise<Head & { at: string; signature: string }> {
  const log = await getLog(ctx, name);
  const at = ctx.now();
  return { ...headOf(log), at: at.toISOString(), signature: await signed(ctx, headBytes(name, { size: log.size, root: rootOf(log), at })) };
}

/** The logs that everybody may read, in the order of their accounts. */
export async function readHeads(ctx: Context, after: Id, limit: number): Promise<{ heads: Head[]; next: Id | undefined }> {
  const logs = await selectAllLogs(ctx, after, limit);
  const shown = new Set(await shownAuthors(ctx, logs.map((log) => log.account_id)));
  return { heads: logs.filter((log) => shown.has(log.account_id)).map(headOf), next: logs.length === limit ? logs.at(-1)?.account_id : undefined };
}

async function shownAuthors(ctx: Context, ids: readonly Id[]): Promise<Id[]> {
  const viewer = viewerId(ctx);
  const [found, sets] = await Promise.all([findAccounts(ctx, [...new Set(ids)]), viewer === undefined ? undefined : viewerSets(ctx, viewer)]);
  return found.flatMap(({ id, standing }) => (standing === 'active' && !(sets !== undefined && hasId(sets.blockedBy, id)) ? [id] : []));
}

/** An entry, with what opens it where the post still stands and the viewer may see it. */
export interface ShownEntry {
  readonly entry: EntryRow;
  readonly isOpen: boolean;
}

/** Entries from a place on. @throws Refusal 404 */
export async function readEntries(ctx: Context, name: LogName, from: number, limit: number): Promise<ShownEntry[]> {
  await getLog(ctx, name);
  const entries = await selectEntries(ctx, name, from, limit);
  return showEntries(ctx, entries);
}

/** Entries of all the logs that the viewer may read, in the order of their accounts. */
export async function readAllEntries(ctx: Context, after: LogName & { readonly seq: number }, limit: number): Promise<{ entries: ShownEntry[]; next: EntryRow | undefined }> {
  const viewer = viewerId(ctx);
  const followed = viewer === undefined ? [] : [viewer, ...(await viewerSets(ctx, viewer)).follows];
  const entries = await selectAllEntries(ctx, after, followed, limit);
  const shown = new Set(await shownAuthors(ctx, entries.map((entry) => entry.account_id)));
  return { entries: await showEntries(ctx, entries.filter((entry) => shown.has(entry.account_id))), next: entries.length === limit ? entries.at(-1) : undefined };
}

/** What the viewer may not see, and what was erased a moment ago, does not open, whatever its log knows. */
async function showEntries(ctx: Context, entries: readonly EntryRow[]): Promise<ShownEntry[]> {
  const open = [...new Set(entries.filter(({ record }) => record !== null).map(({ post_id: id }) => id))];
  const seen = new Set((await readPosts(ctx, open)).map(({ id }) => id));
  return entries.map((entry) => ({ entry, isOpen: entry.record !== null && seen.has(entry.post_id) }));
}

/** Of a longer log, whoever wants to know reads the entries. */
const MOST_PROVED = 50_000;
/** So many leaves are hashed before others get their turn. */
const AT_ONCE = 2000;

const hex = (hashes: readonly Buffer[]): string[] => hashes.map((hash) => hash.toString('hex'));

async function leavesOf(ctx: Context, name: LogName, size: number): Promise<Buffer[]> {
  const { size: all } = await getLog(ctx, name);
  if (size < 1 || size > all) throw invalid(`Validation failed: the log has ${all} entries`);
  if (size > MOST_PROVED) throw invalid(`Validation failed: the log has more than ${MOST_PROVED} entries; read them instead`);
  const rows = await selectLeavesOf(ctx, name, size);
  const leaves: Buffer[] = [];
  for (let at = 0; at < rows.length; at += AT_ONCE) {
    leaves.push(...rows.slice(at, at + AT_ONCE).map(leafOf));
    await new Promise((done) => setImmediate(done));
  }
  return leaves;
}

/** Shows that a log begins with its first entries (RFC 9162, 2.1.4). @throws Refusal 404, 422 */
export async function readConsistency(ctx: Context, name: LogName, first: number, second: number): Promise<string[]> {
  const leaves = await leavesOf(ctx, name, second);
  if (first < 1 || first > leaves.length) throw invalid(`Validation failed: first is between 1 and ${second}`);
  return hex(consistencyProof(leaves, first));
}

/** Shows that an entry is in a log of this size (RFC 9162, 2.1.3). @throws Refusal 404, 422 */
export async function readInclusion(ctx: Context, name: LogName, seq: number, size: number): Promise<string[]> {
  const leaves = await leavesOf(ctx, name, size);
  if (seq >= leaves.length) throw invalid(`Validation failed: seq is below ${size}`);
  return hex(inclusionProof(leaves, seq));
}
