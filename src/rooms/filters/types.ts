import type { Id } from '#kit/ids.ts';

/** Where a filter counts: lists of home, notifications, public lists, threads, profiles. */
export type Place = 'home' | 'notifications' | 'public' | 'thread' | 'account';

/** What the reader's app is asked to do with a post that a filter finds. */
export type FilterAction = 'warn' | 'hide' | 'blur';

export interface Keyword {
  readonly id: Id;
  readonly filterId: Id;
  /** As its owner wrote it, without space around it. */
  readonly text: string;
  readonly wholeWord: boolean;
}

/** A post that a filter names by itself. */
export interface ChosenPost {
  readonly id: Id;
  readonly filterId: Id;
  readonly postId: Id;
}

/** A filter without what it looks for. */
export interface FilterHead {
  readonly id: Id;
  readonly title: string;
  readonly places: readonly Place[];
  readonly action: FilterAction;
  readonly expiresAt: Date | undefined;
}

export interface Filter extends FilterHead {
  readonly keywords: readonly Keyword[];
  readonly chosen: readonly ChosenPost[];
}

/** What somebody wants of a keyword: `id` names one that is there. */
export interface KeywordWish {
  readonly id?: Id | undefined;
  readonly text?: string | undefined;
  readonly wholeWord?: boolean | undefined;
  readonly remove?: boolean | undefined;
}

/** What somebody wants of a filter; what is undefined stays, or is as usual in a new one. `expiresAt` null: never. */
export interface FilterWish {
  readonly title?: string | undefined;
  readonly places?: readonly Place[] | undefined;
  readonly action?: FilterAction | undefined;
  readonly expiresAt?: Date | null | undefined;
  readonly keywords?: readonly KeywordWish[] | undefined;
}

/** How much somebody keeps in filters. */
export interface Kept {
  readonly filters: number;
  readonly keywords: number;
  readonly characters: number;
  readonly chosen: number;
}

/** What a filter found in a post. */
export interface Hit {
  readonly filter: FilterHead;
  /** The keywords as its owner wrote them. */
  readonly keywords: readonly string[];
  readonly postIds: readonly Id[];
}

/** What the old form of filters knows: one keyword, and the filter around it. */
export interface Phrase {
  readonly filter: FilterHead;
  readonly keyword: Keyword;
}
