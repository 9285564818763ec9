/**
 * The rail: the line of time that every list hangs on. Days are ticks on it, its head says whether it is live, its foot how far it
 * goes. The same line runs through lists, rooms, replays and conversations.
 */

import { Fragment } from 'react';
import type { ReactNode } from 'react';
import * as m from '../paraglide/messages.js';
import css from './rail.module.css';
import { longDayOf } from './time.tsx';

export interface RailItem {
  readonly key: string;
  /** When it happened, ISO 8601. */
  readonly at: string;
  readonly node: ReactNode;
  /** In a thread: how many answers lie between it and what the page is about; undefined above that. */
  readonly depth?: number;
}

export type Pulse = 'live' | 'connecting' | 'offline' | 'still';

/** What the head of a live list says of itself. */
export function Living({ pulse }: { pulse: Pulse }) {
  const words = { live: m.rail_live(), connecting: m.rail_connecting(), offline: m.rail_offline(), still: '' }[pulse];
  return <p className={css['living']} data-pulse={pulse}><span className={css['dot']} aria-hidden="true" /><span data-pulse-words="">{words}</span></p>;
}

const dayKey = (at: string): string => at.slice(0, 10);

/** The look of the line, for lists that are not made of list items. */
export { css as railCss };

const DayWords = ({ at }: { at: string }) => <time dateTime={dayKey(at)} suppressHydrationWarning>{longDayOf(new Date(at))}</time>;

/** A tick where another day begins, in a list that is not made of list items. */
export function Day({ at }: { at: string }) {
  return <div className={css['tick']} data-day={dayKey(at)}><DayWords at={at} /></div>;
}

/** A tick where another day begins. */
function Tick({ at }: { at: string }) {
  return <li className={css['tick']} data-day={dayKey(at)}><DayWords at={at} /></li>;
}

/** One thing on the line; live inserts are made of it, too. */
export function Entry({ item: { key, at, node, depth } }: { item: RailItem }) {
  return <li className={css['item']} data-key={key} data-at={at} {...(depth !== undefined && { 'data-depth': depth })}>{node}</li>;
}

/** A list on the rail, newest first. `live`: the address of its live inserts for visitors' script. */
export function Rail({ items, label, head, foot, live, order, ticks = true }: {
  items: readonly RailItem[]; label: string; head?: ReactNode; foot?: ReactNode; live?: string; order?: 'thread'; ticks?: boolean;
}) {
  return (
    <section className={css['section']} aria-label={label}>
      {head}
      <ol className={css['rail']} {...(live !== undefined && { 'data-live': live, 'data-order': order, ...(ticks && { 'data-tick': css['tick'] }) })}>
        {items.map((item, index) => {
          const before = items[index - 1];
          const isNewDay = ticks && (before === undefined || dayKey(before.at) !== dayKey(item.at));
          return <Fragment key={item.key}>{isNewDay && <Tick at={item.at} />}<Entry item={item} /></Fragment>;
        })}
      </ol>
      {foot !== undefined && <div className={css['foot']}>{foot}</div>}
    </section>
  );
}
