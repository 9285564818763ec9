/** The lists. Each has the same body: select ids, read what may be seen, keep what is wanted. */

import { getAccount, getList, viewerSets } from '#accounts';
import type { ListFacts, ViewerSets } from '#accounts';
import { pinnedIds, readPosts } from '#posts';
import type { Id } from '#kit/ids.ts';
import type { Page } from '#kit/pages.ts';
import { SYSTEM, houseOf, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { fillPage } from './fill-page.ts';
import type { FilledPage, List } from './fill-page.ts';
import { selectAuthorIds, selectGroupIds, selectHomeIds, selectListIds, selectPublicIds, selectTagIds } from './logs.ts';
import { selectAuthorMedia, selectLinked, selectPublicMedia, selectTaggedMedia } from './queries.ts';
import { hasTags, isInProfile, isInPublic, isInTag, wantedAtHome, wantedByTaste, wantedInList } from './rules.ts';
import type { ProfileWish, TagWish } from './rules.ts';

const EMPTY: FilledPage = { posts: [], full: false };

/** Everything of those the viewer follows and of the viewer, newest first; at once when it is in memory. */
export function readHome(ctx: Context, page: Page): FilledPage | Promise<FilledPage> {
  const viewer = viewerId(ctx);
  if (viewer === undefined) return EMPTY;
  const sets = viewerSets(ctx, viewer);
  return sets instanceof Promise ? sets.then((loaded) => fillPage(page, homeList(ctx, viewer, loaded))) : fillPage(page, homeList(ctx, viewer, sets));
}

function homeList(ctx: Context, viewer: Id, sets: ViewerSets): List {
  return {
    select: (page) => selectHomeIds(ctx, viewer, sets, page),
    read: (ids) => readPosts(ctx, ids),
    wanted: (post) => wantedAtHome(post, viewer, sets),
  };
}

/** Everything of those in one of the viewer's lists, newest first; at once when it is in memory. @throws Refusal 404 */
export function readList(ctx: Context, id: Id, page: Page): FilledPage | Promise<FilledPage> {
  const list = getList(ctx, id);
  return list instanceof Promise ? list.then((loaded) => fillList(ctx, loaded, page)) : fillList(ctx, list, page);
}

function fillList(ctx: Context, list: ListFacts, page: Page): FilledPage | Promise<FilledPage> {
  return withSets(ctx, (viewer, sets) => {
    if (viewer === undefined || sets === undefined) return EMPTY;
    return fillPage(page, {
      select: (part) => selectListIds(ctx, list, part),
      read: (ids) => readPosts(ctx, ids),
      wanted: (post) => wantedInList(post, viewer, sets, list),
    });
  });
}

/** What everybody on this server says to everybody, without what the viewer blocks or mutes. */
export function readPublic(ctx: Context, page: Page, onlyMedia = false): FilledPage | Promise<FilledPage> {
  return withSets(ctx, (viewer, sets) =>
    fillPage(page, {
      select: (part) => (onlyMedia ? selectPublicMedia(ctx, part) : selectPublicIds(ctx, part)),
      read: (ids) => readPosts(ctx, ids),
      wanted: (post) => isInPublic(post) && (!onlyMedia || post.mediaIds.length > 0) && wantedByTaste(post, viewer, sets),
    }));
}

/** Public posts with any of `anyOf`, all of `all` and none of `none`; canonical tags. */
export function readTag(ctx: Context, anyOf: readonly string[], wish: TagWish, page: Page): FilledPage | Promise<FilledPage> {
  return withSets(ctx, (viewer, sets) =>
    fillPage(page, {
      select: (part) => (wish.onlyMedia ? selectTaggedMedia(ctx, anyOf, part) : selectTagIds(ctx, anyOf, part)),
      read: (ids) => readPosts(ctx, ids),
      wanted: (post) =>
        isInTag(post) && anyOf.some((key) => post.tagKeys.includes(key)) && hasTags(post, wish) && wantedByTaste(post, viewer, sets),
    }));
}

/**
 * Public posts that name an address, by authors who want to be found: unlike a tag, an address is not put into a post to be
 * found by it. Read from PostgreSQL, since few ask for it.
 * @param url as #links writes it
 */
export function readLinked(ctx: Context, url: string, page: Page): FilledPage | Promise<FilledPage> {
  return withSets(ctx, (viewer, sets) =>
    fillPage(page, {
      select: (part) => selectLinked(houseOf(ctx).context(SYSTEM), url, part),
      read: (ids) => readPosts(ctx, ids),
      wanted: (post) => isInTag(post) && post.link === url && wantedByTaste(post, viewer, sets),
    }));
}

/** What its members said to a group, newest first, without what the viewer blocks or mutes; at once when it is in memory. */
export function readGroup(ctx: Context, groupId: Id, page: Page): FilledPage | Promise<FilledPage> {
  return withSets(ctx, (viewer, sets) =>
    fillPage(page, {
      select: (part) => selectGroupIds(ctx, groupId, part),
      read: (ids) => readPosts(ctx, ids),
      wanted: (post) => wantedByTaste(post, viewer, sets),
    }));
}

/** @throws Refusal 404 for an account that is not there, 410 for a suspended one */
export async function readProfile(ctx: Context, authorId: Id, wish: ProfileWish, page: Page): Promise<FilledPage> {
  await getAccount(ctx, authorId);
  return withSets(ctx, (viewer, sets) =>
    fillPage(page, {
      select: (part) => (wish.onlyMedia ? selectAuthorMedia(ctx, authorId, part) : selectAuthorIds(ctx, authorId, part)),
      read: (ids) => readPosts(ctx, ids),
      // Who is muted is still read on the profile one opens; those whom the author shares are not.
      wanted: (post) => isInProfile(post, wish) && (post.repostOfId === undefined || wantedByTaste({ ...post, authorId: viewer ?? 0 }, viewer, sets)),
    }));
}

/** The posts an author has pinned, the latest pin first. */
export async function readPinned(ctx: Context, authorId: Id): Promise<FilledPage> {
  await getAccount(ctx, authorId);
  return { posts: await readPosts(ctx, await pinnedIds(ctx, authorId)), full: false };
}

function withSets<T>(ctx: Context, act: (viewer: Id | undefined, sets: ViewerSets | undefined) => T | Promise<T>): T | Promise<T> {
  const viewer = viewerId(ctx);
  if (viewer === undefined) return act(undefined, undefined);
  const sets = viewerSets(ctx, viewer);
  return sets instanceof Promise ? sets.then((loaded) => act(viewer, loaded)) : act(viewer, sets);
}
