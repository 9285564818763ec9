import { peopleOfChat } from '#chats';
import { notFound, unauthorised } from '#kit/errors.ts';
import { parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { hasId, idSet } from '#kit/sorted.ts';
import type { IdSet } from '#kit/sorted.ts';
import { SYSTEM, houseOf, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { lockGroup, selectGroups, selectIdByHandle } from '../queries/groups.ts';
import { selectInsideOf, selectMembers } from '../queries/members.ts';
import { maySeeGroup } from '../rules.ts';
import { rememberedCompanions, rememberedGroups } from '../state.ts';
import type { GroupFacts, GroupRow, MemberRow, Parent, Seen } from '../types.ts';

/** The one who looks. @throws Refusal 401 */
export function ownId(ctx: Context): Id {
  const id = viewerId(ctx);
  if (id === undefined) throw unauthorised();
  return id;
}

function factsOf(row: GroupRow, members: readonly MemberRow[]): GroupFacts {
  const own = members.filter(({ group_id: id }) => id === row.id);
  return {
    ...row,
    members: new Map(own.map((member) => [member.account_id, member])),
    inside: idSet(own.filter(({ state }) => state === 'in').map(({ account_id: id }) => id)),
  };
}

/** Read outside the caller's transaction: what it has not committed yet must not reach the memory that everybody shares. */
async function load(ctx: Context, ids: readonly Id[]): Promise<Map<Id, GroupFacts | null>> {
  const outside = houseOf(ctx).context(SYSTEM);
  const [rows, members] = await Promise.all([selectGroups(outside, ids), selectMembers(outside, ids)]);
  const facts = new Map(rows.map((row) => [row.id, factsOf(row, members)]));
  return new Map(ids.map((id) => [id, facts.get(id) ?? null]));
}

/** Groups by their ids, whoever looks; those that are not there are left out. */
export async function findGroups(ctx: Context, ids: readonly Id[]): Promise<ReadonlyMap<Id, GroupFacts>> {
  const found = await rememberedGroups(ctx).loadMany(ids, (missing) => load(ctx, missing));
  return new Map([...found].flatMap(([id, group]) => (group === null ? [] : [[id, group] as const])));
}

/** A group as it stands, whoever looks; at once when it is remembered. Undefined where it is not there. */
export function findGroup(ctx: Context, id: Id): GroupFacts | undefined | Promise<GroupFacts | undefined> {
  const found = rememberedGroups(ctx).load(id, async () => (await load(ctx, [id])).get(id) ?? null);
  return found instanceof Promise ? found.then((late) => late ?? undefined) : (found ?? undefined);
}

/** The same of one that is not over. */
export function findOpen(ctx: Context, id: Id): GroupFacts | undefined | Promise<GroupFacts | undefined> {
  const found = findGroup(ctx, id);
  if (found instanceof Promise) return found.then((late) => (late?.state === 'open' ? late : undefined));
  return found?.state === 'open' ? found : undefined;
}

/** Everybody who is in a group with somebody, themselves too; undefined for who is in none. At once when it is remembered. */
export function findCompanions(ctx: Context, accountId: Id): IdSet | undefined | Promise<IdSet | undefined> {
  const found = rememberedCompanions(ctx).load(accountId, async () => {
    const groups = await findGroups(ctx, await selectInsideOf(houseOf(ctx).context(SYSTEM), accountId));
    return groups.size === 0 ? null : idSet([...groups.values()].flatMap(({ inside }) => [...inside]));
  });
  return found instanceof Promise ? found.then((late) => late ?? undefined) : (found ?? undefined);
}

export function parentOf(group: Pick<GroupRow, 'parent_group_id' | 'parent_chat_id'>): Parent | undefined {
  if (group.parent_group_id !== null) return { kind: 'group', id: group.parent_group_id };
  return group.parent_chat_id === null ? undefined : { kind: 'chat', id: group.parent_chat_id };
}

/** What a group or a chat is called and who is in it; undefined where it is over. */
export async function peopleOf(ctx: Context, { kind, id }: Parent): Promise<{ title: string; has: (accountId: Id) => boolean; chatOf: Id | null } | undefined> {
  if (kind === 'chat') {
    const chat = await peopleOfChat(ctx, id);
    return chat && { title: chat.title, has: (accountId) => chat.accountIds.includes(accountId), chatOf: chat.groupId };
  }
  const group = await findGroup(ctx, id);
  return group?.state === 'open' ? { title: group.title, has: (accountId) => hasId(group.inside, accountId), chatOf: null } : undefined;
}

export async function isInParent(ctx: Context, group: GroupFacts, accountId: Id | undefined): Promise<boolean> {
  const parent = parentOf(group);
  if (parent === undefined || accountId === undefined) return false;
  return (await peopleOf(ctx, parent))?.has(accountId) === true;
}

/** Those of these groups that are there for the viewer, in this order. */
export async function readGroups(ctx: Context, ids: readonly Id[]): Promise<GroupFacts[]> {
  const viewer = viewerId(ctx);
  const found = await findGroups(ctx, ids);
  const seen = await Promise.all(ids.map(async (id) => {
    const group = found.get(id);
    return group !== undefined && maySeeGroup(group, viewer, { isInParent: await isInParent(ctx, group, viewer) }) ? group : undefined;
  }));
  return seen.flatMap((group) => group ?? []);
}

async function idFrom(ctx: Context, of: Id | string): Promise<Id | undefined> {
  if (typeof of === 'number') return of;
  return /^\d+$/.test(of) ? parseId(of) : selectIdByHandle(ctx, of.toLowerCase().replaceAll('\0', ''));
}

/**
 * A group that is there for the viewer, by its id or its handle.
 * @throws Refusal 404, for a secret one that the viewer is not in as for none
 */
export async function getGroup(ctx: Context, of: Id | string): Promise<Seen> {
  const id = await idFrom(ctx, of);
  const [group] = id === undefined ? [] : await readGroups(ctx, [id]);
  if (group === undefined) throw notFound();
  const viewer = viewerId(ctx);
  return { group, member: viewer === undefined ? undefined : group.members.get(viewer) };
}

/** A group that the viewer is in, and that is not over. @throws Refusal 404 for everybody else, also for who sees its page */
export async function getInside(ctx: Context, of: Id | string): Promise<{ group: GroupFacts; member: MemberRow }> {
  const { group, member } = await getGroup(ctx, of);
  if (group.state !== 'open' || member?.state !== 'in') throw notFound();
  return { group, member };
}

/** A group held until the transaction ends, read afresh; undefined where it is not there, or over. */
export async function holdOpen(tx: Context, id: Id): Promise<GroupFacts | undefined> {
  const row = await lockGroup(tx, id);
  return row?.state === 'open' ? factsOf(row, await selectMembers(tx, [id])) : undefined;
}

/** The same. @throws Refusal 404 */
export async function holdGroup(tx: Context, id: Id): Promise<GroupFacts> {
  const group = await holdOpen(tx, id);
  if (group === undefined) throw notFound();
  return group;
}

/** The same of one that the viewer is in. @throws Refusal 404 */
export async function holdInside(tx: Context, id: Id): Promise<{ group: GroupFacts; member: MemberRow }> {
  const group = await holdGroup(tx, id);
  const member = group.members.get(ownId(tx));
  if (member?.state !== 'in') throw notFound();
  return { group, member };
}
