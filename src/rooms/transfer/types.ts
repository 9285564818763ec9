import type { Id } from '#kit/ids.ts';

/** What can be brought as a file of lines, in the field's own form. */
export const LISTS = ['follows', 'blocks', 'mutes', 'bookmarks', 'lists', 'domain_blocks'] as const;
export type ListKind = (typeof LISTS)[number];
export type TaskKind = ListKind | 'twitter' | 'archive';

/** `merge` adds; `overwrite` also takes away what the file does not name. */
export type Mode = 'merge' | 'overwrite';

/** A line that could not be taken in. Lines are counted from 1, as editors do. */
export interface Note {
  readonly line: number;
  readonly text: string;
  readonly reason: string;
}

export interface Task {
  readonly id: Id;
  readonly accountId: Id;
  readonly kind: TaskKind;
  readonly mode: Mode;
  readonly state: 'running' | 'done' | 'cancelled';
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly notes: readonly Note[];
  /** How often something was left out, by the reason; a line may be taken in and have a gap. */
  readonly gaps: Readonly<Record<string, number>>;
  /** The file it is taken from, where that is kept. */
  readonly source: string | undefined;
  readonly file: string | undefined;
  readonly createdAt: Date;
  readonly finishedAt: Date | undefined;
}

export interface Line {
  readonly n: number;
  readonly cells: readonly string[];
}
