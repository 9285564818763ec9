/** Pins, notes and tasks of private conversations, over HTTP. */

import { Type } from 'typebox';
import { oneOf } from '#kit/one-of.ts';
import { route, updateRoutes } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { editNote, editTask, makeNote, makeTask, pinMessage, removeNote, removeTask } from '../commands/board.ts';
import type { TaskWish } from '../commands/board.ts';
import { NoteReply, RevisionReply, TaskReply } from '../presenter/board.ts';
import { MessageReply } from '../presenter/chats.ts';
import { readNote, readNotes, readPins, readRevisions, readTask, readTasks } from '../reads/board.ts';
import { showMessage } from '../reads/messages.ts';
import { BASE, ChatParams, IdText, MessageParams, idIn, idOf, timeIn } from './input.ts';

const Empty = Type.Object({});
const NoteParams = Type.Object({ id: IdText, note_id: IdText });
const TaskParams = Type.Object({ id: IdText, task_id: IdText });
const Title = Type.String({ maxLength: 500 });
const Long = Type.String({ maxLength: 200_000 });

const pin = (method: 'POST' | 'DELETE', summary: string): Route =>
  route({
    method, path: `${BASE}/:id/messages/:message_id/pin`, who: 'member', scope: 'write:statuses', summary, params: MessageParams, reply: MessageReply,
    async run(ctx, { params }) {
      await pinMessage(ctx, idOf(params.id), idOf(params.message_id), method === 'POST');
      return showMessage(ctx, idOf(params.id), idOf(params.message_id));
    },
  });

const notes: readonly Route[] = [
  route({
    method: 'GET', path: `${BASE}/:id/notes`, who: 'member', scope: 'read:statuses', summary: 'The notes of a private conversation', params: ChatParams, reply: Type.Array(NoteReply),
    run: (ctx, { params }) => readNotes(ctx, idOf(params.id)),
  }),
  route({
    method: 'POST', path: `${BASE}/:id/notes`, who: 'member', scope: 'write:statuses', summary: 'Begins a note that everybody in the conversation may change', params: ChatParams,
    body: Type.Object({ title: Title, text: Type.Optional(Long) }), reply: NoteReply,
    run: async (ctx, { params, body }) => readNote(ctx, idOf(params.id), await makeNote(ctx, idOf(params.id), { title: body.title, text: body.text ?? '' })),
  }),
  route({
    method: 'GET', path: `${BASE}/:id/notes/:note_id`, who: 'member', scope: 'read:statuses', summary: 'A note of a private conversation', params: NoteParams, reply: NoteReply,
    run: (ctx, { params }) => readNote(ctx, idOf(params.id), idOf(params.note_id)),
  }),
  ...updateRoutes({
    path: `${BASE}/:id/notes/:note_id`, who: 'member', scope: 'write:statuses', summary: 'Changes a note; 409 with the newer one where somebody was there first', params: NoteParams,
    body: Type.Object({ title: Title, text: Long, revision: Type.Integer({ minimum: 1, maximum: 2_000_000_000 }) }), reply: NoteReply,
    async run(ctx, { params, body }, { reply }) {
      const done = await editNote(ctx, idOf(params.id), idOf(params.note_id), body);
      const note = await readNote(ctx, idOf(params.id), idOf(params.note_id));
      if (done) return note;
      void reply.code(409);
      return { error: 'Somebody else changed this note meanwhile', note };
    },
  }),
  route({
    method: 'DELETE', path: `${BASE}/:id/notes/:note_id`, who: 'member', scope: 'write:statuses', summary: 'Removes a note', params: NoteParams, reply: Empty,
    async run(ctx, { params }) {
      await removeNote(ctx, idOf(params.id), idOf(params.note_id));
      return {};
    },
  }),
  route({
    method: 'GET', path: `${BASE}/:id/notes/:note_id/revisions`, who: 'member', scope: 'read:statuses', summary: 'What a note was, newest first', params: NoteParams, reply: Type.Array(RevisionReply),
    run: (ctx, { params }) => readRevisions(ctx, idOf(params.id), idOf(params.note_id)),
  }),
];

const Task = {
  account_id: Type.Optional(Type.Union([IdText, Type.Null()])), due_at: Type.Optional(Type.Union([Type.String({ maxLength: 40 }), Type.Null()])), done: Type.Optional(Type.Boolean()),
};

function taskIn({ text, account_id: owner, due_at: due, done }: { text?: string; account_id?: string | null; due_at?: string | null; done?: boolean }): TaskWish {
  return { text, done, ownerId: owner == null ? owner : idIn('account_id', owner), dueAt: due == null ? due : timeIn('due_at', due) };
}

const tasks: readonly Route[] = [
  route({
    method: 'GET', path: `${BASE}/:id/tasks`, who: 'member', scope: 'read:statuses', summary: 'The tasks of a private conversation, open ones first', params: ChatParams,
    query: Type.Object({ state: Type.Optional(oneOf(['open', 'done'])) }), reply: Type.Array(TaskReply),
    run: (ctx, { params, query }) => readTasks(ctx, idOf(params.id), query.state),
  }),
  route({
    method: 'POST', path: `${BASE}/:id/tasks`, who: 'member', scope: 'write:statuses', summary: 'Writes down a task, of somebody or of nobody yet', params: ChatParams,
    body: Type.Object({ text: Type.String({ maxLength: 3000 }), ...Task }), reply: TaskReply,
    run: async (ctx, { params, body }) => readTask(ctx, idOf(params.id), await makeTask(ctx, idOf(params.id), { ...taskIn(body), text: body.text })),
  }),
  ...updateRoutes({
    path: `${BASE}/:id/tasks/:task_id`, who: 'member', scope: 'write:statuses', summary: 'Changes a task: what it is, whose, until when, and that it is done', params: TaskParams,
    body: Type.Object({ text: Type.Optional(Type.String({ maxLength: 3000 })), ...Task }), reply: TaskReply,
    async run(ctx, { params, body }) {
      await editTask(ctx, idOf(params.id), idOf(params.task_id), taskIn(body));
      return readTask(ctx, idOf(params.id), idOf(params.task_id));
    },
  }),
  route({
    method: 'DELETE', path: `${BASE}/:id/tasks/:task_id`, who: 'member', scope: 'write:statuses', summary: 'Removes a task', params: TaskParams, reply: Empty,
    async run(ctx, { params }) {
      await removeTask(ctx, idOf(params.id), idOf(params.task_id));
      return {};
    },
  }),
];

export const boardRoutes: readonly Route[] = [
  route({
    method: 'GET', path: `${BASE}/:id/pins`, who: 'member', scope: 'read:statuses', summary: 'The pinned messages of a private conversation, newest first', params: ChatParams, reply: Type.Array(MessageReply),
    run: (ctx, { params }) => readPins(ctx, idOf(params.id)),
  }),
  pin('POST', 'Pins a message for everybody in the conversation'),
  pin('DELETE', 'Pins a message no longer'),
  ...notes,
  ...tasks,
];
