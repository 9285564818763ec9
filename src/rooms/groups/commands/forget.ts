import type { Standing } from '#accounts';
import type { Id } from '#kit/ids.ts';
import { transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { deleteConsentsOf } from '../queries/asks.ts';
import { deleteWordsOf } from '../queries/digest.ts';
import { updateForgotten } from '../queries/log.ts';
import { deleteMember, selectGroupIdsOf, updateIntroducedBy } from '../queries/members.ts';
import { holdOpen } from '../reads/groups.ts';
import { dissolveNow } from './dissolve.ts';
import { goOut, tellChanged, tellPeople } from './people.ts';

/** Who was deleted is in no group; what they did there stays in the log without their name and their words. Safe to repeat. */
export async function forgetAccount(ctx: Context, { payload: { id: accountId, standing } }: { payload: { id: Id; standing: Standing } }): Promise<void> {
  if (standing !== 'deleted') return;
  for (const groupId of await selectGroupIdsOf(ctx, accountId)) {
    const isOver = await transaction(ctx, async (tx) => {
      const group = await holdOpen(tx, groupId);
      const wasIn = group?.members.get(accountId)?.state === 'in';
      const last = group !== undefined && wasIn ? await goOut(tx, group, accountId) : false;
      await deleteMember(tx, groupId, accountId);
      tellPeople(tx, { id: groupId }, [accountId]);
      return last;
    });
    if (isOver) await dissolveNow(ctx, groupId);
  }
  await transaction(ctx, async (tx) => {
    for (const groupId of new Set(await updateIntroducedBy(tx, accountId))) tellChanged(tx, { id: groupId });
    await deleteConsentsOf(tx, accountId);
    await deleteWordsOf(tx, accountId);
    await updateForgotten(tx, accountId);
  });
}
