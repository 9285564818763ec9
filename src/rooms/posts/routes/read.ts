import { accountJson } from '#accounts';
import { presentAttachment, presentEmoji } from '#media';
import { forbidden, invalid } from '#kit/errors.ts';
import { parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { linkHeader } from '#kit/pages.ts';
import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { route } from '#platform/http/route.ts';
import type { Exchange, Route } from '#platform/http/route.ts';
import { Type } from 'typebox';
import { encodePost, encodePosts } from '../reads/encode-posts.ts';
import { readMarked, readMarkers, readSource, readWordings } from '../reads/read-lists.ts';
import type { Cursors } from '../reads/read-lists.ts';
import { getPost, readPosts } from '../reads/read-posts.ts';
import { readThread } from '../reads/read-thread.ts';
import {
  AccountListReply, ContextReply, HistoryReply, IdParams, IdText, PageQuery, SourceReply, PostListReply, PostReply,
  pathId, readPage,
} from './schemas.ts';

/** Mastodon documentation, "GET /api/v1/statuses". */
const MOST_AT_ONCE = 20;
const POSTS_ON_A_PAGE = 20;
const ACCOUNTS_ON_A_PAGE = 40;

/** Tells the addresses of the pages beside this one. */
export function link(exchange: Exchange, cursors: Cursors): void {
  const header = linkHeader(exchange.href, cursors);
  if (header !== undefined) void exchange.reply.header('Link', header);
}

const getStatus = route({
  method: 'GET',
  path: '/api/v1/statuses/:id',
  who: 'anyone',
  scope: 'read:statuses',
  summary: 'A post',
  params: IdParams,
  reply: PostReply,
  async run(ctx, { params }) {
    return encodePost(ctx, await getPost(ctx, pathId(params)));
  },
});

const getStatuses = route({
  method: 'GET',
  path: '/api/v1/statuses',
  who: 'anyone',
  scope: 'read:statuses',
  summary: 'Several posts; those that are not there are left out',
  query: Type.Object({ id: Type.Optional(Type.Array(IdText, { maxItems: 200 })) }),
  reply: PostListReply,
  async run(ctx, { query }) {
    const ids = [...new Set(query.id ?? [])].flatMap((text) => parseId(text) ?? []);
    if (ids.length > MOST_AT_ONCE) throw invalid(`Validation failed: at most ${MOST_AT_ONCE} posts at once`);
    return encodePosts(ctx, await readPosts(ctx, ids));
  },
});

const getContext = route({
  method: 'GET',
  path: '/api/v1/statuses/:id/context',
  who: 'anyone',
  scope: 'read:statuses',
  summary: 'What a post answers, and the answers to it',
  params: IdParams,
  reply: ContextReply,
  async run(ctx, { params }) {
    const { ancestors, descendants } = await readThread(ctx, pathId(params));
    const [above, below] = await Promise.all([encodePosts(ctx, ancestors), encodePosts(ctx, descendants)]);
    return Buffer.concat([Buffer.from('{"ancestors":'), above, Buffer.from(',"descendants":'), below, Buffer.from('}')]);
  },
});

const getHistory = route({
  method: 'GET',
  path: '/api/v1/statuses/:id/history',
  who: 'anyone',
  scope: 'read:statuses',
  summary: 'Every wording of a post, oldest first',
  params: IdParams,
  reply: HistoryReply,
  async run(ctx, { params }) {
    const { post, wordings } = await readWordings(ctx, pathId(params));
    const { origin } = houseOf(ctx).config;
    // As the viewer meets them now: what a post quotes is not changed by an edit.
    const { account, quote } = JSON.parse(String(await encodePost(ctx, post))) as { account: unknown; quote: unknown };
    return wordings.map((wording) => ({
      content: wording.html,
      spoiler_text: wording.spoiler,
      sensitive: wording.sensitive,
      created_at: wording.createdAt,
      account,
      media_attachments: (wording.media ?? []).map((attachment) => presentAttachment(origin, attachment)),
      emojis: (wording.emojis ?? []).map((emoji) => presentEmoji(origin, emoji)),
      poll: wording.titles && { options: wording.titles.map((title) => ({ title })) },
      quote,
    }));
  },
});

/** Says so instead of being absent: clients ask where the instance document has not been read. */
const translate = route({
  method: 'POST',
  path: '/api/v1/statuses/:id/translate',
  who: 'member',
  scope: 'read:statuses',
  summary: 'Nothing is translated here: refused for every post',
  params: IdParams,
  async run(ctx, { params }) {
    await getPost(ctx, pathId(params));
    throw forbidden('This server does not translate posts');
  },
});

const getSource = route({
  method: 'GET',
  path: '/api/v1/statuses/:id/source',
  who: 'member',
  scope: 'read:statuses',
  summary: 'The text of an own post as it was typed',
  params: IdParams,
  reply: SourceReply,
  async run(ctx, { params }) {
    const { id, text, spoiler } = await readSource(ctx, pathId(params));
    return { id: String(id), text, spoiler_text: spoiler };
  },
});

const markerLists = [
  { path: 'favourited_by', list: 'likersOf', summary: 'Who likes a post' },
  { path: 'reblogged_by', list: 'repostersOf', summary: 'Who reposted a post' },
] as const;

const getMarkers = markerLists.map(({ path, list, summary }) =>
  route({
    method: 'GET',
    path: `/api/v1/statuses/:id/${path}`,
    who: 'anyone',
    scope: 'read:statuses',
    summary,
    params: IdParams,
    query: PageQuery,
    reply: AccountListReply,
    async run(ctx, { params, query }, exchange) {
      const { accountIds, cursors } = await readMarkers(ctx, pathId(params), list, readPage(query, ACCOUNTS_ON_A_PAGE));
      link(exchange, cursors);
      return encodeAccounts(ctx, accountIds);
    },
  }),
);

async function encodeAccounts(ctx: Context, ids: readonly Id[]): Promise<Buffer> {
  const found = await accountJson(ctx, ids);
  return Buffer.from(`[${ids.flatMap((id) => found.get(id)?.toString() ?? []).join(',')}]`);
}

const markedLists = [
  { path: '/api/v1/bookmarks', list: 'bookmarkedBy', scope: 'read:bookmarks', summary: 'Bookmarked posts' },
  { path: '/api/v1/favourites', list: 'likedBy', scope: 'read:favourites', summary: 'Liked posts' },
] as const;

const getMarked = markedLists.map(({ path, list, scope, summary }) =>
  route({
    method: 'GET',
    path,
    who: 'member',
    scope,
    summary,
    query: PageQuery,
    reply: PostListReply,
    async run(ctx, { query }, exchange) {
      const { posts, cursors } = await readMarked(ctx, list, readPage(query, POSTS_ON_A_PAGE));
      link(exchange, cursors);
      return encodePosts(ctx, posts);
    },
  }),
);

export const readRoutes: readonly Route[] = [
  getStatuses, getStatus, getContext, getHistory, getSource, translate, ...getMarkers, ...getMarked,
];
