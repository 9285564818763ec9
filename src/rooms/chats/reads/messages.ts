import { showAccounts } from '#accounts';
import type { AccountJson } from '#accounts';
import { notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import type { Page } from '#kit/pages.ts';
import { cardJson } from '#links';
import type { Context } from '#platform/context.ts';
import { presentMessage } from '../presenter/chats.ts';
import type { MessageExtras } from '../presenter/chats.ts';
import { selectPinned } from '../queries/board.ts';
import { selectFilesOf } from '../queries/files.ts';
import { selectMessage, selectPart, selectReactions } from '../queries/messages.ts';
import { selectAnywhere } from '../queries/search.ts';
import { isThere, mayReadMessages, partOf } from '../rules.ts';
import { freshMessages } from '../state.ts';
import type { ChatFacts, FileRow, MemberRow, MessageRow, Reacted } from '../types.ts';
import { findChats, getChat, ownId } from './chats.ts';

/** A chat whose messages the viewer may read. @throws Refusal 404 */
export async function getReadable(ctx: Context, chatId: Id): Promise<{ chat: ChatFacts; member: MemberRow }> {
  const found = await getChat(ctx, chatId);
  if (!mayReadMessages(found.chat, found.member)) throw notFound();
  return found;
}

/** A page of a chat, newest first. @throws Refusal 404 */
export async function readMessages(ctx: Context, chatId: Id, page: Page): Promise<{ shown: object[]; cursors: { first?: Id; last?: Id; full: boolean } }> {
  const { member } = await getReadable(ctx, chatId);
  const ascending = page.minId !== undefined;
  const range = { above: Math.max(member.after_id, page.minId ?? page.sinceId ?? 0), below: page.maxId ?? Number.MAX_SAFE_INTEGER, ascending, limit: page.limit };
  const part = await selectPart(ctx, chatId, range, ctx.now());
  const rows = ascending ? part.toReversed() : part;
  const [first, last] = [rows[0]?.id, rows.at(-1)?.id];
  return { shown: await showMessages(ctx, member, rows), cursors: { ...(first && { first }), ...(last && { last }), full: rows.length === page.limit } };
}

/** What messages of one chat are shown with, whoever of the chat looks. */
interface Beside {
  readonly people: ReadonlyMap<Id, AccountJson>;
  readonly reactions: ReadonlyMap<Id, readonly Reacted[]>;
  readonly originals: ReadonlyMap<Id, MessageRow>;
  readonly files: ReadonlyMap<Id, readonly FileRow[]>;
  readonly cards: ReadonlyMap<string, Buffer>;
  readonly pinned: ReadonlySet<Id>;
}

async function readBeside(ctx: Context, rows: readonly MessageRow[]): Promise<Beside> {
  const answered = [...new Set(rows.flatMap(({ reply_to_id: id }) => id ?? []))];
  // What was sent a moment ago and not changed since has no reactions, and is not pinned.
  const older = rows.filter(({ id }) => freshMessages(ctx).get(id) === undefined);
  const withFiles = rows.filter(({ files }) => files > 0).map(({ id }) => id);
  const links = rows.flatMap(({ link }) => link ?? []);
  const [reacted, originals, files, cards, pinned] = await Promise.all([
    older.length === 0 ? [] : selectReactions(ctx, older.map(({ id }) => id)),
    answered.length === 0 ? [] : selectAnywhere(ctx, answered),
    withFiles.length === 0 ? [] : selectFilesOf(ctx, withFiles),
    links.length === 0 ? new Map<string, Buffer>() : cardJson(ctx, links),
    older.length === 0 ? [] : selectPinned(ctx, older.map(({ id }) => id)),
  ]);
  const byMessage = Map.groupBy(reacted, ({ message_id: id }) => id);
  return {
    people: await showAccounts(ctx, [...rows, ...originals].map(({ author_id: id }) => id)),
    reactions: new Map([...byMessage].map(([id, list]) => [id, list.map(({ name, account_ids: accountIds }): Reacted => ({ name, accountIds }))])),
    originals: new Map(originals.map((one) => [one.id, one])),
    files: Map.groupBy(files, ({ message_id: id }) => id as Id),
    cards,
    pinned: new Set(pinned),
  };
}

function extrasFor(ctx: Context, member: MemberRow, row: MessageRow, { people, reactions, originals, files, cards, pinned }: Beside): MessageExtras {
  const original = row.reply_to_id === null ? undefined : originals.get(row.reply_to_id);
  return {
    viewer: member.account_id, people, reactions: reactions.get(row.id) ?? [], files: files.get(row.id) ?? [],
    card: row.link === null ? null : (JSON.parse(String(cards.get(row.link) ?? 'null')) as object | null),
    pinned: pinned.has(row.id),
    original: original !== undefined && original.chat_id === row.chat_id && isThere(original, member, ctx.now()) ? original : undefined,
  };
}

/** The Message entities of some messages of one chat, as one of its members sees them. */
async function showMessages(ctx: Context, member: MemberRow, rows: readonly MessageRow[]): Promise<object[]> {
  if (rows.length === 0) return [];
  const beside = await readBeside(ctx, rows);
  return rows.map((row) => presentMessage(row, extrasFor(ctx, member, row, beside)));
}

/** Messages of any chats, those that the viewer may read, in this order. */
export async function showFound(ctx: Context, rows: readonly MessageRow[]): Promise<object[]> {
  const chats = await findChats(ctx, new Set(rows.map(({ chat_id: id }) => id)));
  const viewer = ownId(ctx);
  const own = rows.flatMap((row) => {
    const chat = chats.get(row.chat_id);
    const member = chat && partOf(chat, viewer);
    const mayRead = chat !== undefined && member !== undefined && mayReadMessages(chat, member) && isThere(row, member, ctx.now());
    return mayRead ? [{ row, member }] : [];
  });
  const beside = await readBeside(ctx, own.map(({ row }) => row));
  return own.map(({ row, member }) => presentMessage(row, extrasFor(ctx, member, row, beside)));
}

async function findMessage(ctx: Context, chatId: Id, id: Id): Promise<MessageRow | undefined> {
  const fresh = freshMessages(ctx).get(id);
  return fresh === undefined ? selectMessage(ctx, chatId, id) : fresh.chat_id === chatId ? fresh : undefined;
}

/** One message. @throws Refusal 404 */
export async function showMessage(ctx: Context, chatId: Id, id: Id): Promise<object> {
  const { member } = await getReadable(ctx, chatId);
  const row = await findMessage(ctx, chatId, id);
  if (row === undefined || !isThere(row, member, ctx.now())) throw notFound();
  return (await showMessages(ctx, member, [row]))[0] as object;
}

/**
 * One message for everybody in its chat, read once: what a fresh read would show each of them, as JSON, the same text for
 * all who see the same. Undefined for those for whom it is not there.
 */
export async function showToMembers(ctx: Context, chatId: Id, id: Id): Promise<(member: MemberRow) => string | undefined> {
  const row = await findMessage(ctx, chatId, id);
  if (row === undefined) return () => undefined;
  const beside = await readBeside(ctx, [row]);
  const texts = new Map<string, string>();
  return (member) => {
    if (!isThere(row, member, ctx.now())) return undefined;
    const extras = extrasFor(ctx, member, row, beside);
    const mine = extras.reactions.map(({ accountIds }) => (accountIds.includes(member.account_id) ? '1' : '0'));
    const key = `${row.author_id === member.account_id} ${extras.original !== undefined} ${mine.join('')}`;
    let text = texts.get(key);
    if (text === undefined) texts.set(key, (text = JSON.stringify(presentMessage(row, extras))));
    return text;
  };
}
