/** What remains of an evening: everything, in order. */

import type { Id } from '#kit/ids.ts';
import type { PostFacts } from '#posts';
import type { Context } from '#platform/context.ts';
import type { RoomFacts } from '../types.ts';
import { readCurve, readQuestions } from './questions.ts';
import { showRoom } from './show-room.ts';
import { delayOf, encodeTimeline, readTimeline } from './timeline.ts';

/** Of one record; an evening of 90 minutes has some hundreds. */
const MOST_POSTS = 20_000;
const AT_ONCE = 400;
const MOST_QUESTIONS = 1000;

export interface RecordPost {
  readonly status: { readonly id: string; readonly created_at: string; readonly url: string; readonly content: string; readonly account: { readonly acct: string; readonly display_name: string } };
  readonly room: { readonly official: boolean; readonly on_site: boolean; readonly speaker_id: string | null; readonly item_id: string | null; readonly feeling: string | null; readonly written_at: string | null; readonly at_ms: number };
}

export interface RoomRecord {
  readonly room: object;
  readonly posts: readonly RecordPost[];
  readonly questions: readonly object[];
  readonly reactions: object;
}

/** As its viewer may see it, the first post first. */
export async function readRecord(ctx: Context, room: RoomFacts): Promise<RoomRecord> {
  const delayMs = delayOf(ctx, room, undefined);
  const posts: RecordPost[] = [];
  let maxId: Id | undefined;
  while (posts.length < MOST_POSTS) {
    const page: { posts: PostFacts[]; full: boolean } = await readTimeline(ctx, room, { limit: AT_ONCE, maxId }, { delayMs });
    posts.push(...(JSON.parse((await encodeTimeline(ctx, room, page.posts)).toString()) as RecordPost[]));
    maxId = page.posts.at(-1)?.id;
    if (!page.full || maxId === undefined) break;
  }
  const [shown, questions, reactions] = await Promise.all([
    showRoom(ctx, room), readQuestions(ctx, room, { sort: 'newest', delayMs, limit: MOST_QUESTIONS, offset: 0 }), readCurve(ctx, room, { from: 0, to: 2_000_000, delayMs }),
  ]);
  return { room: shown, posts: posts.toReversed(), questions: questions.toReversed(), reactions };
}
