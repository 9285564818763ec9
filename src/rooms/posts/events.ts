import type { Id } from '#kit/ids.ts';
import { defineEvent, defineQuestion } from '#platform/events.ts';
import type { Ballot, Counts, Visibility } from './types.ts';

/** What listeners need to know of a post without reading it; after a deletion there is nothing left to read. */
export interface PostEvent {
  readonly id: Id;
  readonly authorId: Id;
  readonly visibility: Visibility;
  /** Whose members see it. */
  readonly groupId?: Id;
  readonly replyToId?: Id;
  readonly replyToAuthorId?: Id;
  readonly rootId: Id;
  readonly repostOfId?: Id;
  readonly repostOfAuthorId?: Id;
  readonly quotedId?: Id;
  readonly quotedAuthorId?: Id;
  readonly mentionedIds: readonly Id[];
  readonly tagKeys: readonly string[];
  readonly hasMedia?: boolean;
  readonly language?: string;
  /** Before an edit, where that changed: lists and streams that it is in no longer find it by this. */
  readonly was?: Pick<PostEvent, 'mentionedIds' | 'tagKeys' | 'hasMedia' | 'language'>;
  /** What the post it answers or reposts counts from now on. */
  readonly counted?: { readonly postId: Id } & Counts;
  /** What the post it quotes counts from now on. */
  readonly quoteCounted?: { readonly postId: Id } & Counts;
}

export interface LinkEvent {
  readonly postId: Id;
  readonly authorId: Id;
  readonly visibility: Visibility;
  /** As #links writes it. */
  readonly url: string;
}

export interface LikeEvent {
  readonly postId: Id;
  /** Whose post it is. */
  readonly authorId: Id;
  /** Who likes it. */
  readonly accountId: Id;
  readonly counted: Counts;
}

export interface MarkEvent {
  readonly postId: Id;
  readonly accountId: Id;
}

/** Ballots that were counted together, and what the poll counts from now on. */
export interface VoteEvent {
  readonly postId: Id;
  readonly roundId: Id;
  readonly votes: readonly number[];
  readonly voters: number;
  /** Without a choice: one that was taken away, of an account that is deleted. */
  readonly ballots: readonly Ballot[];
}

/** Also for reposts. */
export const postCreated = defineEvent<PostEvent>('posts.postCreated');
/** A post of long ago was brought along: it belongs to the lists, and nobody is told. */
export const postImported = defineEvent<PostEvent>('posts.postImported');
export const postEdited = defineEvent<PostEvent>('posts.postEdited');
/** A post has been shown inside another one. */
export const quoted = defineEvent<PostEvent>('posts.quoted');
/** The author of a quoted post took the consent back; the event is of the quote. */
export const quoteRevoked = defineEvent<PostEvent>('posts.quoteRevoked');
/** Who may quote a post, or what became of the post it quotes, is something else now. */
export const quotingChanged = defineEvent<{ readonly postId: Id }>('posts.quotingChanged');
/** A post that was written or edited names this address now. */
export const linkNamed = defineEvent<LinkEvent>('posts.linkNamed');
/** Also for reposts taken back, and for each repost of a post that was deleted. */
export const postDeleted = defineEvent<PostEvent>('posts.postDeleted');
export const liked = defineEvent<LikeEvent>('posts.liked');
export const unliked = defineEvent<LikeEvent>('posts.unliked');
export const bookmarked = defineEvent<MarkEvent>('posts.bookmarked');
export const unbookmarked = defineEvent<MarkEvent>('posts.unbookmarked');
export const pinned = defineEvent<MarkEvent>('posts.pinned');
export const unpinned = defineEvent<MarkEvent>('posts.unpinned');
/** `postId` is the first post of the thread. */
export const voted = defineEvent<VoteEvent>('posts.voted');
/** The totals of a poll are not what open streams last showed. At most once in a while for each poll. */
export const pollCounted = defineEvent<PostEvent>('posts.pollCounted');
/** A poll ends at another time than before, or hides its totals otherwise. */
export const pollRescheduled = defineEvent<PostEvent>('posts.pollRescheduled');
/** What is said of its attachments changed, and nothing else. */
export const mediaDescribed = defineEvent<PostEvent>('posts.mediaDescribed');
export const pollEnded = defineEvent<PostEvent>('posts.pollEnded');
export const threadMuted = defineEvent<MarkEvent>('posts.threadMuted');
export const threadUnmuted = defineEvent<MarkEvent>('posts.threadUnmuted');

/** Asked before a post or an edit is written: higher rooms may refuse it (spam, rate, law). */
export const draftSubmitted = defineQuestion<{ readonly authorId: Id; readonly text: string; readonly spoiler: string }>(
  'posts.draftSubmitted',
);
