/** What goes when somebody leaves a group, when a group dissolves, and when an account is deleted. */

import type { Standing } from '#accounts';
import { findGroup, holdGroup } from '#groups';
import type { Id } from '#kit/ids.ts';
import { transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { deleteProposalsOf, deleteWordsOf, selectOpenIds } from '../queries/proposals.ts';
import { deleteRolesOf, selectHeld, updateHolderGone } from '../queries/roles.ts';
import { getFacts } from '../reads/proposals.ts';
import { carry, endRole } from './carry.ts';

/**
 * Who has left a group holds no role there; what they objected to by themselves falls with them. Of whoever was put out it goes on
 * standing: nobody's objection is settled by removing them. Safe to repeat.
 */
export async function forgetMember(ctx: Context, { payload: { groupId, accountId, removed } }: { payload: { groupId: Id; accountId: Id; removed: boolean } }): Promise<void> {
  if ((await findGroup(ctx, groupId))?.state !== 'open') return;
  await transaction(ctx, async (tx) => {
    const group = await holdGroup(tx, groupId);
    // Who came back meanwhile is in it.
    if (group.members.get(accountId)?.state === 'in') return;
    for (const role of await selectHeld(tx, accountId, groupId)) await endRole(tx, role, 'left');
    if (removed) return;
    for (const { id } of await selectOpenIds(tx, groupId)) await carry(tx, group, await getFacts(tx, groupId, id, true), { kind: 'leave', by: accountId });
  });
}

/** Nothing of a dissolved group is left. Safe to repeat. */
export function forgetGroup(ctx: Context, { payload: { groupId } }: { payload: { groupId: Id } }): Promise<void> {
  return transaction(ctx, async (tx) => {
    await deleteProposalsOf(tx, groupId);
    await deleteRolesOf(tx, groupId);
  });
}

/** What a deleted account said is gone; what a group has adopted stays the group's, without the name. Safe to repeat. */
export async function forgetAccount(ctx: Context, { payload: { id, standing } }: { payload: { id: Id; standing: Standing } }): Promise<void> {
  if (standing !== 'deleted') return;
  await transaction(ctx, async (tx) => {
    await deleteWordsOf(tx, id);
    for (const role of await selectHeld(tx, id, undefined)) if ((await findGroup(tx, role.group_id))?.state === 'open') await endRole(tx, role, 'left');
    await updateHolderGone(tx, id);
  });
}
