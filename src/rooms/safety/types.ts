import type { Id } from '#kit/ids.ts';

export type Category = 'spam' | 'legal' | 'violation' | 'other';

export interface Report {
  readonly id: Id;
  readonly targetId: Id;
  readonly postIds: readonly Id[];
  /** The private conversation it is about, if it is about one. */
  readonly chatId: Id | undefined;
  readonly category: Category;
  readonly comment: string;
  /** Places of the rules that were broken in the list of rules, from 1. */
  readonly ruleIds: readonly number[];
  readonly createdAt: Date;
  readonly settledAt: Date | undefined;
}

/** What somebody wants to report. */
export interface ReportWish {
  readonly targetId: Id;
  readonly postIds: readonly Id[];
  /** Messages of a private conversation that the author of the report chose. */
  readonly messages?: { readonly chatId: Id; readonly ids: readonly Id[] } | undefined;
  /** Undefined: a broken rule where one is named, else something other. */
  readonly category: Category | undefined;
  readonly comment: string;
  readonly ruleIds: readonly number[];
}
