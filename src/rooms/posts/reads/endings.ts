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
import { PLAIN_ENDS, VISITOR_END } from '../presenter.ts';
import type { ViewerMarks } from '../state.ts';
import type { PostFacts } from '../types.ts';
import { markBits, markBitsOfOld } from './marks.ts';

/** What ends are made of beyond what is in memory, fetched for one answer; by post. */
export interface FetchedEnds {
  readonly bits: ReadonlyMap<Id, number>;
}

export const NO_ENDS_FETCHED: FetchedEnds = { bits: new Map() };

/** The ends of the posts of one answer. */
export class Endings {
  readonly #viewer: Id | undefined;
  readonly #marks: ViewerMarks | undefined;
  readonly #fetched: FetchedEnds;

  constructor(ctx: Context, marks: ViewerMarks | undefined, fetched: FetchedEnds) {
    this.#viewer = viewerId(ctx);
    this.#marks = marks;
    this.#fetched = fetched;
  }

  /**
   * How a post ends, at once; undefined when something of it is not in memory (`fetchEnds`).
   * @param marked whose marks it carries: of a repost, those of what it reposts, since clients look there as well as inside
   */
  of(_post: PostFacts, marked: PostFacts): Buffer | undefined {
    if (this.#viewer === undefined || this.#marks === undefined) return VISITOR_END;
    const bits = markBits(this.#marks, this.#viewer, marked) ?? this.#fetched.bits.get(marked.id);
    return bits === undefined ? undefined : PLAIN_ENDS[bits];
  }
}

/** What the ends of these posts are made of and memory does not have. */
export async function fetchEnds(ctx: Context, marks: ViewerMarks | undefined, posts: readonly PostFacts[]): Promise<FetchedEnds> {
  const viewer = viewerId(ctx);
  if (viewer === undefined || marks === undefined) return NO_ENDS_FETCHED;
  const old = posts.filter((facts) => markBits(marks, viewer, facts) === undefined);
  return { bits: old.length === 0 ? NO_ENDS_FETCHED.bits : await markBitsOfOld(ctx, viewer, old) };
}
