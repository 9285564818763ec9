/** Who may write in a group: asked by its conversation and by posts. */

import { forbidden, notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { lockOpen } from '../queries/groups.ts';
import { findGroup } from '../reads/groups.ts';
import { hasReadRules, isIn } from '../rules.ts';

/** Those who are in the group and know its rules as they are now. @throws Refusal 404, 403 with words for who has not read the rules */
export async function checkMayWrite(ctx: Context, groupId: Id, accountId: Id): Promise<void> {
  const group = await findGroup(ctx, groupId);
  if (group?.state !== 'open' || !isIn(group, accountId)) throw notFound();
  if (!hasReadRules(group, group.members.get(accountId))) throw forbidden('Read the house rules of the group first');
}

/** The group goes on until the transaction ends. @throws Refusal 404 where it is over */
export async function holdToWrite(tx: Context, groupId: Id): Promise<void> {
  if (!(await lockOpen(tx, groupId))) throw notFound();
}
