/**
 * Lists in the browser: what is shown, what is new above it, what is older, and what is missing.
 *
 *     const timeline = useTimeline(source, { entries: posts, hasOlder: true });
 *     <Feed timeline={timeline} label={…} entry={(id, given) => <PostRow id={id} given={given} />} gap={…} />
 */

import { useCallback, useEffect, useLayoutEffect, useMemo, useSyncExternalStore } from 'react';
import { isGone, versionOfGone, watchGone } from './posts/shelf.ts';
import { List } from './timeline/list.ts';
import type { Entry, ListState, Row, Source, Start } from './timeline/list.ts';
import { homeSource } from './timeline/sources.ts';

export type { Entry, Row, Source, Start } from './timeline/list.ts';
export {
  bookmarksSource, groupSource, homeSource, likesSource, listSource, localSource, notificationSource, peekGroup, peekNotification, postSource, profileSource, tagSource,
  unfoldGroups,
} from './timeline/sources.ts';

export interface Timeline<T extends Entry = Entry> extends ListState {
  readonly key: string;
  /** What the page was made with, for rows that are shown before the browser has them. */
  readonly given: (id: string) => T | undefined;
  readonly showNew: () => void;
  readonly loadOlder: () => Promise<void>;
  readonly fillGap: (id: string) => Promise<void>;
  /** Something written here and now. */
  readonly insert: (entry: T) => void;
  readonly remove: (id: string) => void;
  /** Reads what is new without a stream. */
  readonly catchUp: () => Promise<void>;
}

/** So many lists stay as they were left, for who comes back to them. */
const MOST_LISTS = 24;
const lists = new Map<string, List>();
const isBrowser = typeof window !== 'undefined';

/** On the server every page has its own: what one person reads is never another's. */
function listOf<T extends Entry>(source: Source<T>, start: Start<T> | undefined): List<T> {
  const found = isBrowser ? lists.get(source.key) : undefined;
  if (found !== undefined) return found as unknown as List<T>;
  const made = new List(source, start);
  if (isBrowser) {
    lists.set(source.key, made as unknown as List);
    for (const [key, list] of lists) if (lists.size > MOST_LISTS && !list.isOpen) lists.delete(key);
  }
  return made;
}

/** Puts a post that was written here into every home there is: that of the page, and those of columns. */
export function insertAtHome(post: Entry): void {
  const { path } = homeSource();
  for (const list of lists.values()) {
    if (list.source.path === path && list.source.wanted?.(post) !== false) list.insert(post);
  }
}

/** Puts a post that was written here into one list, where that is there. */
export function bringInto(key: string, post: Entry): void {
  lists.get(key)?.insert(post);
}

const withoutGone = (rows: readonly Row[]): readonly Row[] =>
  rows.some((row) => row.kind === 'entry' && isGone(row.id)) ? rows.map((row) => (row.kind === 'entry' && isGone(row.id) ? { kind: 'gone', id: row.id } : row)) : rows;

/**
 * A list, live where its source is. It begins with what the loader has read and, at the first showing in this tab, that is all of
 * it; afterwards it stands as it was left, and what the loader has that is newer waits.
 */
export function useTimeline<T extends Entry>(source: Source<T>, start?: Start<T>): Timeline<T> {
  // eslint-disable-next-line react/exhaustive-deps -- the key is what a source is: callers make the rest anew at every turn.
  const list = useMemo(() => listOf(source, start), [source.key]);
  const [first] = useMemo(() => [list.state], [list]);
  const state = useSyncExternalStore(list.watch, () => list.state, () => first);
  const gone = useSyncExternalStore(watchGone, versionOfGone, () => 0);
  useLayoutEffect(() => {
    if (start !== undefined) list.offer(start);
  }, [list, start]);
  useEffect(() => list.open(), [list]);
  const byId = useMemo(() => new Map(start?.entries.map((entry) => [entry.id, entry])), [start]);
  const given = useCallback((id: string) => byId.get(id), [byId]);
  // eslint-disable-next-line react/exhaustive-deps -- `gone` says that the answers of `isGone` have changed.
  const rows = useMemo(() => withoutGone(state.rows), [state.rows, gone]);
  return useMemo(() => ({
    ...state, rows, key: list.source.key, given, showNew: list.showNew, loadOlder: list.loadOlder, fillGap: list.fillGap,
    insert: (entry: T) => list.insert(entry), remove: (id: string) => list.remove(id), catchUp: () => list.catchUp(),
  }), [state, rows, list, given]);
}
