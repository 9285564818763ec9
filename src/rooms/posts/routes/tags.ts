import { followTag, readFollowedTags, unfollowTag } from '#accounts';
import { notFound, invalid } from '#kit/errors.ts';
import { parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { linkHeader } from '#kit/pages.ts';
import { parseText } from '#kit/text.ts';
import { houseOf, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { route } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { Type } from 'typebox';
import { featureTag, removeFeatured, unfeatureTag } from '../commands/feature-tag.ts';
import { presentFeaturedTag, presentTag } from '../presenter.ts';
import { getFeatured, readFeatured, readSuggestedTags, readTagMarks } from '../reads/read-featured.ts';
import { readTags } from '../reads/read-tags.ts';
import type { TagFacts } from '../types.ts';
import { FeaturedTagReply, IdParams, PageQuery, TagReply, pathId, readPage } from './schemas.ts';

const TAGS_ON_A_PAGE = 100;

const NameParams = Type.Object({ name: Type.String({ maxLength: 500 }) });
const originOf = (ctx: Context): string => houseOf(ctx).config.origin;

/** The key of what could stand in a post as a tag, with or without its sign. */
function keyOf(text: string): string | undefined {
  const bare = text.replace(/^#/, '');
  const [tag, ...more] = parseText(`#${bare}`).tags;
  return more.length === 0 && tag?.name === bare.normalize('NFC') ? tag.key : undefined;
}

/** @throws Refusal 404 */
function pathKey({ name }: { name: string }): string {
  const key = keyOf(name);
  if (key === undefined) throw notFound();
  return key;
}

async function presentTags(ctx: Context, tags: readonly TagFacts[]): Promise<object[]> {
  const marks = await readTagMarks(ctx, tags.map(({ key }) => key));
  return tags.map((tag) => presentTag(originOf(ctx), tag, marks?.get(tag.key)));
}

async function answer(ctx: Context, key: string): Promise<object | undefined> {
  return (await presentTags(ctx, await readTags(ctx, [key])))[0];
}

const acts = [
  { verb: 'follow', scope: 'write:follows', does: followTag, summary: 'Has the public posts with a tag come to home' },
  { verb: 'unfollow', scope: 'write:follows', does: unfollowTag, summary: 'Follows a tag no longer' },
  { verb: 'feature', scope: 'write:accounts', does: featureTag, summary: "Shows a tag on one's profile" },
  { verb: 'unfeature', scope: 'write:accounts', does: unfeatureTag, summary: "Takes a tag from one's profile" },
] as const;

export async function featuredOf(ctx: Context, id: Id): Promise<object[]> {
  const { account, tags } = await readFeatured(ctx, id);
  return tags.map((tag) => presentFeaturedTag(originOf(ctx), account.username, tag));
}

const featured: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/featured_tags',
    who: 'member',
    scope: 'read:accounts',
    summary: "The tags on one's own profile",
    reply: Type.Array(FeaturedTagReply),
    run: (ctx) => featuredOf(ctx, viewerId(ctx) as Id),
  }),
  route({
    method: 'POST',
    path: '/api/v1/featured_tags',
    who: 'member',
    scope: 'write:accounts',
    summary: "Shows a tag on one's profile",
    body: Type.Object({ name: Type.String({ maxLength: 500 }) }),
    reply: FeaturedTagReply,
    async run(ctx, { body }) {
      const key = keyOf(body.name.trim());
      if (key === undefined) throw invalid('Validation failed: Name is not a tag');
      await featureTag(ctx, key);
      const { account, tag } = await getFeatured(ctx, key);
      return presentFeaturedTag(originOf(ctx), account.username, tag);
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/v1/featured_tags/:id',
    who: 'member',
    scope: 'write:accounts',
    summary: "Takes a tag from one's profile",
    params: IdParams,
    reply: Type.Object({}),
    async run(ctx, { params }) {
      await removeFeatured(ctx, pathId(params));
      return {};
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/featured_tags/suggestions',
    who: 'member',
    scope: 'read:accounts',
    summary: 'Tags that one used most of late and does not feature',
    reply: Type.Array(TagReply),
    run: async (ctx) => presentTags(ctx, await readSuggestedTags(ctx)),
  }),
  route({
    method: 'GET',
    path: '/api/v1/accounts/:id/featured_tags',
    who: 'anyone',
    scope: 'read:accounts',
    summary: 'The tags on the profile of an account',
    params: IdParams,
    reply: Type.Array(FeaturedTagReply),
    async run(ctx, { params }) {
      const id = parseId(params.id);
      if (id === undefined) throw notFound();
      return featuredOf(ctx, id);
    },
  }),
];

export const tagRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/tags/:name',
    who: 'anyone',
    scope: ['read:statuses', 'read:follows', 'read:accounts'],
    summary: 'A tag, how often it was said this week, and whether one follows it',
    params: NameParams,
    reply: TagReply,
    run: (ctx, { params }) => answer(ctx, pathKey(params)),
  }),
  ...acts.map(({ verb, scope, does, summary }) =>
    route({
      method: 'POST',
      path: `/api/v1/tags/:name/${verb}`,
      who: 'member',
      scope,
      summary,
      params: NameParams,
      reply: TagReply,
      async run(ctx, { params }) {
        const key = pathKey(params);
        await does(ctx, key);
        return answer(ctx, key);
      },
    })),
  route({
    method: 'GET',
    path: '/api/v1/followed_tags',
    who: 'member',
    scope: 'read:follows',
    summary: 'The tags that one follows, the latest first',
    query: PageQuery,
    reply: Type.Array(TagReply),
    async run(ctx, { query }, exchange) {
      const page = readPage(query, TAGS_ON_A_PAGE);
      const followed = await readFollowedTags(ctx, page);
      const [first, last] = [followed[0]?.id, followed.at(-1)?.id];
      if (first !== undefined && last !== undefined) {
        const link = linkHeader(exchange.href, { first, last, full: followed.length === page.limit });
        if (link !== undefined) void exchange.reply.header('Link', link);
      }
      return presentTags(ctx, await readTags(ctx, followed.map(({ key }) => key)));
    },
  }),
  ...featured,
];
