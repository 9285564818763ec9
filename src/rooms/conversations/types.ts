import type { AccountFacts } from '#accounts';
import type { Id } from '#kit/ids.ts';
import type { PostFacts } from '#posts';

/** A place on somebody's list, as it is stored. */
export interface MembershipRow {
  readonly id: Id;
  readonly conversation_id: Id;
  readonly participants: Id[];
  readonly last_post_id: Id;
  readonly cleared_post_id: Id;
  readonly unread: boolean;
}

/** A conversation as one of its people sees it. */
export interface ConversationFacts {
  /** Of this person's place in it: another person knows the same conversation by another id. */
  readonly id: Id;
  readonly unread: boolean;
  /** The others; oneself where there is nobody else. */
  readonly people: readonly AccountFacts[];
  readonly lastPost: PostFacts;
  /** What pages are cut by; newer than `lastPost` when the newest is not shown to this person. */
  readonly place: Id;
}

/** Somebody's place in a conversation that looks otherwise now. */
export interface Member {
  readonly id: Id;
  readonly accountId: Id;
}
