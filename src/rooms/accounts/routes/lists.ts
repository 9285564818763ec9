import { Type } from 'typebox';
import type { Static } from 'typebox';
import { limits } from '#instance';
import { parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { invalid } from '#kit/errors.ts';
import type { Page } from '#kit/pages.ts';
import { oneOf } from '#kit/one-of.ts';
import type { Context } from '#platform/context.ts';
import { route, updateRoutes } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { addToList, createList, deleteList, removeFromList, updateList } from '../commands/lists.ts';
import { getList, readLists, readListsWith, readMembers } from '../lists.ts';
import { AccountReply, ListReply, presentList } from '../presenter.ts';
import { presentAccount } from '../reads.ts';
import type { ListWishes } from '../types.ts';
import { IdParams, PageQuery, idOf, linkPages, pageFrom } from './input.ts';

const Nothing = Type.Object({});
const reads = { who: 'member', scope: 'read:lists' } as const;
const writes = { who: 'member', scope: 'write:lists' } as const;

const ListBody = Type.Object({
  title: Type.Optional(Type.String({ maxLength: 5000 })),
  replies_policy: Type.Optional(oneOf(['followed', 'list', 'none'])),
  exclusive: Type.Optional(Type.Boolean()),
});

function wishesOf(body: Static<typeof ListBody>): ListWishes {
  return { title: body.title, repliesPolicy: body.replies_policy, exclusive: body.exclusive };
}

const MembersBody = Type.Object({
  account_ids: Type.Optional(Type.Array(Type.String({ maxLength: 30 }), { maxItems: limits.listMembers })),
});

/** Who is named but cannot be there is refused like anybody whom one does not follow. */
function membersOf(body: Static<typeof MembersBody>): Id[] {
  return (body.account_ids ?? []).map((text) => {
    const id = parseId(text);
    if (id === undefined) throw invalid('Validation failed: account_ids are not ids');
    return id;
  });
}

const MembersQuery = Type.Object({
  ...PageQuery.properties,
  /** 0: all of them at once. */
  limit: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
});

function membersPage(query: Static<typeof MembersQuery>): Page {
  const page = pageFrom(query);
  return query.limit === 0 ? { ...page, limit: limits.listMembers } : page;
}

async function answer(ctx: Context, id: Id): Promise<object> {
  return presentList(await getList(ctx, id));
}

const members: readonly Route[] = [
  route({
    ...reads,
    method: 'GET',
    path: '/api/v1/lists/:id/accounts',
    summary: 'Who is in a list, the latest first; limit=0 for all of them',
    params: IdParams,
    query: MembersQuery,
    reply: Type.Array(AccountReply),
    run: async (ctx, { params, query }, exchange) => {
      const page = membersPage(query);
      const found = await readMembers(ctx, idOf(params.id), page);
      if (query.limit !== 0) linkPages(exchange, found, page);
      return found.accounts.map((account) => presentAccount(ctx, account));
    },
  }),
  ...([
    { method: 'POST', does: addToList, summary: 'Puts accounts that one follows, or oneself, into a list' },
    { method: 'DELETE', does: removeFromList, summary: 'Takes accounts out of a list' },
  ] as const).map(({ method, does, summary }) =>
    route({
      ...writes,
      method,
      path: '/api/v1/lists/:id/accounts',
      summary,
      params: IdParams,
      body: MembersBody,
      reply: Nothing,
      run: async (ctx, { params, body }) => {
        await does(ctx, idOf(params.id), membersOf(body));
        return {};
      },
    })),
];

export const listRoutes: readonly Route[] = [
  route({
    ...reads,
    method: 'GET',
    path: '/api/v1/lists',
    summary: "One's lists, oldest first",
    reply: Type.Array(ListReply),
    run: async (ctx) => (await readLists(ctx)).map(presentList),
  }),
  route({
    ...writes,
    method: 'POST',
    path: '/api/v1/lists',
    summary: 'Makes a list',
    body: ListBody,
    reply: ListReply,
    run: async (ctx, { body }) => answer(ctx, await createList(ctx, wishesOf(body))),
  }),
  route({
    ...reads,
    method: 'GET',
    path: '/api/v1/lists/:id',
    summary: "One of one's lists",
    params: IdParams,
    reply: ListReply,
    run: (ctx, { params }) => answer(ctx, idOf(params.id)),
  }),
  ...updateRoutes({
    ...writes,
    path: '/api/v1/lists/:id',
    summary: 'Changes a list; what is not given stays',
    params: IdParams,
    body: ListBody,
    reply: ListReply,
    run: async (ctx, { params, body }) => {
      const id = idOf(params.id);
      await updateList(ctx, id, wishesOf(body));
      return answer(ctx, id);
    },
  }),
  route({
    ...writes,
    method: 'DELETE',
    path: '/api/v1/lists/:id',
    summary: 'Deletes a list',
    params: IdParams,
    reply: Nothing,
    run: async (ctx, { params }) => {
      await deleteList(ctx, idOf(params.id));
      return {};
    },
  }),
  route({
    ...reads,
    method: 'GET',
    path: '/api/v1/accounts/:id/lists',
    summary: "Those of one's lists that an account is in",
    params: IdParams,
    reply: Type.Array(ListReply),
    run: async (ctx, { params }) => (await readListsWith(ctx, idOf(params.id))).map(presentList),
  }),
  ...members,
];
