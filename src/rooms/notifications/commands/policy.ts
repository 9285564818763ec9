/** Who is kept out, and who is let in after all. */

import { notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { requestsAccepted } from '../events.ts';
import { selectPolicyForUpdate, upsertPolicy } from '../queries/policies.ts';
import { deleteRequests, insertPermissions, updateFiltered } from '../queries/requests.ts';
import { ownId } from '../reads/lines.ts';
import type { Policy } from '../types.ts';

/** Changes what is named of the viewer's policy, for what comes from now on. */
export function choosePolicy(ctx: Context, wish: Partial<Policy>): Promise<void> {
  return upsertPolicy(ctx, ownId(ctx), wish);
}

/** Shows what these people told, and whatever they tell from now on. @returns how many of the requests there were */
export function acceptRequests(ctx: Context, ids: readonly Id[]): Promise<number> {
  const accountId = ownId(ctx);
  return settle(ctx, ids, async (tx, fromIds) => {
    await insertPermissions(tx, accountId, fromIds);
    await updateFiltered(tx, accountId, fromIds, 'shown');
    tx.emit(requestsAccepted, { accountId });
  });
}

/** Takes away what these people told; what they tell later asks anew. @returns how many of the requests there were */
export function dismissRequests(ctx: Context, ids: readonly Id[]): Promise<number> {
  const accountId = ownId(ctx);
  return settle(ctx, ids, (tx, fromIds) => updateFiltered(tx, accountId, fromIds, 'dismissed'));
}

/** The same for one. @throws Refusal 404 */
export async function settleOne(ctx: Context, id: Id, settleAll: typeof acceptRequests): Promise<void> {
  if ((await settleAll(ctx, [id])) === 0) throw notFound();
}

function settle(ctx: Context, ids: readonly Id[], act: (tx: Context, fromIds: readonly Id[]) => Promise<void>): Promise<number> {
  const accountId = ownId(ctx);
  return transaction(ctx, async (tx) => {
    await selectPolicyForUpdate(tx, accountId);
    const fromIds = await deleteRequests(tx, accountId, ids);
    if (fromIds.length > 0) await act(tx, fromIds);
    return fromIds.length;
  });
}
