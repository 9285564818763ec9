import type { Id } from '#kit/ids.ts';

/** Whose log it is, and for whom: what everybody may read and what followers may read are two logs. */
export type Audience = 'everybody' | 'followers';
/** `earlier`: it stood before its log did, was brought along from elsewhere, or came late. */
export type EntryKind = 'created' | 'earlier' | 'edited' | 'deleted';

export interface LogName {
  readonly accountId: Id;
  readonly audience: Audience;
}

export interface LogRow {
  readonly account_id: Id;
  readonly audience: Audience;
  readonly size: number;
  readonly peaks: readonly Buffer[];
}

/** What a leaf is made of. */
export interface LeafRow {
  readonly account_id: Id;
  readonly audience: Audience;
  readonly seq: number;
  readonly kind: EntryKind;
  readonly post_id: Id;
  readonly at: Date;
  readonly commitment: Buffer;
}

export interface EntryRow extends LeafRow {
  readonly event_id: Id;
  readonly salt: Buffer | null;
  readonly record: string | null;
}

/** What a post says, as it is committed to. */
export interface Said {
  readonly id: Id;
  readonly author_id: Id;
  readonly visibility: string;
  readonly created_at: Date;
  readonly root_id: Id;
  readonly reply_to_id: Id | null;
  readonly reply_to_author_id: Id | null;
  readonly repost_of_id: Id | null;
  readonly repost_of_author_id: Id | null;
  readonly quoted_id: Id | null;
  readonly text: string;
  readonly html: string;
  readonly spoiler: string;
  readonly language: string | null;
  readonly tag_keys: readonly string[];
  readonly mentioned_ids: readonly Id[];
  readonly media_ids: readonly Id[];
}

/** A record, read again. */
export interface Recorded {
  readonly id: string;
  readonly author: string;
  readonly visibility: 'public' | 'unlisted' | 'followers';
  readonly at: string;
  readonly thread: string;
  readonly replyTo: string | null;
  readonly replyToAuthor: string | null;
  readonly repostOf: string | null;
  readonly repostOfAuthor: string | null;
  readonly language: string | null;
  readonly tags: readonly string[];
  readonly mentions: readonly string[];
  readonly media: readonly string[];
}

/** Why something of a list is not shown to its reader. */
export type Reason = 'your-mute' | 'your-block' | 'withheld-by-law' | 'held' | 'limited' | 'removed';

/** What is wrong with a list, or with what it is held against. */
export type Flaw = 'missing' | 'not-in-log' | 'not-of-list' | 'changed' | 'order';

export interface Finding {
  readonly id: Id;
  readonly flaw: Flaw;
}

/** A post in a receipt, by its place in its author's log. */
export interface Placed {
  readonly id: Id;
  readonly author: Id;
  readonly log: string;
  readonly seq: number;
  /** How it came into its log at first. */
  readonly kind: EntryKind;
  readonly commitment: Buffer;
}

export interface ReceiptFacts {
  readonly list: string;
  readonly viewer: string | undefined;
  readonly at: Date;
  readonly from: Id;
  readonly to: Id;
  readonly chain: Buffer;
  /** As they are served. */
  readonly items: readonly Placed[];
  readonly leftOut: readonly (Placed & { readonly reason: Reason })[];
  /** Said to some alone: these stand in no log. */
  readonly unlogged: readonly { readonly id: Id; readonly author: Id }[];
  /** Shown, and hidden by a filter of the reader's in their app. */
  readonly filtered: readonly Id[];
  readonly findings: readonly Finding[];
  readonly heads: readonly { readonly log: string; readonly size: number; readonly root: string }[];
}
