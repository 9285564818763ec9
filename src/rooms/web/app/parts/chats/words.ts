/** What a private conversation is called, and what is said of it in a line. */

import type { Account, Chat, Message } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { getLocale } from '../../paraglide/runtime.js';
import { nameOf } from '../name.tsx';

/** The other of two, or the title of a group. */
export function chatName({ kind, title, accounts, invited_by: asks }: Chat): string {
  if (kind === 'group') return title;
  const [other] = accounts;
  const name = other ?? asks;
  return name == null ? m.chat_nobody() : nameOf(name);
}

export const isPair = ({ kind }: Chat): boolean => kind === 'pair';
/** The other of a conversation of two; undefined in groups, and where they are gone. */
export const otherOf = (chat: Chat): Account | undefined => (isPair(chat) ? chat.accounts[0] : undefined);

/** What was said last, with who said it where that is not clear. */
export function glimpseOf(chat: Chat, me: string): string {
  const last = chat.last_message;
  if (last === null) return chat.state === 'asked' && !isPair(chat) ? m.chat_asked_people({ count: chat.members_count }) : m.chat_nothing_yet();
  if (last.body_kind === 'opaque') return m.message_opaque();
  if (last.text === '') return last.files > 0 ? m.message_files({ count: last.files }) : m.message_taken_back();
  if (last.account?.id === me) return m.chat_you_said({ text: last.text });
  return isPair(chat) || last.account === null ? last.text : m.chat_said({ name: nameOf(last.account), text: last.text });
}

/** Names as one says them: two, and how many more. */
export function namesOf(accounts: readonly Account[], most = 3): string {
  const names = accounts.slice(0, most).map(nameOf);
  const more = accounts.length - names.length;
  return new Intl.ListFormat(getLocale(), { style: 'long', type: 'conjunction' }).format([...names, ...(more > 0 ? [m.chat_more_people({ count: more })] : [])]);
}

const MINUTE_S = 60;
const HOUR_S = 3600;
const DAY_S = 86_400;

/** How long messages last. */
export function lastingWords(seconds: number): string {
  if (seconds < HOUR_S) return m.for_minutes({ count: Math.max(1, Math.round(seconds / MINUTE_S)) });
  return seconds < DAY_S ? m.for_hours({ count: Math.round(seconds / HOUR_S) }) : m.for_days({ count: Math.round(seconds / DAY_S) });
}

/** For a day its author may say it otherwise. */
const EDIT_MS = DAY_S * 1000;
export const isEditable = (message: Message, me: string): boolean => message.account?.id === me && message.deleted_at === null && Date.now() - Date.parse(message.created_at) < EDIT_MS;
