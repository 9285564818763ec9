import { followersWithBell, viewerSets } from '#accounts';
import type { Standing } from '#accounts';
import { Refusal, notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { newId, transaction, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { hasMutedThread, maySeePost, postFacts } from '#posts';
import type { LikeEvent, PostEvent } from '#posts';
import { notified } from './events.ts';
import {
  deleteBetween, deleteOfAccount, deleteOfAct, deleteOfPost, insertNotifications, selectReposters, updateAllDismissed, updateDismissed, upsertMarker,
} from './queries.ts';
import { ringsBell, wantedFrom } from './rules.ts';
import type { Marker, Place, Telling } from './types.ts';

interface Heard<P> {
  readonly id: Id;
  readonly payload: P;
}

/** So many people are looked up, and so many lines written, at a time. */
const AT_ONCE = 200;

/** Adds the lines that are wanted. Again for the same event it changes nothing; with nobody to tell it asks nothing. */
async function tell(ctx: Context, telling: Telling, thread?: Pick<PostEvent, 'rootId'>): Promise<void> {
  const others = [...new Set(telling.accountIds)].filter((id) => id !== telling.fromId);
  for (let at = 0; at < others.length; at += AT_ONCE) {
    const some = others.slice(at, at + AT_ONCE);
    const wanted = await Promise.all(some.map((id) => wantsToHear(ctx, id, telling, thread)));
    const accountIds = some.filter((_, index) => wanted[index]);
    if (accountIds.length > 0) await write(ctx, { ...telling, accountIds });
  }
}

async function wantsToHear(ctx: Context, accountId: Id, telling: Telling, thread: Pick<PostEvent, 'rootId'> | undefined): Promise<boolean> {
  const sets = await viewerSets(ctx, accountId);
  if (!wantedFrom(telling.fromId, sets)) return false;
  if (telling.postId !== undefined) {
    const [post] = await postFacts(ctx, [telling.postId]);
    if (post === undefined || !maySeePost(post, accountId, sets)) return false;
  }
  return thread === undefined || !(await hasMutedThread(ctx, accountId, thread.rootId));
}

function write(ctx: Context, telling: Telling): Promise<void> {
  return transaction(ctx, async (tx) => {
    const lines = await insertNotifications(tx, telling, telling.accountIds.map(() => newId(tx)));
    for (const { id, account_id: accountId } of lines) tx.emit(notified, { id, accountId });
  });
}

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
  await deleteBetween(ctx, { accountId: payload.accountId, fromId: payload.targetId, eventId });
}

/** A deleted account keeps nothing; what it told others goes with its posts, likes and follows. */
export async function forgetAccount(ctx: Context, { payload }: Heard<{ id: Id; standing: Standing }>): Promise<void> {
  if (payload.standing === 'deleted') await deleteOfAccount(ctx, payload.id);
}

function ownId(ctx: Context): Id {
  const id = viewerId(ctx);
  if (id === undefined) throw notFound();
  return id;
}

/** Takes one line off the viewer's list. @throws Refusal 404 */
export async function dismissNotification(ctx: Context, id: Id): Promise<void> {
  if (!(await updateDismissed(ctx, ownId(ctx), id))) throw notFound();
}

/** Empties the viewer's list. */
export function clearNotifications(ctx: Context): Promise<void> {
  return updateAllDismissed(ctx, ownId(ctx));
}

/**
 * Notes how far the viewer has read each of these lists. Several apps of one person write the same marker; the last stays,
 * unless one says which version it has seen.
 * @throws Refusal 409 for a version that another app has passed; then none of them is moved
 */
export function moveMarkers(ctx: Context, places: readonly Place[]): Promise<Marker[]> {
  const accountId = ownId(ctx);
  return transaction(ctx, async (tx) => {
    const moved = await Promise.all(places.map((place) => upsertMarker(tx, accountId, place)));
    return moved.map((marker) => {
      if (marker === undefined) throw new Refusal(409, 'Conflict: another app has moved this marker meanwhile');
      return marker;
    });
  });
}
