import type { Id } from '#kit/ids.ts';

/** A word as it is compared, and as it was written (lower case, accents on), which is what a stem is taken from. */
export interface Word {
  readonly folded: string;
  readonly written: string;
}

/** One thing that a post must have, or must not (`no`). */
export type Term = { readonly no: boolean } & (
  | { readonly kind: 'words'; readonly words: readonly Word[]; readonly exact: boolean }
  | { readonly kind: 'mark'; readonly mark: string }
  | { readonly kind: 'author'; readonly name: string }
);

/** `library`: what the viewer wrote, is named in, likes, reposted or keeps. `public`: what everybody may find. */
export type Shelf = 'all' | 'library' | 'public';

/** What somebody typed, understood. */
export interface Wish {
  readonly terms: readonly Term[];
  readonly shelf: Shelf;
  /** From this moment on, and before that one. */
  readonly from: Date | undefined;
  readonly until: Date | undefined;
}

/** Stems of a word; '' where the language has none for it (a stop word). */
export interface Stems {
  /** Of the word as written, its accents taken off afterwards, and of the word without accents: people type both. */
  readonly french: readonly string[];
  readonly english: string;
  /** A little word (le, de, the, of): everywhere, so that it tells nothing by itself. */
  readonly little: boolean;
}

/** What of a post is found. */
export interface Subject {
  readonly id: Id;
  readonly authorId: Id;
  readonly public: boolean;
  readonly indexable: boolean;
  readonly text: string;
  readonly spoiler: string;
  readonly sensitive: boolean;
  readonly isReply: boolean;
  readonly language: string | undefined;
  readonly tagKeys: readonly string[];
  /** What its poll offers; empty where there is none. */
  readonly pollTitles: readonly string[];
  readonly attachments: readonly { readonly type: string; readonly description: string }[];
}

/** A row of the index. */
export interface Entry {
  readonly postId: Id;
  readonly authorId: Id;
  readonly public: boolean;
  readonly open: boolean;
  /** A tsvector, written out. */
  readonly words: string;
}

/** A search that somebody makes again and again. */
export interface SavedSearch {
  readonly id: string;
  readonly text: string;
  /** What they call it; the text where they call it nothing. */
  readonly title: string;
}
