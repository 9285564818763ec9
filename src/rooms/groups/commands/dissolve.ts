/** Dissolving: what was said and who was there is erased, and what members approved for it stays. */

import { eraseBound } from '#chats';
import type { Id } from '#kit/ids.ts';
import { forgetAbout } from '#notifications';
import { groupsWithPosts, removeGroupPosts } from '#posts';
import { transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { groupChanged, groupDissolved } from '../events.ts';
import { deleteAsks } from '../queries/asks.ts';
import { updateToKept } from '../queries/digest.ts';
import { deleteGroup, lockEnding, lockGroup, selectChildren, selectGroups, updateDissolved, updateDissolving } from '../queries/groups.ts';
import { deleteLogs } from '../queries/log.ts';
import { selectEverIn, updateKept } from '../queries/members.ts';
import { parentOf } from '../reads/groups.ts';
import type { GroupRow } from '../types.ts';
import { news } from './tell.ts';

/** So many end in one transaction: a thousand that end together are erased by few statements, and nobody waits long for one. */
const AT_ONCE = 20;

/**
 * Some of those whose time has come, the first first. Those with posts only begin to dissolve: their posts go first, each as its author
 * would delete it, and nobody can write any more. Safe to repeat.
 * @returns how many
 */
export function endSome(ctx: Context, at: Date): Promise<number> {
  return transaction(ctx, async (tx) => {
    // Held: whoever puts one off, or writes in it, came before or comes too late.
    const rows = await lockEnding(tx, at, AT_ONCE);
    if (rows.length === 0) return 0;
    const withPosts = new Set(await groupsWithPosts(tx, rows.map(({ id }) => id)));
    await erase(tx, rows.filter(({ id }) => !withPosts.has(id)));
    if (withPosts.size > 0) await updateDissolving(tx, [...withPosts]);
    for (const groupId of withPosts) tx.emit(groupChanged, { groupId, accountIds: [] });
    return rows.length;
  });
}

/**
 * Erases a group that has begun to dissolve. Safe to repeat, from wherever it was cut off: until its last step it goes on dissolving,
 * afterwards there is nothing to do.
 */
export async function dissolveNow(ctx: Context, groupId: Id): Promise<void> {
  const [known] = await selectGroups(ctx, [groupId]);
  if (known?.state !== 'dissolving') return;
  await removeGroupPosts(ctx, groupId);
  await transaction(ctx, async (tx) => {
    const row = await lockGroup(tx, groupId);
    if (row?.state === 'dissolving') await erase(tx, [row]);
  });
}

/** Erases everything in groups that are held, and are to be over when the transaction ends. */
async function erase(tx: Context, rows: readonly GroupRow[]): Promise<void> {
  if (rows.length === 0) return;
  const ids = rows.map(({ id }) => id);
  const ever = await selectEverIn(tx, ids);
  const idsOf = (groupId: Id, isIn: boolean): Id[] => ever.filter((one) => one.group_id === groupId && (one.state === 'in') === isIn).map(({ account_id: id }) => id);
  await eraseBound(tx, rows.flatMap(({ chat_id: id }) => id ?? []));
  await Promise.all([forgetAbout(tx, ids), deleteAsks(tx, ids), deleteLogs(tx, ids), updateToKept(tx, ids), updateKept(tx, ids)]);
  await updateDissolved(tx, ids.map((id) => ({ id, size: idsOf(id, true).length })), tx.now());
  for (const row of rows) {
    const accountIds = idsOf(row.id, true);
    if (accountIds.length === 0) await deleteUnread(tx, row);
    else news(tx, row, { kind: 'dissolved', byId: null, accountIds, key: 'dissolved' });
    tx.emit(groupDissolved, { groupId: row.id, chatId: row.chat_id, accountIds, formerIds: idsOf(row.id, false) });
  }
}

/** Where there is nobody who could read what is left, it goes too. */
async function deleteUnread(tx: Context, row: GroupRow): Promise<void> {
  if (parentOf(row) === undefined && (await selectChildren(tx, { kind: 'group', id: row.id }, 1)).length === 0) await deleteGroup(tx, row.id);
}
