import type { AccountFacts } from '#accounts';
import type { Id } from '#kit/ids.ts';
import type { PostFacts } from '#posts';

/**
 * `mention`: named in a post, or answered. `post`: the bell of an author rang. `edit`: a post that one reposted reads otherwise
 * now. `poll`: one that one asked or voted in has ended. `quotedEdit`: a post that one quoted reads otherwise now. The others
 * are what they say; `room` is of an event room, `trust` of a step that two share, `group` of a group, and `about` says what.
 */
export type NotificationType =
  | 'mention' | 'post' | 'repost' | 'like' | 'follow' | 'followRequest' | 'edit' | 'poll' | 'quote' | 'quotedEdit' | 'room' | 'trust' | 'group';

/** Types of which only another room knows what they say; `about` has it. */
export const TOLD: readonly NotificationType[] = ['room', 'trust', 'group'];

/** What such a line tells, as the room that knows of it words it; shown as it is. */
export interface About {
  /** Of the event room, the group or the trust: with it the line goes (`forgetAbout`). */
  readonly id: Id;
  /** One line for each: an event heard again adds none. */
  readonly key: string;
  readonly shown: { readonly text: string; readonly [name: string]: string | null };
}

/** Lines of these types are told together: those of one post, and follows. */
export type GroupedType = 'like' | 'repost' | 'follow';
export const GROUPED: readonly GroupedType[] = ['like', 'repost', 'follow'];

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
  readonly about: About['shown'] | null;
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
  readonly about: About['shown'] | undefined;
}

/** Lines that are told as one. */
export interface GroupFacts {
  /** One of those that the page covers. */
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

/** Something to be told, and to whom. `fromId` 0: it came by itself, to each from themselves. `eventId`: of the event it comes from. */
export interface Telling {
  readonly type: NotificationType;
  readonly fromId: Id;
  readonly postId?: Id;
  readonly accountIds: readonly Id[];
  readonly eventId: Id;
  readonly about?: About;
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

/** What an app may want to be told of while it is closed. The last two are not told here: they are kept as the app chose them. `message` is no line of the list: see `provideNews`. */
export type Alert = NotificationType | 'message' | 'signUp' | 'report';

/** From whom: anybody, those one follows, those who follow one, nobody. */
export type PushPolicy = 'all' | 'followed' | 'follower' | 'none';

export interface PushChoice {
  readonly alerts: readonly Alert[];
  readonly policy: PushPolicy;
}

/** Where and how an app is told. */
export interface Subscription extends PushChoice {
  readonly id: Id;
  readonly tokenId: Id;
  readonly accountId: Id;
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
  readonly standard: boolean;
  readonly sealedToken: Buffer;
  readonly failures: number;
  readonly restsUntil: Date | undefined;
}

/** What becomes of a line: shown, kept out until its reader looks, or never kept. */
export type Verdict = 'accept' | 'filter' | 'drop';

/** What an account wants done with lines from those it does not know. */
export interface Policy {
  readonly notFollowing: Verdict;
  readonly notFollowers: Verdict;
  readonly newAccounts: Verdict;
  readonly privateMentions: Verdict;
  readonly limitedAccounts: Verdict;
  readonly bots: Verdict;
}

/** What a policy looks at in who told something. */
export interface Sender {
  readonly followed: boolean;
  /** For how long they have followed the reader; undefined: not at all. */
  readonly followsMs: number | undefined;
  readonly ageMs: number;
  readonly bot: boolean;
  readonly limited: boolean;
  /** A direct post that answers nothing the reader had written to them. */
  readonly uncalledFor: boolean;
}

export interface PolicySummary {
  readonly requests: number;
  readonly lines: number;
}

/** A request as it is stored, with what lies behind it. */
export interface RequestRow {
  readonly id: Id;
  readonly from_id: Id;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly count: number;
  readonly post_id: Id | null;
}

/** Somebody whose lines are kept out. */
export interface RequestFacts {
  readonly id: Id;
  readonly from: AccountFacts;
  /** The newest of what was said, if the viewer may see it. */
  readonly post: PostFacts | undefined;
  readonly count: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
