/** What people of a group do about a proposal that is there: say something, go on, say yes, object. */

import { checkMayWrite, getInside, holdInside } from '#groups';
import { conflict, forbidden, notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { newId, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { proposalChanged } from '../events.ts';
import { insertRemark, selectRemarks } from '../queries/proposals.ts';
import { selectRole } from '../queries/roles.ts';
import { MOST_REMARKS, getFacts, ownId } from '../reads/proposals.ts';
import { LONGEST, tidyText, tidyWords } from '../rules/input.ts';
import { isOpen } from '../rules/course.ts';
import type { Act } from '../types.ts';
import { carry, endRole } from './carry.ts';

/** @throws Refusal 403, 404, 409 */
async function act(ctx: Context, of: string, id: Id, make: (tx: Context, by: Id) => Act): Promise<void> {
  const { group: { id: groupId } } = await getInside(ctx, of);
  await transaction(ctx, async (tx) => {
    const { group, member } = await holdInside(tx, groupId);
    await carry(tx, group, await getFacts(tx, groupId, id, true), make(tx, member.account_id));
  });
}

/** Goes on to the next stage, adopts it, says yes to it, or takes it back. @throws Refusal 403, 404, 409 */
export const move = (ctx: Context, of: string, id: Id, kind: 'next' | 'consent' | 'withdraw'): Promise<void> => act(ctx, of, id, (_tx, by) => ({ kind, by }));

/** Says what harm would come of it, and to whom. @throws Refusal 403, 404, 409, 422 where no harm is named */
export function object(ctx: Context, of: string, id: Id, said: { harm: string; harmed: string }): Promise<void> {
  return act(ctx, of, id, (tx, by) => ({
    kind: 'object', by, id: newId(tx), harm: tidyText('harm', said.harm, LONGEST.harm), harmed: tidyText('harmed', said.harmed, LONGEST.harmed),
  }));
}

/** Who objected says that it is none any more, or that an amendment meets it. @throws Refusal 403, 404, 409 */
export const settleObjection = (ctx: Context, of: string, id: Id, how: { kind: 'takeBack' | 'met'; objectionId: Id }): Promise<void> =>
  act(ctx, of, id, (_tx, by) => ({ ...how, by }));

/** A question or an answer as long as it is open, a reaction once it is the time for them. @throws Refusal 403, 404, 409, 422 */
export async function remark(ctx: Context, of: string, id: Id, said: { kind: 'question' | 'reaction'; text: string; answersId?: Id | undefined }): Promise<void> {
  const { group: { id: groupId }, member } = await getInside(ctx, of);
  const body = tidyWords('text', said.text, LONGEST.remark);
  await checkMayWrite(ctx, groupId, member.account_id);
  await transaction(ctx, async (tx) => {
    await holdInside(tx, groupId);
    const { row } = await getFacts(tx, groupId, id, true);
    if (!isOpen(row)) throw conflict('This is decided');
    if (said.kind === 'reaction' && row.state === 'questions') throw conflict('It is not the time for reactions yet');
    const all = await selectRemarks(tx, id, MOST_REMARKS);
    if (all.length >= MOST_REMARKS) throw conflict(`There is room for ${MOST_REMARKS} questions, answers and reactions`);
    if (said.answersId !== undefined && all.find((one) => one.id === said.answersId)?.kind !== 'question') throw notFound();
    const kind = said.answersId === undefined ? said.kind : 'answer';
    await insertRemark(tx, { id: newId(tx), proposal_id: id, version: row.version, kind, author_id: member.account_id, body, answers_id: said.answersId ?? null });
    tx.emit(proposalChanged, { id, groupId, byId: member.account_id, what: 'said' });
  });
}

/** Who holds a role gives it back before its term. @throws Refusal 404, 403 */
export async function stepDown(ctx: Context, of: string, roleId: Id): Promise<void> {
  const { group: { id: groupId } } = await getInside(ctx, of);
  await transaction(ctx, async (tx) => {
    await holdInside(tx, groupId);
    const role = await selectRole(tx, roleId, true);
    if (role?.group_id !== groupId) throw notFound();
    if (role.holder_id !== ownId(tx)) throw forbidden('Only who holds the role steps down from it');
    await endRole(tx, role, 'holder');
  });
}
