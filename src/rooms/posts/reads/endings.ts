/**
 * The end of a post: the part of its JSON that depends on who looks. Nearly every post ends like many others, with one of the
 * Buffers that `presenter.ts` made at the start; only a post with something of its own pays for more.
 *
 * To add a part: its JSON to `EndParts`; in `Endings.of` when a post has it and what it is, synchronously from memory; in
 * `fetchEnds` what is asked of PostgreSQL where memory does not have it.
 */

import { viewerSets } from '#accounts';
import type { ViewerSets } from '#accounts';
import { viewerFilters } from '#filters';
import type { ViewerFilters } from '#filters';
import type { Id } from '#kit/ids.ts';
import { houseOf, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { PLAIN_ENDS, PLAIN_PARTS, encodeEnd, encodePoll, encodeQuote, encodeShallowQuote, presentApproval } from '../presenter.ts';
import { mayQuote } from '../rules.ts';
import { postsState } from '../state.ts';
import type { ViewerMarks } from '../state.ts';
import type { PollFacts, PostFacts, QuoteFacts } from '../types.ts';
import { filteredJson } from './filtered.ts';
import { markBits, markBitsOfOld } from './marks.ts';
import { choicesOf, ownChoices, presentEmojis } from './polls.ts';
import { shownQuote } from './quotes.ts';
import type { ShownQuote } from './quotes.ts';

/** What ends are made of beyond what is in memory, fetched for one answer; by post. */
export interface FetchedEnds {
  readonly bits: ReadonlyMap<Id, number>;
  /** What the viewer voted. */
  readonly choices: ReadonlyMap<Id, readonly number[]>;
  readonly quotes: ReadonlyMap<Id, ShownQuote>;
  /** Those of the viewer. */
  readonly filters: ViewerFilters | undefined;
}

export const NO_ENDS_FETCHED: FetchedEnds = { bits: new Map(), choices: new Map(), quotes: new Map(), filters: undefined };

/** The JSON of a post inside another, at once; undefined when something of it is not in memory. */
export type EncodeInner = (facts: PostFacts) => Buffer | undefined;

/** The ends of the posts of one answer. */
export class Endings {
  readonly #ctx: Context;
  readonly #viewer: Id | undefined;
  readonly #sets: ViewerSets | Promise<ViewerSets> | undefined;
  readonly #marks: ViewerMarks | undefined;
  readonly #filters: ViewerFilters | undefined;
  readonly #now: number;
  readonly #fetched: FetchedEnds;
  readonly #encodeInner: EncodeInner | undefined;

  /** @param encodeInner undefined for posts that are quoted themselves: of what these quote only the id is said */
  constructor(ctx: Context, marks: ViewerMarks | undefined, fetched: FetchedEnds, encodeInner: EncodeInner | undefined) {
    this.#ctx = ctx;
    this.#viewer = viewerId(ctx);
    this.#sets = this.#viewer === undefined ? undefined : viewerSets(ctx, this.#viewer);
    this.#marks = marks;
    this.#filters = this.#viewer === undefined ? undefined : (fetched.filters ?? atOnce(viewerFilters(ctx, this.#viewer)));
    this.#now = houseOf(ctx).clock();
    this.#fetched = fetched;
    this.#encodeInner = encodeInner;
  }

  /**
   * How a post ends, at once; undefined when something of it is not in memory (`fetchEnds`).
   * @param marked whose marks it carries: of a repost, those of what it reposts, since clients look there as well as inside
   */
  of(post: PostFacts, marked: PostFacts): Buffer | undefined {
    const bits = this.#bitsOf(marked);
    const isGranted = this.#mayQuote(marked);
    if (bits === undefined || isGranted === undefined) return undefined;
    const filtered = this.#filtered(post, marked);
    if (filtered === undefined) return undefined;
    if (!isPlain(post) || filtered !== PLAIN_PARTS.filtered) {
      return this.#own(post, { bits: bits === VISITOR ? undefined : bits, isGranted, filtered });
    }
    const ends = PLAIN_ENDS[marked.quotePolicy];
    if (bits === VISITOR) return ends.visitor;
    return (isGranted ? ends.granted : ends.denied)[bits];
  }

  #bitsOf(marked: PostFacts): number | undefined {
    if (this.#viewer === undefined || this.#marks === undefined) return VISITOR;
    return markBits(this.#marks, this.#viewer, marked) ?? this.#fetched.bits.get(marked.id);
  }

  #mayQuote(post: PostFacts): boolean | undefined {
    if (this.#viewer === undefined || this.#sets === undefined) return false;
    return this.#sets instanceof Promise ? undefined : mayQuote(post, this.#viewer, this.#sets);
  }

  #filtered(post: PostFacts, original: PostFacts): string | undefined {
    const viewer = this.#viewer;
    if (viewer === undefined) return PLAIN_PARTS.filtered;
    return this.#filters && (filteredJson(this.#filters, { viewer, now: this.#now }, post, original) ?? PLAIN_PARTS.filtered);
  }

  /** The end of a post with something of its own. */
  #own(post: PostFacts, seen: { bits: number | undefined; isGranted: boolean; filtered: string }): Buffer | undefined {
    const poll = post.poll === undefined ? PLAIN_PARTS.poll : this.#poll(post, post.poll);
    const quote = post.quote === undefined ? PLAIN_PARTS.quote : this.#quote(post, post.quote);
    if (poll === undefined || quote === undefined) return undefined;
    const { bits, isGranted, filtered } = seen;
    return Buffer.from(encodeEnd(bits, { approval: presentApproval(post.quotePolicy, isGranted), poll, quote, filtered }));
  }

  #poll(post: PostFacts, poll: PollFacts): string | undefined {
    const viewer = this.#viewer;
    if (viewer === undefined) return encodePoll(poll, this.#ctx.now(), undefined, presentEmojis(this.#ctx, poll.titles));
    const votes = postsState(this.#ctx).votes.get(viewer);
    const choices = (votes && ownChoices(votes, poll)) ?? this.#fetched.choices.get(post.id);
    return choices && encodePoll(poll, this.#ctx.now(), { choices, isAuthor: post.authorId === viewer }, presentEmojis(this.#ctx, poll.titles));
  }

  #quote(post: PostFacts, quote: QuoteFacts): string | undefined {
    const shown = this.#fetched.quotes.get(post.id) ?? atOnce(shownQuote(this.#ctx, quote));
    if (shown === undefined) return undefined;
    const { state, facts } = shown;
    if (this.#encodeInner === undefined) return encodeShallowQuote(state, facts?.id);
    if (facts === undefined) return encodeQuote(state, undefined);
    const inner = this.#encodeInner(facts);
    return inner && encodeQuote(state, inner.toString());
  }
}

/** Whether nothing of a post but its marks depends on who looks. */
function isPlain(post: PostFacts): boolean {
  return post.poll === undefined && post.quote === undefined;
}

/** In place of bits: somebody without marks. */
const VISITOR = -1;

/** What is not at hand is asked for again by `fetchEnds`, which also hears of failures. */
function atOnce<T>(value: T | Promise<T>): T | undefined {
  if (!(value instanceof Promise)) return value;
  value.catch(() => undefined);
  return undefined;
}

/** What these posts and, one level down, what they quote are shown to quote; by post. For `fetchEnds`, and for who encodes them. */
export async function fetchQuotes(ctx: Context, posts: readonly PostFacts[]): Promise<Map<Id, ShownQuote>> {
  const quotes = new Map<Id, ShownQuote>();
  const add = async (some: readonly PostFacts[]): Promise<PostFacts[]> => {
    const inner: PostFacts[] = [];
    for (const { id, quote } of some) {
      if (quote === undefined || quotes.has(id)) continue;
      const shown = await shownQuote(ctx, quote);
      quotes.set(id, shown);
      if (shown.facts !== undefined) inner.push(shown.facts);
    }
    return inner;
  };
  await add(await add(posts));
  return quotes;
}

/** What the ends of these posts are made of and memory does not have. @param quotes `fetchQuotes` of them */
export async function fetchEnds(
  ctx: Context,
  marks: ViewerMarks | undefined,
  posts: readonly PostFacts[],
  quotes: ReadonlyMap<Id, ShownQuote>,
): Promise<FetchedEnds> {
  const viewer = viewerId(ctx);
  if (viewer === undefined || marks === undefined) return { ...NO_ENDS_FETCHED, quotes };
  const [filters] = await Promise.all([viewerFilters(ctx, viewer), viewerSets(ctx, viewer)]);
  const old = posts.filter((facts) => markBits(marks, viewer, facts) === undefined);
  const polls = posts.flatMap(({ poll }) => poll ?? []);
  const [bits, choices] = await Promise.all([
    old.length === 0 ? NO_ENDS_FETCHED.bits : markBitsOfOld(ctx, viewer, old),
    polls.length === 0 ? NO_ENDS_FETCHED.choices : choicesOf(ctx, viewer, polls),
  ]);
  return { bits, choices, quotes, filters };
}
