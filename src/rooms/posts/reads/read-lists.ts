import { readAccounts, viewerSets } from '#accounts';
import { findEmojis, readAttachments } from '#media';
import type { AttachmentFacts } from '#media';
import { notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import type { Page } from '#kit/pages.ts';
import { hasId } from '#kit/sorted.ts';
import { viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { selectPins, selectRelations } from '../queries/marks.ts';
import { selectText, selectWordings } from '../queries/posts.ts';
import type { Carried, PostFacts, Wording } from '../types.ts';
import { viewerMarks } from './marks.ts';
import { getOriginal, getPost, readPosts } from './read-posts.ts';

/** The ids of the relations on a page, by which the next page is asked for; what may not be seen counts as well. */
export interface Cursors {
  readonly first?: Id;
  readonly last?: Id;
  readonly full: boolean;
}

/** A page of the posts that the viewer likes or has bookmarked, the latest act first. */
export async function readMarked(
  ctx: Context,
  list: 'likedBy' | 'bookmarkedBy',
  page: Page,
): Promise<{ posts: PostFacts[]; cursors: Cursors }> {
  const viewer = viewerId(ctx);
  if (viewer === undefined) throw notFound();
  const relations = await selectRelations(ctx, list, viewer, page);
  return { posts: await readPosts(ctx, relations.map((relation) => relation.of)), cursors: cursorsOf(relations, page) };
}

/**
 * A page of the accounts that like or repost a post, the latest act first, without those that the viewer blocks or that block
 * the viewer.
 */
export async function readMarkers(
  ctx: Context,
  id: Id,
  list: 'likersOf' | 'repostersOf',
  page: Page,
): Promise<{ accountIds: Id[]; cursors: Cursors }> {
  const post = await getOriginal(ctx, id);
  const relations = await selectRelations(ctx, list, post.id, page);
  const ids = relations.map((relation) => relation.of);
  const viewer = viewerId(ctx);
  const [accounts, sets] = await Promise.all([readAccounts(ctx, ids), viewer === undefined ? undefined : viewerSets(ctx, viewer)]);
  const shown = (account: Id): boolean =>
    accounts.get(account)?.standing === 'active' &&
    (sets === undefined || !(hasId(sets.blocks, account) || hasId(sets.blockedBy, account)));
  return { accountIds: ids.filter(shown), cursors: cursorsOf(relations, page) };
}

/** The ends of a page, for its links. */
export function cursorsOf(relations: readonly { id: Id }[], page: Page): Cursors {
  const first = relations[0]?.id;
  const last = relations.at(-1)?.id;
  return { ...(first !== undefined && { first }), ...(last !== undefined && { last }), full: relations.length === page.limit };
}

/** Every wording of a post the viewer sees, oldest first, the present one last. */
export async function readWordings(ctx: Context, id: Id): Promise<{ post: PostFacts; wordings: (Wording & Carried)[] }> {
  const post = await getOriginal(ctx, id);
  const wordings = await selectWordings(ctx, post.id);
  const attachments = await readAttachments(ctx, wordings.flatMap(({ mediaIds }) => mediaIds));
  const mediaOf = ({ mediaIds, mediaDescriptions: said }: Wording): AttachmentFacts[] =>
    mediaIds.flatMap((one, at) => {
      const facts = attachments.get(one);
      return facts === undefined ? [] : { ...facts, description: said[at] ?? facts.description };
    });
  return {
    post,
    wordings: wordings.map((wording) => ({ ...wording, media: mediaOf(wording), emojis: findEmojis(ctx, [wording.html, wording.spoiler]) })),
  };
}

/** The text of the viewer's own post as it was typed. @throws Refusal 404 for another's */
export async function readSource(ctx: Context, id: Id): Promise<{ id: Id; text: string; spoiler: string }> {
  const post = await getPost(ctx, id);
  if (post.authorId !== viewerId(ctx) || post.repostOfId !== undefined) throw notFound();
  const found = await selectText(ctx, id);
  if (found === undefined) throw notFound();
  return { id, ...found };
}

/** The pinned posts of an account, the one pinned last first; may-see is the caller's (`readPosts`). */
export function pinnedIds(ctx: Context, accountId: Id): Promise<Id[]> {
  return selectPins(ctx, accountId);
}

/** Whether an account wants to hear no more of a thread. */
export async function hasMutedThread(ctx: Context, accountId: Id, rootId: Id): Promise<boolean> {
  const { muted } = await viewerMarks(ctx, accountId);
  return hasId(muted.ids, rootId);
}

