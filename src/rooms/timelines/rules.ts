/** What belongs to a list, and what its reader wants to see. Whether the reader may see it at all is decided in #posts. */

import type { ListFacts, ViewerSets } from '#accounts';
import type { PostEvent } from '#posts';
import type { Id } from '#kit/ids.ts';
import { hasId } from '#kit/sorted.ts';
import type { IdSet } from '#kit/sorted.ts';

/** What is looked at of a post; facts and events both have it. */
export type Listed = {
  readonly [Key in 'authorId' | 'visibility' | 'mentionedIds' | 'tagKeys']: PostEvent[Key];
} & {
  readonly [Key in 'replyToId' | 'replyToAuthorId' | 'repostOfId' | 'repostOfAuthorId']?: Id | undefined;
} & { readonly groupId?: Id | undefined; readonly language?: string | undefined; readonly mediaIds?: readonly Id[] };

/** Taste: nothing of or by those whom the viewer blocks or mutes, or who block the viewer. One's own posts always. */
export function wantedByTaste(post: Listed, viewer: Id | undefined, sets: ViewerSets | undefined): boolean {
  if (viewer === undefined || sets === undefined) return true;
  if (post.authorId === viewer && post.repostOfAuthorId === undefined) return true;
  if (isUnwanted(sets, post.authorId)) return false;
  return post.repostOfAuthorId === undefined || !isUnwanted(sets, post.repostOfAuthorId);
}

function isUnwanted(sets: ViewerSets, id: Id): boolean {
  return hasId(sets.blocks, id) || hasId(sets.mutes, id) || hasId(sets.blockedBy, id);
}

/**
 * Home: everything of oneself and of those one follows, but their answers only to oneself, to themselves and to others one
 * follows, their reposts unless switched off, and of whom one follows in some languages only those; nothing of those in an
 * exclusive list. Direct posts like any other of theirs: who is not named may not see them. Besides, what anybody says publicly
 * with a tag that the viewer follows, in the languages wanted of them.
 */
export function wantedAtHome(post: Listed, viewer: Id, sets: ViewerSets): boolean {
  if (post.authorId === viewer) return wantedByTaste(post, viewer, sets);
  if (sets.exclusive !== undefined && hasId(sets.exclusive, post.authorId)) return false;
  const isOfFollowed = wantedOfFollowed(post, sets) && isAnswerFor(post, viewer, sets, sets.follows);
  return (isOfFollowed || (sets.tags !== undefined && wantedByTag(post, sets, sets.tags))) && wantedByTaste(post, viewer, sets);
}

function wantedByTag(post: Listed, sets: ViewerSets, tags: ReadonlySet<string>): boolean {
  if (!isInTag(post) || !post.tagKeys.some((key) => tags.has(key))) return false;
  return sets.languages === undefined || isInLanguages(post.language, sets.languages.get(post.authorId));
}

/**
 * A list: everything of its members that would be at home but for direct posts and those to groups, whether or not the list is exclusive; which of
 * their answers, it says itself.
 */
export function wantedInList(post: Listed, viewer: Id, sets: ViewerSets, list: ListFacts): boolean {
  if (post.visibility === 'direct' || post.visibility === 'group' || !hasId(list.members, post.authorId)) return false;
  if (post.authorId === viewer) return wantedByTaste(post, viewer, sets);
  const readable = { followed: sets.follows, list: list.members, none: NOBODY }[list.repliesPolicy];
  return wantedOfFollowed(post, sets) && isAnswerFor(post, viewer, sets, readable) && wantedByTaste(post, viewer, sets);
}

const NOBODY: IdSet = new Float64Array(0);

/** Of somebody followed, and of what is followed of them. */
function wantedOfFollowed(post: Listed, sets: ViewerSets): boolean {
  if (!hasId(sets.follows, post.authorId)) return false;
  if (post.repostOfId !== undefined && hasId(sets.withoutReposts, post.authorId)) return false;
  return sets.languages === undefined || isInLanguages(post.language, sets.languages.get(post.authorId));
}

/** Not an answer, or one to the viewer, to its author, or to somebody among `readable`. */
function isAnswerFor(post: Listed, viewer: Id, sets: ViewerSets, readable: IdSet): boolean {
  const to = post.replyToAuthorId;
  return to === undefined || to === viewer || to === post.authorId || (hasId(readable, to) && !isUnwanted(sets, to));
}

/** What is in no language is in all of them; who wants French also gets the French of Canada (`fr-CA`). */
function isInLanguages(language: string | undefined, wanted: readonly string[] | undefined): boolean {
  if (wanted === undefined || language === undefined) return true;
  return wanted.includes(language) || wanted.includes(language.split('-', 1)[0] as string);
}

/** The public list: what is said to everybody, without answers to others, which make no sense on their own. */
export function isInPublic(post: Listed): boolean {
  if (post.visibility !== 'public' || post.repostOfId !== undefined) return false;
  return !isAnswerToOther(post);
}

/** The list of a tag: answers belong to it, reposts and what is not public do not. */
export function isInTag(post: Listed): boolean {
  return post.visibility === 'public' && post.repostOfId === undefined;
}

function isAnswerToOther(post: Listed): boolean {
  return (post.replyToId !== undefined || post.replyToAuthorId !== undefined) && post.replyToAuthorId !== post.authorId;
}

export interface ProfileWish {
  readonly excludeReplies?: boolean | undefined;
  readonly excludeReposts?: boolean | undefined;
  readonly onlyMedia?: boolean | undefined;
  /** A canonical tag. */
  readonly tagged?: string | undefined;
}

export function isInProfile(post: Listed, wish: ProfileWish): boolean {
  if (post.visibility === 'direct') return false;
  if (wish.onlyMedia && (post.mediaIds?.length ?? 0) === 0) return false;
  if (wish.excludeReplies && isAnswerToOther(post)) return false;
  if (wish.excludeReposts && post.repostOfId !== undefined) return false;
  return wish.tagged === undefined || post.tagKeys.includes(wish.tagged);
}

export interface TagWish {
  readonly onlyMedia?: boolean | undefined;
  readonly all: readonly string[];
  readonly none: readonly string[];
}

export function hasTags(post: Listed, wish: TagWish): boolean {
  if (wish.onlyMedia && (post.mediaIds?.length ?? 0) === 0) return false;
  return wish.all.every((key) => post.tagKeys.includes(key)) && !wish.none.some((key) => post.tagKeys.includes(key));
}
