import { Type } from 'typebox';
import type { Id } from '#kit/ids.ts';
import { parseId } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { route } from '#platform/http/route.ts';
import type { Exchange, Route, RouteOptions } from '#platform/http/route.ts';
import * as commands from '../commands/relations.ts';
import { AccountReply, MutedAccountReply, RelationshipReply, presentRelation } from '../presenter.ts';
import { getRelation, presentAccount, readFollows, readOwnList, readRelations } from '../reads.ts';
import { IdParams, PageQuery, idOf, linkPages, pageFrom } from './input.ts';

const NoBody = Type.Object({});
type Act = (ctx: Context, id: Id) => Promise<void>;

/** A route that does something to an account and answers how things stand with it now. */
function act(path: string, more: { scope: string | readonly string[]; summary: string; does: Act }): Route {
  return route({
    method: 'POST',
    path,
    who: 'member',
    scope: more.scope,
    summary: more.summary,
    params: IdParams,
    body: NoBody,
    reply: RelationshipReply,
    run: async (ctx, { params }) => {
      const id = idOf(params.id);
      await more.does(ctx, id);
      return presentRelation(await getRelation(ctx, id));
    },
  });
}

type PageOptions = RouteOptions<typeof IdParams, typeof PageQuery, typeof NoBody>;

const follows = (list: 'followers' | 'following', summary: string): Route =>
  route({
    method: 'GET',
    path: `/api/v1/accounts/:id/${list}`,
    who: 'anyone',
    scope: 'read:accounts',
    summary,
    params: IdParams,
    query: PageQuery,
    reply: Type.Array(AccountReply),
    run: async (ctx, { params, query }, exchange) => {
      const page = pageFrom(query);
      const found = await readFollows(ctx, list, idOf(params.id), page);
      linkPages(exchange, found, page);
      return found.accounts.map((account) => presentAccount(ctx, account));
    },
  } satisfies PageOptions);

async function ownList(ctx: Context, list: 'blocks' | 'requests', { query, exchange }: { query: object; exchange: Exchange }): Promise<object> {
  const page = pageFrom(query);
  const found = await readOwnList(ctx, list, page);
  linkPages(exchange, found, page);
  return found.accounts.map((account) => presentAccount(ctx, account));
}

const lists: readonly Route[] = [
  follows('followers', 'Who follows an account, newest first'),
  follows('following', 'Whom an account follows, newest first'),
  route({
    method: 'GET',
    path: '/api/v1/blocks',
    who: 'member',
    scope: ['read:blocks', 'follow'],
    summary: 'Whom one has blocked',
    query: PageQuery,
    reply: Type.Array(AccountReply),
    run: (ctx, { query }, exchange) => ownList(ctx, 'blocks', { query, exchange }),
  }),
  route({
    method: 'GET',
    path: '/api/v1/mutes',
    who: 'member',
    scope: ['read:mutes', 'follow'],
    summary: 'Whom one has muted, and until when',
    query: PageQuery,
    reply: Type.Array(MutedAccountReply),
    run: async (ctx, { query }, exchange) => {
      const page = pageFrom(query);
      const found = await readOwnList(ctx, 'mutes', page);
      linkPages(exchange, found, page);
      const relations = await readRelations(ctx, found.accounts.map(({ id }) => id));
      const ends = new Map(relations.map(({ id, muteExpiresAt }) => [id, muteExpiresAt?.toISOString() ?? null]));
      return found.accounts.map((account) => ({ ...presentAccount(ctx, account), mute_expires_at: ends.get(account.id) ?? null }));
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/follow_requests',
    who: 'member',
    scope: ['read:follows', 'follow'],
    summary: 'Who asks to follow',
    query: PageQuery,
    reply: Type.Array(AccountReply),
    run: (ctx, { query }, exchange) => ownList(ctx, 'requests', { query, exchange }),
  }),
];

const writesFollows = ['write:follows', 'follow'] as const;
const writesBlocks = ['write:blocks', 'follow'] as const;
const writesMutes = ['write:mutes', 'follow'] as const;
const at = (verb: string): string => `/api/v1/accounts/:id/${verb}`;

export const relationRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/accounts/relationships',
    who: 'member',
    scope: ['read:follows', 'follow'],
    summary: 'How things stand between oneself and others',
    query: Type.Object({
      id: Type.Optional(Type.Array(Type.String({ maxLength: 30 }), { maxItems: 500 })),
      with_suspended: Type.Optional(Type.Boolean()),
    }),
    reply: Type.Array(RelationshipReply),
    run: async (ctx, { query }) =>
      (await readRelations(ctx, (query.id ?? []).flatMap((text) => parseId(text) ?? []))).map(presentRelation),
  }),
  route({
    method: 'POST',
    path: at('follow'),
    who: 'member',
    scope: writesFollows,
    rate: 'follow',
    summary: 'Follows an account, or changes what is wanted of it',
    params: IdParams,
    body: Type.Object({
      reblogs: Type.Optional(Type.Boolean()),
      notify: Type.Optional(Type.Boolean()),
      languages: Type.Optional(Type.Array(Type.String({ maxLength: 35 }), { maxItems: 100 })),
    }),
    reply: RelationshipReply,
    run: async (ctx, { params, body }) => {
      const id = idOf(params.id);
      await commands.follow(ctx, id, { showReposts: body.reblogs, notify: body.notify, languages: body.languages });
      return presentRelation(await getRelation(ctx, id));
    },
  }),
  act(at('unfollow'), { scope: writesFollows, summary: 'Follows no longer, or takes the request back', does: commands.unfollow }),
  act(at('remove_from_followers'), { scope: writesFollows, summary: 'Takes a follower away', does: commands.removeFollower }),
  act(at('block'), { scope: writesBlocks, summary: 'Blocks an account; follows between the two end', does: commands.block }),
  act(at('unblock'), { scope: writesBlocks, summary: 'Lifts a block', does: commands.unblock }),
  route({
    method: 'POST',
    path: at('mute'),
    who: 'member',
    scope: writesMutes,
    summary: 'Mutes an account, for a time or for good',
    params: IdParams,
    body: Type.Object({
      notifications: Type.Optional(Type.Boolean()),
      /** Seconds; a century at most. */
      duration: Type.Optional(Type.Integer({ minimum: 0, maximum: 3_155_760_000 })),
    }),
    reply: RelationshipReply,
    run: async (ctx, { params, body: { notifications = true, duration = 0 } }) => {
      const id = idOf(params.id);
      await commands.mute(ctx, id, { notifications, seconds: duration });
      return presentRelation(await getRelation(ctx, id));
    },
  }),
  act(at('unmute'), { scope: writesMutes, summary: 'Mutes no longer', does: commands.unmute }),
  route({
    method: 'POST',
    path: at('note'),
    who: 'member',
    scope: 'write:accounts',
    summary: 'Keeps a remark about somebody, for oneself only',
    params: IdParams,
    body: Type.Object({ comment: Type.Optional(Type.String({ maxLength: 2000 })) }),
    reply: RelationshipReply,
    run: async (ctx, { params, body }) => {
      const id = idOf(params.id);
      await commands.writeNote(ctx, id, body.comment ?? '');
      return presentRelation(await getRelation(ctx, id));
    },
  }),
  act('/api/v1/follow_requests/:id/authorize', {
    scope: writesFollows, summary: 'Lets a follower in', does: commands.authorizeRequest,
  }),
  act('/api/v1/follow_requests/:id/reject', { scope: writesFollows, summary: 'Turns a follower away', does: commands.rejectRequest }),
  ...lists,
];
