/** The life of a group that ends, as a line of time: when it began, the two warnings, now, and the end. */

import { useSyncExternalStore } from 'react';
import * as m from '../../paraglide/messages.js';
import { Moment } from '../time.tsx';
import css from './groups.module.css';
import { leftWords } from './words.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

const watchClock = (tick: () => void): (() => void) => {
  const timer = setInterval(tick, MINUTE_MS);
  return () => clearInterval(timer);
};

/** The minute it is. The server's words may be a minute old when they are read. */
const useMinute = (): number => useSyncExternalStore(watchClock, () => Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS, () => Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS);

export function Life({ from, until }: { from: string; until: string }) {
  const now = useMinute();
  const [begin, end] = [Date.parse(from), Date.parse(until)];
  const place = (at: number): number => Math.round(Math.min(1, Math.max(0, (at - begin) / Math.max(1, end - begin))) * 1000) / 10;
  const warnings = [end - 7 * DAY_MS, end - DAY_MS].filter((at) => at > begin);
  return (
    <div className={css['life']} data-life="">
      <svg className={css['lifeLine']} viewBox="-2 0 104 10" preserveAspectRatio="none" aria-hidden="true" suppressHydrationWarning>
        <line x1="0" y1="5" x2="100" y2="5" className={css['lifeAll']} /><line x1="0" y1="5" x2={place(now)} y2="5" className={css['lifeGone']} suppressHydrationWarning />
        {warnings.map((at) => <line key={at} x1={place(at)} y1="1.5" x2={place(at)} y2="8.5" className={css['lifeTick']} />)}
        <line x1="100" y1="0" x2="100" y2="10" className={css['lifeEnd']} />
      </svg>
      <p className={css['lifeWords']}><strong suppressHydrationWarning>{leftWords(until, now)}</strong> <span>{m.group_ends()} <Moment at={until} /></span></p>
    </div>
  );
}
