import type { Id } from '#kit/ids.ts';
import type { IdSet } from '#kit/sorted.ts';

/**
 * `pending`: waits to be confirmed or let in. `disabled`: seen, may not sign in. `suspended`: neither seen nor acting.
 * `deleted`: only the name is left.
 */
export type Standing = 'pending' | 'active' | 'disabled' | 'suspended' | 'deleted';

/** Who may see a post; the same four as in #posts. */
export type DefaultVisibility = 'public' | 'unlisted' | 'followers' | 'direct';

/** Who may quote a post: everybody, those who follow its author, its author alone. */
export type QuotePolicy = 'public' | 'followers' | 'nobody';

export interface ProfileField {
  readonly name: string;
  readonly value: string;
}

/** What is known of an account. Never changed in place. */
export interface AccountFacts {
  readonly id: Id;
  /** Lower case. */
  readonly username: string;
  readonly displayName: string;
  readonly note: string;
  readonly noteHtml: string;
  readonly fields: readonly (ProfileField & { readonly valueHtml: string })[];
  readonly avatarKey: string | undefined;
  readonly headerKey: string | undefined;
  readonly locked: boolean;
  readonly bot: boolean;
  readonly discoverable: boolean;
  readonly indexable: boolean;
  readonly hideCollections: boolean;
  readonly avatarDescription: string;
  readonly headerDescription: string;
  readonly showMedia: boolean;
  readonly showMediaReplies: boolean;
  /** Whether others see whom it recommends. */
  readonly showFeatured: boolean;
  /** Sites that may name it as the author of their articles. */
  readonly attributionDomains: readonly string[];
  readonly standing: Standing;
  readonly followersCount: number;
  readonly followingCount: number;
  readonly postsCount: number;
  readonly lastPostAt: Date | undefined;
  readonly createdAt: Date;
}

/** Whom a viewer has to do with. The object is another one as soon as anything in it changed. */
export interface ViewerSets {
  readonly follows: IdSet;
  /** Followed, their reposts unwanted; a part of `follows`. */
  readonly withoutReposts: IdSet;
  /** Followed in some languages only; undefined, which costs a reader nothing, when there is no such follow. */
  readonly languages: ReadonlyMap<Id, readonly string[]> | undefined;
  /** In a list whose posts stay out of home; undefined, which costs a reader nothing, when nobody is. */
  readonly exclusive: IdSet | undefined;
  /** Keys of the tags followed; undefined when there is none. */
  readonly tags: ReadonlySet<string> | undefined;
  readonly requested: IdSet;
  readonly blocks: IdSet;
  readonly blockedBy: IdSet;
  readonly mutes: IdSet;
  readonly mutesNotifications: IdSet;
}

/** Two accounts seen by the first. */
export interface RelationFacts {
  readonly id: Id;
  readonly following: boolean;
  readonly showReposts: boolean;
  readonly notify: boolean;
  readonly languages: readonly string[] | undefined;
  readonly followedBy: boolean;
  readonly requested: boolean;
  readonly requestedBy: boolean;
  readonly blocking: boolean;
  readonly blockedBy: boolean;
  readonly muting: boolean;
  readonly mutingNotifications: boolean;
  readonly muteExpiresAt: Date | undefined;
  readonly note: string;
  readonly endorsed: boolean;
}

/** What a new post is like unless it says otherwise. */
export interface PostingDefaults {
  readonly visibility: DefaultVisibility;
  readonly sensitive: boolean;
  readonly language: string | undefined;
  readonly quotePolicy: QuotePolicy;
}

export interface FollowWishes {
  readonly showReposts?: boolean | undefined;
  readonly notify?: boolean | undefined;
  /** Empty: all. */
  readonly languages?: readonly string[] | undefined;
}

export interface ProfileWishes {
  readonly displayName?: string | undefined;
  readonly note?: string | undefined;
  readonly fields?: readonly ProfileField[] | undefined;
  readonly locked?: boolean | undefined;
  readonly bot?: boolean | undefined;
  readonly discoverable?: boolean | undefined;
  readonly indexable?: boolean | undefined;
  readonly hideCollections?: boolean | undefined;
  readonly avatarDescription?: string | undefined;
  readonly headerDescription?: string | undefined;
  readonly showMedia?: boolean | undefined;
  readonly showMediaReplies?: boolean | undefined;
  readonly showFeatured?: boolean | undefined;
  readonly attributionDomains?: readonly string[] | undefined;
  readonly defaultVisibility?: DefaultVisibility | undefined;
  readonly defaultSensitive?: boolean | undefined;
  readonly defaultQuotePolicy?: QuotePolicy | undefined;
  /** Empty: none. */
  readonly defaultLanguage?: string | undefined;
  /** A file as uploaded; null takes the picture away. */
  readonly avatar?: Uint8Array | null | undefined;
  readonly header?: Uint8Array | null | undefined;
}

/** Which answers of its members to others a list shows: to whom its owner follows, to its members, none. */
export type RepliesPolicy = 'followed' | 'list' | 'none';

/** A list without those in it. */
export interface ListTitle {
  readonly id: Id;
  readonly ownerId: Id;
  readonly title: string;
  readonly repliesPolicy: RepliesPolicy;
  /** What its members write stays out of the owner's home. */
  readonly exclusive: boolean;
}

/** A list of accounts that its owner follows. Another object as soon as anything in it changed. */
export interface ListFacts extends ListTitle {
  readonly members: IdSet;
}

/** What is undefined stays as it is, or takes its usual value. */
export interface ListWishes {
  readonly title?: string | undefined;
  readonly repliesPolicy?: RepliesPolicy | undefined;
  readonly exclusive?: boolean | undefined;
}

/** A tag that somebody follows. */
export interface FollowedTag {
  /** Of the follow, not of the tag: what pages are cut by. */
  readonly id: Id;
  readonly key: string;
}

/** A place in a list of relations, and the account that stands there. */
export interface Listed {
  /** Of the relation, not of the account: what pages are cut by. */
  readonly id: Id;
  readonly accountId: Id;
}
