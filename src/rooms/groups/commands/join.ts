/** Coming into a group and going out of it, by whoever does. */

import { forbidden, notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { deleteMember, updateMember, upsertMember } from '../queries/members.ts';
import { getGroup, holdGroup, holdInside, ownId } from '../reads/groups.ts';
import { LONGEST, joiningOf, tidyLine, tidyWords } from '../rules.ts';
import { dissolveNow } from './dissolve.ts';
import { enter, goOut, rowOf, tellChanged } from './people.ts';
import { answerable, news } from './tell.ts';

/** Comes into a public group, or with an invitation; asks to, where that is asked. Safe to repeat. @throws Refusal 404, 403 for whoever was removed, 422 */
export async function joinGroup(ctx: Context, of: string): Promise<void> {
  const viewer = ownId(ctx);
  const { group: seen } = await getGroup(ctx, of);
  await transaction(ctx, async (tx) => {
    const group = await holdGroup(tx, seen.id);
    const member = group.members.get(viewer);
    const next = joiningOf(group, member);
    if (next === undefined) throw forbidden('This group cannot be joined');
    if (member?.state === next) return;
    if (next === 'in') return enter(tx, group, viewer, viewer);
    await upsertMember(tx, rowOf(tx, group, viewer, { state: 'asked' }));
    news(tx, group, { kind: 'asked', byId: viewer, accountIds: answerable(group), key: `asked ${tx.now().toISOString().slice(0, 10)}` });
    tellChanged(tx, group, [viewer]);
  });
}

/** Leaves; or no longer asks; or says no to who invites. With the last one the group is over. @throws Refusal 404 */
export async function leaveGroup(ctx: Context, of: string): Promise<void> {
  const viewer = ownId(ctx);
  const { group: seen } = await getGroup(ctx, of);
  const isOver = await transaction(ctx, async (tx) => {
    const group = await holdGroup(tx, seen.id);
    const member = group.members.get(viewer);
    if (member?.state === 'in') return goOut(tx, group, viewer, { kind: 'left', actorId: viewer });
    if (member?.state === 'asked') await deleteMember(tx, group.id, viewer);
    else if (member?.state === 'invited') await decline(tx, group.id, viewer);
    else throw notFound();
    tellChanged(tx, group, [viewer]);
    return false;
  });
  if (isOver) await dissolveNow(ctx, seen.id);
}

const decline = (tx: Context, groupId: Id, accountId: Id): Promise<void> =>
  updateMember(tx, groupId, accountId, { state: 'declined', introduced_by: null, introduction: '', changed_at: tx.now() });

/** Answers who introduced the viewer to a group. Who says no is not introduced again. @throws Refusal 404, 422 */
export async function answerIntroduction(ctx: Context, of: string, introductionId: Id, accepts: boolean): Promise<void> {
  const viewer = ownId(ctx);
  const { group: seen } = await getGroup(ctx, of);
  await transaction(ctx, async (tx) => {
    const group = await holdGroup(tx, seen.id);
    const member = group.members.get(viewer);
    if (member?.state !== 'invited' || member.id !== introductionId) throw notFound();
    if (accepts) return enter(tx, group, viewer, viewer);
    await decline(tx, group.id, viewer);
    tellChanged(tx, group, [viewer]);
  });
}

/** Has read the rules of the house as they are now. @throws Refusal 404 */
export function readRules(ctx: Context, groupId: Id): Promise<void> {
  return transaction(ctx, async (tx) => {
    const { group, member } = await holdInside(tx, groupId);
    // Never before the rules, whatever the clock does.
    await updateMember(tx, groupId, member.account_id, { rules_read_at: new Date(Math.max(tx.now().getTime(), group.rules_changed_at.getTime())) });
    tellChanged(tx, group);
  });
}

/** What one does, and can help with, for the directory of the group. @throws Refusal 404, 422 */
export function editMyself(ctx: Context, groupId: Id, wish: { trade?: string | undefined; helpsWith?: readonly string[] | undefined }): Promise<void> {
  return transaction(ctx, async (tx) => {
    const { group, member } = await holdInside(tx, groupId);
    await updateMember(tx, groupId, member.account_id, {
      trade: wish.trade === undefined ? member.trade : tidyLine('trade', wish.trade, LONGEST.trade),
      helps_with: wish.helpsWith === undefined ? member.helps_with : tidyWords(wish.helpsWith),
    });
    tellChanged(tx, group);
  });
}
