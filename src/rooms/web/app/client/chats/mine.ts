/** What one does with a private conversation. Everything but saying something is done at once or not at all. */

import type { Chat, Message } from '../../entities.ts';
import { api } from '../api.ts';
import { CHATS } from '../chats.ts';
import { notice, wordsOf } from '../notices.ts';
import { inTurn } from '../turns.ts';

const at = ({ chat_id: chat, id }: Pick<Message, 'chat_id' | 'id'>): string => `${CHATS}/${chat}/messages/${id}`;

/** The message as it will be with one reaction more or less of somebody. */
function withReaction(message: Message, name: string, mine: { readonly id: string; readonly wanted: boolean }): Message {
  const before = message.reactions.find((one) => one.name === name) ?? { name, count: 0, me: false, account_ids: [] };
  if (before.me === mine.wanted) return message;
  const ids = mine.wanted ? [...before.account_ids, mine.id] : before.account_ids.filter((id) => id !== mine.id);
  const after = { ...before, me: mine.wanted, count: ids.length, account_ids: ids };
  const reactions = before.count === 0 ? [...message.reactions, after] : message.reactions.map((one) => (one.name === name ? after : one));
  return { ...message, reactions: reactions.filter(({ count }) => count > 0) };
}

/** Reacts, or no longer: seen at once, taken back with a word where it was refused. */
export async function react(message: Message, name: string, { wanted, me, put }: { wanted: boolean; me: string; put: (message: Message) => void }): Promise<void> {
  put(withReaction(message, name, { id: me, wanted }));
  const path = `${at(message)}/reactions`;
  try {
    put(await inTurn(`message ${message.id}`, () => (wanted ? api.post<Message>(path, { name }) : api.delete<Message>(path, { name }))));
  } catch (error) {
    put(message);
    notice(wordsOf(error));
  }
}

export const editMessage = (message: Message, text: string): Promise<Message> => api.patch<Message>(at(message), { text });
export const pinMessage = (message: Message, wanted: boolean): Promise<Message> => (wanted ? api.post<Message>(`${at(message)}/pin`) : api.delete<Message>(`${at(message)}/pin`));
export const takeMessageBack = (message: Message): Promise<Message> => api.delete<Message>(at(message));

const TYPING_EVERY_MS = 3000;
const typed = new Map<string, number>();

/** Tells the others that one is writing, now and then. */
export function tellTyping(chat: string): void {
  const last = typed.get(chat) ?? 0;
  if (Date.now() - last < TYPING_EVERY_MS) return;
  typed.set(chat, Date.now());
  void api.post(`${CHATS}/${chat}/typing`).catch(() => undefined);
}

/** After something was said one is writing no longer, and may begin again. */
export const endTyping = (chat: string): void => void typed.delete(chat);

export const markRead = (chat: string, id: string): Promise<unknown> => api.post(`${CHATS}/${chat}/read`, { last_read_id: id }, { keepalive: true });

/** The one conversation with somebody, or a group with a title. */
export const openChat = (accounts: readonly string[], title?: string): Promise<Chat> => api.post<Chat>(CHATS, { account_ids: accounts, ...(title !== undefined && { title }) });
