/**
 * Lines told together. A page covers an unbroken stretch of lines and folds those of one group into one: so each line is on
 * one page, whatever is written meanwhile. A group whose lines lie on both sides of a page's end comes again on the next one
 * under the same key (`pageMinId` and `pageMaxId` say which part), and apps join the two.
 */

import { findAccounts, viewerSets } from '#accounts';
import type { AccountFacts, ViewerSets } from '#accounts';
import { notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import type { Page } from '#kit/pages.ts';
import type { Context } from '#platform/context.ts';
import { selectGroup, selectGroupSums, selectHeads, selectNotification } from '../queries/lists.ts';
import type { GroupSums } from '../queries/lists.ts';
import { isAboutPost } from '../rules.ts';
import { GROUPED } from '../types.ts';
import type { GroupFacts, GroupedType, NotificationFacts, NotificationWish } from '../types.ts';
import { MOST_ROUNDS, ownId, rangeOf, readFacts, unreadPage } from './lines.ts';
import type { Cursors } from './lines.ts';

/** So many people of a group are named; the others are counted. */
const SAMPLES = 8;

export interface GroupWish extends NotificationWish {
  /** The others are told line by line. */
  readonly grouped: readonly GroupedType[];
}

/** Which lines are meant by a key: a group, or one that stands alone. */
export type GroupKey = { readonly groupId: Id } | { readonly id: Id };

export interface GroupPage {
  readonly groups: GroupFacts[];
  readonly cursors: Cursors;
}

/** So many lines are looked through at once for each group of a page. */
const LINES_FOR_ONE = 10;

/** A line of each group on a page, and the stretch of ids that it covers (both ends left out). */
interface Stretch {
  readonly heads: NotificationFacts[];
  readonly above: Id;
  readonly below: Id;
  readonly more: boolean;
}

/** A page of the viewer's list with what belongs together told as one, newest first. */
export async function readGroups(ctx: Context, page: Page, wish: GroupWish): Promise<GroupPage> {
  const { heads, above, below, more } = await readStretch(ctx, page, wish);
  const groups = (await sumUp(ctx, heads, { above, below, wish })).toSorted((a, b) => b.pageMaxId - a.pageMaxId);
  const first = Math.max(0, ...groups.map((group) => group.pageMaxId));
  const last = Math.min(...groups.map((group) => group.pageMinId));
  if (groups.length === 0) return { groups, cursors: { full: false } };
  // Downwards the next page begins where this stretch ends, which is below its last line or right at it.
  return { groups, cursors: { first, last: page.minId === undefined && more ? above + 1 : last, full: more || groups.length >= page.limit } };
}

/** How many groups of the list lie above the viewer's marker, counted up to `limit`. */
export async function countUnreadGroups(ctx: Context, limit: number, wish: GroupWish): Promise<number> {
  return (await readStretch(ctx, await unreadPage(ctx, limit), wish)).heads.length;
}

async function readStretch(ctx: Context, page: Page, wish: GroupWish): Promise<Stretch> {
  const viewer = ownId(ctx);
  // One more than the page holds says where it ends.
  const range = rangeOf(page, 1);
  const { ascending, above, below } = range;
  const heads = new Map<Id, NotificationFacts>();
  const passed: Id[] = [];
  const hidden = hiddenFrom(await viewerSets(ctx, viewer));
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const withoutGroups = [...passed, ...[...heads.values()].flatMap((line) => groupIn(wish, line) ?? [])];
    const { rows, reached } = await selectHeads(ctx, viewer, range, { ...wish, withoutGroups, hidden, scanned: range.limit * LINES_FOR_ONE });
    const lines = await readFacts(ctx, viewer, rows);
    const lost = rows.filter((row) => !lines.some(({ id }) => id === row.id));
    passed.push(...lost.flatMap((row) => (isAboutPost(row.type) ? row.group_id ?? [] : [])));
    const gone = lost.flatMap((row) => (isAboutPost(row.type) ? [] : row.from_id));
    if (gone.length > 0) {
      // Somebody who is on their way out: the same again, without them.
      hidden.push(...gone);
      continue;
    }
    for (const line of lines) {
      if (heads.size === page.limit) return { heads: inOrder(heads), above: ascending ? above : line.id, below: ascending ? line.id : below, more: true };
      heads.set(groupIn(wish, line) ?? line.id, line);
    }
    const next = rows.length === range.limit ? rows.at(-1)?.id : reached;
    if (next === undefined) return { heads: inOrder(heads), above, below, more: false };
    range[ascending ? 'above' : 'below'] = next;
  }
  // Cut short by the rounds: what they passed over is covered.
  return { heads: inOrder(heads), above: ascending ? above : range.below - 1, below: ascending ? range.above + 1 : below, more: true };
}

const inOrder = (heads: ReadonlyMap<Id, NotificationFacts>): NotificationFacts[] => [...heads.values()].toSorted((a, b) => b.id - a.id);

/** The group of a line, if this reader has lines of its type grouped. */
function groupIn(wish: Pick<GroupWish, 'grouped'>, line: NotificationFacts): Id | undefined {
  return wish.grouped.some((type) => type === line.type) ? line.groupId : undefined;
}

/** Those from whom nothing is shown, as `wantedFrom` has it. */
export const hiddenFrom = (sets: ViewerSets): Id[] => [...sets.blocks, ...sets.blockedBy, ...sets.mutesNotifications];

async function sumUp(ctx: Context, heads: readonly NotificationFacts[], { above, below, wish }: { above: Id; below: Id; wish: GroupWish }): Promise<GroupFacts[]> {
  // Asked for one account only, a group is one line of it.
  const grouped = wish.fromId === undefined ? heads.flatMap((line) => groupIn(wish, line) ?? []) : [];
  const sums = new Map<Id, GroupSums>();
  if (grouped.length > 0) {
    const hidden = hiddenFrom(await viewerSets(ctx, ownId(ctx)));
    const asked = { low: above + 1, high: below - 1, withFiltered: wish.withFiltered === true, hidden, samples: SAMPLES };
    for (const sum of await selectGroupSums(ctx, grouped, asked)) sums.set(sum.group_id, sum);
  }
  const people = await findAccounts(ctx, [...new Set([...sums.values()].flatMap((sum) => sum.from_ids))]);
  const personOf = new Map(people.map((facts) => [facts.id, facts]));
  return heads.map((line) => groupOf(line, { groupId: groupIn(wish, line), sum: sums.get(line.groupId ?? 0), personOf }));
}

interface Found {
  groupId: Id | undefined;
  sum: GroupSums | undefined;
  personOf: ReadonlyMap<Id, AccountFacts>;
}

function groupOf(line: NotificationFacts, { groupId, sum, personOf }: Found): GroupFacts {
  const alone = { line, groupId, count: 1, newestId: line.id, pageMinId: line.id, pageMaxId: line.id, from: [line.from] };
  if (groupId === undefined || sum === undefined || sum.count === 0) return alone;
  return {
    line,
    groupId,
    count: sum.count,
    newestId: sum.newest_id,
    pageMinId: sum.page_min_id ?? line.id,
    pageMaxId: sum.page_max_id ?? line.id,
    from: sum.from_ids.flatMap((id) => personOf.get(id) ?? []),
  };
}

/** @throws Refusal 404 for a key that no line of the viewer's list has */
export async function getGroup(ctx: Context, key: GroupKey): Promise<GroupFacts> {
  const page = await readGroupLines(ctx, key, { limit: 1 });
  const [line] = page.lines;
  if (line === undefined) throw notFound();
  const grouped = 'groupId' in key ? GROUPED : [];
  const [group] = await sumUp(ctx, [line], { above: 0, below: Number.MAX_SAFE_INTEGER, wish: { grouped } });
  if (group === undefined) throw notFound();
  return group;
}

/** The lines behind a key, newest first. @throws Refusal 404 where there is none at all */
export async function readGroupLines(ctx: Context, key: GroupKey, page: Page): Promise<{ lines: NotificationFacts[]; cursors: Cursors }> {
  const viewer = ownId(ctx);
  if (!('groupId' in key)) {
    const lines = await readFacts(ctx, viewer, await selectNotification(ctx, viewer, key.id));
    if (lines[0] === undefined) throw notFound();
    return { lines, cursors: { full: false } };
  }
  const range = rangeOf(page, 0);
  const lines: NotificationFacts[] = [];
  let rows = await selectGroup(ctx, viewer, key.groupId, range);
  const ids = rows.map((row) => row.id);
  lines.push(...(await readFacts(ctx, viewer, rows)));
  // Past people who are not shown, until somebody is.
  for (let round = 1; round < MOST_ROUNDS && lines.length === 0 && rows.length === range.limit; round++) {
    range[range.ascending ? 'above' : 'below'] = rows.at(-1)?.id ?? 0;
    rows = await selectGroup(ctx, viewer, key.groupId, range);
    ids.splice(0, ids.length, ...rows.map((row) => row.id));
    lines.push(...(await readFacts(ctx, viewer, rows)));
  }
  if (lines.length === 0 && page.maxId === undefined && page.minId === undefined && page.sinceId === undefined) throw notFound();
  if (ids.length === 0) return { lines, cursors: { full: false } };
  const sorted = ids.toSorted((a, b) => b - a);
  return {
    lines: lines.toSorted((a, b) => b.id - a.id),
    cursors: { first: sorted[0] as Id, last: sorted.at(-1) as Id, full: rows.length >= range.limit },
  };
}
