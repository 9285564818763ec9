/** Who comes into a group and who goes: what all ways in and out have in common. Inside the caller's transaction. */

import { putInBound, putOutOfBound } from '#chats';
import { forgetAbout } from '#notifications';
import { invalid } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { newId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { groupChanged, memberLeft } from '../events.ts';
import { orderTurn } from '../job-names.ts';
import { updateGroup } from '../queries/groups.ts';
import { updateMember, upsertMember } from '../queries/members.ts';
import { membersSetting } from '../settings.ts';
import type { GroupFacts, LogEntry, MemberRow } from '../types.ts';
import { log } from './log.ts';

/** Tells of a change to all in a group, and to these. */
export function tellChanged(tx: Context, group: Pick<GroupFacts, 'id'>, more: readonly Id[] = []): void {
  tx.emit(groupChanged, { groupId: group.id, accountIds: more });
}

/** The same where who is in it is not who was: `more` came or went. */
export function tellPeople(tx: Context, group: Pick<GroupFacts, 'id'>, more: readonly Id[]): void {
  tx.emit(groupChanged, { groupId: group.id, accountIds: more, people: true });
}

/** A new row about somebody, who was nothing to the group, or out of it. */
export function rowOf(tx: Context, group: Pick<GroupFacts, 'id'>, accountId: Id, more: Partial<MemberRow> & Pick<MemberRow, 'state'>): MemberRow {
  return {
    id: newId(tx), group_id: group.id, account_id: accountId, steward: false, rules_read_at: null, trade: '', helps_with: [], introduced_by: null, introduction: '',
    joined_at: null, changed_at: tx.now(), ...more,
  };
}

/** Somebody is in the group, and in its conversation, from now on. @param by who let them in; themselves, where nobody had to @throws Refusal 422 for a full group */
export async function enter(tx: Context, group: GroupFacts, accountId: Id, by: Id): Promise<void> {
  const most = tx.settings.get(membersSetting);
  if (group.inside.length >= most) throw invalid(`Validation failed: a group has ${most} people at most`);
  const known = group.members.get(accountId);
  const now = tx.now();
  if (known === undefined) await upsertMember(tx, rowOf(tx, group, accountId, { state: 'in', joined_at: now }));
  else await updateMember(tx, group.id, accountId, { state: 'in', joined_at: now, changed_at: now });
  if (group.chat_id !== null) await putInBound(tx, group.chat_id, accountId);
  // In this order: who hears of the line are those who are in it by then.
  tellPeople(tx, group, [accountId]);
  await log(tx, { groupId: group.id, kind: 'joined', actorId: accountId, ...(by !== accountId && { subjectId: by }) });
}

/**
 * Somebody is in the group no more, and keeps nothing of it. Where nobody is left it begins to dissolve.
 * @param line what the log says of it @returns whether it does
 */
export async function goOut(tx: Context, group: GroupFacts, accountId: Id, line?: Pick<LogEntry, 'kind' | 'actorId' | 'note'>): Promise<boolean> {
  await updateMember(tx, group.id, accountId, {
    state: line?.kind === 'removed' ? 'barred' : 'out', steward: false, rules_read_at: null, trade: '', helps_with: [], introduced_by: null, introduction: '', joined_at: null, changed_at: tx.now(),
  });
  if (group.chat_id !== null) await putOutOfBound(tx, group.chat_id, accountId);
  await forgetAbout(tx, group.id, accountId);
  tx.emit(memberLeft, { groupId: group.id, accountId, removed: line?.kind === 'removed' });
  tellPeople(tx, group, [accountId]);
  if (line !== undefined) await log(tx, { groupId: group.id, ...(line.actorId !== accountId && { subjectId: accountId }), ...line });
  if (group.inside.length > 1) return false;
  await updateGroup(tx, { ...group, state: 'dissolving' });
  await orderTurn(tx, tx.now());
  return true;
}
