/** Groups, their page and what is born from them, over HTTP. */

import { Type } from 'typebox';
import { oneOf } from '#kit/one-of.ts';
import { invalid } from '#kit/errors.ts';
import { PostListReply, encodePosts } from '#posts';
import { readGroup } from '#timelines';
import { linkHeader } from '#kit/pages.ts';
import type { Page } from '#kit/pages.ts';
import type { Context } from '#platform/context.ts';
import type { Exchange } from '#platform/http/route.ts';
import { route, updateRoutes } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { makeGroup } from '../commands/make.ts';
import { readTime } from '../commands/lifespan.ts';
import { editGroup } from '../commands/steer.ts';
import { GroupReply, LogReply, MapReply } from '../presenter.ts';
import { getInside } from '../reads/groups.ts';
import { readLog, readMap, readShelf, showGroup } from '../reads/show.ts';
import type { Parent } from '../types.ts';
import { API, BASE, GroupParams, IdText, Line, Long, answerPart, cursorOf, cursors, idIn, idOf, pageOf, seenId } from './input.ts';

const Page = {
  title: Type.Optional(Line), purpose: Type.Optional(Long), access: Type.Optional(oneOf(['public', 'request', 'secret'])), house_rules: Type.Optional(Long),
  tag: Type.Optional(Line), handle: Type.Optional(Line), private: Type.Optional(Type.Boolean()),
};

function parentIn({ parent_group_id: group, parent_chat_id: chat }: { parent_group_id?: string | null; parent_chat_id?: string | null }): Parent | undefined {
  if (group != null && chat != null) throw invalid('Validation failed: a sub-group has one parent');
  if (group != null) return { kind: 'group', id: idIn('parent_group_id', group) };
  return chat == null ? undefined : { kind: 'chat', id: idIn('parent_chat_id', chat) };
}

async function answerTimeline(ctx: Context, of: string, page: Page, { href, reply }: Exchange): Promise<unknown> {
  const { group } = await getInside(ctx, of);
  const { posts, full } = await readGroup(ctx, group.id, page);
  const [first, last] = [posts[0]?.id, posts.at(-1)?.id];
  const link = linkHeader(href, { ...(first && { first }), ...(last && { last }), full });
  if (link !== undefined) void reply.header('Link', link);
  return encodePosts(ctx, posts);
}

export const groupRoutes: readonly Route[] = [
  route({
    method: 'GET', path: BASE, who: 'anyone', scope: 'read:statuses', summary: "One's own groups (mine), those anybody may find (open), where one asks or is invited (requests), those that are over (ended)",
    query: Type.Object({ shelf: Type.Optional(oneOf(['mine', 'open', 'requests', 'ended'])), ...cursors }), reply: Type.Array(GroupReply),
    run: async (ctx, { query }, exchange) => answerPart(exchange, await readShelf(ctx, query.shelf ?? 'open', pageOf(query, 20, 100))),
  }),
  route({
    method: 'POST', path: BASE, who: 'member', scope: 'write:statuses', summary: 'Makes a group; with a parent, a purpose and an end a sub-group',
    body: Type.Object({
      ...Page, title: Line, parent_group_id: Type.Optional(Type.Union([IdText, Type.Null()])), parent_chat_id: Type.Optional(Type.Union([IdText, Type.Null()])),
      ends_at: Type.Optional(Type.Union([Type.String({ maxLength: 40 }), Type.Null()])), account_ids: Type.Optional(Type.Array(IdText, { maxItems: 250 })),
    }),
    reply: GroupReply,
    async run(ctx, { body }) {
      const id = await makeGroup(ctx, {
        title: body.title, purpose: body.purpose, access: body.access, houseRules: body.house_rules, tag: body.tag, handle: body.handle, parent: parentIn(body),
        endsAt: body.ends_at == null ? undefined : readTime(body.ends_at), isPrivate: body.private, accountIds: body.account_ids?.map((one) => idIn('account_ids', one)),
      });
      return showGroup(ctx, id);
    },
  }),
  route({
    method: 'GET', path: `${BASE}/:id`, who: 'anyone', scope: 'read:statuses', summary: 'A group, by its id or its handle', params: GroupParams, reply: GroupReply,
    run: (ctx, { params }) => showGroup(ctx, params.id),
  }),
  ...updateRoutes({
    path: `${BASE}/:id`, who: 'member', scope: 'write:statuses', summary: 'Changes the page of a group, its rules and how it is joined', params: GroupParams, body: Type.Object(Page), reply: GroupReply,
    async run(ctx, { params, body }) {
      const id = await seenId(ctx, params);
      await editGroup(ctx, id, {
        title: body.title, purpose: body.purpose, access: body.access, houseRules: body.house_rules, tag: body.tag, handle: body.handle, isPrivate: body.private,
      });
      return showGroup(ctx, id);
    },
  }),
  route({
    method: 'GET', path: `${BASE}/:id/map`, who: 'member', scope: 'read:statuses', summary: 'What was born from a group: each sub-group, or that there is one which is private', params: GroupParams, reply: MapReply,
    run: async (ctx, { params }) => readMap(ctx, { kind: 'group', id: await seenId(ctx, params) }),
  }),
  route({
    method: 'GET', path: `${API}/chats/:id/map`, who: 'member', scope: 'read:statuses', summary: 'The same of a private conversation', params: Type.Object({ id: IdText }), reply: MapReply,
    run: (ctx, { params }) => readMap(ctx, { kind: 'chat', id: idOf(params.id) }),
  }),
  route({
    method: 'GET', path: `${BASE}/:id/timeline`, who: 'member', scope: 'read:statuses', summary: 'What its members said to a group, the newest first', params: GroupParams,
    query: Type.Object({ ...cursors, since_id: Type.Optional(IdText), min_id: Type.Optional(IdText) }), reply: PostListReply,
    run: (ctx, { params, query }, exchange) =>
      answerTimeline(ctx, params.id, { ...pageOf(query, 20, 40), sinceId: cursorOf(query.since_id), minId: cursorOf(query.min_id) }, exchange),
  }),
  route({
    method: 'GET', path: `${BASE}/:id/log`, who: 'member', scope: 'read:statuses', summary: 'What happened in a group, the newest first', params: GroupParams, query: Type.Object(cursors), reply: Type.Array(LogReply),
    run: async (ctx, { params, query }, exchange) => answerPart(exchange, await readLog(ctx, params.id, pageOf(query, 40, 100))),
  }),
];
