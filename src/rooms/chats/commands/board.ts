/** What a chat keeps beside its messages: pinned messages, notes, tasks. Everybody who may write in it may change them. */

import { conflict, forbidden, invalid, notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { newId, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { checkBound } from '../bound.ts';
import { boardChanged, messageChanged } from '../events.ts';
import { deleteNote, deletePin, deleteRevisions, deleteTask, insertPin, selectNote, selectNotes, selectPins, selectTask, selectTasks, upsertNote, upsertTask } from '../queries/board.ts';
import { selectMessage } from '../queries/messages.ts';
import { isThere, mayWrite, tidyText } from '../rules.ts';
import type { ChatFacts, MemberRow, NoteRow, TaskRow } from '../types.ts';
import { holdChat } from './chats.ts';

const MOST_PINS = 50;
const MOST_NOTES = 100;
const MOST_TASKS = 500;
const KEPT_REVISIONS = 50;
const TITLE = 100;
const NOTE = 20_000;
const TASK = 500;

/** A chat of the viewer's in which they may write. @throws Refusal 404, 403 */
async function holdAsWriter(tx: Context, chatId: Id): Promise<{ chat: ChatFacts; member: MemberRow }> {
  const held = await holdChat(tx, chatId);
  if (held.member.state !== 'in') throw notFound();
  if (!mayWrite(held.chat, held.member)) throw forbidden('The conversation is locked');
  await checkBound(tx, held.chat, held.member.account_id);
  return held;
}

/** Pins a message for everybody, or no longer. Safe to repeat. @throws Refusal 404, 403, 409, 422 */
export function pinMessage(ctx: Context, chatId: Id, id: Id, wanted: boolean): Promise<void> {
  return transaction(ctx, async (tx) => {
    const { member } = await holdAsWriter(tx, chatId);
    const message = await selectMessage(tx, chatId, id, true);
    if (message === undefined || !isThere(message, member, tx.now())) throw notFound();
    if (message.deleted_at !== null) throw conflict('The message was taken back');
    if (wanted && (await selectPins(tx, chatId)).length >= MOST_PINS) throw invalid(`Validation failed: a conversation has ${MOST_PINS} pinned messages at most`);
    const changed = wanted ? await insertPin(tx, { chatId, messageId: id, by: member.account_id, at: tx.now() }) : await deletePin(tx, id);
    if (changed) tx.emit(messageChanged, { chatId, messageId: id });
  });
}

interface NoteWish {
  readonly title: string;
  readonly text: string;
}

const tidyNote = ({ title, text }: NoteWish): Pick<NoteRow, 'title' | 'body'> => ({ title: tidyText('title', title, TITLE), body: tidyText('text', text, NOTE, true) });

/** Begins a note. @throws Refusal 404, 403, 422 */
export function makeNote(ctx: Context, chatId: Id, wish: NoteWish): Promise<Id> {
  const said = tidyNote(wish);
  return transaction(ctx, async (tx) => {
    const { member } = await holdAsWriter(tx, chatId);
    if ((await selectNotes(tx, chatId)).length >= MOST_NOTES) throw invalid(`Validation failed: a conversation has ${MOST_NOTES} notes at most`);
    const id = newId(tx);
    await upsertNote(tx, { id, chat_id: chatId, made_by: member.account_id, revision: 1, ...said, edited_by: member.account_id, edited_at: tx.now() });
    tx.emit(boardChanged, { chatId, what: 'note', boardId: id });
    return id;
  });
}

/**
 * Changes a note, if it is still as the viewer saw it.
 * @returns whether it was: else somebody was there first, and nothing is changed
 * @throws Refusal 404, 403, 422
 */
export function editNote(ctx: Context, chatId: Id, id: Id, wish: NoteWish & { revision: number }): Promise<boolean> {
  const said = tidyNote(wish);
  return transaction(ctx, async (tx) => {
    const { member } = await holdAsWriter(tx, chatId);
    const note = await selectNote(tx, chatId, id);
    if (note === undefined) throw notFound();
    if (note.title === said.title && note.body === said.body) return true;
    if (note.revision !== wish.revision) return false;
    await upsertNote(tx, { ...note, ...said, revision: note.revision + 1, edited_by: member.account_id, edited_at: tx.now() });
    await deleteRevisions(tx, id, note.revision + 2 - KEPT_REVISIONS);
    tx.emit(boardChanged, { chatId, what: 'note', boardId: id });
    return true;
  });
}

/** @throws Refusal 404, 403 */
export function removeNote(ctx: Context, chatId: Id, id: Id): Promise<void> {
  return transaction(ctx, async (tx) => {
    await holdAsWriter(tx, chatId);
    if ((await selectNote(tx, chatId, id)) === undefined) throw notFound();
    await deleteNote(tx, id);
    tx.emit(boardChanged, { chatId, what: 'note', boardId: id });
  });
}

export interface TaskWish {
  readonly text?: string | undefined;
  /** Null: nobody's yet. */
  readonly ownerId?: Id | null | undefined;
  readonly dueAt?: Date | null | undefined;
  readonly done?: boolean | undefined;
}

/** A task with what is wished for in its place. @throws Refusal 422 for an owner who is not in the chat */
function amended(tx: Context, { chat, member }: { chat: ChatFacts; member: MemberRow }, before: TaskRow, wish: TaskWish): TaskRow {
  const ownerId = wish.ownerId === undefined ? before.owner_id : wish.ownerId;
  if (ownerId !== null && ownerId !== before.owner_id && chat.members.get(ownerId)?.state !== 'in') throw invalid('Validation failed: account_id is of somebody who is not in the conversation');
  const done = wish.done === undefined ? {} : wish.done ? { done_at: before.done_at ?? tx.now(), done_by: before.done_by ?? member.account_id } : { done_at: null, done_by: null };
  return {
    ...before, ...done, owner_id: ownerId, due_at: wish.dueAt === undefined ? before.due_at : wish.dueAt,
    text: wish.text === undefined ? before.text : tidyText('text', wish.text, TASK),
  };
}

/** @throws Refusal 404, 403, 422 */
export function makeTask(ctx: Context, chatId: Id, wish: TaskWish & { text: string }): Promise<Id> {
  return transaction(ctx, async (tx) => {
    const held = await holdAsWriter(tx, chatId);
    if ((await selectTasks(tx, chatId)).length >= MOST_TASKS) throw invalid(`Validation failed: a conversation has ${MOST_TASKS} tasks at most`);
    const blank: TaskRow = { id: newId(tx), chat_id: chatId, text: '', owner_id: null, due_at: null, made_by: held.member.account_id, done_by: null, done_at: null };
    await upsertTask(tx, amended(tx, held, blank, wish));
    tx.emit(boardChanged, { chatId, what: 'task', boardId: blank.id });
    return blank.id;
  });
}

/** @throws Refusal 404, 403, 422 */
export function editTask(ctx: Context, chatId: Id, id: Id, wish: TaskWish): Promise<void> {
  return transaction(ctx, async (tx) => {
    const held = await holdAsWriter(tx, chatId);
    const task = await selectTask(tx, chatId, id);
    if (task === undefined) throw notFound();
    await upsertTask(tx, amended(tx, held, task, wish));
    tx.emit(boardChanged, { chatId, what: 'task', boardId: id });
  });
}

/** @throws Refusal 404, 403 */
export function removeTask(ctx: Context, chatId: Id, id: Id): Promise<void> {
  return transaction(ctx, async (tx) => {
    await holdAsWriter(tx, chatId);
    if ((await selectTask(tx, chatId, id)) === undefined) throw notFound();
    await deleteTask(tx, id);
    tx.emit(boardChanged, { chatId, what: 'task', boardId: id });
  });
}
