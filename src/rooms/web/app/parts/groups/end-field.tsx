/** Until when: a moment on the reader's own clock, with the usual ones at hand. */

import { useId, useRef } from 'react';
import * as m from '../../paraglide/messages.js';
import css from './groups.module.css';

const DAY_MS = 86_400_000;
const SPANS = [1, 3, 7, 14, 30];

/** As the field wants it. */
const local = (time: Date): string => new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

/** What was chosen, as the API wants it; null where nothing was. */
export function endIn(form: FormData): string | null {
  const text = String(form.get('ends_at') ?? '');
  return text === '' ? null : new Date(text).toISOString();
}

/** So many days after a moment; after now, where there is none. */
const daysAfter = (from: string | undefined, days: number): string => local(new Date((from === undefined ? Date.now() : Date.parse(from)) + days * DAY_MS));

/** @param from what the spans are counted from; now, where it is not given */
export function EndField({ label, from, value, hint }: { label: string; from?: string; value?: string | null | undefined; hint?: string }) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const choose = (days: number): void => {
    if (input.current !== null) input.current.value = daysAfter(from, days);
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className={css['spans']}>{SPANS.map((days) => <button key={days} type="button" className="button" onClick={() => choose(days)}>{m.group_plus_days({ count: days })}</button>)}</div>
      <input ref={input} id={id} type="datetime-local" name="ends_at" defaultValue={value == null ? undefined : local(new Date(value))} required {...(hint !== undefined && { 'aria-describedby': `${id}h` })} />
      {hint !== undefined && <span className="hint" id={`${id}h`}>{hint}</span>}
    </div>
  );
}
