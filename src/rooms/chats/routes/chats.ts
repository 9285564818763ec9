/** Private conversations and who is in them, over HTTP. */

import { Type } from 'typebox';
import { oneOf } from '#kit/one-of.ts';
import { linkHeader } from '#kit/pages.ts';
import { notFound } from '#kit/errors.ts';
import type { Context } from '#platform/context.ts';
import { route, updateRoutes } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { acceptChat, addMembers, editChat, keepChat, leaveChat, openChat, removeMember, setHost } from '../commands/chats.ts';
import { ChatReply, MemberReply, UnreadReply } from '../presenter/chats.ts';
import { countUnread, getChat, readChats, readMembers, showChats } from '../reads/chats.ts';
import { BASE, ChatParams, IdText, Limit, cursorOf, idIn, idOf } from './input.ts';

const PRESET = 20;
const MOST = 100;
const Empty = Type.Object({});
const People = Type.Object({ account_ids: Type.Array(IdText, { minItems: 1, maxItems: 250 }) });
const Person = Type.Object({ account_id: IdText });

async function showById(ctx: Context, id: string): Promise<object> {
  const { chat } = await getChat(ctx, idOf(id));
  const [shown] = await showChats(ctx, [chat.id]);
  if (shown === undefined) throw notFound();
  return shown;
}

const idsIn = (ids: readonly string[]) => ids.map((id) => idIn('account_ids', id));

const lists: readonly Route[] = [
  route({
    method: 'GET', path: BASE, who: 'member', scope: 'read:statuses', summary: "One's private conversations, the one with the newest message first",
    query: Type.Object({ shelf: Type.Optional(oneOf(['in', 'requests', 'archived'])), limit: Limit, max_id: Type.Optional(IdText) }), reply: Type.Array(ChatReply),
    async run(ctx, { query }, { href, reply }) {
      const { shown, cursors } = await readChats(ctx, query.shelf ?? 'in', { limit: Math.min(query.limit ?? PRESET, MOST), maxId: cursorOf(query.max_id) });
      const link = linkHeader(href, cursors);
      if (link !== undefined) void reply.header('Link', link);
      return shown;
    },
  }),
  route({
    method: 'GET', path: `${BASE}/unread`, who: 'member', scope: 'read:statuses', summary: 'How many private messages wait', reply: UnreadReply,
    run: (ctx) => countUnread(ctx),
  }),
  route({
    method: 'POST', path: BASE, who: 'member', scope: 'write:statuses', summary: 'Opens a private conversation: with one person the one there is, with a title a group',
    body: Type.Object({ account_ids: Type.Array(IdText, { minItems: 1, maxItems: 250 }), title: Type.Optional(Type.String({ maxLength: 500 })) }), reply: ChatReply,
    async run(ctx, { body }) {
      return showById(ctx, String(await openChat(ctx, { accountIds: idsIn(body.account_ids), title: body.title })));
    },
  }),
];

const single: readonly Route[] = [
  route({
    method: 'GET', path: `${BASE}/:id`, who: 'member', scope: 'read:statuses', summary: 'A private conversation', params: ChatParams, reply: ChatReply,
    run: (ctx, { params }) => showById(ctx, params.id),
  }),
  ...updateRoutes({
    path: `${BASE}/:id`, who: 'member', scope: 'write:statuses', summary: 'Changes the title, the lock or how long messages last', params: ChatParams, reply: ChatReply,
    body: Type.Object({ title: Type.Optional(Type.String({ maxLength: 500 })), locked: Type.Optional(Type.Boolean()), timer_seconds: Type.Optional(Type.Union([Type.Integer(), Type.Null()])) }),
    async run(ctx, { params, body }) {
      await editChat(ctx, idOf(params.id), { title: body.title, locked: body.locked, timerSeconds: body.timer_seconds });
      return showById(ctx, params.id);
    },
  }),
  route({
    method: 'POST', path: `${BASE}/:id/keep`, who: 'member', scope: 'write:statuses', summary: 'Puts a private conversation away, or makes it quiet; mute_seconds: 0 no longer, null until one says so', params: ChatParams,
    body: Type.Object({ archived: Type.Optional(Type.Boolean()), mute_seconds: Type.Optional(Type.Union([Type.Integer({ minimum: 0, maximum: 31_622_400 }), Type.Null()])) }), reply: ChatReply,
    async run(ctx, { params, body }) {
      await keepChat(ctx, idOf(params.id), { archived: body.archived, muteSeconds: body.mute_seconds });
      return showById(ctx, params.id);
    },
  }),
  route({
    method: 'POST', path: `${BASE}/:id/accept`, who: 'member', scope: 'write:statuses', summary: 'Says yes to who asked', params: ChatParams, reply: ChatReply,
    async run(ctx, { params }) {
      await acceptChat(ctx, idOf(params.id));
      return showById(ctx, params.id);
    },
  }),
  route({
    method: 'POST', path: `${BASE}/:id/leave`, who: 'member', scope: 'write:statuses', summary: 'Leaves a private conversation, or says no to who asked', params: ChatParams, reply: Empty,
    async run(ctx, { params }) {
      await leaveChat(ctx, idOf(params.id));
      return {};
    },
  }),
];

const host = (method: 'POST' | 'DELETE', summary: string): Route =>
  route({
    method, path: `${BASE}/:id/hosts`, who: 'member', scope: 'write:statuses', summary, params: ChatParams, body: Person, reply: ChatReply,
    async run(ctx, { params, body }) {
      await setHost(ctx, idOf(params.id), idIn('account_id', body.account_id), method === 'POST');
      return showById(ctx, params.id);
    },
  });

const members: readonly Route[] = [
  route({
    method: 'GET', path: `${BASE}/:id/members`, who: 'member', scope: 'read:statuses', summary: 'Everybody in a private conversation, and how far each has read', params: ChatParams, reply: Type.Array(MemberReply),
    run: (ctx, { params }) => readMembers(ctx, idOf(params.id)),
  }),
  route({
    method: 'POST', path: `${BASE}/:id/members`, who: 'member', scope: 'write:statuses', summary: 'More people for a group, who read what comes from now on', params: ChatParams, body: People, reply: ChatReply,
    async run(ctx, { params, body }) {
      await addMembers(ctx, idOf(params.id), idsIn(body.account_ids));
      return showById(ctx, params.id);
    },
  }),
  route({
    method: 'DELETE', path: `${BASE}/:id/members`, who: 'member', scope: 'write:statuses', summary: 'Takes somebody out of a group, by a host', params: ChatParams, body: Person, reply: Empty,
    async run(ctx, { params, body }) {
      await removeMember(ctx, idOf(params.id), idIn('account_id', body.account_id));
      return {};
    },
  }),
  host('POST', 'Makes somebody a host of a group'),
  host('DELETE', 'Makes somebody no longer a host of a group'),
];

export const chatRoutes: readonly Route[] = [...lists, ...single, ...members];
