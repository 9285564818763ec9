import type { QuotePolicy } from '#accounts';
import { invalid } from '#kit/errors.ts';
import { linkHeader } from '#kit/pages.ts';
import { route, updateRoutes } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { Type } from 'typebox';
import { revokeQuote, setQuotePolicy } from '../commands/quotes.ts';
import { encodePost, encodePosts } from '../reads/encode-posts.ts';
import { readQuotes } from '../reads/quotes.ts';
import { getPost } from '../reads/read-posts.ts';
import { IdParams, IdText, PageQuery, PostListReply, PostReply, pathId, readPage } from './schemas.ts';

const QUOTES_ON_A_PAGE = 20;

export const QuotePolicyText = Type.Optional(Type.String({ maxLength: 100 }));

/** @throws Refusal 422 for a word that is none */
export function readQuotePolicy(word: string | undefined): QuotePolicy | undefined {
  if (word === undefined || word === '') return undefined;
  if (word === 'public' || word === 'followers' || word === 'nobody') return word;
  throw invalid('Validation failed: Quote approval policy must be public, followers or nobody');
}

const setPolicy = updateRoutes({
  path: '/api/v1/statuses/:id/interaction_policy',
  who: 'member',
  scope: 'write:statuses',
  summary: 'Says who may quote an own post',
  params: IdParams,
  body: Type.Object({ quote_approval_policy: QuotePolicyText }),
  reply: PostReply,
  async run(ctx, { params, body }) {
    const id = pathId(params);
    // A post that is not the caller's is not there, whatever was asked of it.
    await getPost(ctx, id);
    const policy = readQuotePolicy(body.quote_approval_policy);
    if (policy !== undefined) await setQuotePolicy(ctx, id, policy);
    return encodePost(ctx, await getPost(ctx, id));
  },
});

const getQuotes = route({
  method: 'GET',
  path: '/api/v1/statuses/:id/quotes',
  who: 'member',
  scope: 'read:statuses',
  summary: 'The posts that quote a post',
  params: IdParams,
  query: PageQuery,
  reply: PostListReply,
  async run(ctx, { params, query }, exchange) {
    const { posts, cursors } = await readQuotes(ctx, pathId(params), readPage(query, QUOTES_ON_A_PAGE));
    const header = linkHeader(exchange.href, cursors);
    if (header !== undefined) void exchange.reply.header('Link', header);
    return encodePosts(ctx, posts);
  },
});

const revoke = route({
  method: 'POST',
  path: '/api/v1/statuses/:id/quotes/:quoting_id/revoke',
  who: 'member',
  scope: 'write:statuses',
  summary: 'Takes an own post out of a post that quotes it',
  params: Type.Object({ ...IdParams.properties, quoting_id: IdText }),
  reply: PostReply,
  async run(ctx, { params }) {
    return encodePost(ctx, await revokeQuote(ctx, pathId(params), pathId({ id: params.quoting_id })));
  },
});

export const quoteRoutes: readonly Route[] = [...setPolicy, getQuotes, revoke];
