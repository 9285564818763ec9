import { Type } from 'typebox';
import type { Static } from 'typebox';
import { AccountReply, accountJson } from '#accounts';
import { badRequest, invalid, unauthorised } from '#kit/errors.ts';
import { parseCursor, parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { houseOf, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { route } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { PostListReply, TagReply, encodePosts, presentTag, readTagMarks } from '#posts';
import { searchEverything } from '../reads/search-everything.ts';
import type { Found, Kind, SearchWish } from '../reads/search-everything.ts';

const PRESET = 20;
const MOST = 40;
/** Pages further back are found by `max_id`: whoever skips a thousand posts makes the server read them. */
const FURTHEST = 1000;

const Flag = Type.Optional(Type.Boolean());
const IdText = Type.Optional(Type.String({ maxLength: 20 }));

const SearchQuery = Type.Object({
  q: Type.String({ maxLength: 20_000 }),
  type: Type.Optional(Type.String({ maxLength: 20 })),
  resolve: Flag,
  following: Flag,
  exclude_unreviewed: Flag,
  account_id: IdText,
  max_id: IdText,
  min_id: IdText,
  since_id: IdText,
  limit: Type.Optional(Type.Integer()),
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: FURTHEST })),
});

const KINDS: Readonly<Record<string, Kind>> = { accounts: 'accounts', statuses: 'posts', hashtags: 'tags' };

function cursorOf(name: string, text: string | undefined): Id | undefined {
  if (text === undefined || text === '') return undefined;
  const id = parseCursor(text);
  if (id === undefined) throw invalid(`Validation failed: ${name} is not an id`);
  return id;
}

/** @throws Refusal 400 for a type that is none, 401 for what visitors may not ask, 422 for what makes no sense */
function wishOf(ctx: Context, query: Static<typeof SearchQuery>): SearchWish {
  const isVisitor = viewerId(ctx) === undefined;
  if (isVisitor && query.resolve === true) throw unauthorised('Search queries that resolve remote resources require authentication');
  if (isVisitor && (query.offset ?? 0) > 0) throw unauthorised('Search queries pagination is not supported without authentication');
  const limit = query.limit ?? PRESET;
  if (limit < 1) throw invalid('Validation failed: limit must be at least 1');
  const kind = query.type === undefined || query.type === '' ? undefined : KINDS[query.type];
  if (kind === undefined && query.type) throw badRequest('type is accounts, statuses or hashtags');
  return {
    text: query.q,
    kind,
    page: {
      limit: Math.min(limit, MOST), maxId: cursorOf('max_id', query.max_id), minId: cursorOf('min_id', query.min_id),
      sinceId: cursorOf('since_id', query.since_id),
    },
    offset: query.offset ?? 0,
    onlyFollowed: query.following ?? false,
    // No account has the id 0: an id that is none finds nothing.
    authorId: query.account_id ? (parseId(query.account_id) ?? 0) : undefined,
  };
}

/** The three lists, each by the room that owns what is in it. */
async function encodeFound(ctx: Context, { accounts, posts, tags }: Found): Promise<Buffer> {
  const { origin } = houseOf(ctx).config;
  const people = await accountJson(ctx, accounts.map(({ id }) => id));
  const marks = tags.length === 0 ? undefined : await readTagMarks(ctx, tags.map(({ key }) => key));
  return Buffer.concat([
    Buffer.from(`{"accounts":[${accounts.flatMap(({ id }) => people.get(id) ?? []).join(',')}],"statuses":`),
    await encodePosts(ctx, posts),
    Buffer.from(`,"hashtags":${JSON.stringify(tags.map((tag) => presentTag(origin, tag, marks?.get(tag.key))))}}`),
  ]);
}

export const searchRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v2/search',
    who: 'anyone',
    scope: 'read:search',
    summary: 'People, posts and tags by what was typed; posts newest first, see docs/search.md',
    query: SearchQuery,
    reply: Type.Object({ accounts: Type.Array(AccountReply), statuses: PostListReply, hashtags: Type.Array(TagReply) }),
    run: async (ctx, { query }) => encodeFound(ctx, await searchEverything(ctx, wishOf(ctx, query))),
  }),
];
