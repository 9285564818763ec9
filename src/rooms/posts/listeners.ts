/**
 * How the memory of this room follows what was written, heard in the order of events, before the writer is answered; and what
 * follows on a deleted account.
 */

import { withId, withoutId } from '#kit/sorted.ts';
import type { Id } from '#kit/ids.ts';
import { standingChanged } from '#accounts';
import { orderCard } from '#links';
import { forgetPost, postChosen } from '#filters';
import { attachmentChanged, emojiAdded, emojiRemoved } from '#media';
import { hear, work } from '#platform/events.ts';
import type { Answer, Listener } from '#platform/events.ts';
import type { Context } from '#platform/context.ts';
import { tellDescribed } from './commands/media.ts';
import { orderRemoval } from './commands/remove-author.ts';
import { paceRecount } from './commands/vote.ts';
import {
  bookmarked, liked, linkNamed, pinned, pollRescheduled, postCreated, postDeleted, postEdited, postImported, quoteRevoked, quotingChanged, threadMuted,
  threadUnmuted, unbookmarked, unliked, unpinned, voted,
} from './events.ts';
import type { PostEvent, VoteEvent } from './events.ts';
import { withCounts } from './presenter.ts';
import { getPost } from './reads/read-posts.ts';
import { postsState } from './state.ts';
import type { MarkedIds, ViewerMarks } from './state.ts';
import type { Counts, PostFacts } from './types.ts';

/** Takes the post as its writer made it, if it was written in this process; else it is read when it is next asked for. */
function settle(ctx: Context, post: PostEvent): void {
  const { posts, fresh } = postsState(ctx);
  const facts = fresh.get(post.id);
  if (facts === undefined) posts.drop(post.id);
  else posts.set(post.id, facts);
}

/** Names of tags remembered as written; beyond it the memory starts afresh. */
const MOST_KNOWN_TAGS = 100_000;

function rememberTags({ tags }: { tags: Set<string> }, keys: readonly string[]): void {
  if (tags.size > MOST_KNOWN_TAGS) tags.clear();
  for (const key of keys) tags.add(key);
}

function recount(ctx: Context, postId: Id, counts: Counts): void {
  postsState(ctx).posts.amend(postId, (facts): PostFacts => {
    const { head, tail, fixed } = facts.encoded;
    const { replies, reposts, likes } = counts;
    // An event that was stored before there were quotes does not say how many there are.
    const { quotes = facts.counts.quotes } = counts as Partial<Counts>;
    const counted = { replies, reposts, likes, quotes };
    const encoded = { head, ...withCounts(tail.subarray(0, fixed), counted, facts.repostOfId !== undefined) };
    return { ...facts, counts: counted, encoded };
  });
}

function recountFor(ctx: Context, post: PostEvent): void {
  if (post.counted !== undefined) recount(ctx, post.counted.postId, post.counted);
  if (post.quoteCounted !== undefined) recount(ctx, post.quoteCounted.postId, post.quoteCounted);
}

/** Ballots as they were counted: the totals for everybody, and to each voter what they chose. */
function recountPoll(ctx: Context, { postId, roundId, votes: totals, voters, ballots }: VoteEvent): void {
  const { posts, votes } = postsState(ctx);
  posts.amend(postId, (facts): PostFacts => {
    if (facts.poll?.roundId !== roundId) return facts;
    return { ...facts, poll: { ...facts.poll, votes: totals, voters } };
  });
  for (const { accountId, choices } of ballots) {
    votes.amend(accountId, ({ cast, floor }) => {
      if (postId < floor) return { cast, floor };
      return { cast: new Map(cast).set(postId, { postId, roundId, choices }), floor };
    });
  }
  paceRecount(ctx, postId);
}

function remark(ctx: Context, accountId: Id, kind: keyof ViewerMarks, change: (marked: MarkedIds) => MarkedIds): void {
  postsState(ctx).marks.amend(accountId, (marks) => ({ ...marks, [kind]: change(marks[kind]) }));
}

/** What lies below the floor is asked of PostgreSQL anyway. */
const adding = (id: Id) => (marked: MarkedIds): MarkedIds =>
  id < marked.floor ? marked : { ids: withId(marked.ids, id), floor: marked.floor };
const taking = (id: Id) => (marked: MarkedIds): MarkedIds => ({ ids: withoutId(marked.ids, id), floor: marked.floor });

export const listeners: readonly Listener[] = [
  hear(postCreated, 'posts.rememberPost', (ctx, { payload }) => {
    settle(ctx, payload);
    rememberTags(postsState(ctx), payload.tagKeys);
    recountFor(ctx, payload);
    if (payload.repostOfId !== undefined) remark(ctx, payload.authorId, 'reposted', adding(payload.repostOfId));
  }),
  hear(postImported, 'posts.countImported', (ctx, { payload }) => recountFor(ctx, payload)),
  hear(postEdited, 'posts.rememberEdit', (ctx, { payload }) => settle(ctx, payload)),
  // The facts hold what is said of the attachments, and the emoji that there are.
  hear(attachmentChanged, 'posts.forgetDescribed', (ctx, { payload }) => postsState(ctx).posts.drop(payload.postId)),
  hear(emojiAdded, 'posts.forgetByEmoji', (ctx) => postsState(ctx).posts.clear()),
  hear(emojiRemoved, 'posts.forgetByEmojiGone', (ctx) => postsState(ctx).posts.clear()),
  work(attachmentChanged, 'posts.tellDescribed', (ctx, { payload }) => tellDescribed(ctx, payload)),
  hear(pollRescheduled, 'posts.rememberPollEnd', (ctx, { payload }) => settle(ctx, payload)),
  hear(voted, 'posts.rememberVotes', (ctx, { payload }) => recountPoll(ctx, payload)),
  hear(postDeleted, 'posts.forgetPost', (ctx, { payload }) => {
    postsState(ctx).posts.drop(payload.id);
    recountFor(ctx, payload);
    if (payload.repostOfId !== undefined) remark(ctx, payload.authorId, 'reposted', taking(payload.repostOfId));
  }),
  hear(quoteRevoked, 'posts.forgetQuote', (ctx, { payload }) => {
    postsState(ctx).posts.drop(payload.id);
    recountFor(ctx, payload);
  }),
  hear(quotingChanged, 'posts.forgetQuoting', (ctx, { payload }) => postsState(ctx).posts.drop(payload.postId)),
  hear(liked, 'posts.rememberLike', (ctx, { payload }) => {
    recount(ctx, payload.postId, payload.counted);
    remark(ctx, payload.accountId, 'liked', adding(payload.postId));
  }),
  hear(unliked, 'posts.forgetLike', (ctx, { payload }) => {
    recount(ctx, payload.postId, payload.counted);
    remark(ctx, payload.accountId, 'liked', taking(payload.postId));
  }),
  hear(bookmarked, 'posts.rememberBookmark', (ctx, { payload }) => remark(ctx, payload.accountId, 'bookmarked', adding(payload.postId))),
  hear(unbookmarked, 'posts.forgetBookmark', (ctx, { payload }) => remark(ctx, payload.accountId, 'bookmarked', taking(payload.postId))),
  hear(pinned, 'posts.rememberPin', (ctx, { payload }) => remark(ctx, payload.accountId, 'pinned', adding(payload.postId))),
  hear(unpinned, 'posts.forgetPin', (ctx, { payload }) => remark(ctx, payload.accountId, 'pinned', taking(payload.postId))),
  hear(threadMuted, 'posts.rememberThreadMute', (ctx, { payload }) => remark(ctx, payload.accountId, 'muted', adding(payload.postId))),
  hear(threadUnmuted, 'posts.forgetThreadMute', (ctx, { payload }) => remark(ctx, payload.accountId, 'muted', taking(payload.postId))),
  work(linkNamed, 'posts.orderCard', (ctx, { payload }) => orderCard(ctx, payload.url)),
  work(postDeleted, 'posts.forgetInFilters', (ctx, { payload }) => forgetPost(ctx, payload.id)),
  work(standingChanged, 'posts.orderRemoval', async (ctx, { payload }) => {
    if (payload.standing === 'deleted') await orderRemoval(ctx, payload.id);
  }),
];

/** What may not be seen can be named by nobody's filter. */
export const answers: readonly Answer[] = [
  { question: postChosen.name, run: async (ctx, { postId }: { postId: Id }) => void (await getPost(ctx, postId)) },
];
