/** A filter: its name, the words it looks for, where, until when, and what happens to what it finds. */

import { useId, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import * as m from '../../paraglide/messages.js';
import { api } from '../../client/api.ts';
import { notice, wordsOf } from '../../client/notices.ts';
import type { Filter } from '../../settings.server.ts';
import { Icon } from '../icon.tsx';
import { CheckField, ChoiceField, SelectField, TextField, isTicked } from './fields.tsx';
import { SavedForm, useProblem } from './form.tsx';
import css from './form.module.css';

const PLACES = ['home', 'notifications', 'public', 'thread', 'account'] as const;

export const placeWords = (place: string): string => ({
  home: m.filter_home(), notifications: m.filter_notifications(), public: m.filter_public(), thread: m.filter_thread(), account: m.filter_profiles(),
})[place] ?? place;

const HOUR_S = 3600;
const LIVES = [HOUR_S / 2, HOUR_S, 6 * HOUR_S, 24 * HOUR_S, 7 * 24 * HOUR_S, 30 * 24 * HOUR_S];
const lifeWords = (seconds: number): string => {
  if (seconds < HOUR_S) return m.for_minutes({ count: seconds / 60 });
  return seconds < 24 * HOUR_S ? m.for_hours({ count: seconds / HOUR_S }) : m.for_days({ count: seconds / (24 * HOUR_S) });
};

interface Row {
  readonly key: string;
  readonly id: string | undefined;
  readonly text: string;
  readonly whole: boolean;
}

let made = 0;
const emptyRow = (): Row => ({ key: `new${++made}`, id: undefined, text: '', whole: true });

function KeywordRow({ row, onRemove }: { row: Row; onRemove: () => void }) {
  const id = useId();
  return (
    <li>
      <input className="input" type="text" name={`word-${row.key}`} defaultValue={row.text} aria-label={m.filter_keyword()} dir="auto" autoComplete="off" />
      <span className={css['who']}>
        <input id={id} type="checkbox" name={`whole-${row.key}`} defaultChecked={row.whole} /><label htmlFor={id}>{m.filter_whole()}</label>
        <button type="button" className="button plain" onClick={onRemove}><Icon name="x" /><span className="unseen">{m.filter_word_remove()}</span></button>
      </span>
    </li>
  );
}

function Keywords({ rows, change }: { rows: readonly Row[]; change: (rows: readonly Row[]) => void }) {
  const problem = useProblem('keywords');
  return (
    <fieldset className={css['choice']}>
      <legend className="label">{m.filter_keywords()}</legend>
      <span className="hint">{m.filter_keywords_hint()}</span>
      {problem !== undefined && <span className="mistake">{problem}</span>}
      <ul className={css['rows']}>{rows.map((row) => <KeywordRow key={row.key} row={row} onRemove={() => change(rows.filter(({ key }) => key !== row.key))} />)}</ul>
      <button type="button" className="button" onClick={() => change([...rows, emptyRow()])}>{m.filter_word_add()}</button>
    </fieldset>
  );
}

export function FilterForm({ filter }: { filter: Filter | undefined }) {
  const navigate = useNavigate();
  const [rows, setRows] = useState<readonly Row[]>(() => filter === undefined ? [{ ...emptyRow(), key: 'first' }] : filter.keywords.map(({ id, keyword, whole_word: whole }) => ({ key: id, id, text: keyword, whole })));
  const gone = useRef<string[]>([]);
  const change = (next: readonly Row[]): void => {
    gone.current.push(...rows.filter((row) => row.id !== undefined && !next.includes(row)).map(({ id = '' }) => id));
    setRows(next);
  };
  const save = async (data: FormData): Promise<void> => {
    const words = rows.map((row) => ({ row, keyword: String(data.get(`word-${row.key}`) ?? '').trim(), whole_word: isTicked(data, `whole-${row.key}`) }));
    const removed = [...gone.current, ...words.flatMap(({ row, keyword }) => (keyword === '' && row.id !== undefined ? [row.id] : []))];
    const expires = String(data.get('expires_in') ?? 'same');
    const body = {
      title: data.get('title'), context: data.getAll('context'), filter_action: data.get('filter_action'),
      ...(expires !== 'same' && { expires_in: expires === '' ? null : Number(expires) }),
      keywords_attributes: [
        ...words.filter(({ keyword }) => keyword !== '').map(({ row, keyword, whole_word }) => ({ ...(row.id !== undefined && { id: row.id }), keyword, whole_word })),
        ...removed.map((id) => ({ id, _destroy: true })),
      ],
    };
    await (filter === undefined ? api.post('/api/v2/filters', body) : api.put(`/api/v2/filters/${filter.id}`, body));
    gone.current = [];
    // Once the form is no longer held to be unsaved.
    setTimeout(() => void navigate('/settings/filters'));
  };
  const remove = async (): Promise<void> => {
    try {
      await api.delete(`/api/v2/filters/${filter?.id ?? ''}`);
      await navigate('/settings/filters');
    } catch (error) {
      notice(wordsOf(error));
    }
  };
  const lasting = [{ value: '', label: m.filter_forever() }, ...LIVES.map((seconds) => ({ value: String(seconds), label: lifeWords(seconds) }))];
  return (
    <>
      <SavedForm save={save}>
        <TextField name="title" label={m.filter_title()} value={filter?.title} required />
        <Keywords rows={rows} change={change} />
        <fieldset className={css['choice']}>
          <legend className="label">{m.filter_where()}</legend>
          {PLACES.map((place) => <CheckField key={place} name="context" value={place} label={placeWords(place)} on={filter === undefined || filter.context.includes(place)} />)}
        </fieldset>
        <ChoiceField name="filter_action" label={m.filter_what()} value={filter?.filter_action ?? 'warn'} options={[
          { value: 'warn', label: m.filter_warn(), hint: m.filter_warn_hint() },
          { value: 'blur', label: m.filter_blur(), hint: m.filter_blur_hint() },
          { value: 'hide', label: m.filter_hide(), hint: m.filter_hide_hint() },
        ]} />
        <SelectField name="expires_in" label={m.filter_lasts()} value={filter?.expires_at == null ? '' : 'same'}
          options={filter?.expires_at == null ? lasting : [{ value: 'same', label: m.filter_as_before() }, ...lasting]} />
      </SavedForm>
      {filter !== undefined && <p><button type="button" className="button" onClick={() => void remove()}>{m.filter_remove()}</button></p>}
    </>
  );
}
