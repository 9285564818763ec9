/** Messages of private conversations, over HTTP. */

import { Type } from 'typebox';
import { linkHeader } from '#kit/pages.ts';
import { oneOf } from '#kit/one-of.ts';
import { invalid } from '#kit/errors.ts';
import { route, updateRoutes } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { deleteMessage, editMessage, markRead, react, sendMessage } from '../commands/messages.ts';
import { MessageReply } from '../presenter/chats.ts';
import { readMessages, showMessage } from '../reads/messages.ts';
import { tellTyping } from '../streams.ts';
import type { BodyWish } from '../types.ts';
import { BASE, ChatParams, IdText, Limit, MessageParams, cursorOf, idIn, idOf, timeIn } from './input.ts';

const PRESET = 40;
const MOST = 100;
const LONGEST_TEXT = 100_000;
const Empty = Type.Object({});
/** 64 KB as base64. */
const Opaque = Type.String({ maxLength: 88_000 });
const Body = { text: Type.Optional(Type.String({ maxLength: LONGEST_TEXT })), body_kind: Type.Optional(oneOf(['text', 'opaque'])), opaque: Type.Optional(Opaque) };

/** @throws Refusal 422 */
function bodyIn({ text = '', body_kind: kind, opaque }: { text?: string; body_kind?: string; opaque?: string }): BodyWish {
  if ((kind === 'opaque') !== (opaque !== undefined)) throw invalid('Validation failed: body_kind says opaque where there is something opaque, and only there');
  if (opaque === undefined) return { text };
  const bytes = Buffer.from(opaque, 'base64');
  if (bytes.toString('base64') !== opaque) throw invalid('Validation failed: opaque is not base64');
  return { text, opaque: bytes };
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
      ...Body, client_key: Type.String({ minLength: 1, maxLength: 100 }), file_ids: Type.Optional(Type.Array(IdText, { maxItems: 100 })), reply_to_id: Type.Optional(Type.Union([IdText, Type.Null()])),
      written_at: Type.Optional(Type.String({ maxLength: 40 })),
    }),
    reply: MessageReply,
    async run(ctx, { params, body }) {
      const id = await sendMessage(ctx, idOf(params.id), {
        ...bodyIn(body), clientKey: body.client_key, fileIds: body.file_ids?.map((id) => idIn('file_ids', id)), replyToId: body.reply_to_id == null ? undefined : idIn('reply_to_id', body.reply_to_id), writtenAt: body.written_at === undefined ? undefined : timeIn('written_at', body.written_at),
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
    body: Type.Object(Body), reply: MessageReply,
    async run(ctx, { params, body }) {
      await editMessage(ctx, idOf(params.id), idOf(params.message_id), bodyIn(body));
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
