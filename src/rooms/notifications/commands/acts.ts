/** What follows from what people do: who is told, and what is no longer told. */

import { followersWithBell } from '#accounts';
import type { Standing } from '#accounts';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import type { Heard } from '#platform/events.ts';
import { pollVoters, postFacts } from '#posts';
import type { LikeEvent, PostEvent } from '#posts';
import { deleteBetween, deleteOfAccount, deleteOfAct, deleteOfPost, selectReposters } from '../queries/lines.ts';
import { deleteRequest } from '../queries/requests.ts';
import { ringsBell } from '../rules.ts';
import { tell } from './tell.ts';

/** Voters of a poll that are told at a time. */
const VOTERS_AT_ONCE = 1000;

/** A new post: those it names, and those who wanted to hear of every post of its author. */
export async function tellOfPost(ctx: Context, { id: eventId, payload: post }: Heard<PostEvent>): Promise<void> {
  const { id, authorId, repostOfId, repostOfAuthorId } = post;
  if (repostOfId !== undefined) {
    if (repostOfAuthorId === undefined || repostOfAuthorId === authorId) return;
    const [original] = await postFacts(ctx, [repostOfId]);
    if (original === undefined) return;
    await tell(ctx, { type: 'repost', fromId: authorId, postId: repostOfId, accountIds: [repostOfAuthorId], eventId }, original);
    return;
  }
  await tell(ctx, { type: 'mention', fromId: authorId, postId: id, accountIds: post.mentionedIds, eventId }, post);
  if (!ringsBell(post)) return;
  const ringing = await followersWithBell(ctx, authorId);
  const accountIds = ringing.filter((follower) => !post.mentionedIds.includes(follower));
  await tell(ctx, { type: 'post', fromId: authorId, postId: id, accountIds, eventId });
}

/** An edited post: those it names only now (who was told stays told), and those who passed it on. */
export async function tellOfEdit(ctx: Context, { id: eventId, payload: post }: Heard<PostEvent>): Promise<void> {
  const { id: postId, authorId: fromId } = post;
  await tell(ctx, { type: 'mention', fromId, postId, accountIds: post.mentionedIds, eventId }, post);
  const [facts] = await postFacts(ctx, [postId]);
  if (facts === undefined || facts.counts.reposts === 0) return;
  await tell(ctx, { type: 'edit', fromId, postId, accountIds: await selectReposters(ctx, postId), eventId }, post);
}

/** A poll that has ended: its author and everybody who voted. */
export async function tellOfPollEnd(ctx: Context, { id: eventId, payload: post }: Heard<PostEvent>): Promise<void> {
  const { id: postId, authorId: fromId } = post;
  await tell(ctx, { type: 'poll', fromId, postId, accountIds: [fromId], eventId }, post);
  for (let above = 0; ; ) {
    const accountIds = await pollVoters(ctx, postId, above, VOTERS_AT_ONCE);
    await tell(ctx, { type: 'poll', fromId, postId, accountIds, eventId }, post);
    if (accountIds.length < VOTERS_AT_ONCE) return;
    above = accountIds.at(-1) as Id;
  }
}

/** A post that is gone takes its lines with it; a repost taken back, the one that told of it. */
export async function forgetPost(ctx: Context, { id: eventId, payload: post }: Heard<PostEvent>): Promise<void> {
  const { id, authorId, repostOfId, repostOfAuthorId } = post;
  if (repostOfId === undefined) await deleteOfPost(ctx, id);
  else if (repostOfAuthorId !== authorId) await deleteOfAct(ctx, { type: 'repost', fromId: authorId, postId: repostOfId, eventId });
}

export async function tellOfLike(ctx: Context, { id: eventId, payload }: Heard<LikeEvent>): Promise<void> {
  const { postId, authorId, accountId } = payload;
  if (authorId === accountId) return;
  const [post] = await postFacts(ctx, [postId]);
  if (post === undefined) return;
  await tell(ctx, { type: 'like', fromId: accountId, postId, accountIds: [authorId], eventId }, post);
}

export async function forgetLike(ctx: Context, { id: eventId, payload }: Heard<LikeEvent>): Promise<void> {
  const { postId, authorId, accountId } = payload;
  if (authorId !== accountId) await deleteOfAct(ctx, { type: 'like', fromId: accountId, postId, eventId });
}

interface Pair {
  readonly followerId: Id;
  readonly targetId: Id;
}

/** Who said yes to a request is not told what they did. */
export async function tellOfFollow(ctx: Context, { id: eventId, payload }: Heard<Pair & { requested: boolean }>): Promise<void> {
  if (payload.requested) return;
  await tell(ctx, { type: 'follow', fromId: payload.followerId, accountIds: [payload.targetId], eventId });
}

export async function tellOfFollows(ctx: Context, { id: eventId, payload }: Heard<{ followerId: Id; targetIds: readonly Id[] }>): Promise<void> {
  await tell(ctx, { type: 'follow', fromId: payload.followerId, accountIds: payload.targetIds, eventId });
}

export async function forgetFollow(ctx: Context, { id: eventId, payload }: Heard<Pair>): Promise<void> {
  await deleteBetween(ctx, { accountId: payload.targetId, fromId: payload.followerId, type: 'follow', eventId });
}

export async function tellOfRequest(ctx: Context, { id: eventId, payload }: Heard<Pair>): Promise<void> {
  await tell(ctx, { type: 'followRequest', fromId: payload.followerId, accountIds: [payload.targetId], eventId });
}

export async function forgetRequest(ctx: Context, { id: eventId, payload }: Heard<Pair>): Promise<void> {
  await deleteBetween(ctx, { accountId: payload.targetId, fromId: payload.followerId, type: 'followRequest', eventId });
}

/** Who blocks somebody is rid of what they told. */
export async function forgetBlocked(ctx: Context, { id: eventId, payload }: Heard<{ accountId: Id; targetId: Id }>): Promise<void> {
  const { accountId, targetId: fromId } = payload;
  await deleteBetween(ctx, { accountId, fromId, eventId });
  await deleteRequest(ctx, accountId, fromId);
}

/** A deleted account keeps nothing; what it told others goes with its posts, likes and follows. */
export async function forgetAccount(ctx: Context, { payload }: Heard<{ id: Id; standing: Standing }>): Promise<void> {
  if (payload.standing === 'deleted') await deleteOfAccount(ctx, payload.id);
}
