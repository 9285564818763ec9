/** The columns of a deck: what each shows, and how they are kept on this device. */

import type { Kept } from '../../client/kept.ts';
import * as m from '../../paraglide/messages.js';

export const KINDS = ['home', 'notifications', 'public', 'bookmarks', 'conversations', 'list', 'tag', 'search', 'profile'] as const;
export type Kind = (typeof KINDS)[number];

/** Those that are about one list, tag, search or person. */
const ABOUT: ReadonlySet<Kind> = new Set(['list', 'tag', 'search', 'profile']);
/** A stream tells of these; the others are asked again. */
export const LIVE: ReadonlySet<Kind> = new Set(['home', 'notifications', 'public', 'conversations', 'list', 'tag']);
export const WIDTHS = ['narrow', 'normal', 'wide'] as const;
export const MOST_COLUMNS = 20;

export interface Column {
  readonly id: string;
  readonly kind: Kind;
  /** The id of the list or the person, the tag, or what is searched for. */
  readonly of: string;
  /** What it is called, where `of` does not say it. */
  readonly title: string;
  /** Of a tag: or these, and these as well, and none of these. */
  readonly any: readonly string[];
  readonly all: readonly string[];
  readonly none: readonly string[];
  readonly onlyMedia: boolean;
  readonly hideReposts: boolean;
  readonly hideReplies: boolean;
  readonly onlyMentions: boolean;
  readonly width: (typeof WIDTHS)[number];
}

const textOf = (value: unknown, most = 500): string => (typeof value === 'string' ? value.slice(0, most) : '');
const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map((one) => textOf(one, 100)).filter((one) => one !== '').slice(0, 4) : []);

let made = 0;
/** A column with what was said of it, and nothing else out of the ordinary. */
export function columnFrom(said: Readonly<Record<string, unknown>>): Column | undefined {
  const kind = KINDS.find((one) => one === said['kind']);
  const of = textOf(said['of']);
  if (kind === undefined || (ABOUT.has(kind) && of === '')) return undefined;
  return {
    id: textOf(said['id'], 40) || `${Date.now().toString(36)}${(made++).toString(36)}`, kind, of, title: textOf(said['title'], 300),
    any: textsOf(said['any']), all: textsOf(said['all']), none: textsOf(said['none']),
    onlyMedia: said['onlyMedia'] === true, hideReposts: said['hideReposts'] === true, hideReplies: said['hideReplies'] === true,
    onlyMentions: said['onlyMentions'] === true, width: WIDTHS.find((one) => one === said['width']) ?? 'normal',
  };
}

function readColumns(kept: unknown): readonly Column[] {
  const found = Array.isArray(kept) ? kept : [{ id: 'home', kind: 'home' }, { id: 'notifications', kind: 'notifications' }, { id: 'public', kind: 'public' }];
  const columns = found.flatMap((one: unknown) => (typeof one === 'object' && one !== null ? columnFrom(one as Record<string, unknown>) ?? [] : []));
  return columns.filter((one, at) => columns.findIndex(({ id }) => id === one.id) === at).slice(0, MOST_COLUMNS);
}

export const keptColumns: Kept<readonly Column[]> = { name: 'deck', read: readColumns };

const SIGNS: Record<Kind, string> = {
  home: 'house', notifications: 'bell', public: 'users', bookmarks: 'bookmark', conversations: 'mail', list: 'list', tag: 'hash', search: 'search', profile: 'user',
};

export const signOf = ({ kind }: Pick<Column, 'kind'>): string => SIGNS[kind];

const words = (): Partial<Record<Kind, string>> => ({
  home: m.nav_home(), notifications: m.nav_notifications(), public: m.deck_public(), bookmarks: m.nav_bookmarks(), conversations: m.nav_conversations(),
});

/** What stands above a column. */
export function titleOf({ kind, of, title, onlyMentions }: Pick<Column, 'kind' | 'of' | 'title'> & { onlyMentions?: boolean }): string {
  if (kind === 'notifications' && onlyMentions === true) return m.deck_mentions();
  return words()[kind] ?? (title !== '' ? title : kind === 'tag' ? `#${of}` : of);
}

/** The columns with one of them elsewhere. */
export function moved(columns: readonly Column[], id: string, to: number): readonly Column[] {
  const from = columns.findIndex((one) => one.id === id);
  const column = columns[from];
  if (column === undefined || to < 0 || to >= columns.length) return columns;
  const rest = columns.filter((one) => one.id !== id);
  return [...rest.slice(0, to), column, ...rest.slice(to)];
}
