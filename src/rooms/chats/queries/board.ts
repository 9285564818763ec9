/** What a chat keeps beside its messages: pins, notes, tasks. */

import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { NoteRow, TaskRow } from '../types.ts';

/** Whether it is new. */
export async function insertPin(tx: Context, row: { chatId: Id; messageId: Id; by: Id; at: Date }): Promise<boolean> {
  const rows = await rowsOf(
    tx, 'insert into chats.pin (message_id, chat_id, pinned_by, pinned_at) values ($1, $2, $3, $4) on conflict do nothing returning 1', [row.messageId, row.chatId, row.by, row.at],
  );
  return rows.length > 0;
}

/** Whether it was there. By the primary key. */
export async function deletePin(tx: Context, messageId: Id): Promise<boolean> {
  return (await rowsOf(tx, 'delete from chats.pin where message_id = $1 returning 1', [messageId])).length > 0;
}

/** The pinned messages of a chat. By pin_of. */
export async function selectPins(ctx: Context, chatId: Id): Promise<Id[]> {
  const rows = await rowsOf<{ message_id: Id }>(ctx, 'select message_id from chats.pin where chat_id = $1', [chatId]);
  return rows.map(({ message_id: id }) => id);
}

/** Those of some messages that are pinned. By the primary key. */
export async function selectPinned(ctx: Context, messageIds: readonly Id[]): Promise<Id[]> {
  const rows = await rowsOf<{ message_id: Id }>(ctx, 'select message_id from chats.pin where message_id = any($1::bigint[])', [messageIds]);
  return rows.map(({ message_id: id }) => id);
}

const NOTE = 'id, chat_id, made_by, revision, title, body, edited_by, edited_at';

/** By note_of. */
export function selectNotes(ctx: Context, chatId: Id): Promise<NoteRow[]> {
  return rowsOf(ctx, `select ${NOTE} from chats.note where chat_id = $1 order by id`, [chatId]);
}

/** By the primary key. */
export async function selectNote(ctx: Context, chatId: Id, id: Id): Promise<NoteRow | undefined> {
  const [row] = await rowsOf<NoteRow>(ctx, `select ${NOTE} from chats.note where id = $2 and chat_id = $1`, [chatId, id]);
  return row;
}

/** A note as it is from now on, and what it was among its revisions. */
export async function upsertNote(tx: Context, row: NoteRow): Promise<void> {
  await rowsOf(
    tx,
    `insert into chats.note (${NOTE}) values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (id) do update set revision = excluded.revision, title = excluded.title, body = excluded.body, edited_by = excluded.edited_by, edited_at = excluded.edited_at`,
    [row.id, row.chat_id, row.made_by, row.revision, row.title, row.body, row.edited_by, row.edited_at],
  );
  await rowsOf(
    tx,
    'insert into chats.revision (note_id, revision, title, body, edited_by, edited_at) values ($1, $2, $3, $4, $5, $6)',
    [row.id, row.revision, row.title, row.body, row.edited_by, row.edited_at],
  );
}

/** By the primary key. */
export async function deleteNote(tx: Context, id: Id): Promise<void> {
  await rowsOf(tx, 'delete from chats.note where id = $1', [id]);
}

/** The newest stay. By the primary key. */
export async function deleteRevisions(tx: Context, noteId: Id, below: number): Promise<void> {
  await rowsOf(tx, 'delete from chats.revision where note_id = $1 and revision < $2', [noteId, below]);
}

export type RevisionRow = Pick<NoteRow, 'revision' | 'title' | 'body' | 'edited_by' | 'edited_at'>;

/** Newest first. By the primary key. */
export function selectRevisions(ctx: Context, noteId: Id, since: Date): Promise<RevisionRow[]> {
  return rowsOf(ctx, 'select revision, title, body, edited_by, edited_at from chats.revision where note_id = $1 and edited_at >= $2 order by revision desc', [noteId, since]);
}

const TASK = 'id, chat_id, text, owner_id, due_at, made_by, done_by, done_at';

/** By task_of. */
export function selectTasks(ctx: Context, chatId: Id): Promise<TaskRow[]> {
  return rowsOf(ctx, `select ${TASK} from chats.task where chat_id = $1 order by id`, [chatId]);
}

/** By the primary key. */
export async function selectTask(ctx: Context, chatId: Id, id: Id): Promise<TaskRow | undefined> {
  const [row] = await rowsOf<TaskRow>(ctx, `select ${TASK} from chats.task where id = $2 and chat_id = $1`, [chatId, id]);
  return row;
}

export async function upsertTask(tx: Context, row: TaskRow): Promise<void> {
  await rowsOf(
    tx,
    `insert into chats.task (${TASK}) values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (id) do update set text = excluded.text, owner_id = excluded.owner_id, due_at = excluded.due_at, done_by = excluded.done_by, done_at = excluded.done_at`,
    [row.id, row.chat_id, row.text, row.owner_id, row.due_at, row.made_by, row.done_by, row.done_at],
  );
}

/** By the primary key. */
export async function deleteTask(tx: Context, id: Id): Promise<void> {
  await rowsOf(tx, 'delete from chats.task where id = $1', [id]);
}

/** What was somebody's alone: notes that nobody else changed, what notes were by them, tasks they wrote down. By note_maker, revision_editor and task_maker. @returns what is gone */
export async function deleteBoardOf(tx: Context, accountId: Id): Promise<{ id: Id; chat_id: Id; what: 'note' | 'task' }[]> {
  const notes = await rowsOf<{ id: Id; chat_id: Id }>(
    tx,
    `delete from chats.note n where made_by = $1 and not exists (select 1 from chats.revision r where r.note_id = n.id and r.edited_by <> $1) returning id, chat_id`,
    [accountId],
  );
  await rowsOf(tx, 'delete from chats.revision where edited_by = $1', [accountId]);
  const tasks = await rowsOf<{ id: Id; chat_id: Id }>(tx, 'delete from chats.task where made_by = $1 returning id, chat_id', [accountId]);
  return [...notes.map((note) => ({ ...note, what: 'note' as const })), ...tasks.map((task) => ({ ...task, what: 'task' as const }))];
}

/** Whoever is out of a chat, or gone, has no task in it any more. By task_of, or task_owner. @returns those that changed */
export function updateOwnerless(tx: Context, ownerId: Id, chatId?: Id): Promise<{ id: Id; chat_id: Id }[]> {
  return rowsOf(
    tx,
    `update chats.task set owner_id = null where owner_id = $1 ${chatId === undefined ? '' : 'and chat_id = $2'} returning id, chat_id`,
    chatId === undefined ? [ownerId] : [ownerId, chatId],
  );
}
