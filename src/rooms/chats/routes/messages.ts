/** Messages of private conversations, over HTTP. */

import { Type } from 'typebox';
import { linkHeader } from '#kit/pages.ts';
import { invalid } from '#kit/errors.ts';
import { route, updateRoutes } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { deleteMessage, editMessage, markRead, react, sendMessage } from '../commands/messages.ts';
import { MessageReply } from '../presenter.ts';
import { readMessages, showMessage } from '../reads/messages.ts';
import { tellTyping } from '../streams.ts';
import { BASE, ChatParams, IdText, Limit, MessageParams, cursorOf, idIn, idOf } from './input.ts';

const PRESET = 40;
const MOST = 100;
const LONGEST_TEXT = 100_000;
const Empty = Type.Object({});

function timeIn(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw invalid('Validation failed: written_at is not a time');
  return new Date(ms);
}

const reaction = (method: 'POST' | 'DELETE', summary: string): Route =>
  route({
    method, path: `${BASE}/:id/messages/:message_id/reactions`, who: 'member', scope: 'write:statuses', summary, params: MessageParams,
    body: Type.Object({ name: Type.String({ maxLength: 100 }) }), reply: MessageReply,
    async run(ctx, { params, body }) {
      await react(ctx, idOf(params.id), idOf(params.message_id), { name: body.name, wanted: method === 'POST' });
      return showMessage(ctx, idOf(params.id), idOf(params.message_id));
    },
  });

export const messageRoutes: readonly Route[] = [
  route({
    method: 'GET', path: `${BASE}/:id/messages`, who: 'member', scope: 'read:statuses', summary: 'Messages of a private conversation, newest first', params: ChatParams,
    query: Type.Object({ limit: Limit, max_id: Type.Optional(IdText), since_id: Type.Optional(IdText), min_id: Type.Optional(IdText) }), reply: Type.Array(MessageReply),
    async run(ctx, { params, query }, { href, reply }) {
      const page = { limit: Math.min(query.limit ?? PRESET, MOST), maxId: cursorOf(query.max_id), sinceId: cursorOf(query.since_id), minId: cursorOf(query.min_id) };
      const { shown, cursors } = await readMessages(ctx, idOf(params.id), page);
      const link = linkHeader(href, cursors);
      if (link !== undefined) void reply.header('Link', link);
      return shown;
    },
  }),
  route({
    method: 'POST', path: `${BASE}/:id/messages`, who: 'member', scope: 'write:statuses', summary: 'Sends a message; the same client_key again is the same message', params: ChatParams,
    body: Type.Object({
      text: Type.String({ maxLength: LONGEST_TEXT }), client_key: Type.String({ minLength: 1, maxLength: 100 }), reply_to_id: Type.Optional(Type.Union([IdText, Type.Null()])),
      written_at: Type.Optional(Type.String({ maxLength: 40 })),
    }),
    reply: MessageReply,
    async run(ctx, { params, body }) {
      const id = await sendMessage(ctx, idOf(params.id), {
        text: body.text, clientKey: body.client_key, replyToId: body.reply_to_id == null ? undefined : idIn('reply_to_id', body.reply_to_id), writtenAt: timeIn(body.written_at),
      });
      return showMessage(ctx, idOf(params.id), id);
    },
  }),
  route({
    method: 'GET', path: `${BASE}/:id/messages/:message_id`, who: 'member', scope: 'read:statuses', summary: 'A message of a private conversation', params: MessageParams, reply: MessageReply,
    run: (ctx, { params }) => showMessage(ctx, idOf(params.id), idOf(params.message_id)),
  }),
  ...updateRoutes({
    path: `${BASE}/:id/messages/:message_id`, who: 'member', scope: 'write:statuses', summary: "Edits a message of one's own, for a day", params: MessageParams,
    body: Type.Object({ text: Type.String({ maxLength: LONGEST_TEXT }) }), reply: MessageReply,
    async run(ctx, { params, body }) {
      await editMessage(ctx, idOf(params.id), idOf(params.message_id), body.text);
      return showMessage(ctx, idOf(params.id), idOf(params.message_id));
    },
  }),
  route({
    method: 'DELETE', path: `${BASE}/:id/messages/:message_id`, who: 'member', scope: 'write:statuses', summary: 'Takes a message back for everybody', params: MessageParams, reply: MessageReply,
    async run(ctx, { params }) {
      await deleteMessage(ctx, idOf(params.id), idOf(params.message_id));
      return showMessage(ctx, idOf(params.id), idOf(params.message_id));
    },
  }),
  reaction('POST', 'Reacts to a message'),
  reaction('DELETE', 'Takes a reaction to a message back'),
  route({
    method: 'POST', path: `${BASE}/:id/read`, who: 'member', scope: 'write:statuses', summary: 'Has read up to a message', params: ChatParams,
    body: Type.Object({ last_read_id: IdText }), reply: Empty,
    async run(ctx, { params, body }) {
      await markRead(ctx, idOf(params.id), idIn('last_read_id', body.last_read_id));
      return {};
    },
  }),
  route({
    method: 'POST', path: `${BASE}/:id/typing`, who: 'member', scope: 'write:statuses', summary: 'Is writing just now', params: ChatParams, reply: Empty,
    async run(ctx, { params }) {
      await tellTyping(ctx, idOf(params.id));
      return {};
    },
  }),
];
