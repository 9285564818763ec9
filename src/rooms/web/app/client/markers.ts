/**
 * How far somebody has read, kept on the server for all their devices.
 *
 * It only moves forward: who scrolls back to older posts has still read what is above. Where another device has gone further
 * meanwhile, its place counts.
 */

import { useEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import type { MarkedList, Marker } from '../entities.ts';
import { ApiError, api } from './api.ts';
import type { FeedHandle } from './feed.tsx';
import { isNewer } from './stream/line.ts';
import type { Entry, Timeline } from './timeline.ts';

const SAVE_AFTER_MS = 2000;
const MOST_TRIES = 3;
/** So many pages are read to get to a place further down. */
const MOST_PAGES = 10;

const known = new Map<MarkedList, Marker>();
type Markers = Partial<Record<MarkedList, Marker>>;

/** What the server has. */
async function readMarker(list: MarkedList): Promise<Marker | undefined> {
  const markers = await api.get<Markers>('/api/v1/markers', { timeline: [list] });
  const marker = markers[list];
  if (marker !== undefined) known.set(list, marker);
  return marker;
}

/** Notes a place, unless one further on is known. @returns the place that counts now */
export async function moveMarker(list: MarkedList, id: string, { keepalive = false }: { keepalive?: boolean } = {}): Promise<string> {
  for (let n = 0; n < MOST_TRIES; n++) {
    const before = known.get(list);
    if (before !== undefined && !isNewer(id, before.last_read_id)) return before.last_read_id;
    try {
      const markers = await api.post<Markers>('/api/v1/markers', { [list]: { last_read_id: id, version: before?.version ?? 0 } }, { keepalive });
      const marker = markers[list];
      if (marker !== undefined) known.set(list, marker);
      return id;
    } catch (error) {
      // Another device has moved it: see where to.
      if (!(error instanceof ApiError) || error.status !== 409) throw error;
      await readMarker(list);
    }
  }
  return known.get(list)?.last_read_id ?? id;
}

export interface ReadingPlace {
  /** Where reading stopped before this visit: the newest that was read. */
  readonly stoppedAt: string | undefined;
  /** Shows that place, and reads on until it is there. @returns whether it was found */
  readonly goThere: () => Promise<boolean>;
}

/**
 * Keeps the place of a list: the entry at the upper edge of the screen is the newest that was read. Saved a moment after scrolling,
 * and when the page is hidden. `marker`: what the loader has read, if it has.
 */
export function useReadingPlace<T extends Entry>(list: MarkedList, timeline: Timeline<T>, feed: RefObject<FeedHandle | null>, marker?: Marker): ReadingPlace {
  const [stoppedAt, setStoppedAt] = useState(marker?.last_read_id);
  const now = useRef(timeline);
  useEffect(() => {
    now.current = timeline;
  }, [timeline]);
  useEffect(() => {
    if (marker !== undefined) known.set(list, marker);
    else void readMarker(list).then((found) => setStoppedAt(found?.last_read_id), () => undefined);
  }, [list, marker]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const save = (keepalive: boolean): void => {
      clearTimeout(timer);
      timer = undefined;
      const id = feed.current?.topId;
      // What cannot be saved now is saved at the next scroll.
      if (id !== undefined) moveMarker(list, id, { keepalive }).catch(() => undefined);
    };
    const later = (): void => {
      timer ??= setTimeout(() => save(false), SAVE_AFTER_MS);
    };
    const hide = (): void => {
      if (document.visibilityState === 'hidden') save(true);
    };
    addEventListener('scroll', later, { passive: true });
    document.addEventListener('visibilitychange', hide);
    // What is on the screen at first has been seen too.
    later();
    return () => {
      removeEventListener('scroll', later);
      document.removeEventListener('visibilitychange', hide);
      if (timer !== undefined) save(true);
    };
  }, [list, feed]);
  const goThere = async (): Promise<boolean> => {
    for (let n = 0; stoppedAt !== undefined && n < MOST_PAGES; n++) {
      const { rows, hasOlder, loadOlder } = now.current;
      const row = rows.find(({ kind, id }) => kind === 'entry' && !isNewer(id, stoppedAt));
      if (row !== undefined) return feed.current?.show(row.id) ?? false;
      if (!hasOlder) return false;
      await loadOlder();
      await new Promise((done) => setTimeout(done, 0));
    }
    return false;
  };
  return { stoppedAt, goThere };
}
