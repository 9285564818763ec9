/**
 * Shows a timeline: on the server and at the first showing a plain list, then only what is on the screen and near it.
 *
 * The place never jumps: what enters above pushes nothing, heights are measured before the plain list gives way, and going back
 * shows what was left.
 */

import { useEffect, useImperativeHandle, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { ReactNode, Ref, RefObject } from 'react';
import { useLocation, useNavigationType } from 'react-router';
import { WindowVirtualizer } from 'virtua';
import type { WindowVirtualizerHandle } from 'virtua';
import type { Entry, Row, Timeline } from './timeline.ts';

export interface FeedHandle {
  /** Brings a row to the top of the screen. @returns false for one that is not in the list */
  show(id: string, align?: 'start' | 'center' | 'nearest'): boolean;
  toTop(): void;
  /** The row at the upper edge of what is read. */
  readonly topId: string | undefined;
}

export interface FeedProps<T extends Entry> {
  readonly timeline: Timeline<T>;
  readonly label: string;
  /** `before`: the row above, for a tick where another day begins. */
  readonly entry: (id: string, row: { readonly given: T | undefined; readonly index: number; readonly before: string | undefined }) => ReactNode;
  readonly gap: (gap: Extract<Row, { kind: 'gap' }>) => ReactNode;
  readonly className?: string | undefined;
  readonly itemClassName?: string | undefined;
  readonly ref?: Ref<FeedHandle>;
}

type CacheSnapshot = WindowVirtualizerHandle['cache'];

/** Of the screen: older entries are loaded when their place is so near. */
const NEAR = '1500px';
const MOST_PLACES = 50;

interface Place {
  readonly rows: number;
  readonly cache: CacheSnapshot;
  readonly y: number;
}

/** By the entry of the browser's history and the list: how it was left. */
const places = new Map<string, Place>();

const never = (): (() => void) => () => undefined;
/** False on the server, and in the browser while it takes over what the server made. */
const useTaken = (): boolean => useSyncExternalStore(never, () => true, () => false);

/** Whether rows came above those that were there. */
function cameAbove(rows: readonly Row[], before: readonly Row[]): boolean {
  return rows.length > before.length && before.length > 0 && rows[0]?.id !== before[0]?.id && rows.at(-1)?.id === before.at(-1)?.id;
}

export function Feed<T extends Entry>(props: FeedProps<T>) {
  const taken = useTaken();
  const [sizes, setSizes] = useState<number[] | undefined>(taken ? [] : undefined);
  const plain = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (plain.current !== null) setSizes(Array.from(plain.current.children, (child) => child.getBoundingClientRect().height));
  }, []);
  const { timeline, label, className } = props;
  return (
    <>
      {sizes === undefined
        ? <div ref={plain} role="feed" className={className} aria-label={label}>{timeline.rows.map((row, index) => <FeedRow key={row.id} {...props} row={row} index={index} />)}</div>
        : <Windowed {...props} sizes={sizes} />}
      <Foot timeline={timeline} />
    </>
  );
}

/** The entry above, passing over what is gone. */
function entryAbove(rows: readonly Row[], index: number): string | undefined {
  for (let at = index - 1; at >= 0; at--) if (rows[at]?.kind === 'entry') return rows[at]?.id;
  return undefined;
}

function FeedRow<T extends Entry>({ timeline, entry, gap, itemClassName, row, index }: FeedProps<T> & { row: Row; index: number }) {
  // With no height, and none of the space around a row: what is beneath does not move.
  if (row.kind === 'gone') return <div data-row={row.id} />;
  return (
    <div className={itemClassName} data-row={row.id}>
      {row.kind === 'gap' ? gap(row) : entry(row.id, { given: timeline.given(row.id), index, before: entryAbove(timeline.rows, index) })}
    </div>
  );
}

function Windowed<T extends Entry>({ sizes, ...props }: FeedProps<T> & { sizes: number[] }) {
  const { timeline, label, className, ref } = props;
  const { rows } = timeline;
  const place = `${useLocation().key} ${timeline.key}`;
  const back = useNavigationType() === 'POP';
  const inner = useRef<WindowVirtualizerHandle>(null);
  const [left] = useState(() => {
    const found = back ? places.get(place) : undefined;
    if (found !== undefined) return found.rows === rows.length ? found : { ...found, cache: undefined };
    return sizes.length === rows.length && sizes.length > 0 ? { cache: [sizes] as CacheSnapshot, y: undefined } : undefined;
  });
  const [before, setBefore] = useState(rows);
  const [shift, setShift] = useState(false);
  if (before !== rows) {
    setShift(cameAbove(rows, before));
    setBefore(rows);
  }
  useLayoutEffect(() => {
    if (left?.y !== undefined) window.scrollTo(0, left.y);
  }, [left]);
  useKeptPlace(place, inner, rows.length);
  const feed = useRef<HTMLDivElement>(null);
  const bare = useBare(feed);
  useImperativeHandle(ref, () => ({
    show(id, align = 'start') {
      const index = rows.findIndex((row) => row.id === id);
      if (index >= 0) inner.current?.scrollToIndex(index, { align });
      return index >= 0;
    },
    toTop: () => window.scrollTo(0, 0),
    get topId() {
      const handle = inner.current;
      if (handle === null) return undefined;
      const from = handle.findItemIndex(Math.max(0, handle.scrollOffset));
      return rows.slice(from).find(({ kind }) => kind === 'entry')?.id;
    },
  }), [rows]);
  return (
    <div role="feed" ref={feed} className={className} aria-label={label} aria-busy={timeline.loading || bare}>
      <WindowVirtualizer ref={inner} shift={shift} data={rows} bufferSize={600} {...(left?.cache !== undefined && { cache: left.cache })}>
        {(row, index) => <FeedRow key={row.id} {...props} row={row} index={index} />}
      </WindowVirtualizer>
    </div>
  );
}

/** Whether no article stands yet, as where a list begins far below the screen: a feed is held to have some, or to be busy. */
function useBare(feed: RefObject<HTMLElement | null>): boolean {
  const [bare, setBare] = useState(true);
  useEffect(() => {
    const list = feed.current?.firstElementChild;
    if (list === null || list === undefined) return undefined;
    const look = (): void => setBare(list.querySelector('article') === null);
    look();
    const observer = new MutationObserver(look);
    // A row may stand before what is in it has come.
    observer.observe(list, { childList: true, subtree: bare });
    return () => observer.disconnect();
  }, [feed, bare]);
  return bare;
}

/** Notes how the list is left, for who goes back to it. */
function useKeptPlace(place: string, inner: RefObject<WindowVirtualizerHandle | null>, rows: number): void {
  useLayoutEffect(() => {
    // At the end of the visit the page has scrolled elsewhere already, so the place is noted as it moves.
    let y = window.scrollY;
    const note = (): void => {
      y = window.scrollY;
    };
    addEventListener('scroll', note, { passive: true });
    const handle = inner.current;
    return () => {
      removeEventListener('scroll', note);
      if (handle === null) return;
      places.delete(place);
      places.set(place, { rows, cache: handle.cache, y });
      for (const key of places.keys()) if (places.size > MOST_PLACES) places.delete(key);
    };
  }, [place, inner, rows]);
}

/** Loads what is older before somebody gets there. */
function Foot<T extends Entry>({ timeline: { hasOlder, loading, problem, loadOlder, rows } }: { timeline: Timeline<T> }) {
  const foot = useRef<HTMLDivElement>(null);
  const wanting = hasOlder && !loading && problem === undefined;
  useEffect(() => {
    const { current } = foot;
    if (!wanting || current === null) return undefined;
    const observer = new IntersectionObserver(([seen]) => {
      if (seen?.isIntersecting === true) void loadOlder();
    }, { rootMargin: NEAR });
    observer.observe(current);
    return () => observer.disconnect();
    // Seen anew after every page: one that is short leaves the foot where it was.
  }, [wanting, loadOlder, rows]);
  return <div ref={foot} aria-hidden="true" />;
}
