/** What a private conversation is after something was told of it. */

import type { Account, Chat, ChatMember, Message } from '../../entities.ts';
import type { ApiError } from '../api.ts';
import { isNewer } from '../stream/line.ts';

/** What a page of a conversation was made with. */
export interface GivenTalk {
  readonly chat: Chat;
  /** Those who are in it or asked; none where they are too many to be read with every page. */
  readonly members: readonly ChatMember[];
  /** Oldest first. */
  readonly messages: readonly Message[];
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
  /** The newest event that this knows of. */
  readonly since: string;
}

export interface TalkState extends Omit<GivenTalk, 'since'> {
  /** Who is writing, and until when that is believed. */
  readonly typing: readonly { readonly id: string; readonly until: number }[];
  /** How much was said while the end of the talk was not shown. */
  readonly arrived: number;
  /** The reader is in it no longer. */
  readonly left: boolean;
  readonly problem: ApiError | undefined;
}

export const begin = ({ since: _since, ...given }: GivenTalk): TalkState => ({ ...given, typing: [], arrived: 0, left: false, problem: undefined });

/** Both as one, in the order of their ids; of the same the second. */
export function merged(messages: readonly Message[], more: readonly Message[]): readonly Message[] {
  const byId = new Map(messages.map((one) => [one.id, one]));
  for (const one of more) byId.set(one.id, one);
  return [...byId.values()].sort((a, b) => (isNewer(a.id, b.id) ? 1 : -1));
}

const replaced = (messages: readonly Message[], told: Message): readonly Message[] => messages.map((one) => (one.id === told.id ? told : answering(one, told)));

/** What was answered is shown as it is now. */
function answering(one: Message, told: Message): Message {
  if (one.reply_to_id !== told.id || one.reply_to === null) return one;
  return { ...one, reply_to: { ...one.reply_to, text: [...told.text].slice(0, 200).join(''), deleted: told.deleted_at !== null } };
}

function withMessage(state: TalkState, told: Message): TalkState {
  const typing = state.typing.filter(({ id }) => id !== told.account?.id);
  if (state.hasNewer) return { ...state, typing, arrived: state.arrived + 1 };
  return { ...state, typing, messages: merged(state.messages, [told]) };
}

function withTyping(state: TalkState, id: string, until: number): TalkState {
  return { ...state, typing: [...state.typing.filter((one) => one.id !== id), { id, until }] };
}

function withRead(state: TalkState, told: { readonly account_id: string; readonly last_read_id: string }): TalkState {
  return { ...state, members: state.members.map((one) => (one.account.id === told.account_id && isNewer(told.last_read_id, one.last_read_id ?? undefined) ? { ...one, last_read_id: told.last_read_id } : one)) };
}

/** @param until when somebody who types now is held to have stopped */
export function amendTalk(state: TalkState, event: string, payload: unknown, until: number): TalkState {
  const told = payload as { readonly id?: string; readonly chat_id?: string };
  const about = told.chat_id ?? told.id;
  if (about !== state.chat.id) return state;
  switch (event) {
    case 'chat':
      return { ...state, chat: payload as Chat, left: false };
    case 'chat.left':
      return { ...state, left: true };
    case 'chat.message':
      return state.messages.some(({ id }) => id === told.id) ? { ...state, messages: replaced(state.messages, payload as Message) } : withMessage(state, payload as Message);
    case 'chat.message.update':
      return { ...state, messages: replaced(state.messages, payload as Message) };
    case 'chat.expired': {
      const gone = new Set((payload as { message_ids: readonly string[] }).message_ids);
      return { ...state, messages: state.messages.filter(({ id }) => !gone.has(id)) };
    }
    case 'chat.read':
      return withRead(state, payload as { account_id: string; last_read_id: string });
    case 'chat.typing':
      return withTyping(state, (payload as { account_id: string }).account_id, until);
    default:
      return state;
  }
}

/** Everybody that a talk knows by now. */
export function peopleIn({ chat, members, messages }: TalkState): ReadonlyMap<string, Account> {
  const accounts = [...chat.accounts, ...members.map(({ account }) => account), ...messages.flatMap(({ account }) => account ?? [])];
  return new Map(accounts.map((account) => [account.id, account]));
}
