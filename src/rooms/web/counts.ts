/**
 * What is counted of posts, in visitors' pages while they are open: told at most once a second, of posts that somebody may have
 * before them and of no others, and drawn once for each language however many read it.
 *
 * It is told to whoever is here and to nobody later: a page that comes back after a cut shows the figures it had until the next.
 */

import { liked, postCreated, postDeleted, readPosts, unliked } from '#posts';
import type { PostFacts } from '#posts';
import { Frame, PASSING, hasReaders, tellPassing } from '#streaming';
import { readPublic } from '#timelines';
import type { Id } from '#kit/ids.ts';
import type { Language } from '#kit/language.ts';
import { VISITOR, houseOf, perHouse, viewedBy } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { relay } from '#platform/events.ts';
import type { Listener } from '#platform/events.ts';
import { renderCounts } from './answer.ts';
import { LANGUAGES, channelOf, topicsOf } from './streams.ts';

const PAUSE_MS = 1000;
/** What is counted beyond these in one second keeps the figure it had until it is counted again. */
const MOST_AT_ONCE = 2000;
/** So many are drawn in one second; the others are told in the next. */
const MOST_DRAWN = 100;
/** So many posts stand in a page that stays open; see `browser/arrivals.ts`. */
const MOST_SHOWN = 200;

interface Counting {
  readonly ids: Set<Id>;
  timer: NodeJS.Timeout | undefined;
}

const countingOf = perHouse((): Counting => ({ ids: new Set(), timer: undefined }));

function count(ctx: Context, id: Id): void {
  const counting = countingOf(ctx);
  if (counting.ids.size < MOST_AT_ONCE) counting.ids.add(id);
  counting.timer ??= setTimeout(() => {
    counting.timer = undefined;
    if (houseOf(ctx).stopping) return;
    tellCounts(ctx, counting.ids).catch((error: unknown) => ctx.log.error({ err: error }, 'what is counted could not be told'));
  }, PAUSE_MS).unref();
}

export const countListeners: readonly Listener[] = [
  ...[liked, unliked].map((event) => relay(event, 'web.tellCounts', (ctx, { payload }) => count(ctx, payload.postId))),
  ...[postCreated, postDeleted].map((event) => relay(event, 'web.tellCounts', (ctx, { payload }) => {
    if (payload.counted !== undefined) count(ctx, payload.counted.postId);
  })),
];

async function tellCounts(ctx: Context, ids: Set<Id>): Promise<void> {
  const asked = [...ids];
  ids.clear();
  const visitor = viewedBy(ctx, VISITOR);
  const seen = await readPosts(visitor, asked);
  const oldest = await oldestInPublic(visitor);
  const byTopic = new Map<string, PostFacts[]>();
  const drawn = new Set<Id>();
  for (const post of seen) {
    const topics = topicsOf(post).filter((topic) => hasReaders(ctx, topic) && (post.id >= oldest || !PUBLIC.has(topic)));
    if (topics.length === 0) continue;
    if (drawn.size === MOST_DRAWN) count(ctx, post.id);
    else {
      drawn.add(post.id);
      for (const topic of topics) byTopic.set(topic, [...(byTopic.get(topic) ?? []), post]);
    }
  }
  if (byTopic.size > 0) await tellPassing(ctx, [...byTopic.keys()], await framesOf(ctx, byTopic));
}

const PUBLIC = new Set(LANGUAGES.map((language) => channelOf('public', language)));

/** The first page is about what is new: nobody there has before them what is older than this. */
async function oldestInPublic(ctx: Context): Promise<Id> {
  if (![...PUBLIC].some((topic) => hasReaders(ctx, topic))) return 0;
  const { posts, full } = await readPublic(ctx, { limit: MOST_SHOWN, maxId: undefined, sinceId: undefined, minId: undefined });
  return full ? (posts.at(-1)?.id ?? 0) : 0;
}

const languageOf = (topic: string): Language => LANGUAGES.find((language) => topic.split('/', 1)[0]?.endsWith(`:${language}`)) ?? 'en';

/** One frame for all lists of a language in which the same posts are told of. */
async function framesOf(ctx: Context, byTopic: ReadonlyMap<string, readonly PostFacts[]>): Promise<(topic: string) => Frame | undefined> {
  const html = new Map<string, string>();
  for (const language of LANGUAGES) {
    const posts = [...new Set([...byTopic].flatMap(([topic, told]) => (languageOf(topic) === language ? told : [])))];
    const figures = posts.map(({ id, counts: { replies, reposts, likes } }) => ({ id: String(id), replies, reposts, likes }));
    for (const [at, text] of (await renderCounts(ctx, language, figures)).entries()) html.set(`${language} ${figures[at]?.id}`, text);
  }
  const frames = new Map<string, Frame>();
  const byNews = new Map<string, Frame>();
  for (const [topic, posts] of byTopic) {
    const language = languageOf(topic);
    const told = JSON.stringify(Object.fromEntries(posts.map(({ id }) => [id, html.get(`${language} ${id}`)])));
    const frame = byNews.get(told) ?? new Frame('counts', told, PASSING);
    byNews.set(told, frame);
    frames.set(topic, frame);
  }
  return (topic) => frames.get(topic);
}
