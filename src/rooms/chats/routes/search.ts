/** Finding messages, over HTTP. */

import { Type } from 'typebox';
import { linkHeader } from '#kit/pages.ts';
import type { Context } from '#platform/context.ts';
import { route } from '#platform/http/route.ts';
import type { Exchange, Route } from '#platform/http/route.ts';
import { MessageReply } from '../presenter/chats.ts';
import { searchMessages } from '../reads/search.ts';
import { BASE, ChatParams, IdText, Limit, cursorOf, idOf } from './input.ts';

const PRESET = 20;
const MOST = 40;
const Asked = Type.Object({ q: Type.Optional(Type.String({ maxLength: 4000 })), limit: Limit, max_id: Type.Optional(IdText) });

async function answer(ctx: Context, chatId: string | undefined, query: { q?: string; limit?: number; max_id?: string }, { href, reply }: Exchange): Promise<object[]> {
  const page = { limit: Math.min(query.limit ?? PRESET, MOST), maxId: cursorOf(query.max_id) };
  const { shown, cursors } = await searchMessages(ctx, { typed: query.q ?? '', chatId: chatId === undefined ? undefined : idOf(chatId) }, page);
  const link = linkHeader(href, cursors);
  if (link !== undefined) void reply.header('Link', link);
  return shown;
}

export const searchRoutes: readonly Route[] = [
  route({
    method: 'GET', path: `${BASE}/search`, who: 'member', scope: 'read:statuses', summary: "Messages of one's private conversations that have these words, newest first",
    query: Asked, reply: Type.Array(MessageReply), run: (ctx, { query }, exchange) => answer(ctx, undefined, query, exchange),
  }),
  route({
    method: 'GET', path: `${BASE}/:id/search`, who: 'member', scope: 'read:statuses', summary: 'Messages of one private conversation that have these words, newest first',
    params: ChatParams, query: Asked, reply: Type.Array(MessageReply), run: (ctx, { params, query }, exchange) => answer(ctx, params.id, query, exchange),
  }),
];
