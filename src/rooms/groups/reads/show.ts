/** Groups and what is in them, as their reader sees them. */

import { showAccounts } from '#accounts';
import type { AccountJson } from '#accounts';
import type { Id } from '#kit/ids.ts';
import { notFound } from '#kit/errors.ts';
import { houseOf, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { presentAncestor, presentGroup, presentItem, presentLine, presentMember, presentNews, presentNode } from '../presenter.ts';
import { selectAsks } from '../queries/asks.ts';
import { selectDigestCounts, selectItems } from '../queries/digest.ts';
import { selectChildren, selectLineage, selectShelf } from '../queries/groups.ts';
import { selectChoices, selectLine, selectLog } from '../queries/log.ts';
import { isIn, maySteer } from '../rules.ts';
import type { GroupFacts, GroupShelf, LogRow, MemberRow, Parent } from '../types.ts';
import { getGroup, getInside, isInParent, ownId, parentOf, peopleOf, readGroups } from './groups.ts';

export interface Cursors {
  readonly first?: Id;
  readonly last?: Id;
  readonly full: boolean;
}

export interface Part {
  readonly shown: object[];
  readonly cursors: Cursors;
}

const cursorsOf = (ids: readonly Id[], limit: number): Cursors => ({
  ...(ids[0] !== undefined && { first: ids[0] }), ...(ids.at(-1) !== undefined && { last: ids.at(-1) as Id }), full: ids.length === limit,
});

/** Where a group was born, for those who are in that, too. */
async function shownParent(ctx: Context, group: GroupFacts, viewer: Id | undefined): Promise<(Parent & { title: string }) | undefined> {
  const parent = parentOf(group);
  const people = parent && (await peopleOf(ctx, parent));
  if (parent === undefined || viewer === undefined || people?.has(viewer) !== true) return undefined;
  return { ...parent, title: people.title };
}

/** The Group entities of groups that the viewer may see; the caller has asked. */
async function showGroups(ctx: Context, groups: readonly GroupFacts[]): Promise<object[]> {
  const viewer = viewerId(ctx);
  const inside = groups.filter((group) => isIn(group, viewer)).map(({ id }) => id);
  const [asks, digests] = inside.length === 0 ? [[], []] : await Promise.all([selectAsks(ctx, inside), selectDigestCounts(ctx, inside)]);
  const introducers = groups.flatMap((group) => (viewer === undefined ? [] : (group.members.get(viewer)?.introduced_by ?? [])));
  const [people, parents] = await Promise.all([
    showAccounts(ctx, [...introducers, ...asks.map(({ account_id: id }) => id)]),
    Promise.all(groups.map((group) => shownParent(ctx, group, viewer))),
  ]);
  return groups.map((group, at) => presentGroup(group, {
    viewer, origin: houseOf(ctx).config.origin, people, parent: parents[at], ask: asks.find((ask) => ask.group_id === group.id),
    digest: digests.find((digest) => digest.group_id === group.id),
  }));
}

/** One group. @throws Refusal 404 */
export async function showGroup(ctx: Context, of: Id | string): Promise<object> {
  const { group } = await getGroup(ctx, of);
  const [shown] = await showGroups(ctx, [group]);
  return shown as object;
}

/** The viewer's groups, or those that anybody may find. */
export async function readShelf(ctx: Context, shelf: GroupShelf, page: { maxId?: Id | undefined; limit: number }): Promise<Part> {
  const ids = await selectShelf(ctx, shelf === 'open' ? undefined : ownId(ctx), shelf, { below: page.maxId ?? Number.MAX_SAFE_INTEGER, limit: page.limit });
  return { shown: await showGroups(ctx, await readGroups(ctx, ids)), cursors: cursorsOf(ids, page.limit) };
}

export interface PeopleWish {
  readonly state?: MemberRow['state'] | undefined;
  readonly trade?: string | undefined;
  readonly helps?: string | undefined;
  readonly q?: string | undefined;
  readonly maxId?: Id | undefined;
  readonly limit: number;
}

const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

function fits(member: MemberRow, account: AccountJson, { trade, helps, q }: PeopleWish): boolean {
  const has = (texts: readonly string[], wanted: string | undefined): boolean => wanted === undefined || wanted === '' || texts.some((text) => folded(text).includes(folded(wanted)));
  return has([member.trade], trade) && has(member.helps_with, helps) && has([account.username, account.display_name, member.trade, ...member.helps_with], q);
}

/** Who is in a group, the latest first; who asks or was put out, for those who answer. @throws Refusal 404 */
export async function readPeople(ctx: Context, of: Id | string, wish: PeopleWish): Promise<Part> {
  const { group, member } = await getInside(ctx, of);
  const state = wish.state ?? 'in';
  if ((state === 'asked' || state === 'barred') && !maySteer(group, member.account_id)) throw notFound();
  const rows = [...group.members.values()].filter((row) => row.state === state && row.id < (wish.maxId ?? Infinity)).toSorted((a, b) => b.id - a.id);
  const people = await showAccounts(ctx, rows.flatMap(({ account_id: id, introduced_by: by }) => (by === null ? [id] : [id, by])));
  const wanted = rows.filter((row) => {
    const account = people.get(row.account_id);
    return account !== undefined && fits(row, account, wish);
  }).slice(0, wish.limit);
  return { shown: wanted.map((row) => presentMember(row, people)), cursors: cursorsOf(wanted.map(({ id }) => id), wish.limit) };
}

async function showLines(ctx: Context, lines: readonly LogRow[]): Promise<object[]> {
  const people = await showAccounts(ctx, lines.flatMap(({ actor_id: actor, subject_id: subject }) => [actor, subject].flatMap((id) => id ?? [])));
  return lines.map((line) => presentLine(line, people));
}

/** What happened in a group, the newest first. @throws Refusal 404 */
export async function readLog(ctx: Context, of: Id | string, page: { maxId?: Id | undefined; limit: number }): Promise<Part> {
  const { group } = await getInside(ctx, of);
  const lines = await selectLog(ctx, group.id, { below: page.maxId ?? Number.MAX_SAFE_INTEGER, limit: page.limit });
  return { shown: await showLines(ctx, lines), cursors: cursorsOf(lines.map(({ id }) => id), page.limit) };
}

/** One line, whoever looks: the caller decides who is told. */
export async function showLine(ctx: Context, groupId: Id, id: Id): Promise<object | undefined> {
  const line = await selectLine(ctx, groupId, id);
  return line && (await showLines(ctx, [line]))[0];
}

/** What a notification says of a group. */
export const showNews = (ctx: Context, group: GroupFacts, kind: string): ReturnType<typeof presentNews> => presentNews(group, kind, houseOf(ctx).config.origin);

const MOST_NODES = 500;
const MOST_ANCESTORS = 20;

/** What was born from a group or a chat that the viewer is in: each sub-group, or that there is one which is not shown. @throws Refusal 404 */
export async function readMap(ctx: Context, parent: Parent): Promise<object> {
  const viewer = ownId(ctx);
  const people = await peopleOf(ctx, parent);
  if (people?.has(viewer) !== true) throw notFound();
  const [ids, choices, lineage] = await Promise.all([
    selectChildren(ctx, parent, MOST_NODES), selectChoices(ctx, parent, MOST_NODES), parent.kind === 'group' ? selectLineage(ctx, parent.id, MOST_ANCESTORS) : [],
  ]);
  const [children, ancestors, choosers] = await Promise.all([
    readGroups(ctx, ids), readGroups(ctx, lineage), showAccounts(ctx, choices.flatMap(({ actor_id: id }) => id ?? [])),
  ]);
  const { origin } = houseOf(ctx).config;
  return {
    lineage: ancestors.toReversed().map(presentAncestor),
    groups: children.map((child) => presentNode(child, viewer, origin)),
    private: choices.map(({ actor_id: id, created_at: at }) => ({ account: (id === null ? undefined : choosers.get(id)) ?? null, created_at: at.toISOString() })),
  };
}

/** The digest of a group: while it lives for those in it; afterwards what stayed of it, for whoever still sees the group. @throws Refusal 404 */
export async function readDigest(ctx: Context, of: Id | string): Promise<object[]> {
  const viewer = ownId(ctx);
  const { group, member } = await getGroup(ctx, of);
  const isOver = group.state === 'dissolved' && (member?.state === 'kept' || (await isInParent(ctx, group, viewer)));
  if (!isOver && (group.state !== 'open' || member?.state !== 'in')) throw notFound();
  const items = await selectItems(ctx, group.id);
  const people = await showAccounts(ctx, items.flatMap(({ author_id: author, approved_by: yes, vetoed_by: no }) => [...(author === null ? [] : [author]), ...yes, ...no]));
  return items.map((item) => presentItem(item, viewer, people));
}
