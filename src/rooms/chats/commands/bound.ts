/** What a group does with its conversation; each inside the caller's transaction. Callers have decided who may. */

import type { Id } from '#kit/ids.ts';
import { newId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { chatChanged } from '../events.ts';
import { insertGroup, lockChat, selectMembers, updateChat, updateMember, upsertMember } from '../queries/chats.ts';
import { factsOf, findChat } from '../reads/chats.ts';
import type { ChatFacts } from '../types.ts';
import { tellChanged } from './chats.ts';
import { eraseChats, freeTasks } from './erase.ts';

/** The conversation of a new group, with nobody in it yet. */
export async function openBoundChat(tx: Context, wish: { groupId: Id; title: string; madeBy: Id }): Promise<Id> {
  const id = newId(tx);
  await insertGroup(tx, { id, title: wish.title, madeBy: wish.madeBy, at: tx.now(), groupId: wish.groupId });
  return id;
}

async function holdBound(tx: Context, chatId: Id): Promise<ChatFacts | undefined> {
  const row = await lockChat(tx, chatId);
  return row && factsOf(row, await selectMembers(tx, [chatId]));
}

/** Somebody is in it from now on, and reads what comes from now on; or is a host of it, or no longer. Safe to repeat. */
export async function putInBound(tx: Context, chatId: Id, accountId: Id, host = false): Promise<void> {
  const chat = await holdBound(tx, chatId);
  if (chat === undefined) return;
  const member = chat.members.get(accountId);
  if (member?.state === 'in') {
    if (member.host === host) return;
    await updateMember(tx, chatId, accountId, { host });
  } else {
    await upsertMember(tx, {
      id: newId(tx), chat_id: chatId, account_id: accountId, state: 'in', host, invited_by: null, after_id: chat.last_id, read_id: chat.last_id, changed_at: tx.now(),
    });
  }
  tellChanged(tx, chat, [accountId]);
}

/** Somebody is not in it any more. Safe to repeat. */
export async function putOutOfBound(tx: Context, chatId: Id, accountId: Id): Promise<void> {
  const chat = await holdBound(tx, chatId);
  if (chat?.members.has(accountId) !== true) return;
  await updateMember(tx, chatId, accountId, { state: 'out', host: false, changed_at: tx.now() });
  await freeTasks(tx, accountId, chatId);
  tellChanged(tx, chat);
}

export async function renameBound(tx: Context, chatId: Id, title: string): Promise<void> {
  const chat = await holdBound(tx, chatId);
  if (chat === undefined) return;
  await updateChat(tx, { ...chat, title });
  tellChanged(tx, chat);
}

/** Chats with everything that was ever in them, gone from every table and from the disk. Safe to repeat. */
export async function eraseBound(tx: Context, chatIds: readonly Id[]): Promise<void> {
  const members = Map.groupBy(await selectMembers(tx, chatIds), ({ chat_id: id }) => id);
  await eraseChats(tx, chatIds);
  for (const [chatId, all] of members) tx.emit(chatChanged, { chatId, accountIds: all.map(({ account_id: id }) => id) });
}

/** What a chat is called and who is in it; undefined where there is none. */
export async function peopleOfChat(ctx: Context, chatId: Id): Promise<{ title: string; groupId: Id | null; accountIds: Id[] } | undefined> {
  const chat = await findChat(ctx, chatId);
  if (chat === undefined) return undefined;
  const inside = [...chat.members.values()].filter(({ state }) => state === 'in');
  return { title: chat.title, groupId: chat.group_id, accountIds: inside.map(({ account_id: id }) => id) };
}
