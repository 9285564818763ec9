import type { Id } from '#kit/ids.ts';
import type { IdSet } from '#kit/sorted.ts';

export type Access = 'public' | 'request' | 'secret';
export type GroupState = 'open' | 'dissolving' | 'dissolved';
/** `kept`: was in it when it dissolved, and may read what is left. */
export type MemberState = 'asked' | 'invited' | 'in' | 'out' | 'declined' | 'barred' | 'kept';

export interface GroupRow {
  readonly id: Id;
  readonly handle: string | null;
  readonly title: string;
  readonly purpose: string;
  readonly access: Access;
  readonly house_rules: string;
  readonly rules_changed_at: Date;
  readonly tag: string;
  readonly parent_group_id: Id | null;
  readonly parent_chat_id: Id | null;
  readonly ends_at: Date | null;
  readonly state: GroupState;
  readonly map_private: boolean;
  readonly chat_id: Id | null;
  readonly made_by: Id | null;
  readonly created_at: Date;
  readonly warned_week: boolean;
  readonly warned_day: boolean;
  readonly size: number;
  readonly dissolved_at: Date | null;
}

export interface MemberRow {
  readonly id: Id;
  readonly group_id: Id;
  readonly account_id: Id;
  readonly state: MemberState;
  readonly steward: boolean;
  readonly rules_read_at: Date | null;
  readonly trade: string;
  readonly helps_with: readonly string[];
  readonly introduced_by: Id | null;
  readonly introduction: string;
  readonly joined_at: Date | null;
  readonly changed_at: Date;
}

/** A group with everybody who is anything to it; never changed in place. */
export interface GroupFacts extends GroupRow {
  readonly members: ReadonlyMap<Id, MemberRow>;
  /** Those who are in it. */
  readonly inside: IdSet;
}

/** Who looks, and what they are to a group. */
export interface Seen {
  readonly group: GroupFacts;
  /** Undefined: nothing to it. */
  readonly member: MemberRow | undefined;
}

/** What the log of a group tells. Other rooms add their own words. */
export type LogKind =
  | 'made' | 'joined' | 'left' | 'removed' | 'rules' | 'page' | 'steward' | 'access' | 'subgroup' | 'map_private' | 'warning' | 'extension' | 'extended'
  | 'kept_end' | 'dissolution' | 'kept_open' | 'dissolving' | 'proposal' | 'question' | 'objection' | 'amendment' | 'adopted' | 'withdrawn' | 'lapsed' | 'role' | 'role_ended' | 'help';

export interface LogEntry {
  readonly groupId: Id;
  readonly kind: LogKind;
  /** Null: nobody, it came by itself. */
  readonly actorId: Id | null;
  /** Whom or what it is about. */
  readonly subjectId?: Id | undefined;
  readonly note?: string | undefined;
}

export interface LogRow {
  readonly id: Id;
  readonly group_id: Id;
  readonly kind: LogKind;
  readonly actor_id: Id | null;
  readonly subject_id: Id | null;
  readonly note: string;
  readonly created_at: Date;
}

/** Where a sub-group was born. */
export interface Parent {
  readonly kind: 'group' | 'chat';
  readonly id: Id;
}

export interface AskRow {
  readonly id: Id;
  readonly group_id: Id;
  readonly kind: 'extension' | 'dissolution';
  readonly ends_at: Date | null;
  readonly account_id: Id;
  readonly created_at: Date;
  readonly decides_at: Date;
  /** Who said yes. */
  readonly yes: readonly Id[];
}

export interface ItemRow {
  readonly id: Id;
  readonly group_id: Id;
  readonly author_id: Id | null;
  readonly text: string;
  readonly created_at: Date;
  readonly edited_at: Date | null;
  readonly approved_by: readonly Id[];
  readonly vetoed_by: readonly Id[];
}

/** How many items a digest has, and how many of them would stay. */
export interface DigestCount {
  readonly group_id: Id;
  readonly items: number;
  readonly approved: number;
}

export type GroupShelf = 'mine' | 'open' | 'requests' | 'ended';
