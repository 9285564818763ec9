/** Facts → the entities that docs/chats.md tells of. */

import { Type } from 'typebox';
import { AccountReply } from '#accounts';
import type { AccountJson } from '#accounts';
import { timeOfId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { oneOf } from '#kit/one-of.ts';
import { CardReply } from '#links';
import type { NightLine } from '../night.ts';
import { mayHost, mayReadMessages, mayWrite } from '../rules.ts';
import type { ChatFacts, FileRow, MemberRow, MessageRow, Reacted } from '../types.ts';

const Text = Type.String({ maxLength: 100_000 });
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);
const TextOrNull = orNull(Text);
const Whole = Type.Integer();

const BodyKind = oneOf(['text', 'opaque']);
const OriginalReply = Type.Object({ id: Text, account: orNull(AccountReply), text: Text, body_kind: BodyKind, files: Whole, deleted: Type.Boolean() });

export const FileReply = Type.Object({
  id: Text, kind: oneOf(['picture', 'video', 'sound', 'file']), name: Text, type: Text, size: Whole, description: Text, width: orNull(Whole), height: orNull(Whole),
  duration: orNull(Type.Number()), blurhash: TextOrNull, voice: Type.Boolean(), waveform: orNull(Type.Array(Whole)), url: Text, preview_url: TextOrNull,
});

export const MessageReply = Type.Object({
  id: Text, chat_id: Text, account: orNull(AccountReply), text: Text, body_kind: BodyKind, opaque: TextOrNull, files: Type.Array(FileReply), card: orNull(CardReply), pinned: Type.Boolean(), client_key: TextOrNull, reply_to: orNull(OriginalReply), reply_to_id: TextOrNull,
  reactions: Type.Array(Type.Object({ name: Text, count: Whole, me: Type.Boolean(), account_ids: Type.Array(Text) })),
  created_at: Text, written_at: TextOrNull, edited_at: TextOrNull, deleted_at: TextOrNull, expires_at: TextOrNull,
});

export const ChatReply = Type.Object({
  id: Text, kind: Text, group_id: TextOrNull, title: Text, state: Text, locked: Type.Boolean(), timer_seconds: orNull(Whole), created_at: Text, changed_at: Text,
  members_count: Whole, accounts: Type.Array(AccountReply), invited_by: orNull(AccountReply), unread: Whole, last_read_id: TextOrNull, asking_count: Whole,
  last_message: orNull(Type.Object({ id: Text, account: orNull(AccountReply), text: Text, body_kind: BodyKind, files: Whole, created_at: Text })),
  me: Type.Object({ host: Type.Boolean(), may_write: Type.Boolean(), archived: Type.Boolean(), muted_until: TextOrNull }),
});

export const MemberReply = Type.Object({ account: AccountReply, state: Text, host: Type.Boolean(), last_read_id: TextOrNull });
export const UnreadReply = Type.Object({ chats: Whole, messages: Whole, requests: Whole });

/** What a chat is shown with besides its own facts. */
export interface ChatExtras {
  readonly member: MemberRow;
  readonly viewer: Id;
  readonly people: ReadonlyMap<Id, AccountJson>;
  readonly faces: readonly Id[];
  readonly unread: number;
  readonly newest: MessageRow | undefined;
  readonly readId: Id;
  /** How many came by its link and wait. */
  readonly asking: number;
  readonly now: Date;
}

export const time = (at: Date | null): string | null => at?.toISOString() ?? null;
const digits = (id: Id | null): string | null => (id === null || id === 0 ? null : String(id));

/** So much of a message is shown in a list. */
const GLIMPSE = 200;
const glimpseOf = ({ body }: MessageRow): string => [...body].slice(0, GLIMPSE).join('');
const kindOf = ({ opaque }: MessageRow): 'text' | 'opaque' => (opaque === null ? 'text' : 'opaque');

/** The Chat entity. Who is asked into a group sees who asks, its title and how many it has. */
export function presentChat(chat: ChatFacts, { member, people, faces, unread, newest, readId, asking, now }: ChatExtras): object {
  const mayRead = mayReadMessages(chat, member);
  const inside = [...chat.members.values()].filter(({ state }) => state === 'in');
  const last = mayRead && newest !== undefined ? newest : undefined;
  return {
    id: String(chat.id), kind: chat.kind, group_id: digits(chat.group_id), title: chat.title, state: member.state === 'in' ? 'in' : 'asked', locked: chat.locked, timer_seconds: chat.timer_seconds,
    created_at: chat.created_at.toISOString(), changed_at: (last === undefined ? chat.created_at : timeOfId(last.id)).toISOString(),
    members_count: inside.length, accounts: (mayRead ? faces : []).flatMap((id) => people.get(id) ?? []),
    invited_by: (member.invited_by === null || member.state === 'in' ? undefined : people.get(member.invited_by)) ?? null,
    unread, last_read_id: digits(readId), asking_count: mayHost(chat, member) ? asking : 0,
    last_message: last === undefined ? null : {
      id: String(last.id), account: people.get(last.author_id) ?? null, text: glimpseOf(last), body_kind: kindOf(last), files: last.files, created_at: timeOfId(last.id).toISOString(),
    },
    me: {
      host: mayHost(chat, member), may_write: mayWrite(chat, member), archived: member.archived,
      muted_until: member.muted_until !== null && member.muted_until > now ? member.muted_until.toISOString() : null,
    },
  };
}

export interface MessageExtras {
  readonly viewer: Id;
  readonly people: ReadonlyMap<Id, AccountJson>;
  readonly reactions: readonly Reacted[];
  readonly files: readonly FileRow[];
  /** The PreviewCard entity of the address it names. */
  readonly card: object | null;
  readonly pinned: boolean;
  /** What it answers, if that is still there for the viewer. */
  readonly original: MessageRow | undefined;
}

/** The File entity. Its addresses are for pages, which bring the cookie of their session; apps ask the API by its id. */
export function presentFile({ id, chat_id: chatId, kind, name, type, size, description, preview, meta }: FileRow): object {
  const url = `/private/${chatId}/${id}`;
  return {
    id: String(id), kind, name, type, size, description, width: meta.width ?? null, height: meta.height ?? null, duration: meta.duration ?? null, blurhash: meta.blurhash ?? null,
    voice: meta.voice ?? false, waveform: meta.waveform ?? null, url, preview_url: preview === null ? null : `${url}/preview`,
  };
}

/** The Message entity. Its key is its author's alone. */
export function presentMessage(message: MessageRow, { viewer, people, reactions, files, card, pinned, original }: MessageExtras): object {
  return {
    id: String(message.id), chat_id: String(message.chat_id), account: people.get(message.author_id) ?? null, text: message.body, body_kind: kindOf(message), opaque: message.opaque?.toString('base64') ?? null,
    files: files.map(presentFile), card, pinned,
    client_key: message.author_id === viewer ? message.client_key : null,
    reply_to_id: digits(message.reply_to_id),
    reply_to: original === undefined ? null : {
      id: String(original.id), account: people.get(original.author_id) ?? null, text: glimpseOf(original), body_kind: kindOf(original), files: original.files, deleted: original.deleted_at !== null,
    },
    reactions: reactions.map(({ name, accountIds }) => ({ name, count: accountIds.length, me: accountIds.includes(viewer), account_ids: accountIds.map(String) })),
    created_at: timeOfId(message.id).toISOString(), written_at: time(message.written_at), edited_at: time(message.edited_at), deleted_at: time(message.deleted_at),
    expires_at: time(message.expires_at),
  };
}

/** How far somebody has read is told to those who are in the chat with them, unless one of the two does not want that. */
export const presentMember = (member: MemberRow, account: AccountJson, tells: boolean): object =>
  ({ account, state: member.state, host: member.host, last_read_id: tells && member.state === 'in' ? digits(member.read_id) : null });

export const NightReply = Type.Array(Type.Object({
  chat: Type.Object({ id: Text, kind: Text, title: Text }),
  lines: Type.Array(Type.Object({
    kind: oneOf(['decision', 'question', 'mention', 'member', 'link', 'task']), at: Text, account: orNull(AccountReply), text: Text, message_id: TextOrNull, url: TextOrNull,
  })),
}));

/** A line of the night log. */
export const presentNightLine = ({ kind, at, accountId, text, messageId, url }: NightLine, people: ReadonlyMap<Id, AccountJson>): object =>
  ({ kind, at: at.toISOString(), account: accountId === null ? null : (people.get(accountId) ?? null), text, message_id: digits(messageId), url });
