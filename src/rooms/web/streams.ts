/**
 * What comes into visitors' pages while they are open: posts as HTML, made by the component that also makes the page, once for
 * each event and language, whatever the number of readers and of the lists it is in.
 */

import { isInProfile, isInPublic, isInTag } from '#timelines';
import {
  encodePost, mediaDescribed, pollCounted, pollEnded, pollRescheduled, postCreated, postDeleted, postEdited, quoteRevoked, readPosts,
} from '#posts';
import type { PostEvent, PostFacts } from '#posts';
import { Frame, feedStreams } from '#streaming';
import type { Channel, Routed, Subscription } from '#streaming';
import { parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import type { Language } from '#kit/language.ts';
import { canonicalTag } from '#kit/text.ts';
import { SYSTEM, VISITOR, perHouse, viewedBy } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { StoredEvent } from '#platform/outbox.ts';
import type { House } from '#platform/house.ts';
import { gauge } from '#platform/metrics.ts';
import { renderPost } from './answer.ts';
import type { Form } from './answer.ts';

const countOf = perHouse(() => ({ rendered: 0 }));

/** Says in the figures how often a post was made into HTML, which is not the number of those who got it. */
export function countFragments(house: House): void {
  gauge('perchoir_fragments_rendered', "Posts made into HTML for visitors' open pages since the start", () => countOf(house.context(SYSTEM)).rendered);
}

/** `profile`, `thread` and `room` are of one account, of one first post, of one event room. */
export const LIVE_LISTS = ['public', 'tag', 'profile', 'thread', 'room'] as const;
export type LiveList = (typeof LIVE_LISTS)[number];
export const LANGUAGES = ['en', 'fr'] as const;

/** The channel of a list for those who read a language. */
export const channelOf = (list: LiveList, language: Language): string => `page:${list}:${language}`;

const idOf = (text: string): string | undefined => (parseId(text) === undefined ? undefined : String(parseId(text)));
const canonical: Record<Exclude<LiveList, 'public'>, (text: string) => string | undefined> = {
  tag: (text) => canonicalTag(text.replace(/^#/, '')) || undefined, profile: idOf, thread: idOf, room: idOf,
};

export const channels: readonly Channel[] = LANGUAGES.flatMap((language) => LIVE_LISTS.map((list): Channel => {
  const open = { name: channelOf(list, language), scopes: [], anonymous: true, apart: true } as const;
  return list === 'public' ? open : { ...open, parameter: 'of', canonical: canonical[list] };
}));

export const visitorFeed = feedStreams({ name: 'web.tellVisitors', route: routePost }, [
  postCreated, postEdited, postDeleted, pollCounted, pollRescheduled, pollEnded, quoteRevoked, mediaDescribed,
]);

type Placed = Parameters<typeof isInPublic>[0] & Pick<PostFacts, 'rootId'>;

/** The open pages that a post belongs on. */
export function topicsOf(event: Placed): string[] {
  if (event.visibility !== 'public' && event.visibility !== 'unlisted') return [];
  const lists: string[] = [];
  const add = (list: LiveList, of?: string | Id): unknown =>
    LANGUAGES.forEach((language) => lists.push(channelOf(list, language) + (of === undefined ? '' : `/${of}`)));
  if (isInPublic(event)) add('public');
  if (isInTag(event)) for (const key of event.tagKeys) add('tag', key);
  if (isInProfile(event, {})) add('profile', event.authorId);
  if (event.repostOfId === undefined) add('thread', event.rootId);
  return lists;
}

function routePost(ctx: Context, stored: StoredEvent): Routed | undefined {
  const event = stored.payload as PostEvent;
  const now = topicsOf(event);
  const then = event.was === undefined ? now : topicsOf({ ...event, ...event.was });
  const topics = [...new Set([...now, ...then])];
  if (topics.length === 0) return undefined;
  const gone = new Frame('gone', String(event.id), stored.id);
  if (stored.name === postDeleted.name) return { topics, frameFor: () => gone };
  const made = new Fragments(viewedBy(ctx, VISITOR), stored, event);
  const here = new Set(now);
  return { topics, frameFor: ({ topic, channel }: Subscription) => (here.has(topic) ? made.frameFor(channel.name) : gone) };
}

/** How posts are shown on a channel. */
export const formOf = (channel: string): Form => ({ language: channel.endsWith(':fr') ? 'fr' : 'en', threaded: channel.startsWith('page:thread:') });

type Answer = Frame | undefined | Promise<Frame | undefined>;

/** The frames of one event: one in each language in which somebody reads, and one more where somebody reads its thread. */
class Fragments {
  readonly #ctx: Context;
  readonly #stored: StoredEvent;
  readonly #event: PostEvent;
  readonly #made = new Map<string, Frame | Promise<Frame>>();

  constructor(ctx: Context, stored: StoredEvent, event: PostEvent) {
    this.#ctx = ctx;
    this.#stored = stored;
    this.#event = event;
  }

  /** Whether visitors may see the post is asked each time: who comes back later must not get what was hidden since. */
  frameFor(channel: string): Answer {
    const form = formOf(channel);
    const seen = readPosts(this.#ctx, [this.#event.id]);
    const make = ([facts]: PostFacts[]): Answer => (facts === undefined ? undefined : this.#frameIn(form, facts));
    return seen instanceof Promise ? seen.then(make) : make(seen);
  }

  #frameIn(form: Form, facts: PostFacts): Frame | Promise<Frame> {
    const key = `${form.language} ${form.threaded}`;
    const there = this.#made.get(key);
    if (there !== undefined) return there;
    const making = this.#render(form, facts).then((frame) => {
      this.#made.set(key, frame);
      return frame;
    });
    this.#made.set(key, making);
    making.catch(() => this.#made.delete(key));
    return making;
  }

  async #render(form: Form, facts: PostFacts): Promise<Frame> {
    const json = await encodePost(this.#ctx, facts);
    countOf(this.#ctx).rendered++;
    const html = await renderPost(this.#ctx, form, json);
    const { replyToId } = this.#event;
    const told = { id: String(facts.id), ...(replyToId !== undefined && { to: String(replyToId) }), html };
    return new Frame(this.#stored.name === postCreated.name ? 'post' : 'edit', JSON.stringify(told), this.#stored.id);
  }
}
