/** Choosing people by their names: those one follows first, anybody by what is typed. */

import { useEffect, useId, useState } from 'react';
import { api } from '../../client/api.ts';
import { wordsOf } from '../../client/notices.ts';
import type { Account } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { Avatar } from '../avatar.tsx';
import { Icon } from '../icon.tsx';
import { nameOf } from '../name.tsx';
import css from './picker.module.css';

const TYPING_MS = 200;
const MOST_FOUND = 12;

interface Found {
  readonly of: string;
  readonly people?: readonly Account[];
  readonly problem?: string;
}

/** Whom one may mean; before anything is typed some of those one follows. */
function usePeople(text: string, me: string): Found {
  const [found, setFound] = useState<Found>({ of: '' });
  useEffect(() => {
    const stop = new AbortController();
    const ask = (): Promise<Account[]> => text === ''
      ? api.get<Account[]>(`/api/v1/accounts/${me}/following`, { limit: MOST_FOUND }, { signal: stop.signal })
      : api.get<Account[]>('/api/v1/accounts/search', { q: text, limit: MOST_FOUND, resolve: false }, { signal: stop.signal });
    const timer = setTimeout(() => {
      ask().then((people) => setFound({ of: text, people: people.filter(({ id }) => id !== me) }), (error: unknown) => { if (!stop.signal.aborted) setFound({ of: text, problem: wordsOf(error) }); });
    }, text === '' ? 0 : TYPING_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text, me]);
  return found;
}

interface PickerProps {
  readonly me: string;
  readonly chosen: readonly Account[];
  readonly onChange: (chosen: readonly Account[]) => void;
  readonly label: string;
  /** Who is there already. */
  readonly without?: readonly string[];
}

export function Picker({ me, chosen, onChange, label, without = [] }: PickerProps) {
  const [text, setText] = useState('');
  const id = useId();
  const { people, problem, of } = usePeople(text.trim(), me);
  const has = (account: Account): boolean => chosen.some((one) => one.id === account.id);
  const turn = (account: Account): void => {
    onChange(has(account) ? chosen.filter((one) => one.id !== account.id) : [...chosen, account]);
    if (!has(account)) setText('');
  };
  const offered = people?.filter((account) => !without.includes(account.id));
  return (
    <div className={css['picker']}>
      {chosen.length > 0 && (
        <ul className={css['chosen']} aria-label={m.picker_chosen()}>
          {chosen.map((account) => <li key={account.id}><button type="button" className={css['chip']} onClick={() => turn(account)}><Avatar account={account} size="tiny" /><bdi>{nameOf(account)}</bdi><Icon name="x" small /><span className="unseen">{m.picker_remove()}</span></button></li>)}
        </ul>
      )}
      <div className="field">
        <label htmlFor={id}>{label}</label>
        <input id={id} type="search" value={text} onChange={({ currentTarget }) => setText(currentTarget.value)} autoComplete="off" spellCheck={false} maxLength={100} placeholder={m.picker_hint()} />
      </div>
      {problem !== undefined && <p className="mistake" role="alert">{problem}</p>}
      <div aria-live="polite">{offered?.length === 0 && <p className="hint">{of === '' ? m.picker_nobody_followed() : m.picker_none()}</p>}</div>
      <ul className={css['found']} aria-label={m.picker_found()}>
        {offered?.map((account) => (
          <li key={account.id}>
            <button type="button" className={css['person']} aria-pressed={has(account)} onClick={() => turn(account)}>
              <Avatar account={account} size="small" /><span className={css['names']}><bdi className={css['name']}>{nameOf(account)}</bdi><small>@{account.acct}</small></span>{has(account) && <Icon name="check" />}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
