import type { Id } from '#kit/ids.ts';

/** Whose log it is, and for whom: what everybody may read and what followers may read are two logs. */
export type Audience = 'everybody' | 'followers';
/** `earlier`: it stood before its log did, or was brought along from elsewhere. */
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

export interface EntryRow {
  readonly account_id: Id;
  readonly audience: Audience;
  readonly seq: number;
  readonly event_id: Id;
  readonly kind: EntryKind;
  readonly post_id: Id;
  readonly at: Date;
  readonly commitment: Buffer;
  readonly salt: Buffer | null;
}

/** What a post says, as it is committed to. */
export interface Said {
  readonly id: Id;
  readonly author_id: Id;
  readonly visibility: string;
  readonly created_at: Date;
  readonly reply_to_id: Id | null;
  readonly repost_of_id: Id | null;
  readonly quoted_id: Id | null;
  readonly text: string;
  readonly spoiler: string;
  readonly media_ids: readonly Id[];
}
