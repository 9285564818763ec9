/** The list inside a column: only what is in sight and near it stands in the page, and what is older comes before one gets there. */

import { useEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode, RefObject } from 'react';
import { Virtualizer } from 'virtua';
import type { Entry, Row, Timeline } from '../../client/timeline.ts';
import * as m from '../../paraglide/messages.js';
import { Icon } from '../icon.tsx';
import { railCss } from '../rail.tsx';
import { clockOf } from '../time.tsx';
import css from './deck.module.css';

const NEAR = '900px';

/** Whether rows came above those that were there. */
function cameAbove(rows: readonly Row[], before: readonly Row[]): boolean {
  return rows.length > before.length && before.length > 0 && rows[0]?.id !== before[0]?.id && rows.at(-1)?.id === before.at(-1)?.id;
}

function Waiting<T extends Entry>({ timeline, scroller }: { timeline: Timeline<T>; scroller: RefObject<HTMLDivElement | null> }) {
  const { waiting, waitingMore } = timeline;
  const words = waiting === 0 ? '' : waitingMore ? m.arrivals_many() : m.arrivals({ count: waiting });
  const show = (): void => {
    timeline.showNew();
    scroller.current?.scrollTo(0, 0);
  };
  return (
    <>
      {waiting > 0 && <div className={css['waiting']}><button type="button" className={`button next ${css['new']}`} data-show-new="" onClick={show}>{words}</button></div>}
      <output className="unseen">{words}</output>
    </>
  );
}

interface ColumnFeedProps<T extends Entry> {
  readonly timeline: Timeline<T>;
  readonly label: string;
  readonly empty: string;
  /** `before`: the id above. */
  readonly entry: (id: string, before: string | undefined) => ReactNode;
  /** Whether a row is shown by this column. */
  readonly shows?: (id: string) => boolean;
  /** No stream tells of it: it is asked again every minute, and says so. */
  readonly asked?: boolean;
}

/** What no stream tells of is asked again so often, while somebody looks. */
const AGAIN_MS = 60_000;

function Again({ catchUp }: { catchUp: () => Promise<void> }) {
  const [at, setAt] = useState(() => new Date());
  const ask = useRef(() => Promise.resolve());
  useEffect(() => {
    ask.current = () => catchUp().then(() => setAt(new Date()));
  }, [catchUp]);
  useEffect(() => {
    const timer = setInterval(() => { if (document.visibilityState === 'visible') void ask.current(); }, AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <div className={css['again']}>
      <p>{m.deck_again({ time: clockOf(at) })}</p>
      <button type="button" className="button plain" onClick={() => void ask.current()}><Icon name="refresh-cw" small />{m.deck_again_now()}</button>
    </div>
  );
}

export function ColumnFeed<T extends Entry>({ timeline, label, empty, entry, shows, asked = false }: ColumnFeedProps<T>) {
  const scroller = useRef<HTMLDivElement>(null);
  const all = timeline.rows;
  const rows = useMemo(() => all.filter((row) => row.kind === 'gap' || (row.kind === 'entry' && (shows === undefined || shows(row.id)))), [all, shows]);
  const [before, setBefore] = useState(rows);
  const [shift, setShift] = useState(false);
  if (before !== rows) {
    setShift(cameAbove(rows, before));
    setBefore(rows);
  }
  return (
    <>
      {asked && <Again catchUp={timeline.catchUp} />}
      <div className={css['scroller']} ref={scroller} data-scroller="">
        <Waiting timeline={timeline} scroller={scroller} />
        {rows.length > 0 && (
          <div role="feed" aria-label={label} aria-busy={timeline.loading} className={railCss['section']}>
            <Virtualizer scrollRef={scroller} shift={shift} data={rows} bufferSize={500}>
              {(row, index) => (
                <div key={row.id} data-row={row.id} className={railCss['item']}>
                  {row.kind === 'gap' ? <p className={css['gap']}>{m.gap_words()} <button type="button" className="button" onClick={() => void timeline.fillGap(row.id)}>{m.gap_fill()}</button></p> : entry(row.id, rows[index - 1]?.id)}
                </div>
              )}
            </Virtualizer>
          </div>
        )}
        <Foot timeline={timeline} scroller={scroller} shown={rows.length} empty={empty} />
      </div>
    </>
  );
}

function Foot<T extends Entry>({ timeline, scroller, shown, empty }: { timeline: Timeline<T>; scroller: RefObject<HTMLDivElement | null>; shown: number; empty: string }) {
  const { hasOlder, loading, problem, loadOlder, rows } = timeline;
  const foot = useRef<HTMLDivElement>(null);
  const wanting = hasOlder && !loading && problem === undefined;
  useEffect(() => {
    const { current } = foot;
    if (!wanting || current === null) return undefined;
    const observer = new IntersectionObserver(([seen]) => {
      if (seen?.isIntersecting === true) void loadOlder();
    }, { root: scroller.current, rootMargin: NEAR });
    observer.observe(current);
    return () => observer.disconnect();
    // Seen anew after every page: one of which nothing is shown leaves the foot where it was.
  }, [wanting, loadOlder, rows, scroller]);
  const words = problem !== undefined ? m.list_problem() : hasOlder ? m.deck_loading() : shown === 0 ? empty : `${m.rail_complete()} ${m.list_end()}`;
  return (
    <div ref={foot} className={css['foot']}>
      <p>{words}</p>
      {problem !== undefined && <p><button type="button" className="button" onClick={() => void loadOlder()}>{m.try_again()}</button></p>}
    </div>
  );
}
