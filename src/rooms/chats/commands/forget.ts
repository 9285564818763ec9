import type { Standing } from '#accounts';
import type { Id } from '#kit/ids.ts';
import { transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { boardChanged, chatChanged, messageChanged, preferenceChanged } from '../events.ts';
import { deleteBoardOf } from '../queries/board.ts';
import { deleteMember, lockChat, selectMembers, selectMembershipsOf } from '../queries/chats.ts';
import { deleteFilesOfOwner } from '../queries/files.ts';
import { deleteLinksOf } from '../queries/links.ts';
import { deleteReactionsOf, selectStanding, updateKeys } from '../queries/messages.ts';
import { deletePreference } from '../queries/preferences.ts';
import { dropFiles, eraseChats, eraseMessages, freeTasks } from './erase.ts';

const AT_ONCE = 200;

/** Who was deleted is in no chat, and nothing of what they wrote is left. Safe to repeat. */
export async function forgetAccount(ctx: Context, { payload }: { payload: { id: Id; standing: Standing } }): Promise<void> {
  if (payload.standing !== 'deleted') return;
  for (let count = AT_ONCE; count === AT_ONCE;) {
    count = await transaction(ctx, async (tx) => {
      const taken = await selectStanding(tx, payload.id, AT_ONCE);
      await eraseMessages(tx, taken.map(({ id }) => id), 'trace');
      await updateKeys(tx, taken.map(({ id }) => id));
      for (const { id, chat_id: chatId } of taken) tx.emit(messageChanged, { chatId, messageId: id });
      return taken.length;
    });
  }
  await transaction(ctx, async (tx) => {
    await deleteReactionsOf(tx, payload.id);
    for (const { id, chat_id: chatId, what } of await deleteBoardOf(tx, payload.id)) tx.emit(boardChanged, { chatId, what, boardId: id });
    await freeTasks(tx, payload.id);
    await deleteLinksOf(tx, payload.id);
    await deletePreference(tx, payload.id);
    tx.emit(preferenceChanged, { accountId: payload.id });
    await dropFiles(tx, await deleteFilesOfOwner(tx, payload.id));
  });
  for (const { chat_id: chatId } of await selectMembershipsOf(ctx, payload.id)) {
    await transaction(ctx, async (tx) => {
      await lockChat(tx, chatId);
      await deleteMember(tx, chatId, payload.id);
      const left = await selectMembers(tx, [chatId]);
      if (!left.some(({ state }) => state === 'in')) await eraseChats(tx, [chatId]);
      tx.emit(chatChanged, { chatId, accountIds: [payload.id, ...left.map(({ account_id: id }) => id)] });
    });
  }
}
