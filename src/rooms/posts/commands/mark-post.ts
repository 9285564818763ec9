import { limits } from '#instance';
import { forbidden, invalid, notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { newId, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { bookmarked, liked, pinned, threadMuted, threadUnmuted, unbookmarked, unliked, unpinned } from '../events.ts';
import {
  countPins, deleteMark, deleteThreadMute, hasMark, insertMark, insertThreadMute, lockPins,
} from '../queries/marks.ts';
import { lockPost, updateCounts } from '../queries/posts.ts';
import { getOriginal } from '../reads/read-posts.ts';
import type { PostFacts } from '../types.ts';
import { actor } from './create-post.ts';

// Each act answers with the post, may be repeated, and tells only what it changed. Who waits for a post's row does so before
// an id is taken: see `newId`.

/** Likes a post; its author is told. */
export async function likePost(ctx: Context, id: Id): Promise<PostFacts> {
  const accountId = actor(ctx);
  const facts = await getOriginal(ctx, id);
  await transaction(ctx, async (tx) => {
    if (!(await lockPost(tx, facts.id))) throw notFound();
    if (await hasMark(tx, 'liking', accountId, facts.id)) return;
    const [counts] = await Promise.all([
      updateCounts(tx, facts.id, { likes: 1 }),
      insertMark(tx, 'liking', { id: newId(tx), accountId, postId: facts.id }),
    ]);
    if (counts === undefined) throw notFound();
    tx.emit(liked, { postId: facts.id, authorId: facts.authorId, accountId, counted: counts });
  });
  return facts;
}

export async function unlikePost(ctx: Context, id: Id): Promise<PostFacts> {
  const facts = await getOriginal(ctx, id);
  await takeBackLike(ctx, facts);
  return facts;
}

/** The same, also when the viewer no longer sees the post. @throws Refusal 404 when it is gone */
export async function takeBackLike(ctx: Context, { id: postId, authorId }: Pick<PostFacts, 'id' | 'authorId'>): Promise<void> {
  const accountId = actor(ctx);
  await transaction(ctx, async (tx) => {
    if (!(await lockPost(tx, postId))) throw notFound();
    if (!(await deleteMark(tx, 'liking', accountId, postId))) return;
    const counts = await updateCounts(tx, postId, { likes: -1 });
    if (counts === undefined) throw notFound();
    tx.emit(unliked, { postId, authorId, accountId, counted: counts });
  });
}

/** Keeps a post for oneself; nobody is told. */
export async function bookmarkPost(ctx: Context, id: Id): Promise<PostFacts> {
  const accountId = actor(ctx);
  const facts = await getOriginal(ctx, id);
  await transaction(ctx, async (tx) => {
    if (!(await lockPost(tx, facts.id))) throw notFound();
    const isNew = await insertMark(tx, 'bookmarking', { id: newId(tx), accountId, postId: facts.id });
    if (isNew) tx.emit(bookmarked, { postId: facts.id, accountId });
  });
  return facts;
}

export async function unbookmarkPost(ctx: Context, id: Id): Promise<PostFacts> {
  const accountId = actor(ctx);
  const facts = await getOriginal(ctx, id);
  await transaction(ctx, async (tx) => {
    if (await deleteMark(tx, 'bookmarking', accountId, facts.id)) tx.emit(unbookmarked, { postId: facts.id, accountId });
  });
  return facts;
}

/**
 * Keeps one of the viewer's own posts on top of the profile, so many at most as are announced, also when several arrive at once.
 * @throws Refusal 403 for another's post, 422 for a direct one and for one too many
 */
export async function pinPost(ctx: Context, id: Id): Promise<PostFacts> {
  const accountId = actor(ctx);
  const facts = await getOriginal(ctx, id);
  if (facts.authorId !== accountId) throw forbidden("Another's post cannot be pinned");
  if (facts.visibility === 'direct' || facts.visibility === 'group') throw invalid('Validation failed: A direct post, or one to a group, cannot be pinned');
  await transaction(ctx, async (tx) => {
    await lockPins(tx, accountId);
    if (await hasMark(tx, 'pin', accountId, facts.id)) return;
    if ((await countPins(tx, accountId)) >= limits.pinned) throw invalid(`Validation failed: You can pin at most ${limits.pinned} posts`);
    if (!(await lockPost(tx, facts.id))) throw notFound();
    await insertMark(tx, 'pin', { id: newId(tx), accountId, postId: facts.id });
    tx.emit(pinned, { postId: facts.id, accountId });
  });
  return facts;
}

export async function unpinPost(ctx: Context, id: Id): Promise<PostFacts> {
  const accountId = actor(ctx);
  const facts = await getOriginal(ctx, id);
  await transaction(ctx, async (tx) => {
    if (await deleteMark(tx, 'pin', accountId, facts.id)) tx.emit(unpinned, { postId: facts.id, accountId });
  });
  return facts;
}

/** No more notifications about what is said in the thread of this post. */
export async function muteThread(ctx: Context, id: Id): Promise<PostFacts> {
  const accountId = actor(ctx);
  const facts = await getOriginal(ctx, id);
  await transaction(ctx, async (tx) => {
    const isNew = await insertThreadMute(tx, { id: newId(tx), accountId, rootId: facts.rootId });
    if (isNew) tx.emit(threadMuted, { postId: facts.rootId, accountId });
  });
  return facts;
}

export async function unmuteThread(ctx: Context, id: Id): Promise<PostFacts> {
  const accountId = actor(ctx);
  const facts = await getOriginal(ctx, id);
  await transaction(ctx, async (tx) => {
    if (await deleteThreadMute(tx, accountId, facts.rootId)) tx.emit(threadUnmuted, { postId: facts.rootId, accountId });
  });
  return facts;
}
