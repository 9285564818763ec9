/** What is talked about now, as counted last; from memory, which every count that brought something new empties. */

import { viewerSets } from '#accounts';
import { readCards } from '#links';
import type { CardFacts } from '#links';
import { Cache } from '#kit/cache.ts';
import { idAtTime, parseId, timeOfId } from '#kit/ids.ts';
import { SYSTEM, houseOf, perHouse, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { hear } from '#platform/events.ts';
import type { Listener } from '#platform/events.ts';
import { readPosts, readTags } from '#posts';
import type { PostFacts, TagFacts } from '#posts';
import { wantedByTaste } from '#timelines';
import { trendsCounted } from '../events.ts';
import { selectLinkDays, selectTrends } from '../queries/trends.ts';
import type { Kind } from '../queries/trends.ts';
import type { Trend } from '../trend-rule.ts';

const memory = perHouse(() => new Cache<'trends', Record<Kind, readonly Trend[]>>({ maxBytes: 1024 * 1024, sizeOf: () => 60_000 }));

export const trendListeners: readonly Listener[] = [
  hear(trendsCounted, 'search.forgetTrends', (ctx) => memory(ctx).clear()),
];

/** The figures. */
export function readTrends(ctx: Context): Record<Kind, readonly Trend[]> | Promise<Record<Kind, readonly Trend[]>> {
  return memory(ctx).load('trends', () => selectTrends(houseOf(ctx).context(SYSTEM)));
}

/** A part of a list that is not paged by ids. */
export interface Part<T> {
  readonly items: readonly T[];
  /** More come after it. */
  readonly full: boolean;
}

export async function readTrendingTags(ctx: Context, offset: number, limit: number): Promise<Part<TagFacts>> {
  const { tag } = await readTrends(ctx);
  const items = await readTags(ctx, tag.slice(offset, offset + limit).map(({ key }) => key));
  return { items, full: tag.length > offset + limit };
}

/** Those that the viewer may see and wants to. */
export async function readTrendingPosts(ctx: Context, offset: number, limit: number): Promise<Part<PostFacts>> {
  const { post } = await readTrends(ctx);
  const viewer = viewerId(ctx);
  const sets = viewer === undefined ? undefined : await viewerSets(ctx, viewer);
  const seen = await readPosts(ctx, post.flatMap(({ key }) => parseId(key) ?? []));
  const wanted = seen.filter((facts) => wantedByTaste(facts, viewer, sets));
  return { items: wanted.slice(offset, offset + limit), full: wanted.length > offset + limit };
}

const DAYS = 7;

export interface LinkTrend {
  readonly url: string;
  readonly card: CardFacts;
  /** Seven days, today first. */
  readonly history: TagFacts['history'];
}

/** Links that have something to show, and whose pages do not ask to be listed nowhere. */
export async function readTrendingLinks(ctx: Context, offset: number, limit: number): Promise<Part<LinkTrend>> {
  const { link } = await readTrends(ctx);
  const cards = await readCards(ctx, link.map(({ key }) => key));
  const listed = link.flatMap(({ key }) => {
    const card = cards.get(key);
    return card?.listed === true ? [{ url: key, card }] : [];
  });
  const part = listed.slice(offset, offset + limit);
  const day = idAtTime(Date.UTC(2020, 0, 2)) - idAtTime(Date.UTC(2020, 0, 1));
  const today = Math.floor(idAtTime(ctx.now().getTime()) / day);
  const rows = await selectLinkDays(ctx, part.map(({ url }) => url), (today - DAYS + 1) * day, day);
  const historyOf = (url: string): TagFacts['history'] => Array.from({ length: DAYS }, (_, back) => {
    const { uses = 0, accounts = 0 } = rows.find((row) => row.key === url && row.day === today - back) ?? {};
    return { day: timeOfId((today - back) * day), uses, accounts };
  });
  return { items: part.map(({ url, card }) => ({ url, card, history: historyOf(url) })), full: listed.length > offset + limit };
}
