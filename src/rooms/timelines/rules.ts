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

/** Whether a post is in a list, and by which of the list's rules. */
export interface Verdict {
  readonly here: boolean;
  readonly rule: ListRule;
}

export type ListRule =
  | 'own' | 'followed' | 'tag' | 'member' | 'listed'
  | 'exclusive' | 'not-followed' | 'reposts-off' | 'language' | 'answer-to-other' | 'not-member' | 'private' | 'not-listed' | 'repost' | 'block' | 'mute';

const here = (rule: ListRule): Verdict => ({ here: true, rule });
const out = (rule: ListRule): Verdict => ({ here: false, rule });
/** Made once: lists ask for very many posts. */
const BY = {
  own: here('own'), followed: here('followed'), tag: here('tag'), member: here('member'), listed: here('listed'),
  exclusive: out('exclusive'), notFollowed: out('not-followed'), repostsOff: out('reposts-off'), language: out('language'), answer: out('answer-to-other'),
  notMember: out('not-member'), private: out('private'), notListed: out('not-listed'), repost: out('repost'), block: out('block'), mute: out('mute'),
};

/** Why a post is not wanted by taste. */
function unwanted(post: Listed, sets: ViewerSets): Verdict {
  const { authorId, repostOfAuthorId: of } = post;
  return hasId(sets.blocks, authorId) || (of !== undefined && hasId(sets.blocks, of)) ? BY.block : BY.mute;
}

/** What is wanted by taste stays where its list has it. */
function byTaste(found: Verdict, post: Listed, viewer: Id | undefined, sets: ViewerSets | undefined): Verdict {
  return sets === undefined || wantedByTaste(post, viewer, sets) ? found : unwanted(post, sets);
}

/**
 * Home: everything of oneself and of those one follows, but their answers only to oneself, to themselves and to others one
 * follows, their reposts unless switched off, and of whom one follows in some languages only those; nothing of those in an
 * exclusive list. Direct posts like any other of theirs: who is not named may not see them. Besides, what anybody says publicly
 * with a tag that the viewer follows, in the languages wanted of them.
 */
export function verdictAtHome(post: Listed, viewer: Id, sets: ViewerSets): Verdict {
  if (post.authorId === viewer) return byTaste(BY.own, post, viewer, sets);
  if (sets.exclusive !== undefined && hasId(sets.exclusive, post.authorId)) return BY.exclusive;
  const followed = verdictOfFollowed(post, viewer, sets, sets.follows);
  if (followed.here) return byTaste(followed, post, viewer, sets);
  return sets.tags !== undefined && wantedByTag(post, sets, sets.tags) ? byTaste(BY.tag, post, viewer, sets) : followed;
}

export const wantedAtHome = (post: Listed, viewer: Id, sets: ViewerSets): boolean => verdictAtHome(post, viewer, sets).here;

function wantedByTag(post: Listed, sets: ViewerSets, tags: ReadonlySet<string>): boolean {
  if (!isInTag(post) || !post.tagKeys.some((key) => tags.has(key))) return false;
  return sets.languages === undefined || isInLanguages(post.language, sets.languages.get(post.authorId));
}

/**
 * A list: everything of its members that would be at home but for direct posts and those to groups, whether or not the list is exclusive; which of
 * their answers, it says itself.
 */
export function verdictInList(post: Listed, viewer: Id, sets: ViewerSets, list: ListFacts): Verdict {
  if (post.visibility === 'direct' || post.visibility === 'group') return BY.private;
  if (!hasId(list.members, post.authorId)) return BY.notMember;
  if (post.authorId === viewer) return byTaste(BY.own, post, viewer, sets);
  const readable = { followed: sets.follows, list: list.members, none: NOBODY }[list.repliesPolicy];
  const followed = verdictOfFollowed(post, viewer, sets, readable);
  return followed.here ? byTaste(BY.member, post, viewer, sets) : followed;
}

export const wantedInList = (post: Listed, viewer: Id, sets: ViewerSets, list: ListFacts): boolean => verdictInList(post, viewer, sets, list).here;

/** The public list and those of tags, as a viewer gets them. */
export function verdictInPublic(post: Listed, viewer: Id | undefined, sets: ViewerSets | undefined): Verdict {
  if (isInPublic(post)) return byTaste(BY.listed, post, viewer, sets);
  if (post.repostOfId !== undefined) return BY.repost;
  return post.visibility === 'public' ? BY.answer : BY.notListed;
}

/** @param keys any of which it has */
export function verdictInTag(post: Listed, keys: readonly string[], viewer: Id | undefined, sets: ViewerSets | undefined): Verdict {
  if (post.repostOfId !== undefined) return BY.repost;
  if (!isInTag(post) || !keys.some((key) => post.tagKeys.includes(key))) return BY.notListed;
  return byTaste(BY.listed, post, viewer, sets);
}

const NOBODY: IdSet = new Float64Array(0);

/** Of somebody followed, and of what is followed of them; answers to somebody among `readable`. */
function verdictOfFollowed(post: Listed, viewer: Id, sets: ViewerSets, readable: IdSet): Verdict {
  if (!hasId(sets.follows, post.authorId)) return BY.notFollowed;
  if (post.repostOfId !== undefined && hasId(sets.withoutReposts, post.authorId)) return BY.repostsOff;
  if (sets.languages !== undefined && !isInLanguages(post.language, sets.languages.get(post.authorId))) return BY.language;
  return isAnswerFor(post, viewer, sets, readable) ? BY.followed : BY.answer;
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
