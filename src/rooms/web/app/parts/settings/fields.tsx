/** Fields of forms: a label above, what it means below, what is wrong right beside. All of them are native. */

import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import * as m from '../../paraglide/messages.js';
import { useProblem } from './form.tsx';
import css from './form.module.css';

const segmenter = new Intl.Segmenter();
/** Characters as people see them. */
const lengthOf = (text: string): number => [...segmenter.segment(text)].length;

interface Named {
  readonly name: string;
  readonly label: string;
  readonly hint?: ReactNode;
}

function useDescribed(name: string, hint: ReactNode): { id: string; about: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true }; problem: string | undefined } {
  const id = useId();
  const problem = useProblem(name);
  const described = [hint !== undefined && `${id}h`, problem !== undefined && `${id}p`].filter(Boolean).join(' ');
  return { id, problem, about: { id, ...(described !== '' && { 'aria-describedby': described }), ...(problem !== undefined && { 'aria-invalid': true as const }) } };
}

/** Around one control. */
function Around({ id, label, hint, problem, children, count }: { id: string; label: string; hint: ReactNode; problem: string | undefined; children: ReactNode; count?: ReactNode }) {
  return (
    <div className={`field ${css['field']}`}>
      <div className={css['over']}><label className="label" htmlFor={id}>{label}</label>{count}</div>
      {children}
      {problem !== undefined && <span className="mistake" id={`${id}p`}>{problem}</span>}
      {hint !== undefined && <span className="hint" id={`${id}h`}>{hint}</span>}
    </div>
  );
}

/** `most`: characters, counted while one types. */
export function TextField({ name, label, hint, value = '', most, rows, type = 'text', required = false, complete = 'off', placeholder }: Named & {
  value?: string | undefined; most?: number; rows?: number; type?: 'text' | 'date' | 'time' | 'datetime-local' | 'number' | 'search'; required?: boolean; complete?: string; placeholder?: string;
}) {
  const { id, about, problem } = useDescribed(name, hint);
  const [length, setLength] = useState(() => lengthOf(value));
  const shared = { ...about, name, defaultValue: value, required, autoComplete: complete, placeholder, dir: 'auto' as const, ...(most !== undefined && { onInput: (event: { currentTarget: { value: string } }) => setLength(lengthOf(event.currentTarget.value)) }) };
  return (
    <Around id={id} label={label} hint={hint} problem={problem}
      count={most !== undefined && <span className={`${css['count']} ${length > most ? css['over-long'] : ''}`}>{m.count_of({ count: length, most })}</span>}>
      {rows === undefined ? <input type={type} {...shared} /> : <textarea rows={rows} {...shared} />}
    </Around>
  );
}

export interface Option {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

export function SelectField({ name, label, hint, value, options, onPick }: Named & { value: string; options: readonly Option[]; onPick?: (value: string) => void }) {
  const { id, about, problem } = useDescribed(name, hint);
  return (
    <Around id={id} label={label} hint={hint} problem={problem}>
      <select {...about} name={name} defaultValue={value} onChange={({ currentTarget }) => onPick?.(currentTarget.value)}>
        {options.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}
      </select>
    </Around>
  );
}

/** A yes or no. Sends `true` where it is ticked and nothing where not: {@link isTicked}. */
export function CheckField({ name, label, hint, on, value = 'true', onPick }: Named & { on: boolean; value?: string; onPick?: (on: boolean) => void }) {
  const { id, about } = useDescribed(name, hint);
  return (
    <div className={css['check']}>
      <input type="checkbox" {...about} name={name} value={value} defaultChecked={on} onChange={({ currentTarget }) => onPick?.(currentTarget.checked)} />
      <label htmlFor={id}>{label}</label>
      {hint !== undefined && <span className="hint" id={`${id}h`}>{hint}</span>}
    </div>
  );
}

export const isTicked = (data: FormData, name: string): boolean => data.get(name) !== null;

/** One of several, each with its words. */
export function ChoiceField({ name, label, hint, value, options, onPick, inline = false }: Named & { value: string; options: readonly Option[]; onPick?: (value: string) => void; inline?: boolean }) {
  const { id, problem } = useDescribed(name, hint);
  return (
    <fieldset className={`${css['choice']} ${inline ? css['inline'] : ''}`} {...(hint !== undefined && { 'aria-describedby': `${id}h` })}>
      <legend className="label">{label}</legend>
      {hint !== undefined && <span className="hint" id={`${id}h`}>{hint}</span>}
      {problem !== undefined && <span className="mistake">{problem}</span>}
      <div className={css['options']}>
        {options.map((option) => (
          <label key={option.value} className={css['option']}>
            <input type="radio" name={name} value={option.value} defaultChecked={option.value === value} onChange={() => onPick?.(option.value)} />
            <span><span className={css['name']}>{option.label}</span>{option.hint !== undefined && <span className="hint">{option.hint}</span>}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Fields that belong together. */
export function Part({ heading, line, children }: { heading: string; line?: ReactNode; children: ReactNode }) {
  const id = useId();
  return <section className={css['part']} aria-labelledby={id}><h2 id={id}>{heading}</h2>{line !== undefined && <p className={css['line']}>{line}</p>}{children}</section>;
}
