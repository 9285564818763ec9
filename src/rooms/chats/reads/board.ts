import { showAccounts } from '#accounts';
import type { AccountJson } from '#accounts';
import { notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { presentNote, presentRevision, presentTask } from '../presenter/board.ts';
import { selectNote, selectNotes, selectPins, selectRevisions, selectTask, selectTasks } from '../queries/board.ts';
import { selectAnywhere } from '../queries/search.ts';
import type { MemberRow, NoteRow, TaskRow } from '../types.ts';
import { getReadable, showFound } from './messages.ts';

/** Whoever is in a chat: those who are only asked see nothing of what it keeps. @throws Refusal 404 */
async function getInside(ctx: Context, chatId: Id): Promise<MemberRow> {
  const { member } = await getReadable(ctx, chatId);
  if (member.state !== 'in') throw notFound();
  return member;
}

/** The pinned messages that the viewer may read, newest first. @throws Refusal 404 */
export async function readPins(ctx: Context, chatId: Id): Promise<object[]> {
  await getInside(ctx, chatId);
  const rows = await selectAnywhere(ctx, await selectPins(ctx, chatId));
  return showFound(ctx, rows.toSorted((a, b) => b.id - a.id));
}

async function showAll<Row>(ctx: Context, rows: readonly Row[], idsOf: (row: Row) => (Id | null)[], present: (row: Row, people: ReadonlyMap<Id, AccountJson>) => object): Promise<object[]> {
  const people = await showAccounts(ctx, rows.flatMap((row) => idsOf(row).filter((id) => id !== null)));
  return rows.map((row) => present(row, people));
}

const notePeople = ({ made_by: maker, edited_by: editor }: NoteRow): Id[] => [maker, editor];
const taskPeople = ({ owner_id: owner, made_by: maker, done_by: doer }: TaskRow): (Id | null)[] => [owner, maker, doer];

/** @throws Refusal 404 */
export async function readNotes(ctx: Context, chatId: Id): Promise<object[]> {
  await getInside(ctx, chatId);
  return showAll(ctx, await selectNotes(ctx, chatId), notePeople, presentNote);
}

/** @throws Refusal 404 */
export async function readNote(ctx: Context, chatId: Id, id: Id): Promise<object> {
  await getInside(ctx, chatId);
  const note = await selectNote(ctx, chatId, id);
  if (note === undefined) throw notFound();
  return (await showAll(ctx, [note], notePeople, presentNote))[0] as object;
}

/** What a note was, newest first: as far as it was since the viewer came. @throws Refusal 404 */
export async function readRevisions(ctx: Context, chatId: Id, id: Id): Promise<object[]> {
  const member = await getInside(ctx, chatId);
  if ((await selectNote(ctx, chatId, id)) === undefined) throw notFound();
  const since = member.after_id === 0 ? new Date(0) : member.changed_at;
  return showAll(ctx, await selectRevisions(ctx, id, since), ({ edited_by: editor }) => [editor], presentRevision);
}

/** Open ones first as they were made; done ones the last done first. @throws Refusal 404 */
export async function readTasks(ctx: Context, chatId: Id, which: 'open' | 'done' | undefined): Promise<object[]> {
  await getInside(ctx, chatId);
  const rows = await selectTasks(ctx, chatId);
  const open = rows.filter(({ done_at: at }) => at === null);
  const done = rows.filter(({ done_at: at }) => at !== null).toSorted((a, b) => Number(b.done_at) - Number(a.done_at));
  return showAll(ctx, which === 'open' ? open : which === 'done' ? done : [...open, ...done], taskPeople, presentTask);
}

/** @throws Refusal 404 */
export async function readTask(ctx: Context, chatId: Id, id: Id): Promise<object> {
  await getInside(ctx, chatId);
  const task = await selectTask(ctx, chatId, id);
  if (task === undefined) throw notFound();
  return (await showAll(ctx, [task], taskPeople, presentTask))[0] as object;
}
