/** Dissolving: what was said and who was there is erased, and what members approved for it stays. */

import { eraseChat } from '#chats';
import type { Id } from '#kit/ids.ts';
import { forgetAbout } from '#notifications';
import { removeGroupPosts } from '#posts';
import { transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { groupDissolved } from '../events.ts';
import { deleteAsk } from '../queries/asks.ts';
import { updateToKept } from '../queries/digest.ts';
import { deleteGroup, lockGroup, selectChildren, selectGroups, updateGroup } from '../queries/groups.ts';
import { deleteLog } from '../queries/log.ts';
import { selectMembers, updateKept } from '../queries/members.ts';
import { parentOf } from '../reads/groups.ts';
import type { GroupRow } from '../types.ts';
import { news } from './tell.ts';

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
    if (row?.state !== 'dissolving') return;
    const inside = (await selectMembers(tx, [groupId])).filter(({ state }) => state === 'in').map(({ account_id: id }) => id);
    await eraseEverything(tx, row);
    if (inside.length === 0 && parentOf(row) === undefined && (await selectChildren(tx, { kind: 'group', id: groupId }, 1)).length === 0) {
      // There is nobody who could read what is left.
      await deleteGroup(tx, groupId);
    } else {
      await updateGroup(tx, leftOf(tx, row, inside.length));
      news(tx, row, { kind: 'dissolved', byId: null, accountIds: inside, key: 'dissolved' });
    }
    tx.emit(groupDissolved, { groupId, chatId: row.chat_id, accountIds: inside });
  });
}

async function eraseEverything(tx: Context, { id, chat_id: chatId }: GroupRow): Promise<void> {
  if (chatId !== null) await eraseChat(tx, chatId);
  await forgetAbout(tx, id);
  await deleteAsk(tx, id);
  await deleteLog(tx, id);
  await updateToKept(tx, id);
  await updateKept(tx, id);
}

/** Its name, its purpose, its dates and its size: with the digest all that stays. */
const leftOf = (tx: Context, row: GroupRow, size: number): GroupRow => ({
  ...row, state: 'dissolved', handle: null, house_rules: '', tag: '', chat_id: null, made_by: null, size, dissolved_at: tx.now(), ends_at: row.ends_at ?? tx.now(),
});
