/** Asking a group for help, and giving it. */

import type { Standing } from '#accounts';
import { checkMayWrite, findGroup, getInside, holdGroup, holdInside, log } from '#groups';
import { conflict, forbidden, notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { newId, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { helpChanged } from './events.ts';
import { deleteOfAccount, deleteRequestsOf, insertRequest, selectOpenCount, selectOpenOf, updateRequest, updateTakers, upsertThanks } from './queries.ts';
import { getFacts } from './reads.ts';
import { LONGEST, afterAct, courseOf, mayThank, tidyText, tidyWords } from './rules.ts';
import { openSetting } from './settings.ts';
import type { Act, ActKind, RequestFacts } from './types.ts';

/** So much of what is asked stands in the log. */
const GLIMPSE = 120;

/** The group that the viewer writes in, by whatever it is called. @throws Refusal 404, 403 for who has not read the rules */
async function groupFor(ctx: Context, of: string): Promise<{ groupId: Id; me: Id }> {
  const { group, member } = await getInside(ctx, of);
  await checkMayWrite(ctx, group.id, member.account_id);
  return { groupId: group.id, me: member.account_id };
}

/** @returns its id @throws Refusal 404, 403, 409 for too many open ones, 422 */
export async function ask(ctx: Context, of: string, typed: string): Promise<Id> {
  const { groupId, me } = await groupFor(ctx, of);
  const body = tidyWords('text', typed, LONGEST.text);
  return transaction(ctx, async (tx) => {
    await holdInside(tx, groupId);
    const most = tx.settings.get(openSetting);
    if ((await selectOpenCount(tx, groupId, me)) >= most) throw conflict(`You may have ${most} open questions in a group`);
    const id = newId(tx);
    await insertRequest(tx, { id, group_id: groupId, author_id: me, body, state: 'open', answer: '', answered_by: null, changed_at: tx.now() });
    await log(tx, { groupId, kind: 'help', actorId: me, subjectId: id, note: [...(body.split('\n')[0] ?? '')].slice(0, GLIMPSE).join('') });
    tx.emit(helpChanged, { id, groupId, byId: me, what: 'asked' });
    return id;
  });
}

/** What was asked, in other words. @throws Refusal 404, 403, 422 */
export async function reword(ctx: Context, of: string, id: Id, typed: string): Promise<void> {
  const { groupId, me } = await groupFor(ctx, of);
  await transaction(ctx, async (tx) => {
    await holdInside(tx, groupId);
    const { row } = await getFacts(tx, groupId, id, true);
    if (row.author_id !== me) throw forbidden('Only who asked may do this');
    await updateRequest(tx, { ...row, body: tidyWords('text', typed, LONGEST.text), changed_at: tx.now() });
    tx.emit(helpChanged, { id, groupId, byId: me, what: 'edited' });
  });
}

/** Is on it, or no more; says that it is answered, and how; who asked says whether that is so. @throws Refusal 404, 403, 409, 422 */
export async function act(ctx: Context, of: string, id: Id, { kind, answer = '' }: { kind: ActKind; answer?: string | undefined }): Promise<void> {
  const { groupId, me } = await groupFor(ctx, of);
  await transaction(ctx, async (tx) => {
    await holdInside(tx, groupId);
    await carry(tx, await getFacts(tx, groupId, id, true), { kind, by: me }, tidyText('text', answer, LONGEST.answer));
  });
}

async function carry(tx: Context, facts: RequestFacts, wanted: Act, answer = ''): Promise<void> {
  const { row } = facts;
  const before = courseOf(facts);
  const after = afterAct(before, wanted);
  const isSaid = wanted.kind === 'answer';
  if (after === before && !isSaid) return;
  await updateRequest(tx, {
    ...row, state: after.state, answered_by: after.answeredBy ?? null, changed_at: tx.now(),
    // What was answered goes when it turns out to be none.
    answer: isSaid ? answer : after.answeredBy === undefined ? '' : row.answer,
  });
  await updateTakers(tx, row.id, after.takerIds);
  tx.emit(helpChanged, { id: row.id, groupId: row.group_id, byId: wanted.by, what: wanted.kind });
}

/** A word from who asked to somebody who helped, for them alone. @throws Refusal 404, 403, 422 */
export async function thank(ctx: Context, of: string, id: Id, said: { accountId: Id; text: string }): Promise<void> {
  const { groupId, me } = await groupFor(ctx, of);
  const body = tidyWords('text', said.text, LONGEST.thanks);
  await transaction(ctx, async (tx) => {
    const { group } = await holdInside(tx, groupId);
    const facts = await getFacts(tx, groupId, id, true);
    if (group.members.get(said.accountId)?.state !== 'in') throw notFound();
    if (!mayThank(facts, me, said.accountId)) throw forbidden('Who asked thanks who helped, once it is answered');
    await upsertThanks(tx, { id: newId(tx), request_id: id, author_id: me, account_id: said.accountId, body });
    tx.emit(helpChanged, { id, groupId, byId: me, what: 'thanked', toId: said.accountId });
  });
}

/** Who has left a group asks and helps no more there. Safe to repeat. */
export async function forgetMember(ctx: Context, { payload: { groupId, accountId } }: { payload: { groupId: Id; accountId: Id } }): Promise<void> {
  if ((await findGroup(ctx, groupId))?.state !== 'open') return;
  await transaction(ctx, async (tx) => {
    const group = await holdGroup(tx, groupId);
    // Who came back meanwhile is in it.
    if (group.members.get(accountId)?.state === 'in') return;
    for (const { id } of await selectOpenOf(tx, groupId, accountId)) await carry(tx, await getFacts(tx, groupId, id, true), { kind: 'leave', by: accountId });
  });
}

/** Nothing of a dissolved group is left. Safe to repeat. */
export const forgetGroup = (ctx: Context, { payload: { groupId } }: { payload: { groupId: Id } }): Promise<void> => transaction(ctx, (tx) => deleteRequestsOf(tx, groupId));

/** What a deleted account asked, answered and said is gone. Safe to repeat. */
export async function forgetAccount(ctx: Context, { payload: { id, standing } }: { payload: { id: Id; standing: Standing } }): Promise<void> {
  if (standing === 'deleted') await transaction(ctx, (tx) => deleteOfAccount(tx, id));
}
