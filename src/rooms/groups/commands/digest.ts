/** What is to stay of a group when it ends: each item by consent, and approved by somebody. */

import { forbidden, invalid, notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { newId, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { deleteItem, deleteVoice, insertItem, selectItem, selectItems, updateItem, upsertVoice } from '../queries/digest.ts';
import { holdInside } from '../reads/groups.ts';
import { LONGEST, MOST_ITEMS, tidyText } from '../rules.ts';
import type { GroupFacts, ItemRow, MemberRow } from '../types.ts';
import { tellChanged } from './people.ts';

/** @throws Refusal 422 */
function tidyItem(typed: string): string {
  const text = tidyText('text', typed, LONGEST.item);
  if (text === '') throw invalid("Validation failed: text can't be blank");
  return text;
}

async function holdItem(tx: Context, groupId: Id, id: Id): Promise<{ group: GroupFacts; member: MemberRow; item: ItemRow }> {
  const { group, member } = await holdInside(tx, groupId);
  const item = await selectItem(tx, groupId, id);
  if (item === undefined) throw notFound();
  return { group, member, item };
}

/** Any member's. @throws Refusal 404, 422 */
export function addItem(ctx: Context, groupId: Id, typed: string): Promise<Id> {
  const text = tidyItem(typed);
  return transaction(ctx, async (tx) => {
    const { group, member } = await holdInside(tx, groupId);
    if ((await selectItems(tx, groupId)).length >= MOST_ITEMS) throw invalid(`Validation failed: a digest has ${MOST_ITEMS} items at most`);
    const id = newId(tx);
    await insertItem(tx, { id, group_id: groupId, author_id: member.account_id, text, created_at: tx.now() });
    tellChanged(tx, group);
    return id;
  });
}

/** Says it otherwise: who approved it approved another text, who vetoed it still does. Its author's. @throws Refusal 404, 403, 422 */
export function editItem(ctx: Context, groupId: Id, id: Id, typed: string): Promise<void> {
  const text = tidyItem(typed);
  return transaction(ctx, async (tx) => {
    const { group, member, item } = await holdItem(tx, groupId, id);
    if (item.author_id !== member.account_id) throw forbidden('Only its author may change an item');
    if (text === item.text) return;
    await updateItem(tx, id, text, tx.now());
    tellChanged(tx, group);
  });
}

/** Its author's. @throws Refusal 404, 403 */
export function removeItem(ctx: Context, groupId: Id, id: Id): Promise<void> {
  return transaction(ctx, async (tx) => {
    const { group, member, item } = await holdItem(tx, groupId, id);
    if (item.author_id !== member.account_id) throw forbidden('Only its author may take an item out; anybody may veto it');
    await deleteItem(tx, id);
    tellChanged(tx, group);
  });
}

/** Approves an item or vetoes it; `undefined`: neither, any more. Each for themselves. @throws Refusal 404 */
export function voiceItem(ctx: Context, groupId: Id, id: Id, voice: 'approve' | 'veto' | undefined): Promise<void> {
  return transaction(ctx, async (tx) => {
    const { group, member } = await holdItem(tx, groupId, id);
    if (voice === undefined) await deleteVoice(tx, id, member.account_id);
    else await upsertVoice(tx, id, member.account_id, voice);
    tellChanged(tx, group);
  });
}

/** Approves every item that the viewer has said nothing of and nobody vetoes. @throws Refusal 404 */
export function approveDigest(ctx: Context, groupId: Id): Promise<void> {
  return transaction(ctx, async (tx) => {
    const { group, member } = await holdInside(tx, groupId);
    const open = (await selectItems(tx, groupId)).filter(({ vetoed_by: no }) => no.length === 0);
    for (const { id } of open) await upsertVoice(tx, id, member.account_id, 'approve');
    tellChanged(tx, group);
  });
}
