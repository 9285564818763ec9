import type { Id } from '#kit/ids.ts';

export type ChatKind = 'pair' | 'group';
export type MemberState = 'asked' | 'in' | 'out' | 'declined';

export interface ChatRow {
  readonly id: Id;
  readonly kind: ChatKind;
  readonly pair_low: Id | null;
  readonly pair_high: Id | null;
  readonly title: string;
  readonly locked: boolean;
  readonly timer_seconds: number | null;
  readonly made_by: Id;
  readonly created_at: Date;
  readonly last_id: Id;
  /** Whose conversation it is; null: nobody's but its members'. */
  readonly group_id: Id | null;
}

export interface MemberRow {
  readonly id: Id;
  readonly chat_id: Id;
  readonly account_id: Id;
  readonly state: MemberState;
  readonly host: boolean;
  readonly invited_by: Id | null;
  readonly after_id: Id;
  readonly read_id: Id;
  readonly archived: boolean;
  readonly muted_until: Date | null;
  readonly changed_at: Date;
}

export interface MessageRow {
  readonly id: Id;
  readonly chat_id: Id;
  readonly author_id: Id;
  readonly client_key: string;
  readonly body: string;
  readonly reply_to_id: Id | null;
  readonly written_at: Date | null;
  readonly edited_at: Date | null;
  readonly deleted_at: Date | null;
  readonly expires_at: Date | null;
}

/** A chat with everybody who is asked or in it. */
export interface ChatFacts extends ChatRow {
  readonly members: ReadonlyMap<Id, MemberRow>;
}

/** A reaction to a message, summed up. */
export interface Reacted {
  readonly name: string;
  readonly accountIds: readonly Id[];
}

/** What somebody sends. */
export interface MessageWish {
  readonly text: string;
  /** Of the client's making, at most 100 characters: the same again is the same message. */
  readonly clientKey: string;
  readonly replyToId?: Id | undefined;
  readonly writtenAt?: Date | undefined;
}

/** Which chats of one's own: those one is in, those one is asked into, those one put away. */
export type Shelf = 'in' | 'requests' | 'archived';
