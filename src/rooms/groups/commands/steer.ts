/** What stewards do, and in a group without one anybody: who comes in, who goes, and the page. */

import { putInBound, renameBound } from '#chats';
import { forbidden, invalid, notFound, tooMany } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { groupChanged } from '../events.ts';
import { selectIdByHandle, updateGroup } from '../queries/groups.ts';
import { deleteMember, selectInvitedCount, updateMember, upsertMember } from '../queries/members.ts';
import { holdGroup, holdInside, parentOf } from '../reads/groups.ts';
import { LONGEST, maySteer, tidyHandle, tidyTag, tidyText, tidyTitle } from '../rules.ts';
import { invitedSetting } from '../settings.ts';
import type { Access, GroupFacts, GroupRow, MemberRow } from '../types.ts';
import { log } from './log.ts';
import { choosePrivate, withoutBlocked } from './make.ts';
import { enter, goOut, rowOf, tellChanged } from './people.ts';
import { news } from './tell.ts';

const DAY_MS = 86_400_000;

/** A group that the viewer steers, held. @throws Refusal 404, 403 for a member who does not */
async function holdSteered(tx: Context, groupId: Id): Promise<{ group: GroupFacts; member: MemberRow }> {
  const held = await holdInside(tx, groupId);
  if (!maySteer(held.group, held.member.account_id)) throw forbidden('Only a steward of the group may do this');
  return held;
}

/** Introduces somebody to the group, with a reason that both sides read. Any member's. @throws Refusal 404, 422, 429 */
export async function introduce(ctx: Context, groupId: Id, wish: { accountId: Id; reason: string }): Promise<void> {
  const reason = tidyText('reason', wish.reason, LONGEST.reason);
  if (reason === '') throw invalid('Validation failed: reason is missing: both sides read why');
  await transaction(ctx, async (tx) => {
    const { group, member } = await holdInside(tx, groupId);
    const other = group.members.get(wish.accountId);
    if (other?.state === 'in' || other?.state === 'invited') throw invalid('Validation failed: account_id is in the group, or invited');
    if (other?.state === 'asked') throw invalid('Validation failed: account_id asks to join: a steward answers');
    const isBarred = other?.state === 'barred' && !maySteer(group, member.account_id);
    if (other?.state === 'declined' || isBarred || (await withoutBlocked(tx, member.account_id, [wish.accountId])).length === 0) {
      throw invalid('Validation failed: account_id cannot be invited');
    }
    const most = tx.settings.get(invitedSetting);
    if ((await selectInvitedCount(tx, member.account_id, new Date(tx.now().getTime() - DAY_MS))) >= most) throw tooMany(`You may introduce ${most} people a day`, DAY_MS / 1000);
    const row = rowOf(tx, group, wish.accountId, { state: 'invited', introduced_by: member.account_id, introduction: reason });
    await upsertMember(tx, { ...row, id: other?.id ?? row.id });
    news(tx, group, { kind: 'invited', byId: member.account_id, accountIds: [wish.accountId], key: `invited ${row.id}` });
    tellChanged(tx, group, [wish.accountId]);
  });
}

/** Lets in who asks; lets ask again who was removed. @throws Refusal 404, 403, 422 */
export function acceptMember(ctx: Context, groupId: Id, accountId: Id): Promise<void> {
  return transaction(ctx, async (tx) => {
    const { group, member } = await holdSteered(tx, groupId);
    const other = group.members.get(accountId);
    if (other?.state === 'barred') {
      await deleteMember(tx, groupId, accountId);
      return tellChanged(tx, group, [accountId]);
    }
    if (other?.state !== 'asked') throw notFound();
    await enter(tx, group, accountId, member.account_id);
    news(tx, group, { kind: 'accepted', byId: member.account_id, accountIds: [accountId], key: `accepted ${other.id}` });
  });
}

/** Says no to who asks. @throws Refusal 404, 403 */
export function declineMember(ctx: Context, groupId: Id, accountId: Id): Promise<void> {
  return transaction(ctx, async (tx) => {
    const { group } = await holdSteered(tx, groupId);
    if (group.members.get(accountId)?.state !== 'asked') throw notFound();
    await deleteMember(tx, groupId, accountId);
    tellChanged(tx, group, [accountId]);
  });
}

/**
 * Takes somebody out, for a reason that the log keeps; they do not come back by themselves. A steward is not taken out by another:
 * that needs a decision of the group. Of who is invited, takes the invitation back.
 * @throws Refusal 404, 403, 422
 */
export function removeMember(ctx: Context, groupId: Id, accountId: Id, why: string): Promise<void> {
  const note = tidyText('reason', why, LONGEST.reason);
  return transaction(ctx, async (tx) => {
    const { group, member } = await holdSteered(tx, groupId);
    const other = group.members.get(accountId);
    if (other?.state === 'invited') {
      await deleteMember(tx, groupId, accountId);
      return tellChanged(tx, group, [accountId]);
    }
    if (other?.state !== 'in' || accountId === member.account_id) throw notFound();
    if (other.steward) throw forbidden('A steward is removed by a decision of the group');
    if (note === '') throw invalid('Validation failed: reason is missing: the log keeps why');
    await goOut(tx, group, accountId, { kind: 'removed', actorId: member.account_id, note });
  });
}

/** Makes a member a steward; a steward steps down by themselves alone. @throws Refusal 404, 403 */
export function setSteward(ctx: Context, groupId: Id, accountId: Id, steward: boolean): Promise<void> {
  return transaction(ctx, async (tx) => {
    const { group, member } = await holdSteered(tx, groupId);
    const other = group.members.get(accountId);
    if (other?.state !== 'in') throw notFound();
    if (!steward && accountId !== member.account_id) throw forbidden('A steward steps down by themselves, or by a decision of the group');
    if (other.steward === steward) return;
    await makeSteward(tx, group, { accountId, steward, actorId: member.account_id });
  });
}

async function makeSteward(tx: Context, group: GroupFacts, { accountId, steward, actorId, note }: { accountId: Id; steward: boolean; actorId: Id; note?: string }): Promise<void> {
  await updateMember(tx, group.id, accountId, { steward, changed_at: tx.now() });
  if (group.chat_id !== null) await putInBound(tx, group.chat_id, accountId, steward);
  await log(tx, { groupId: group.id, kind: 'steward', actorId, subjectId: accountId, note: note ?? (steward ? 'yes' : 'no') });
  tellChanged(tx, group);
}

/**
 * A decision of the group takes the duty of a steward from somebody. Inside the caller's transaction, which has adopted it; whoever
 * is none is left as they are. @throws Refusal 404 where the group is over
 */
export async function dismissSteward(tx: Context, by: { groupId: Id; accountId: Id; actorId: Id }): Promise<void> {
  const group = await holdGroup(tx, by.groupId);
  if (group.members.get(by.accountId)?.steward === true) await makeSteward(tx, group, { accountId: by.accountId, steward: false, actorId: by.actorId, note: 'decision' });
}

export interface PageWish {
  readonly title?: string | undefined;
  readonly purpose?: string | undefined;
  readonly access?: Access | undefined;
  readonly houseRules?: string | undefined;
  readonly tag?: string | undefined;
  readonly handle?: string | undefined;
  readonly isPrivate?: boolean | undefined;
}

/** The page of a group and how it is joined. Rules that were changed are read anew before somebody writes. @throws Refusal 404, 403, 422 */
export function editGroup(ctx: Context, groupId: Id, wish: PageWish): Promise<void> {
  return transaction(ctx, async (tx) => {
    const { group, member } = await holdSteered(tx, groupId);
    await rewrite(tx, group, wish, member.account_id);
  });
}

/** A decision of the group changes the rules of the house. Inside the caller's transaction, which has adopted it. @throws Refusal 404, 422 */
export async function adoptRules(tx: Context, by: { groupId: Id; text: string; actorId: Id }): Promise<void> {
  const group = await holdGroup(tx, by.groupId);
  await rewrite(tx, group, { houseRules: by.text }, by.actorId);
}

async function rewrite(tx: Context, group: GroupFacts, wish: PageWish, actorId: Id): Promise<void> {
  const row = changedRow(tx, group, wish);
  if (row.handle !== group.handle && row.handle !== null && (await selectIdByHandle(tx, row.handle)) !== undefined) throw invalid('Validation failed: handle is taken');
  await updateGroup(tx, row);
  const groupId = group.id;
  if (row.house_rules !== group.house_rules) await log(tx, { groupId, kind: 'rules', actorId });
  if (row.access !== group.access) await log(tx, { groupId, kind: 'access', actorId, note: row.access });
  if ((['title', 'purpose', 'tag', 'handle'] as const).some((name) => row[name] !== group[name])) await log(tx, { groupId, kind: 'page', actorId });
  if (row.title !== group.title && group.chat_id !== null) await renameBound(tx, group.chat_id, row.title);
  const parent = parentOf(group);
  if (row.map_private && !group.map_private && parent !== undefined) await choosePrivate(tx, parent, actorId);
  const isRenamed = row.title !== group.title || row.handle !== group.handle;
  tx.emit(groupChanged, { groupId, accountIds: [], ...(isRenamed && { renamed: true as const }) });
}

function changedRow(tx: Context, group: GroupFacts, wish: PageWish): GroupRow {
  const { members: _members, inside: _inside, ...row } = group;
  const rules = wish.houseRules === undefined ? row.house_rules : tidyText('house_rules', wish.houseRules, LONGEST.rules);
  const isPrivate = parentOf(group) === undefined ? false : (wish.isPrivate ?? row.map_private);
  return {
    ...row,
    title: wish.title === undefined ? row.title : tidyTitle(wish.title),
    purpose: wish.purpose === undefined ? row.purpose : tidyText('purpose', wish.purpose, LONGEST.purpose),
    access: isPrivate ? 'secret' : (wish.access ?? row.access),
    house_rules: rules,
    rules_changed_at: rules === row.house_rules ? row.rules_changed_at : tx.now(),
    tag: wish.tag === undefined ? row.tag : tidyTag(wish.tag),
    handle: wish.handle === undefined ? row.handle : tidyHandle(wish.handle),
    map_private: isPrivate,
  };
}
