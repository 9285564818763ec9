/** Making groups and sub-groups. */

import { findAccounts, viewerSets } from '#accounts';
import { openBoundChat, putInBound } from '#chats';
import { forbidden, invalid, notFound, tooMany } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { hasId } from '#kit/sorted.ts';
import { newId, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { orderTurn } from '../job-names.ts';
import { insertGroup, selectLineage, selectMadeCount } from '../queries/groups.ts';
import { insertChoice } from '../queries/log.ts';
import { upsertMember } from '../queries/members.ts';
import { ownId, peopleOf } from '../reads/groups.ts';
import { DAY_BEFORE_MS, LONGEST, WEEK_BEFORE_MS, handleFrom, tidyEnd, tidyHandle, tidyTag, tidyText, tidyTitle, warnedFrom } from '../rules.ts';
import { longestSetting, madeSetting } from '../settings.ts';
import type { Access, GroupRow, Parent } from '../types.ts';
import { log } from './log.ts';
import { rowOf, tellPeople } from './people.ts';
import { news } from './tell.ts';

const DAY_MS = 86_400_000;
/** A group of a group of a group …: so deep and no deeper. */
const DEEPEST = 8;

export interface GroupWish {
  readonly title: string;
  readonly purpose?: string | undefined;
  readonly access?: Access | undefined;
  readonly houseRules?: string | undefined;
  readonly tag?: string | undefined;
  readonly handle?: string | undefined;
  readonly parent?: Parent | undefined;
  readonly endsAt?: Date | undefined;
  /** Not on the map of its parent. */
  readonly isPrivate?: boolean | undefined;
  /** Of those in the parent, who are invited. */
  readonly accountIds?: readonly Id[] | undefined;
}

type Birth = { readonly parent: Parent; readonly invited: readonly Id[] } | undefined;

/** Where a sub-group is born, and who of those there is invited. @throws Refusal 404 for whoever is not in it, 422 */
async function checkBirth(ctx: Context, { parent: asked, accountIds = [], endsAt, purpose }: GroupWish): Promise<Birth> {
  if (asked === undefined) {
    if (accountIds.length > 0) throw invalid('Validation failed: account_ids are people of the group or conversation that a sub-group is born from');
    return undefined;
  }
  const viewer = ownId(ctx);
  const people = await peopleOf(ctx, asked);
  if (people?.has(viewer) !== true) throw notFound();
  // What is born from the conversation of a group is born from the group.
  const parent: Parent = people.chatOf === null ? asked : { kind: 'group', id: people.chatOf };
  if (endsAt === undefined) throw invalid('Validation failed: ends_at is missing: a sub-group has an end');
  if ((purpose ?? '').trim() === '') throw invalid('Validation failed: purpose is missing: a sub-group has a purpose');
  if (parent.kind === 'group' && (await selectLineage(ctx, parent.id, DEEPEST)).length >= DEEPEST) throw invalid(`Validation failed: groups within groups end at ${DEEPEST}`);
  const invited = [...new Set(accountIds)].filter((id) => id !== viewer);
  if (!invited.every((id) => people.has(id))) throw invalid('Validation failed: account_ids names somebody who is not there');
  return { parent, invited: await withoutBlocked(ctx, viewer, invited) };
}

/** Between two of whom one blocks the other there is no invitation; neither learns why. */
export async function withoutBlocked(ctx: Context, viewer: Id, ids: readonly Id[]): Promise<Id[]> {
  const [people, sets] = await Promise.all([findAccounts(ctx, ids), viewerSets(ctx, viewer)]);
  return people.filter(({ id, standing }) => standing === 'active' && !hasId(sets.blocks, id) && !hasId(sets.blockedBy, id)).map(({ id }) => id);
}

function rowFor(tx: Context, wish: GroupWish, birth: Birth): GroupRow {
  const now = tx.now();
  const isPrivate = birth !== undefined && wish.isPrivate === true;
  const endsAt = wish.endsAt === undefined ? null : tidyEnd(wish.endsAt, now, now, tx.settings.get(longestSetting));
  return {
    id: newId(tx), handle: wish.handle === undefined || wish.handle === '' ? null : tidyHandle(wish.handle), title: tidyTitle(wish.title),
    purpose: tidyText('purpose', wish.purpose ?? '', LONGEST.purpose), access: isPrivate ? 'secret' : (wish.access ?? 'request'),
    house_rules: tidyText('house_rules', wish.houseRules ?? '', LONGEST.rules), rules_changed_at: now, tag: tidyTag(wish.tag ?? ''),
    parent_group_id: birth?.parent.kind === 'group' ? birth.parent.id : null, parent_chat_id: birth?.parent.kind === 'chat' ? birth.parent.id : null,
    ends_at: endsAt, state: 'open', map_private: isPrivate, chat_id: null, made_by: ownId(tx), created_at: now, ...warnedFrom(now, endsAt), size: 0, dissolved_at: null,
  };
}

/** Its own handle where it asks for one; else its title, or that with a number; of one that is not for everybody nobody guesses it. @throws Refusal 422 */
async function insertNamed(tx: Context, row: GroupRow): Promise<void> {
  if (row.handle !== null) {
    if (!(await insertGroup(tx, row))) throw invalid('Validation failed: handle is taken');
    return;
  }
  const base = handleFrom(row.title) ?? 'g';
  const own = `${base}-${row.id.toString(36)}`;
  const isOpen = row.access !== 'secret' && row.parent_group_id === null && row.parent_chat_id === null && base !== 'g';
  for (const handle of isOpen ? [base, `${base}-2`, `${base}-3`, own] : [own]) if (await insertGroup(tx, { ...row, handle })) return;
  throw invalid('Validation failed: handle is taken');
}

/**
 * Makes a group, with its conversation; whoever makes it is in it as a steward, with no right that others cannot have. A sub-group
 * is seen on the map of what it was born from, or the choice that it is not is kept there.
 * @throws Refusal 404, 422, 429
 */
export async function makeGroup(ctx: Context, wish: GroupWish): Promise<Id> {
  const viewer = ownId(ctx);
  const birth = await checkBirth(ctx, wish);
  const most = ctx.settings.get(madeSetting);
  if (most === 0) throw forbidden('Nobody makes groups here');
  return transaction(ctx, async (tx) => {
    if ((await selectMadeCount(tx, viewer, new Date(tx.now().getTime() - DAY_MS))) >= most) throw tooMany(`You may make ${most} groups a day`, DAY_MS / 1000);
    const draft = rowFor(tx, wish, birth);
    const row = { ...draft, chat_id: await openBoundChat(tx, { groupId: draft.id, title: draft.title, madeBy: viewer }) };
    await insertNamed(tx, row);
    await upsertMember(tx, rowOf(tx, row, viewer, { state: 'in', steward: true, rules_read_at: tx.now(), joined_at: tx.now() }));
    await putInBound(tx, row.chat_id, viewer, true);
    await log(tx, { groupId: row.id, kind: 'made', actorId: viewer });
    if (birth !== undefined) await beBorn(tx, row, birth);
    if (row.ends_at !== null) await orderTurns(tx, row.ends_at);
    tellPeople(tx, row, [viewer, ...(birth?.invited ?? [])]);
    return row.id;
  });
}

async function beBorn(tx: Context, row: GroupRow, { parent, invited }: NonNullable<Birth>): Promise<void> {
  const viewer = ownId(tx);
  for (const id of invited) await upsertMember(tx, rowOf(tx, row, id, { state: 'invited', introduced_by: viewer }));
  news(tx, row, { kind: 'invited', byId: viewer, accountIds: invited, key: 'invited' });
  if (row.map_private) await choosePrivate(tx, parent, viewer);
  else if (parent.kind === 'group') await log(tx, { groupId: parent.id, kind: 'subgroup', actorId: viewer, subjectId: row.id, note: row.title });
}

/** That there is a sub-group which its parent does not see is seen there. */
export async function choosePrivate(tx: Context, parent: Parent, actorId: Id): Promise<void> {
  await insertChoice(tx, parent, { id: newId(tx), actor_id: actorId, created_at: tx.now() });
  if (parent.kind === 'group') await log(tx, { groupId: parent.id, kind: 'map_private', actorId });
}

/** Looks at an end and at what comes before it. */
export async function orderTurns(tx: Context, endsAt: Date): Promise<void> {
  for (const before of [0, DAY_BEFORE_MS, WEEK_BEFORE_MS]) {
    const at = new Date(endsAt.getTime() - before);
    if (at > tx.now()) await orderTurn(tx, at);
  }
}
