import type { AccountFacts } from '#accounts';
import type { Id } from '#kit/ids.ts';
import type { PostFacts } from '#posts';

/**
 * `mention`: named in a post, or answered. `post`: the bell of an author rang. `edit`: a post that one reposted reads otherwise
 * now. `poll`: one that one asked or voted in has ended. `quotedEdit`: a post that one quoted reads otherwise now. The others
 * are what they say.
 */
export type NotificationType =
  | 'mention' | 'post' | 'repost' | 'like' | 'follow' | 'followRequest' | 'edit' | 'poll' | 'quote' | 'quotedEdit';

/** Lines of these types are told together: those of one post, and follows. */
export type GroupedType = 'like' | 'repost' | 'follow';

/** A line as it is stored. */
export interface NotificationRow {
  readonly id: Id;
  readonly type: NotificationType;
  readonly from_id: Id;
  readonly post_id: Id | null;
  readonly created_at: Date;
  /** The first line of those it belongs to; null: it stands alone. */
  readonly group_id: Id | null;
  /** Kept out of the list by the reader's policy. */
  readonly filtered: boolean;
}

/** A line as its reader sees it. */
export interface NotificationFacts {
  readonly id: Id;
  readonly type: NotificationType;
  readonly from: AccountFacts;
  readonly post: PostFacts | undefined;
  readonly createdAt: Date;
  readonly groupId: Id | undefined;
  readonly filtered: boolean;
}

/** Lines that are told as one. */
export interface GroupFacts {
  /** The newest of those that the page covers. */
  readonly line: NotificationFacts;
  /** Undefined: the line stands alone. */
  readonly groupId: Id | undefined;
  /** How many there are in all, on this page and others. */
  readonly count: number;
  readonly newestId: Id;
  /** The oldest and the newest of the lines that the page covers. */
  readonly pageMinId: Id;
  readonly pageMaxId: Id;
  /** From whom, newest first: some of them. */
  readonly from: readonly AccountFacts[];
}

/** Something to be told, and to whom. `eventId`: of the event it comes from. */
export interface Telling {
  readonly type: NotificationType;
  readonly fromId: Id;
  readonly postId?: Id;
  readonly accountIds: readonly Id[];
  readonly eventId: Id;
}

/** What a reader asks of the list. */
export interface NotificationWish {
  /** Undefined: all. */
  readonly types?: readonly NotificationType[] | undefined;
  readonly fromId?: Id | undefined;
  /** Also what the reader's policy keeps out. */
  readonly withFiltered?: boolean;
  /** Groups that are not looked for. */
  readonly withoutGroups?: readonly Id[];
}

export type MarkedList = 'home' | 'notifications';

/** How far someone has read a list. */
export interface Marker {
  readonly list: MarkedList;
  readonly lastReadId: Id;
  readonly version: number;
  readonly updatedAt: Date;
}

/** How far somebody wants a list to count as read. */
export interface Place {
  readonly list: MarkedList;
  readonly lastReadId: Id;
  /** The version of the marker that this is to follow; 0 for none yet. Undefined: whichever there is. */
  readonly version?: number | undefined;
}
