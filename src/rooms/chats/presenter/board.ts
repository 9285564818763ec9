/** Notes, tasks and links → the entities that docs/chats.md tells of. */

import { Type } from 'typebox';
import { AccountReply } from '#accounts';
import type { AccountJson } from '#accounts';
import { timeOfId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import type { RevisionRow } from '../queries/board.ts';
import type { LinkRow, NoteRow, TaskRow } from '../types.ts';
import { time } from './chats.ts';

const Text = Type.String({ maxLength: 100_000 });
const TextOrNull = Type.Union([Text, Type.Null()]);
const AccountOrNull = Type.Union([AccountReply, Type.Null()]);
type People = ReadonlyMap<Id, AccountJson>;

const said = { title: Text, text: Text, revision: Type.Integer(), account: AccountOrNull, edited_at: Text };
export const NoteReply = Type.Object({ id: Text, chat_id: Text, ...said, made_by: AccountOrNull, created_at: Text });
export const RevisionReply = Type.Object(said);
export const TaskReply = Type.Object({
  id: Text, chat_id: Text, text: Text, account: AccountOrNull, due_at: TextOrNull, done_at: TextOrNull, done_by: AccountOrNull, made_by: AccountOrNull, created_at: Text,
});
export const LinkReply = Type.Object({ token: Text, url: Text, expires_at: Text });

const personOf = (people: People, id: Id | null): AccountJson | null => (id === null ? null : (people.get(id) ?? null));

/** What a note was or is. */
export const presentRevision = ({ title, body, revision, edited_by: editor, edited_at: at }: RevisionRow, people: People): object =>
  ({ title, text: body, revision, account: personOf(people, editor), edited_at: at.toISOString() });

/** The Note entity; `account`: who changed it last. */
export const presentNote = (note: NoteRow, people: People): object => ({
  id: String(note.id), chat_id: String(note.chat_id), ...presentRevision(note, people), made_by: personOf(people, note.made_by), created_at: timeOfId(note.id).toISOString(),
});

/** The Task entity; `account`: whose it is. */
export const presentTask = (task: TaskRow, people: People): object => ({
  id: String(task.id), chat_id: String(task.chat_id), text: task.text, account: personOf(people, task.owner_id), due_at: time(task.due_at),
  done_at: time(task.done_at), done_by: personOf(people, task.done_by), made_by: personOf(people, task.made_by), created_at: timeOfId(task.id).toISOString(),
});

/** The link by which people ask to come in. */
export const presentLink = (origin: string, { token, expires_at: at }: LinkRow): object => ({ token, url: `${origin}/join/${token}`, expires_at: at.toISOString() });
