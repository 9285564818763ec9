import { Type } from 'typebox';
import type { Static } from 'typebox';
import { invalid } from '#kit/errors.ts';
import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { route } from '#platform/http/route.ts';
import type { Exchange, Route } from '#platform/http/route.ts';
import { CardReply, presentCard } from '#links';
import { PostListReply, TagReply, encodePosts, presentTag, readTagMarks } from '#posts';
import { presentFigures } from '../presenter.ts';
import { readTrendingLinks, readTrendingPosts, readTrendingTags, readTrends } from '../reads/read-trends.ts';
import { leastDaysSetting, leastPeopleSetting } from '../settings.ts';

const PartQuery = Type.Object({
  limit: Type.Optional(Type.Integer()),
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
});

interface Asked {
  readonly offset: number;
  readonly limit: number;
}

/** @throws Refusal 422 for a limit below 1 */
function askedOf({ offset = 0, limit }: Static<typeof PartQuery>, preset: number): Asked {
  if (limit !== undefined && limit < 1) throw invalid('Validation failed: limit must be at least 1');
  return { offset, limit: Math.min(limit ?? preset, 2 * preset) };
}

function link({ href, reply }: Exchange, { offset, limit }: Asked, full: boolean): void {
  const to = (where: number, rel: string): string => {
    const url = new URL(href);
    url.searchParams.set('offset', String(where));
    url.searchParams.set('limit', String(limit));
    return `<${url.href}>; rel="${rel}"`;
  };
  const links = [...(full ? [to(offset + limit, 'next')] : []), ...(offset > 0 ? [to(Math.max(0, offset - limit), 'prev')] : [])];
  if (links.length > 0) void reply.header('Link', links.join(', '));
}

const TAGS = 10;
const LINKS = 10;
const POSTS = 20;

const tagTrends = (path: string, summary: string): Route =>
  route({
    method: 'GET', path, who: 'anyone', summary, query: PartQuery, reply: Type.Array(TagReply),
    run: async (ctx, { query }, exchange) => {
      const asked = askedOf(query, TAGS);
      const { items, full } = await readTrendingTags(ctx, asked.offset, asked.limit);
      link(exchange, asked, full);
      const { origin } = houseOf(ctx).config;
      const marks = await readTagMarks(ctx, items.map(({ key }) => key));
      return items.map((tag) => presentTag(origin, tag, marks?.get(tag.key)));
    },
  });

const Figure = Type.Object({
  people: Type.Integer(), people_per_hour: Type.Number(), usual_per_hour: Type.Optional(Type.Number()), rise: Type.Optional(Type.Number()),
});
const Key = Type.String({ maxLength: 3000 });

/** The rule's figures, and those of every thing that is listed. */
export async function readTrendFigures(ctx: Context): Promise<ReturnType<typeof presentFigures>> {
  const { items } = await readTrendingPosts(ctx, 0, Number.MAX_SAFE_INTEGER);
  const shown = new Set(items.map(({ id }) => String(id)));
  const links = new Set((await readTrendingLinks(ctx, 0, Number.MAX_SAFE_INTEGER)).items.map(({ url }) => url));
  const { tag, post, link: named } = await readTrends(ctx);
  const limits = { leastPeople: ctx.settings.get(leastPeopleSetting), leastDays: ctx.settings.get(leastDaysSetting) };
  return presentFigures(limits, { tags: tag, posts: post.filter(({ key }) => shown.has(key)), links: named.filter(({ key }) => links.has(key)) });
}

export const trendRoutes: readonly Route[] = [
  tagTrends('/api/v1/trends/tags', 'Tags that more people speak of than usual'),
  tagTrends('/api/v1/trends', 'The same, under its old address'),
  route({
    method: 'GET', path: '/api/v1/trends/statuses', who: 'anyone', scope: 'read:statuses',
    summary: 'Posts that many people have something to say to', query: PartQuery, reply: PostListReply,
    run: async (ctx, { query }, exchange) => {
      const asked = askedOf(query, POSTS);
      const { items, full } = await readTrendingPosts(ctx, asked.offset, asked.limit);
      link(exchange, asked, full);
      return encodePosts(ctx, items);
    },
  }),
  route({
    method: 'GET', path: '/api/v1/trends/links', who: 'anyone', summary: 'Links that more people speak of than usual', query: PartQuery,
    reply: Type.Array(Type.Object({ ...CardReply.properties, history: TagReply.properties.history })),
    run: async (ctx, { query }, exchange) => {
      const asked = askedOf(query, LINKS);
      const { items, full } = await readTrendingLinks(ctx, asked.offset, asked.limit);
      link(exchange, asked, full);
      const { origin } = houseOf(ctx).config;
      return items.map(({ card, history }) => ({ ...presentCard(origin, card), history: presentTag(origin, { key: '', history }).history }));
    },
  }),
  route({
    method: 'GET', path: '/api/perchoir/v1/trends', who: 'anyone', scope: 'read:statuses', summary: 'The rule of trends, with the figures of everything that is listed',
    reply: Type.Object({
      rule: Type.Record(Key, Type.Union([Type.Number(), Key])),
      tags: Type.Array(Type.Object({ name: Key, ...Figure.properties })),
      statuses: Type.Array(Type.Object({ id: Key, ...Figure.properties })),
      links: Type.Array(Type.Object({ url: Type.String({ maxLength: 10_000 }), ...Figure.properties })),
    }),
    run: (ctx) => readTrendFigures(ctx),
  }),
];
