/** When a post is to be published, by the clock of whoever writes it. */

import { useState } from 'react';
import * as m from '../../paraglide/messages.js';
import css from './composer.module.css';

const LEAST_AHEAD_MS = 6 * 60_000;

/** A moment as a field for date and time wants it: local, to the minute. */
export function localMinute(time: Date): string {
  const shifted = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

/** The next full hour that is far enough ahead. */
export function nextHour(): string {
  const time = new Date(Date.now() + 60 * 60_000 + LEAST_AHEAD_MS);
  time.setMinutes(0, 0, 0);
  return localMinute(time);
}

/** Whether a moment is too soon for the server. */
export const isTooSoon = (at: string): boolean => !(new Date(at).getTime() - Date.now() > 5 * 60_000);

/** @param fixed it stays a post that is published later */
export function ScheduleField({ at, onChange, fixed }: { at: string; onChange: (at: string | undefined) => void; fixed: boolean }) {
  const [soonest] = useState(() => localMinute(new Date(Date.now() + LEAST_AHEAD_MS)));
  const wrong = at !== '' && isTooSoon(at);
  return (
    <div className={css['row']}>
      <label className={css['inline']}><span>{m.schedule_at()}</span>
        <input className="input" type="datetime-local" value={at} min={soonest} aria-invalid={wrong} onChange={(event) => onChange(event.currentTarget.value)} />
      </label>
      {!fixed && <button type="button" className={`${css['tool']} ${css['wide']}`} onClick={() => onChange(undefined)}>{m.schedule_not()}</button>}
      {wrong && <p className="mistake" role="alert">{m.schedule_soon()}</p>}
    </div>
  );
}
