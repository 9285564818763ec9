/** Help in a group, over HTTP. */

import { Type } from 'typebox';
import { badRequest, notFound } from '#kit/errors.ts';
import { parseCursor, parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { oneOf } from '#kit/one-of.ts';
import { linkHeader } from '#kit/pages.ts';
import { route, updateRoutes } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { act, ask, reword, thank } from './commands.ts';
import { HelpReply } from './presenter.ts';
import { readHelp, showHelp } from './reads.ts';
import type { ActKind } from './types.ts';

const BASE = '/api/perchoir/v1/groups/:id/help';
const IdText = Type.String({ maxLength: 20 });
/** A group is named by its id or its handle. */
const Of = Type.String({ maxLength: 60 });
const GroupParams = Type.Object({ id: Of });
const Params = Type.Object({ id: Of, help_id: IdText });
const Long = Type.String({ maxLength: 50_000 });
const PRESET = 20;
const MOST = 80;

/** @throws Refusal 404 */
function idOf(text: string): Id {
  const id = parseId(text);
  if (id === undefined) throw notFound();
  return id;
}

/** @throws Refusal 400 */
function cursorOf(text: string | undefined): Id | undefined {
  if (text === undefined || text === '') return undefined;
  const id = parseCursor(text);
  if (id === undefined) throw badRequest('A cursor is not valid');
  return id;
}

const doing = (path: string, kind: ActKind, summary: string): Route =>
  route({
    method: 'POST', path: `${BASE}/:help_id/${path}`, who: 'member', scope: 'write:statuses', summary, params: Params, reply: HelpReply,
    async run(ctx, { params }) {
      await act(ctx, params.id, idOf(params.help_id), { kind });
      return showHelp(ctx, params.id, idOf(params.help_id));
    },
  });

export const routes: readonly Route[] = [
  route({
    method: 'GET', path: BASE, who: 'member', scope: 'read:statuses', summary: 'Help asked for in a group: what is open, or what is over, newest first', params: GroupParams,
    query: Type.Object({ shelf: Type.Optional(oneOf(['open', 'closed'])), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })), max_id: Type.Optional(IdText) }),
    reply: Type.Array(HelpReply),
    async run(ctx, { params, query }, { href, reply }) {
      const { shown, cursors } = await readHelp(ctx, params.id, query.shelf ?? 'open', { limit: Math.min(query.limit ?? PRESET, MOST), maxId: cursorOf(query.max_id) });
      const link = linkHeader(href, cursors);
      if (link !== undefined) void reply.header('Link', link);
      return shown;
    },
  }),
  route({
    method: 'POST', path: BASE, who: 'member', scope: 'write:statuses', summary: 'Asks a group for help', params: GroupParams, body: Type.Object({ text: Long }), reply: HelpReply,
    run: async (ctx, { params, body }) => showHelp(ctx, params.id, await ask(ctx, params.id, body.text)),
  }),
  route({
    method: 'GET', path: `${BASE}/:help_id`, who: 'member', scope: 'read:statuses', summary: 'What somebody asked for, and what became of it', params: Params, reply: HelpReply,
    run: (ctx, { params }) => showHelp(ctx, params.id, idOf(params.help_id)),
  }),
  ...updateRoutes({
    path: `${BASE}/:help_id`, who: 'member', scope: 'write:statuses', summary: 'Asks for it in other words', params: Params, body: Type.Object({ text: Long }), reply: HelpReply,
    async run(ctx, { params, body }) {
      await reword(ctx, params.id, idOf(params.help_id), body.text);
      return showHelp(ctx, params.id, idOf(params.help_id));
    },
  }),
  doing('take', 'take', 'Is on it'),
  doing('let_go', 'letGo', 'Is on it no more'),
  route({
    method: 'POST', path: `${BASE}/:help_id/answer`, who: 'member', scope: 'write:statuses', summary: 'Says that it is answered, and how', params: Params, body: Type.Object({ text: Type.Optional(Long) }), reply: HelpReply,
    async run(ctx, { params, body }) {
      await act(ctx, params.id, idOf(params.help_id), { kind: 'answer', answer: body.text });
      return showHelp(ctx, params.id, idOf(params.help_id));
    },
  }),
  doing('confirm', 'confirm', 'Says, as who asked, that it is done'),
  doing('reopen', 'reopen', 'Says, as who asked, that it is not done yet'),
  doing('withdraw', 'withdraw', 'Asks for it no more'),
  route({
    method: 'POST', path: `${BASE}/:help_id/thanks`, who: 'member', scope: 'write:statuses', summary: 'A word for somebody who helped, which the two alone see', params: Params,
    body: Type.Object({ account_id: IdText, text: Long }), reply: HelpReply,
    async run(ctx, { params, body }) {
      await thank(ctx, params.id, idOf(params.help_id), { accountId: idOf(body.account_id), text: body.text });
      return showHelp(ctx, params.id, idOf(params.help_id));
    },
  }),
];
