/** One's own side of private conversations, for one's archive, and messages that somebody chose for a report. */

import type { Readable } from 'node:stream';
import { readAccounts } from '#accounts';
import { notFound } from '#kit/errors.ts';
import { timeOfId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { openFile } from '../disk.ts';
import { presentFile } from '../presenter/chats.ts';
import { selectFilesOf } from '../queries/files.ts';
import { selectOwnPart } from '../queries/messages.ts';
import { selectAnywhere, selectOwnChats } from '../queries/search.ts';
import { isThere } from '../rules.ts';
import type { FileRow, MessageRow } from '../types.ts';
import { findChat, ownId } from './chats.ts';
import { getReadable } from './messages.ts';

const AT_ONCE = 500;

export interface OwnFile {
  /** As it is called in the archive. */
  readonly name: string;
  open(): Promise<Readable | undefined>;
}

export interface OwnChat {
  /** What the archive says of it. */
  readonly told: object;
  readonly files: readonly OwnFile[];
}

/** The viewer's side of each of their chats: what they wrote there and did not take back, with their files. What others wrote is others' to take along. */
export async function* readOwnChats(ctx: Context): AsyncGenerator<OwnChat> {
  for (const { id } of await selectOwnChats(ctx, ownId(ctx))) {
    const chat = await findChat(ctx, id);
    if (chat === undefined) continue;
    const messages: object[] = [];
    const files: OwnFile[] = [];
    for await (const { row, of } of eachOwn(ctx, id)) {
      messages.push(presentOwn(row, of));
      files.push(...of.map((file): OwnFile => ({ name: nameOf(file), open: async () => (await openFile(ctx, file.disk))?.stream })));
    }
    const people = await readAccounts(ctx, [...chat.members.keys()]);
    const names = [...people.values()].map(({ username }) => username);
    yield { told: { id: String(id), kind: chat.kind, title: chat.title, people: names, messages }, files };
  }
}

async function* eachOwn(ctx: Context, chatId: Id): AsyncGenerator<{ row: MessageRow; of: FileRow[] }> {
  for (let above = 0; ;) {
    const rows = await selectOwnPart(ctx, { chatId, authorId: ownId(ctx), above, limit: AT_ONCE }, ctx.now());
    const last = rows.at(-1);
    if (last === undefined) return;
    const files = Map.groupBy(await selectFilesOf(ctx, rows.filter((row) => row.files > 0).map(({ id }) => id)), ({ message_id: id }) => id);
    for (const row of rows) yield { row, of: files.get(row.id) ?? [] };
    above = last.id;
  }
}

const nameOf = (file: FileRow): string => `${file.id}-${file.name}`;

const presentOwn = (row: MessageRow, files: readonly FileRow[]): object => ({
  id: String(row.id), created_at: timeOfId(row.id).toISOString(), written_at: row.written_at?.toISOString() ?? null, edited_at: row.edited_at?.toISOString() ?? null,
  text: row.body, opaque: row.opaque?.toString('base64') ?? null, reply_to_id: row.reply_to_id === null ? null : String(row.reply_to_id),
  files: files.map((file) => ({ ...presentFile(file), url: `private/${nameOf(file)}`, preview_url: null })),
});

/** A message as it was when somebody chose it for a report. */
export interface Snapshot {
  readonly messageId: Id;
  readonly authorId: Id;
  readonly writtenAt: Date;
  readonly text: string;
  readonly opaque: Buffer | null;
  /** What its files are called; the files themselves stay where they are. */
  readonly files: readonly string[];
}

/** Messages that the viewer chooses of a chat of theirs. @throws Refusal 404 for one that is not there for them, or was taken back */
export async function readForReport(ctx: Context, chatId: Id, messageIds: readonly Id[]): Promise<Snapshot[]> {
  const { member } = await getReadable(ctx, chatId);
  const wanted = [...new Set(messageIds)];
  const rows = (await selectAnywhere(ctx, wanted)).filter((row) => row.chat_id === chatId && row.deleted_at === null && isThere(row, member, ctx.now()));
  if (rows.length < wanted.length) throw notFound();
  const files = Map.groupBy(await selectFilesOf(ctx, wanted), ({ message_id: id }) => id);
  return rows.toSorted((a, b) => a.id - b.id).map((row) => ({
    messageId: row.id, authorId: row.author_id, writtenAt: timeOfId(row.id), text: row.body, opaque: row.opaque, files: (files.get(row.id) ?? []).map(({ name }) => name),
  }));
}

/** Whether somebody is in a chat of the viewer's, or asked. @throws Refusal 404 for a chat that is not theirs */
export async function isInChat(ctx: Context, chatId: Id, accountId: Id): Promise<boolean> {
  return (await getReadable(ctx, chatId)).chat.members.has(accountId);
}
