import { showAccounts } from '#accounts';
import { notFound, unauthorised } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { presentChat, presentMember } from '../presenter/chats.ts';
import { selectChatIds, selectChats, selectMembers, selectPlaces, selectRequestCount, selectUnread } from '../queries/chats.ts';
import { selectAskingCounts } from '../queries/links.ts';
import { selectNewest } from '../queries/messages.ts';
import { mayHost, mayReadMessages, partOf } from '../rules.ts';
import { whoTells } from './marks.ts';
import { rememberedChats } from '../state.ts';
import type { ChatFacts, ChatRow, MemberRow, Shelf } from '../types.ts';

/** The one who looks. @throws Refusal 401 */
export function ownId(ctx: Context): Id {
  const id = viewerId(ctx);
  if (id === undefined) throw unauthorised();
  return id;
}

export function factsOf(row: ChatRow, members: readonly MemberRow[]): ChatFacts {
  return { ...row, members: new Map(members.filter(({ chat_id: id }) => id === row.id).map((member) => [member.account_id, member])) };
}

/** Chats by their ids, whoever looks; those that are not there are left out. */
export async function findChats(ctx: Context, ids: Iterable<Id>): Promise<ReadonlyMap<Id, ChatFacts>> {
  const found = await rememberedChats(ctx).loadMany(ids, async (missing) => {
    const [rows, members] = await Promise.all([selectChats(ctx, missing), selectMembers(ctx, missing)]);
    const facts = new Map(rows.map((row) => [row.id, factsOf(row, members)]));
    return new Map(missing.map((id) => [id, facts.get(id) ?? null]));
  });
  return new Map([...found].flatMap(([id, chat]) => (chat === null ? [] : [[id, chat] as const])));
}

/** A chat as it stands, whoever looks; undefined where it is not there. */
export async function findChat(ctx: Context, id: Id): Promise<ChatFacts | undefined> {
  return (await findChats(ctx, [id])).get(id);
}

/** A chat that the viewer is in, or asked into. @throws Refusal 404, also for those who were in it */
export async function getChat(ctx: Context, id: Id): Promise<{ chat: ChatFacts; member: MemberRow }> {
  const viewer = ownId(ctx);
  const chat = await findChat(ctx, id);
  const member = chat && partOf(chat, viewer);
  if (chat === undefined || member === undefined) throw notFound();
  return { chat, member };
}

export interface ShownChats {
  readonly shown: object[];
  readonly cursors: { first?: Id; last?: Id; full: boolean };
}

/** The viewer's chats on a shelf, the one with the newest message first. */
export async function readChats(ctx: Context, shelf: Shelf, page: { maxId?: Id | undefined; limit: number }): Promise<ShownChats> {
  const rows = await selectChatIds(ctx, ownId(ctx), shelf, { below: page.maxId ?? Number.MAX_SAFE_INTEGER, limit: page.limit });
  const shown = await showChats(ctx, rows.map(({ id }) => id));
  const [first, last] = [rows[0]?.place, rows.at(-1)?.place];
  return { shown, cursors: { ...(first && { first }), ...(last && { last }), full: rows.length === page.limit } };
}

/** The Chat entities of chats that the viewer is in or asked into, in this order; others are left out. */
export async function showChats(ctx: Context, ids: readonly Id[]): Promise<object[]> {
  const viewer = ownId(ctx);
  const found = await findChats(ctx, ids);
  const own = ids.flatMap((id) => {
    const chat = found.get(id);
    const member = chat && partOf(chat, viewer);
    return chat === undefined || member === undefined ? [] : [{ chat, member }];
  });
  const readable = own.filter(({ chat, member }) => mayReadMessages(chat, member));
  const [unread, newest, places, asking] = await Promise.all([
    selectUnread(ctx, viewer, ctx.now(), own.map(({ chat }) => chat.id)),
    selectNewest(ctx, readable.map(({ chat, member }) => ({ id: chat.id, above: member.after_id })), ctx.now()),
    // It moves too often to be remembered.
    selectPlaces(ctx, viewer, own.map(({ chat }) => chat.id)),
    selectAskingCounts(ctx, own.filter(({ chat, member }) => mayHost(chat, member)).map(({ chat }) => chat.id)),
  ]);
  const people = await showAccounts(ctx, [...own.flatMap(({ chat, member }) => [...facesOf(chat, viewer), ...(member.invited_by === null ? [] : [member.invited_by])]), ...newest.map(({ author_id: id }) => id)]);
  const [unreadOf, newestOf] = [new Map(unread.map((one) => [one.chat_id, one.unread])), new Map(newest.map((one) => [one.chat_id, one]))];
  const askingOf = new Map(asking.map((one) => [one.chat_id, one.count]));
  const placeOf = new Map(places.map((one) => [one.chat_id, one.read_id]));
  return own.map(({ chat, member }) => presentChat(chat, {
    member, viewer, people, faces: facesOf(chat, viewer), unread: unreadOf.get(chat.id) ?? 0, newest: newestOf.get(chat.id),
    readId: placeOf.get(chat.id) ?? member.read_id, asking: askingOf.get(chat.id) ?? 0, now: ctx.now(),
  }));
}

const FACES = 4;

/** Whom a chat is shown by: the other of a pair, the first few of a group. */
function facesOf(chat: ChatFacts, viewer: Id): Id[] {
  return [...chat.members.keys()].filter((id) => id !== viewer).slice(0, chat.kind === 'pair' ? 1 : FACES);
}

/** Everybody who is in a chat or asked into it, in the order in which they came. @throws Refusal 404 */
export async function readMembers(ctx: Context, id: Id): Promise<object[]> {
  const { chat, member } = await getChat(ctx, id);
  if (!mayReadMessages(chat, member)) throw notFound();
  // How far each has read moves with every message, so that it is read anew.
  const rows = await selectMembers(ctx, [id]);
  const ids = rows.map(({ account_id: accountId }) => accountId);
  const [people, tells] = await Promise.all([showAccounts(ctx, ids), whoTells(ctx, member.account_id, ids, 'readMarks')]);
  return rows.flatMap((row) => {
    const account = people.get(row.account_id);
    return account === undefined ? [] : [presentMember(row, account, tells(row.account_id))];
  });
}

export interface Unread {
  readonly chats: number;
  readonly messages: number;
  readonly requests: number;
}

/** What waits for the viewer, exactly. */
export async function countUnread(ctx: Context): Promise<Unread> {
  const viewer = ownId(ctx);
  const [unread, requests] = await Promise.all([
    selectUnread(ctx, viewer, ctx.now()),
    selectRequestCount(ctx, viewer),
  ]);
  return { chats: unread.length, messages: unread.reduce((sum, one) => sum + one.unread, 0), requests };
}
