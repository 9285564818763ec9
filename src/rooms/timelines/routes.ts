/** The lists over HTTP. */

import { Type } from 'typebox';
import type { Static } from 'typebox';
import { canonicalLink } from '#links';
import { PostListReply, encodePosts } from '#posts';
import { badRequest, invalid, notFound } from '#kit/errors.ts';
import { parseCursor, parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { linkHeader } from '#kit/pages.ts';
import type { Page } from '#kit/pages.ts';
import { canonicalTag } from '#kit/text.ts';
import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { route } from '#platform/http/route.ts';
import type { Exchange, Route } from '#platform/http/route.ts';
import type { FilledPage } from './fill-page.ts';
import { readHome, readLinked, readList, readPinned, readProfile, readPublic, readTag } from './reads.ts';

const PRESET = 20;
const MOST = 40;
const MOST_TAGS = 4;

const IdText = Type.String({ maxLength: 20 });
const TagText = Type.String({ maxLength: 500 });
const Tags = Type.Optional(Type.Array(TagText, { maxItems: MOST_TAGS }));

const cursors = {
  max_id: Type.Optional(IdText),
  since_id: Type.Optional(IdText),
  min_id: Type.Optional(IdText),
  limit: Type.Optional(Type.Integer()),
};
const places = { local: Type.Optional(Type.Boolean()), remote: Type.Optional(Type.Boolean()), only_media: Type.Optional(Type.Boolean()) };

const PageQuery = Type.Object(cursors);

/** @throws Refusal 422 for a cursor that is no id and a limit below 1 */
function pageOf(query: Static<typeof PageQuery>): Page {
  const limit = query.limit ?? PRESET;
  if (limit < 1) throw invalid('Validation failed: limit must be at least 1');
  return {
    limit: Math.min(limit, MOST),
    maxId: cursorOf('max_id', query.max_id),
    sinceId: cursorOf('since_id', query.since_id),
    minId: cursorOf('min_id', query.min_id),
  };
}

function cursorOf(name: string, text: string | undefined): Id | undefined {
  if (text === undefined || text === '') return undefined;
  const id = parseCursor(text);
  if (id === undefined) throw invalid(`Validation failed: ${name} is not an id`);
  return id;
}

const NOTHING: FilledPage = { posts: [], full: false };

function answer(ctx: Context, exchange: Exchange, filled: FilledPage | Promise<FilledPage>): unknown {
  if (filled instanceof Promise) return filled.then((late) => answer(ctx, exchange, late));
  const { posts, full } = filled;
  const first = posts[0]?.id;
  const last = posts.at(-1)?.id;
  if (first !== undefined && last !== undefined) {
    const link = linkHeader(exchange.href, { first, last, full });
    if (link !== undefined) void exchange.reply.header('Link', link);
  }
  return encodePosts(ctx, posts);
}

function canonicalTags(texts: readonly string[] | undefined): string[] {
  return (texts ?? []).map((text) => canonicalTag(text.replace(/^#/, ''))).filter((key) => key !== '');
}

export const routes: Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/timelines/home',
    who: 'member',
    scope: 'read:statuses',
    summary: 'Everything of those the caller follows, newest first',
    query: PageQuery,
    reply: PostListReply,
    run: (ctx, { query }, exchange) => answer(ctx, exchange, readHome(ctx, pageOf(query))),
  }),
  route({
    method: 'GET',
    path: '/api/v1/timelines/list/:id',
    who: 'member',
    scope: 'read:lists',
    summary: "Everything of those in one of the caller's lists, newest first",
    params: Type.Object({ id: IdText }),
    query: PageQuery,
    reply: PostListReply,
    run: (ctx, { params, query }, exchange) => {
      const page = pageOf(query);
      const id = parseId(params.id);
      if (id === undefined) throw notFound();
      return answer(ctx, exchange, readList(ctx, id, page));
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/timelines/public',
    who: 'anyone',
    scope: 'read:statuses',
    summary: 'What is said to everybody, newest first',
    query: Type.Object({ ...cursors, ...places }),
    reply: PostListReply,
    run: (ctx, { query }, exchange) => {
      const page = pageOf(query);
      // Every account lives here.
      return answer(ctx, exchange, query.remote && !query.local ? NOTHING : readPublic(ctx, page, query.only_media));
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/timelines/tag/:hashtag',
    who: 'anyone',
    scope: 'read:statuses',
    summary: 'Public posts with a hashtag, newest first',
    params: Type.Object({ hashtag: TagText }),
    query: Type.Object({ ...cursors, ...places, any: Tags, all: Tags, none: Tags }),
    reply: PostListReply,
    run: (ctx, { params, query }, exchange) => {
      const page = pageOf(query);
      const [tag] = canonicalTags([params.hashtag]);
      if (tag === undefined) throw badRequest('Missing tag name');
      if (query.remote && !query.local) return answer(ctx, exchange, NOTHING);
      const wish = { all: canonicalTags(query.all), none: canonicalTags(query.none), onlyMedia: query.only_media };
      return answer(ctx, exchange, readTag(ctx, [tag, ...canonicalTags(query.any)], wish, page));
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/timelines/link',
    who: 'anyone',
    scope: 'read:statuses',
    summary: 'Public posts that name an address, by authors who want to be found, newest first',
    query: Type.Object({ ...cursors, url: Type.String({ maxLength: 5000 }) }),
    reply: PostListReply,
    run: (ctx, { query }, exchange) => {
      const page = pageOf(query);
      const url = canonicalLink(query.url, new URL(houseOf(ctx).config.origin).hostname);
      if (url === undefined) throw notFound();
      return answer(ctx, exchange, readLinked(ctx, url, page));
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/accounts/:id/statuses',
    who: 'anyone',
    scope: 'read:statuses',
    summary: 'The posts of an account, newest first',
    params: Type.Object({ id: IdText }),
    query: Type.Object({
      ...cursors,
      only_media: Type.Optional(Type.Boolean()),
      exclude_replies: Type.Optional(Type.Boolean()),
      exclude_reblogs: Type.Optional(Type.Boolean()),
      pinned: Type.Optional(Type.Boolean()),
      tagged: Type.Optional(TagText),
    }),
    reply: PostListReply,
    run: async (ctx, { params, query }, exchange) => {
      const page = pageOf(query);
      const id = parseId(params.id);
      if (id === undefined) throw notFound();
      const wish = { excludeReplies: query.exclude_replies, excludeReposts: query.exclude_reblogs, tagged: canonicalTags([query.tagged ?? ''])[0], onlyMedia: query.only_media };
      if (query.pinned) return encodePosts(ctx, (await readPinned(ctx, id)).posts);
      return answer(ctx, exchange, await readProfile(ctx, id, wish, page));
    },
  }),
];
