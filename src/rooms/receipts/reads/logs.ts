/** Logs as they are shown: heads that are signed, entries, and proofs. */

import { findAccounts, viewerSets } from '#accounts';
import { consistencyProof, rootOf } from '#kit/merkle.ts';
import { invalid, notFound } from '#kit/errors.ts';
import { hasId } from '#kit/sorted.ts';
import { viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { readPosts } from '#posts';
import { signed } from '../key.ts';
import { selectEntries, selectLeavesOf, selectLog, selectSaid } from '../queries/logs.ts';
import { headBytes, leafOf, recordOf } from '../rules.ts';
import type { EntryRow, LogName, LogRow } from '../types.ts';

/** A log that the viewer may look into: that for everybody anybody may, that for followers those who follow. @throws Refusal 404 */
async function getLog(ctx: Context, name: LogName): Promise<LogRow> {
  const viewer = viewerId(ctx);
  const [account] = await findAccounts(ctx, [name.accountId]);
  if (account?.standing !== 'active') throw notFound();
  const sets = viewer === undefined ? undefined : await viewerSets(ctx, viewer);
  if (sets !== undefined && (hasId(sets.blockedBy, name.accountId))) throw notFound();
  if (name.audience === 'followers' && viewer !== name.accountId && (sets === undefined || !hasId(sets.follows, name.accountId))) throw notFound();
  return (await selectLog(ctx, name)) ?? { account_id: name.accountId, audience: name.audience, size: 0, peaks: [] };
}

export interface Head extends LogName {
  readonly size: number;
  readonly root: string;
  readonly signature: string;
}

/** How far a log has come, signed. @throws Refusal 404 */
export async function readHead(ctx: Context, name: LogName): Promise<Head> {
  const log = await getLog(ctx, name);
  const root = rootOf(log);
  return { ...name, size: log.size, root: root.toString('hex'), signature: await signed(ctx, headBytes(name, { size: log.size, root })) };
}

/** An entry, with what opens it where the post still stands and the viewer may see it. */
export interface ShownEntry {
  readonly entry: EntryRow;
  readonly record: string | undefined;
}

/** Entries from a place on. @throws Refusal 404 */
export async function readEntries(ctx: Context, name: LogName, from: number, limit: number): Promise<ShownEntry[]> {
  await getLog(ctx, name);
  const entries = await selectEntries(ctx, name, from, limit);
  const standing = [...new Set(entries.filter(({ salt }) => salt !== null).map(({ post_id: id }) => id))];
  const visible = new Set((await readPosts(ctx, standing)).map(({ id }) => id));
  const recordOfPost = new Map((await selectSaid(ctx, [...visible])).map((said) => [said.id, recordOf(said)]));
  return entries.map((entry) => ({ entry, record: entry.salt === null ? undefined : recordOfPost.get(entry.post_id) }));
}

/** Of a log that somebody has kept the head of. */
const MOST_PROVED = 200_000;

/** Shows that a log begins with its first entries (RFC 9162, 2.1.4). @throws Refusal 404, 422 */
export async function readConsistency(ctx: Context, name: LogName, first: number, second: number): Promise<string[]> {
  const { size } = await getLog(ctx, name);
  if (first < 1 || first > second || second > size) throw invalid(`Validation failed: first and second are between 1 and ${size}`);
  if (second > MOST_PROVED) throw invalid(`Validation failed: the log has more than ${MOST_PROVED} entries; read them instead`);
  const leaves = (await selectLeavesOf(ctx, name, second)).map(leafOf);
  return consistencyProof(leaves, first).map((hash) => hash.toString('hex'));
}

