/** Private conversations as the door gives them, as pages show them. */

import { countUnread, readChats, readFiles, readMembers, readMessages, readNight, readNotes, readPins, readPreferences, readTasks, searchMessages, showChats } from '#chats';
import { notFound } from '#kit/errors.ts';
import { parseCursor, parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { houseOf } from '#platform/context.ts';
import type { GivenTalk } from './client/chats.ts';
import type { Chat, ChatMember, ChatNight, ChatNote, ChatTask, ChatsUnread, Message } from './entities.ts';
import { waysFrom } from './posts.server.ts';
import type { Ways } from './posts.server.ts';
import type { Visit } from './visit.ts';

const PAGE = 40;
const MOST_MESSAGES = 100;
const CHATS_PAGE = 30;
/** The people of larger ones are read on their own page. */
const MOST_WITH_PAGE = 30;

const SHELVES = { requests: 'requests', archived: 'archived' } as const;
type ShelfName = 'in' | 'requests' | 'archived';

const shelfIn = (url: URL): ShelfName => SHELVES[url.searchParams.get('only') as keyof typeof SHELVES] ?? 'in';

export interface ChatShelf extends Ways {
  readonly shelf: ShelfName;
  readonly chats: Chat[];
  readonly unread: ChatsUnread;
}

/** One's conversations on a shelf. */
export async function presentShelf({ ctx }: Visit, url: URL): Promise<ChatShelf> {
  const shelf = shelfIn(url);
  const maxId = parseCursor(url.searchParams.get('max_id') ?? '');
  const [{ shown, cursors }, unread] = await Promise.all([readChats(ctx, shelf, { maxId, limit: CHATS_PAGE }), countUnread(ctx)]);
  return { shelf, chats: shown as Chat[], unread, ...waysFrom(url, cursors) };
}

/** @throws Refusal 404, also for what is not the viewer's */
export async function findChat({ ctx }: Visit, text: string | undefined): Promise<{ id: Id; chat: Chat }> {
  const id = parseId(text ?? '');
  const [chat] = id === undefined ? [] : ((await showChats(ctx, [id])) as Chat[]);
  if (id === undefined || chat === undefined) throw notFound();
  return { id, chat };
}

export const presentMembers = async ({ ctx }: Visit, id: Id): Promise<ChatMember[]> => (await readMembers(ctx, id)) as ChatMember[];

interface Part {
  readonly messages: Message[];
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
}

const NOTHING: Part = { messages: [], hasOlder: false, hasNewer: false };

async function around({ ctx }: Visit, id: Id, at: Id): Promise<Part> {
  const none = { maxId: undefined, minId: undefined, sinceId: undefined };
  const [before, after] = await Promise.all([
    readMessages(ctx, id, { ...none, maxId: at + 1, limit: PAGE }), readMessages(ctx, id, { ...none, minId: at, limit: PAGE }),
  ]);
  return { messages: [...after.shown, ...before.shown].toReversed() as Message[], hasOlder: before.cursors.full, hasNewer: after.cursors.full };
}

async function newest({ ctx }: Visit, id: Id, { unread, maxId }: { unread: number; maxId: Id | undefined }): Promise<Part> {
  const limit = Math.min(MOST_MESSAGES, Math.max(PAGE, unread + PAGE / 2));
  const { shown, cursors } = await readMessages(ctx, id, { limit, maxId, minId: undefined, sinceId: undefined });
  return { messages: shown.toReversed() as Message[], hasOlder: cursors.full, hasNewer: maxId !== undefined };
}

/** The end of a conversation, or what was said around a message that the address names. Of a group one is only asked into, nothing. */
export async function presentTalk(visit: Visit, text: string | undefined, url: URL): Promise<GivenTalk> {
  // Before anything is read: what comes in between is told by the stream.
  const since = String(houseOf(visit.ctx).outbox.delivered);
  const { id, chat } = await findChat(visit, text);
  if (chat.state === 'asked' && chat.kind === 'group') return { chat, members: [], since, ...NOTHING };
  const at = parseCursor(url.searchParams.get('at') ?? '');
  const maxId = parseCursor(url.searchParams.get('max_id') ?? '');
  const [members, part] = await Promise.all([
    chat.members_count <= MOST_WITH_PAGE ? presentMembers(visit, id) : [], at === undefined ? newest(visit, id, { unread: chat.unread, maxId }) : around(visit, id, at),
  ]);
  return { chat, members, since, ...part };
}

const FOUND_PAGE = 20;

/** Messages with some words, with the conversations they were said in. */
export async function presentFound({ ctx }: Visit, url: URL, { q, chat }: { q: string; chat: Chat | undefined }): Promise<{ found: Message[]; chats: Chat[]; older: string | undefined }> {
  const maxId = parseCursor(url.searchParams.get('max_id') ?? '');
  const { shown, cursors } = await searchMessages(ctx, { typed: q, chatId: chat === undefined ? undefined : Number(chat.id) }, { maxId, limit: FOUND_PAGE });
  const found = shown as Message[];
  const chats = chat === undefined ? ((await showChats(ctx, [...new Set(found.map((one) => Number(one.chat_id)))])) as Chat[]) : [];
  return { found, chats, older: waysFrom(url, cursors).older };
}

/** What the people of a conversation keep together. */
export async function presentBoard({ ctx }: Visit, id: Id) {
  const [pins, files, notes, tasks] = await Promise.all([readPins(ctx, id), readFiles(ctx, id, { limit: PAGE, maxId: undefined }), readNotes(ctx, id), readTasks(ctx, id, undefined)]);
  return { pins: pins as Message[], files: files.shown as Message['files'], notes: notes as ChatNote[], tasks: tasks as ChatTask[] };
}

/** What somebody wants of private conversations. */
export async function presentPreferences({ ctx, viewer = 0 }: Visit) {
  const { quiet, readMarks, typing, push } = (await readPreferences(ctx, [viewer]))(viewer);
  return { quiet, readMarks, typing, push };
}

/** What others did while one was away. @param since ISO 8601; half a day ago where nothing is said */
export async function presentNight({ ctx }: Visit, since: string | null): Promise<ChatNight[]> {
  const at = since === null ? Number.NaN : Date.parse(since);
  return (await readNight(ctx, Number.isNaN(at) ? {} : { since: new Date(at) })) as ChatNight[];
}
