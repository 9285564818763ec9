import type { Id } from '#kit/ids.ts';

/** What is open: for questions, for reactions, for objections. */
export type Stage = 'questions' | 'reactions' | 'objections';
export type ProposalState = Stage | 'adopted' | 'withdrawn' | 'lapsed';

/** `withdrawn`: taken back by who made it. `met`: an amendment meets it, says who made it. `left`: who made it has left the group. */
export type ObjectionState = 'standing' | 'withdrawn' | 'met' | 'left';

/** An objection as far as a decision depends on it. */
export interface Objection {
  readonly id: Id;
  readonly by: Id;
  /** Of the proposal, as it read then. */
  readonly version: number;
  readonly state: ObjectionState;
}

/** How far a proposal has come. */
export interface Course {
  readonly state: ProposalState;
  readonly version: number;
  readonly proposerId: Id;
  /** Who said that they do not object to this version. */
  readonly consents: readonly Id[];
  readonly objections: readonly Objection[];
}

/** Who decides, at the moment of an act. */
export interface Circle {
  /** Who is in the group. */
  readonly members: readonly Id[];
  readonly stewards: readonly Id[];
  /** Whose stewardship or role it would end: they say what they think, and do not decide it. */
  readonly concernedId?: Id | undefined;
  /** Who would get a role: not without their own yes. */
  readonly nomineeId?: Id | undefined;
  /** Whether the least time of the stage is over. */
  readonly isOver: boolean;
}

/** What happens to a proposal. `settle` and `lapse` are the clock's. */
export type Act =
  | { readonly kind: 'next' | 'consent' | 'amend' | 'withdraw' | 'leave'; readonly by: Id }
  | { readonly kind: 'object'; readonly by: Id; readonly id: Id; readonly harm: string; readonly harmed: string }
  | { readonly kind: 'takeBack' | 'met'; readonly by: Id; readonly objectionId: Id }
  | { readonly kind: 'settle' | 'lapse' };

export type Kind = 'plain' | 'role' | 'end_role' | 'rules' | 'steward';

/** What adoption does. */
export type Terms =
  | Record<string, never>
  | RoleTerms
  | { readonly roleId: Id }
  | { readonly houseRules: string }
  | { readonly accountId: Id };

export interface RoleTerms {
  readonly title: string;
  readonly purpose: string;
  readonly domain: string;
  readonly holderId: Id;
  readonly termEndsAt: string;
}

/** What a proposal says, as it reads now. */
export interface Wording {
  readonly title: string;
  readonly body: string;
  readonly terms: Terms;
}

export interface ProposalRow {
  readonly id: Id;
  readonly group_id: Id;
  readonly kind: Kind;
  readonly proposer_id: Id | null;
  readonly state: ProposalState;
  readonly version: number;
  readonly stage_at: Date;
  readonly moved_at: Date;
  readonly decided_at: Date | null;
  readonly title: string;
  readonly body: string;
  readonly terms: Terms;
}

export interface WordingRow extends Wording {
  readonly id: Id;
  readonly version: number;
  readonly author_id: Id | null;
}

export interface ObjectionRow {
  readonly id: Id;
  readonly proposal_id: Id;
  readonly author_id: Id;
  readonly version: number;
  readonly harm: string;
  readonly harmed: string;
  readonly state: ObjectionState;
  readonly settled_at: Date | null;
}

export interface RemarkRow {
  readonly id: Id;
  readonly proposal_id: Id;
  readonly version: number;
  readonly kind: 'question' | 'answer' | 'reaction';
  readonly author_id: Id;
  readonly body: string;
  readonly answers_id: Id | null;
}

export interface RoleRow {
  readonly id: Id;
  readonly group_id: Id;
  readonly proposal_id: Id;
  readonly title: string;
  readonly purpose: string;
  readonly domain: string;
  readonly holder_id: Id | null;
  readonly begins_at: Date;
  readonly term_ends_at: Date;
  readonly ended_at: Date | null;
  readonly ended_by: 'term' | 'holder' | 'left' | 'decision' | null;
}

/** A proposal with what was said for and against it. */
export interface ProposalFacts {
  readonly row: ProposalRow;
  readonly consents: readonly Id[];
  readonly objections: readonly ObjectionRow[];
  /** Of the role that it would end. */
  readonly role: RoleRow | undefined;
}
