import { Type } from 'typebox';
import { AccountReply } from '#accounts';
import { badRequest, notFound } from '#kit/errors.ts';
import { parseCursor, parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { linkHeader } from '#kit/pages.ts';
import type { Context } from '#platform/context.ts';
import { route } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { PostReply } from '#posts';
import { markConversation, removeConversation } from './commands.ts';
import { encodeConversations, getConversation, readConversations } from './reads.ts';

const PRESET = 20;
const MOST = 40;

const IdText = Type.String({ maxLength: 20 });
const IdParams = Type.Object({ id: IdText });
const ListQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
  max_id: Type.Optional(IdText), since_id: Type.Optional(IdText), min_id: Type.Optional(IdText),
});
const ConversationReply = Type.Object({
  id: IdText, unread: Type.Boolean(), accounts: Type.Array(AccountReply), last_status: PostReply,
});

function idOf(text: string): Id {
  const id = parseId(text);
  if (id === undefined) throw notFound();
  return id;
}

function cursorOf(text: string | undefined): Id | undefined {
  if (text === undefined || text === '') return undefined;
  const id = parseCursor(text);
  if (id === undefined) throw badRequest('A cursor is not valid');
  return id;
}

async function answer(ctx: Context, id: Id): Promise<Buffer> {
  const [json] = await encodeConversations(ctx, [await getConversation(ctx, id)]);
  if (json === undefined) throw notFound();
  return Buffer.from(json);
}

const mark = (verb: 'read' | 'unread', summary: string): Route =>
  route({
    method: 'POST', path: `/api/v1/conversations/:id/${verb}`, who: 'member', scope: 'write:conversations', summary,
    params: IdParams, reply: ConversationReply,
    async run(ctx, { params }) {
      const id = idOf(params.id);
      await markConversation(ctx, id, verb === 'unread');
      return answer(ctx, id);
    },
  });

export const routes: readonly Route[] = [
  route({
    method: 'GET', path: '/api/v1/conversations', who: 'member', scope: 'read:statuses', summary: 'Direct posts by thread and people, newest first',
    query: ListQuery, reply: Type.Array(ConversationReply),
    async run(ctx, { query }, { href, reply }) {
      const limit = Math.min(query.limit ?? PRESET, MOST);
      const page = { limit, maxId: cursorOf(query.max_id), sinceId: cursorOf(query.since_id), minId: cursorOf(query.min_id) };
      const { shown, cursors } = await readConversations(ctx, page);
      const link = linkHeader(href, cursors);
      if (link !== undefined) void reply.header('Link', link);
      return Buffer.from(`[${(await encodeConversations(ctx, shown)).join(',')}]`);
    },
  }),
  mark('read', 'Marks a conversation as read'),
  mark('unread', 'Marks a conversation as unread'),
  route({
    method: 'DELETE', path: '/api/v1/conversations/:id', who: 'member', scope: 'write:conversations', summary: "Takes a conversation off one's own list",
    params: IdParams, reply: Type.Object({}),
    async run(ctx, { params }) {
      await removeConversation(ctx, idOf(params.id));
      return {};
    },
  }),
];
