import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { json, rowsOf } from '#platform/db/database.ts';
import type { FileRow } from '../types.ts';

const FILE = 'id, chat_id, owner_id, message_id, kind, name, type, size, description, disk, preview, preview_type, meta, created_at';

/** What lies on the disk of a row. */
type OnDisk = Pick<FileRow, 'disk' | 'preview'>;
const ON_DISK = 'disk, preview';

export async function insertFile(tx: Context, row: FileRow): Promise<void> {
  await rowsOf(
    tx,
    `insert into chats.file (${FILE}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13::jsonb, $14)`,
    [
      row.id, row.chat_id, row.owner_id, row.message_id, row.kind, row.name, row.type, row.size, row.description, row.disk, row.preview, row.preview_type,
      json(row.meta), row.created_at,
    ],
  );
}

/** By the primary key. */
export async function selectFile(ctx: Context, chatId: Id, id: Id): Promise<FileRow | undefined> {
  const [row] = await rowsOf<FileRow>(ctx, `select ${FILE} from chats.file where id = $2 and chat_id = $1`, [chatId, id]);
  return row;
}

/** The files of some messages, in the order in which they were sent. By file_message. */
export function selectFilesOf(ctx: Context, messageIds: readonly Id[]): Promise<FileRow[]> {
  return rowsOf(ctx, `select ${FILE} from chats.file where message_id = any($1::bigint[]) order by id`, [messageIds]);
}

/** A page of the files that were sent in a chat, newest first. By file_of and the primary key of message. */
export function selectSent(ctx: Context, chatId: Id, page: { above: Id; below: Id; limit: number }, now: Date): Promise<FileRow[]> {
  return rowsOf(
    ctx,
    `select ${FILE.split(', ').map((name) => `f.${name}`).join(', ')} from chats.file f join chats.message m on m.id = f.message_id
     where f.chat_id = $1 and f.id < $3 and m.id > $2 and (m.expires_at is null or m.expires_at > $4) order by f.id desc limit $5`,
    [chatId, page.above, page.below, now, page.limit],
  );
}

/** How many an account has uploaded without sending them. By file_owner. */
export async function selectWaitingCount(ctx: Context, ownerId: Id): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(ctx, 'select count(*) as count from chats.file where owner_id = $1 and message_id is null', [ownerId]);
  return row?.count ?? 0;
}

/** Those of the owner's that were not sent yet become a message's. In one statement, so that two cannot both have one. @returns how many */
export async function updateToMessage(tx: Context, { chatId, ownerId, messageId, ids }: { chatId: Id; ownerId: Id; messageId: Id; ids: readonly Id[] }): Promise<FileRow[]> {
  return rowsOf<FileRow>(
    tx,
    `update chats.file set message_id = $3 where id = any($4::bigint[]) and chat_id = $1 and owner_id = $2 and message_id is null returning ${FILE}`,
    [chatId, ownerId, messageId, ids],
  );
}

/** By file_message. */
export function deleteFilesOfMessages(tx: Context, messageIds: readonly Id[]): Promise<OnDisk[]> {
  return rowsOf(tx, `delete from chats.file where message_id = any($1::bigint[]) returning ${ON_DISK}`, [messageIds]);
}

/** By file_of. */
export function deleteFilesOfChats(tx: Context, chatIds: readonly Id[]): Promise<OnDisk[]> {
  return rowsOf(tx, `delete from chats.file where chat_id = any($1::bigint[]) returning ${ON_DISK}`, [chatIds]);
}

/** By file_owner. */
export function deleteFilesOfOwner(tx: Context, ownerId: Id): Promise<OnDisk[]> {
  return rowsOf(tx, `delete from chats.file where owner_id = $1 returning ${ON_DISK}`, [ownerId]);
}

/** One that was not sent. By the primary key. */
export function deleteWaiting(tx: Context, { chatId, ownerId, id }: { chatId: Id; ownerId: Id; id: Id }): Promise<OnDisk[]> {
  return rowsOf(tx, `delete from chats.file where id = $3 and chat_id = $1 and owner_id = $2 and message_id is null returning ${ON_DISK}`, [chatId, ownerId, id]);
}

/** Those that nobody sent for long. By file_waiting. */
export function deleteForgotten(tx: Context, before: Date, limit: number): Promise<OnDisk[]> {
  return rowsOf(
    tx,
    `delete from chats.file where id in (select id from chats.file where message_id is null and created_at < $1 limit $2 for update skip locked) returning ${ON_DISK}`,
    [before, limit],
  );
}

/** Those of the names that a row has. By file_disk and file_preview. */
export async function selectKept(ctx: Context, names: readonly string[]): Promise<string[]> {
  const rows = await rowsOf<{ name: string }>(
    ctx,
    'select disk as name from chats.file where disk = any($1::text[]) union all select preview from chats.file where preview = any($1::text[])',
    [names],
  );
  return rows.map(({ name }) => name);
}
