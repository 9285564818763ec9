/**
 * The end of a post: the part of its JSON that depends on who looks. Nearly every post ends like many others, with one of the
 * Buffers that `presenter.ts` made at the start; only a post with something of its own pays for more.
 *
 * To add a part: its JSON to `EndParts`; in `Endings.of` when a post has it and what it is, synchronously from memory; in
 * `fetchEnds` what is asked of PostgreSQL where memory does not have it.
 */

import type { Id } from '#kit/ids.ts';
import { viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { PLAIN_ENDS, PLAIN_PARTS, VISITOR_END, encodeEnd, encodePoll } from '../presenter.ts';
import { postsState } from '../state.ts';
import type { ViewerMarks } from '../state.ts';
import type { PollFacts, PostFacts } from '../types.ts';
import { markBits, markBitsOfOld } from './marks.ts';
import { choicesOf, ownChoices } from './polls.ts';

/** What ends are made of beyond what is in memory, fetched for one answer; by post. */
export interface FetchedEnds {
  readonly bits: ReadonlyMap<Id, number>;
  /** What the viewer voted. */
  readonly choices: ReadonlyMap<Id, readonly number[]>;
}

export const NO_ENDS_FETCHED: FetchedEnds = { bits: new Map(), choices: new Map() };

/** The ends of the posts of one answer. */
export class Endings {
  readonly #ctx: Context;
  readonly #viewer: Id | undefined;
  readonly #marks: ViewerMarks | undefined;
  readonly #fetched: FetchedEnds;

  constructor(ctx: Context, marks: ViewerMarks | undefined, fetched: FetchedEnds) {
    this.#ctx = ctx;
    this.#viewer = viewerId(ctx);
    this.#marks = marks;
    this.#fetched = fetched;
  }

  /**
   * How a post ends, at once; undefined when something of it is not in memory (`fetchEnds`).
   * @param marked whose marks it carries: of a repost, those of what it reposts, since clients look there as well as inside
   */
  of(post: PostFacts, marked: PostFacts): Buffer | undefined {
    if (this.#viewer === undefined || this.#marks === undefined) return isPlain(post) ? VISITOR_END : this.#own(post, undefined);
    const bits = markBits(this.#marks, this.#viewer, marked) ?? this.#fetched.bits.get(marked.id);
    if (bits === undefined) return undefined;
    return isPlain(post) ? PLAIN_ENDS[bits] : this.#own(post, bits);
  }

  /** The end of a post with something of its own. */
  #own(post: PostFacts, bits: number | undefined): Buffer | undefined {
    const poll = post.poll === undefined ? PLAIN_PARTS.poll : this.#poll(post, post.poll);
    if (poll === undefined) return undefined;
    return Buffer.from(encodeEnd(bits, { ...PLAIN_PARTS, poll }));
  }

  #poll(post: PostFacts, poll: PollFacts): string | undefined {
    const viewer = this.#viewer;
    if (viewer === undefined) return encodePoll(poll, this.#ctx.now(), undefined);
    const votes = postsState(this.#ctx).votes.get(viewer);
    const choices = (votes && ownChoices(votes, poll)) ?? this.#fetched.choices.get(post.id);
    return choices && encodePoll(poll, this.#ctx.now(), { choices, isAuthor: post.authorId === viewer });
  }
}

/** Whether nothing of a post but its marks depends on who looks. */
function isPlain(post: PostFacts): boolean {
  return post.poll === undefined;
}

/** What the ends of these posts are made of and memory does not have. */
export async function fetchEnds(ctx: Context, marks: ViewerMarks | undefined, posts: readonly PostFacts[]): Promise<FetchedEnds> {
  const viewer = viewerId(ctx);
  if (viewer === undefined || marks === undefined) return NO_ENDS_FETCHED;
  const old = posts.filter((facts) => markBits(marks, viewer, facts) === undefined);
  const polls = posts.flatMap(({ poll }) => poll ?? []);
  const [bits, choices] = await Promise.all([
    old.length === 0 ? NO_ENDS_FETCHED.bits : markBitsOfOld(ctx, viewer, old),
    polls.length === 0 ? NO_ENDS_FETCHED.choices : choicesOf(ctx, viewer, polls),
  ]);
  return { bits, choices };
}
