/** Finding people: directory, suggestions, familiar followers, recommendations; and servers one wants to hear nothing of. */

import { Type } from 'typebox';
import { parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { linkHeader } from '#kit/pages.ts';
import { oneOf } from '#kit/one-of.ts';
import { viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { route } from '#platform/http/route.ts';
import type { Exchange, Route } from '#platform/http/route.ts';
import { blockDomain, dismissSuggestion, endorse, takeBackEndorsement, unblockDomain } from '../commands/people.ts';
import { readDirectory, readDomainBlocks, readEndorsed, readFamiliar, readSuggestions } from '../people.ts';
import { AccountReply, RelationshipReply, presentRelation, presentSources } from '../presenter.ts';
import { getAccount, getRelation, presentAccount } from '../reads.ts';
import { IdParams, PageQuery, idOf, linkPages, pageFrom } from './input.ts';

const Empty = Type.Object({});
const Text = Type.String({ maxLength: 50 });
const Limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 }));
const Domain = Type.Object({ domain: Type.String({ maxLength: 300 }) });

type Act = (ctx: Context, id: Id) => Promise<void>;

/** The same act under its newer and its older name. */
const acts = (names: readonly string[], summary: string, does: Act): Route[] =>
  names.map((name) => route({
    method: 'POST', path: `/api/v1/accounts/:id/${name}`, who: 'member', scope: 'write:accounts', summary,
    params: IdParams, body: Empty, reply: RelationshipReply,
    run: async (ctx, { params }) => {
      const id = idOf(params.id);
      await does(ctx, id);
      return presentRelation(await getRelation(ctx, id));
    },
  }));

async function endorsed(ctx: Context, id: Id, { query, exchange }: { query: object; exchange: Exchange }): Promise<object> {
  const page = pageFrom(query);
  const found = await readEndorsed(ctx, id, page);
  linkPages(exchange, found, page);
  return found.accounts.map((account) => presentAccount(ctx, account));
}

const endorsements: readonly Route[] = [
  ...acts(['endorse', 'pin'], 'Recommends an account on one’s own profile', endorse),
  ...acts(['unendorse', 'unpin'], 'Recommends an account no longer', takeBackEndorsement),
  route({
    method: 'GET', path: '/api/v1/endorsements', who: 'member', scope: 'read:accounts', summary: 'Whom one recommends, newest first',
    query: PageQuery, reply: Type.Array(AccountReply),
    run: (ctx, { query }, exchange) => endorsed(ctx, viewerId(ctx) as Id, { query, exchange }),
  }),
  route({
    method: 'GET', path: '/api/v1/accounts/:id/endorsements', who: 'anyone', scope: 'read:accounts', summary: 'Whom an account recommends, newest first',
    params: IdParams, query: PageQuery, reply: Type.Array(AccountReply),
    run: (ctx, { params, query }, exchange) => endorsed(ctx, idOf(params.id), { query, exchange }),
  }),
];

const suggestions: readonly Route[] = [
  route({
    method: 'GET', path: '/api/v1/suggestions', who: 'member', scope: 'read', summary: 'Accounts one might follow, by the published rule; the older form',
    query: Type.Object({ limit: Limit }), reply: Type.Array(AccountReply),
    run: async (ctx, { query }) => (await readSuggestions(ctx, Math.min(query.limit ?? 40, 80))).map(({ account }) => presentAccount(ctx, account)),
  }),
  route({
    method: 'GET', path: '/api/v2/suggestions', who: 'member', scope: 'read', summary: 'Accounts one might follow, by the published rule, and why',
    query: Type.Object({ limit: Limit }),
    reply: Type.Array(Type.Object({ source: Text, sources: Type.Array(Text), account: AccountReply })),
    run: async (ctx, { query }) => (await readSuggestions(ctx, Math.min(query.limit ?? 40, 80))).map(({ account, sources }) =>
      ({ ...presentSources(sources), account: presentAccount(ctx, account) })),
  }),
  ...['/api/v1/suggestions/:id', '/api/v2/suggestions/:id'].map((path) => route({
    method: 'DELETE', path, who: 'member', scope: 'read', summary: 'Never suggests this account again',
    params: IdParams, reply: Empty,
    run: async (ctx, { params }) => {
      await dismissSuggestion(ctx, idOf(params.id));
      return {};
    },
  })),
];

const finding: readonly Route[] = [
  route({
    method: 'GET', path: '/api/v1/directory', who: 'anyone', scope: 'read:accounts', summary: 'Accounts that want to be found, the last to write or to come first',
    query: Type.Object({
      order: Type.Optional(oneOf(['active', 'new'])),
      local: Type.Optional(Type.Boolean()),
      offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
      limit: Limit,
    }),
    reply: Type.Array(AccountReply),
    run: async (ctx, { query: { order = 'active', offset = 0, limit = 40 } }) =>
      (await readDirectory(ctx, { order, offset, limit: Math.min(limit, 80) })).map((account) => presentAccount(ctx, account)),
  }),
  route({
    method: 'GET', path: '/api/v1/accounts/familiar_followers', who: 'member', scope: ['read:follows', 'follow'],
    summary: 'Who, of those one follows, follows each of these accounts',
    query: Type.Object({ id: Type.Optional(Type.Array(Type.String({ maxLength: 30 }), { maxItems: 80 })) }),
    reply: Type.Array(Type.Object({ id: Text, accounts: Type.Array(AccountReply) })),
    run: async (ctx, { query }) => {
      const found = await readFamiliar(ctx, (query.id ?? []).flatMap((text) => parseId(text) ?? []));
      return found.map(({ id, accounts }) => ({ id: String(id), accounts: accounts.map((account) => presentAccount(ctx, account)) }));
    },
  }),
  route({
    method: 'GET', path: '/api/v1/accounts/:id/identity_proofs', who: 'member', summary: 'Proofs of other identities: none are kept, here as in the field',
    params: IdParams, reply: Type.Array(Type.Unknown(), { maxItems: 0 }),
    run: async (ctx, { params }) => {
      await getAccount(ctx, idOf(params.id));
      return [];
    },
  }),
];

const domains: readonly Route[] = [
  route({
    method: 'GET', path: '/api/v1/domain_blocks', who: 'member', scope: ['read:blocks', 'follow'], summary: 'Servers one wants to hear nothing of, newest first',
    query: PageQuery, reply: Type.Array(Type.String({ maxLength: 300 })),
    run: async (ctx, { query }, { href, reply }) => {
      const page = { ...pageFrom(query), limit: Math.min(query.limit ?? 100, 200) };
      const found = await readDomainBlocks(ctx, page);
      const link = linkHeader(href, { first: found[0]?.id as Id, last: found.at(-1)?.id as Id, full: found.length >= page.limit });
      if (link !== undefined) void reply.header('Link', link);
      return found.map(({ domain }) => domain);
    },
  }),
  route({
    method: 'POST', path: '/api/v1/domain_blocks', who: 'member', scope: ['write:blocks', 'follow'], summary: 'Wants to hear nothing of a server',
    body: Domain, reply: Empty,
    run: async (ctx, { body }) => {
      await blockDomain(ctx, body.domain);
      return {};
    },
  }),
  route({
    method: 'DELETE', path: '/api/v1/domain_blocks', who: 'member', scope: ['write:blocks', 'follow'], summary: 'Lifts the block of a server',
    body: Domain, reply: Empty,
    run: async (ctx, { body }) => {
      await unblockDomain(ctx, body.domain);
      return {};
    },
  }),
  route({
    method: 'GET', path: '/api/v1/domain_blocks/preview', who: 'member', scope: ['read:blocks', 'follow'],
    summary: 'How many follows a block of a server would end: none, since this one does not speak to others',
    query: Domain, reply: Type.Object({ following_count: Type.Integer(), followers_count: Type.Integer() }),
    run: () => ({ following_count: 0, followers_count: 0 }),
  }),
];

export const peopleRoutes: readonly Route[] = [...endorsements, ...suggestions, ...finding, ...domains];
