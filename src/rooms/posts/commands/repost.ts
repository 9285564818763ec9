import { countPost, postingDefaults, readAccounts } from '#accounts';
import { forbidden, notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { houseOf, newId, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { postCreated, postDeleted } from '../events.ts';
import { eventOf, factsOf } from '../facts.ts';
import { deletePost, insertPost, lockPost, selectRepost, updateCounts } from '../queries/posts.ts';
import { getOriginal, getPost } from '../reads/read-posts.ts';
import { mayRepost, repostVisibility } from '../rules.ts';
import type { PostTable } from '../schema.ts';
import { postsState } from '../state.ts';
import type { PostFacts, Visibility } from '../types.ts';
import { actor } from './create-post.ts';

/**
 * Passes a post on. Safe to repeat: gives back the repost that is there already.
 * @returns the repost
 * @throws Refusal 403 for a direct post, and for another's post to followers
 */
export async function repost(ctx: Context, id: Id, asked: Visibility | undefined): Promise<PostFacts> {
  const authorId = actor(ctx);
  const original = await getOriginal(ctx, id);
  if (!mayRepost(original, authorId)) throw forbidden('This post may not be reposted');
  const visibility = repostVisibility(original.visibility, asked ?? (await postingDefaults(ctx, authorId)).visibility);
  const people = await readAccounts(ctx, [authorId]);
  const { fresh } = postsState(ctx);
  const tried: Id[] = [];
  try {
    const repostId = await transaction(ctx, async (tx) => {
      // Whoever waits for the post does so before an id is taken; and two of the same account come one after the other.
      if (!(await lockPost(tx, original.id))) throw notFound();
      const there = await selectRepost(tx, original.id, authorId);
      if (there !== undefined) return there.id;
      const row = rowOf({ id: newId(tx), authorId, original, visibility, now: tx.now() });
      tried.push(row.id);
      fresh.set(row.id, factsOf(row, people, houseOf(ctx).config.origin, {}));
      const [counts] = await Promise.all([
        updateCounts(tx, original.id, { reposts: 1 }),
        insertPost(tx, row),
        countPost(tx, authorId, 1, row.created_at),
      ]);
      tx.emit(postCreated, eventOf(row, counts && { postId: original.id, ...counts }));
      return row.id;
    });
    return await getPost(ctx, repostId);
  } finally {
    for (const each of tried) fresh.delete(each);
  }
}

function rowOf(of: { id: Id; authorId: Id; original: PostFacts; visibility: Visibility; now: Date }): PostTable {
  return {
    id: of.id,
    author_id: of.authorId,
    visibility: of.visibility,
    text: '',
    html: '',
    spoiler: '',
    sensitive: of.original.sensitive,
    language: of.original.language ?? null,
    reply_to_id: null,
    reply_to_author_id: null,
    root_id: of.id,
    repost_of_id: of.original.id,
    repost_of_author_id: of.original.authorId,
    quoted_id: null,
    quoted_author_id: null,
    quote_state: null,
    quote_policy: 'nobody',
    mentioned_ids: [],
    tag_keys: [],
    media_ids: [],
    link_url: null,
    app_name: null,
    app_website: null,
    created_at: of.now,
    edited_at: null,
    replies_count: 0,
    reposts_count: 0,
    likes_count: 0,
    has_poll: false,
    quotes_count: 0,
    group_id: null,
  };
}

/** Takes the viewer's repost of a post back; also when the viewer no longer sees that post. Safe to repeat. */
export async function undoRepost(ctx: Context, originalId: Id): Promise<void> {
  const authorId = actor(ctx);
  await transaction(ctx, async (tx) => {
    if (!(await lockPost(tx, originalId))) return;
    const row = await selectRepost(tx, originalId, authorId);
    if (row === undefined) return;
    const [counts] = await Promise.all([
      updateCounts(tx, originalId, { reposts: -1 }),
      deletePost(tx, row),
      countPost(tx, authorId, -1, row.created_at),
    ]);
    tx.emit(postDeleted, eventOf(row, counts && { postId: originalId, ...counts }));
  });
}
