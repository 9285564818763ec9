import type { Id } from '#kit/ids.ts';

/** `taken`: somebody is on it; `answered`, says one of them; `confirmed`, says who asked. */
export type HelpState = 'open' | 'taken' | 'answered' | 'confirmed' | 'withdrawn';

/** How far help has come. */
export interface Course {
  readonly state: HelpState;
  readonly askerId: Id;
  /** Who is on it. */
  readonly takerIds: readonly Id[];
  readonly answeredBy: Id | undefined;
}

export type ActKind = 'take' | 'letGo' | 'answer' | 'confirm' | 'reopen' | 'withdraw';
export type Act = { readonly kind: ActKind | 'leave'; readonly by: Id };

export interface RequestRow {
  readonly id: Id;
  readonly group_id: Id;
  readonly author_id: Id;
  readonly body: string;
  readonly state: HelpState;
  readonly answer: string;
  readonly answered_by: Id | null;
  readonly changed_at: Date;
}

export interface ThanksRow {
  readonly id: Id;
  readonly request_id: Id;
  readonly author_id: Id;
  readonly account_id: Id;
  readonly body: string;
}

export interface RequestFacts {
  readonly row: RequestRow;
  readonly takerIds: readonly Id[];
  /** Those that the viewer wrote or got. */
  readonly thanks: readonly ThanksRow[];
}
