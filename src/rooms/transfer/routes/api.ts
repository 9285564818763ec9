/** What one brings and takes along, for programs. Ours alone: the field has no such API. */

import { Readable } from 'node:stream';
import { Type } from 'typebox';
import { forbidden, invalid, notFound } from '#kit/errors.ts';
import { parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { oneOf } from '#kit/one-of.ts';
import { route } from '#platform/http/route.ts';
import type { Exchange, Route } from '#platform/http/route.ts';
import { importList } from '../commands/import-list.ts';
import { cancelTask, getTask } from '../commands/tasks.ts';
import { presentTask } from '../presenter/task.ts';
import { exportList, readTasks } from '../reads.ts';
import { LISTS } from '../types.ts';
import type { ListKind } from '../types.ts';

/** As the field limits what is imported: 100,000 lines of an address and a few words. */
export const MOST_FILE_BYTES = 10 * 1024 * 1024;

/** To bring something along, all of `write`: whom a list names is followed, too. */
const SCOPES: Readonly<Record<ListKind, { read: string; write: readonly string[] }>> = {
  follows: { read: 'read:follows', write: ['write:follows'] },
  blocks: { read: 'read:blocks', write: ['write:blocks'] },
  mutes: { read: 'read:mutes', write: ['write:mutes'] },
  bookmarks: { read: 'read:bookmarks', write: ['write:bookmarks'] },
  lists: { read: 'read:lists', write: ['write:lists', 'write:follows'] },
  domain_blocks: { read: 'read:blocks', write: ['write:blocks'] },
};

const TaskReply = Type.Object({
  id: Type.String({ maxLength: 300 }),
  kind: Type.String({ maxLength: 300 }),
  mode: Type.String({ maxLength: 300 }),
  state: Type.String({ maxLength: 300 }),
  total: Type.Integer(),
  done: Type.Integer(),
  failed: Type.Integer(),
  notes: Type.Array(Type.Object({ line: Type.Integer(), text: Type.String({ maxLength: 300 }), reason: Type.String({ maxLength: 300 }) })),
  gaps: Type.Array(Type.Object({ reason: Type.String({ maxLength: 300 }), count: Type.Integer() })),
  created_at: Type.String({ maxLength: 300 }),
  finished_at: Type.Union([Type.String({ maxLength: 300 }), Type.Null()]),
});
const IdParams = Type.Object({ id: Type.String({ maxLength: 20 }) });

export function idOf(text: string): Id {
  const id = parseId(text);
  if (id === undefined) throw notFound();
  return id;
}

/** The file as an answer that goes out as it is read. */
export function sendList({ reply }: Exchange, kind: ListKind, lines: AsyncGenerator<string>): unknown {
  void reply.header('Content-Disposition', `attachment; filename="${kind}.csv"`).header('Cache-Control', 'private, no-store');
  return reply.type('text/csv; charset=utf-8').send(Readable.from(lines));
}

export const apiRoutes: readonly Route[] = [
  ...LISTS.map((kind) => route({
    method: 'GET', path: `/api/v1/exports/${kind}.csv`, who: 'member', scope: SCOPES[kind].read, summary: `Your ${kind.replace('_', ' ')} as a file in the field's form`,
    run: (ctx, _input, exchange) => sendList(exchange, kind, exportList(ctx, kind)),
  })),
  route({
    method: 'POST', path: '/api/v1/imports', who: 'member', scope: [...new Set(LISTS.flatMap((kind) => SCOPES[kind].write))], rate: 'upload',
    summary: 'Takes in a file of follows, blocks, mutes, bookmarks, lists or blocked servers', fileBytes: MOST_FILE_BYTES,
    body: Type.Object({
      kind: oneOf(LISTS),
      mode: Type.Optional(oneOf(['merge', 'overwrite'])),
    }),
    reply: TaskReply,
    async run(ctx, { body }, { files, caller }) {
      const { kind, mode = 'merge' } = body;
      if (!SCOPES[kind].write.every((scope) => caller?.scopes.has(scope))) throw forbidden('This action is outside the authorized scopes');
      const file = files.find(({ field }) => field === 'file');
      if (file === undefined) throw invalid('Validation failed: file is missing');
      return presentTask(await getTask(ctx, await importList(ctx, { kind, mode, bytes: file.bytes })));
    },
  }),
  route({
    method: 'GET', path: '/api/v1/imports', who: 'member', scope: 'read:accounts', summary: 'What you brought or took along, newest first', reply: Type.Array(TaskReply),
    run: async (ctx) => (await readTasks(ctx)).map(presentTask),
  }),
  route({
    method: 'GET', path: '/api/v1/imports/:id', who: 'member', scope: 'read:accounts', summary: 'How far one of them is', params: IdParams, reply: TaskReply,
    run: async (ctx, { params }) => presentTask(await getTask(ctx, idOf(params.id))),
  }),
  route({
    method: 'DELETE', path: '/api/v1/imports/:id', who: 'member', scope: 'write:accounts', summary: 'Stops one of them; what it has done stays', params: IdParams, reply: TaskReply,
    async run(ctx, { params }) {
      await cancelTask(ctx, idOf(params.id));
      return presentTask(await getTask(ctx, idOf(params.id)));
    },
  }),
];
