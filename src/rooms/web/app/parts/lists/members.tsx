/** Who is in a list: found among those one follows, put in and taken out at once, and back again while the page is open. */

import { useEffect, useId, useState } from 'react';
import { api } from '../../client/api.ts';
import { wordsOf } from '../../client/notices.ts';
import type { Account } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { PersonRow } from '../people.tsx';
import css from './lists.module.css';

const TYPING_MS = 200;
const MOST_FOUND = 10;

/** People one follows, by what was typed. */
function useFound(text: string): { found: readonly Account[] | undefined; problem: string | undefined } {
  const [state, setState] = useState<{ of: string; found?: readonly Account[]; problem?: string }>({ of: '' });
  useEffect(() => {
    if (text === '') return undefined;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      api.get<Account[]>('/api/v1/accounts/search', { q: text, following: true, limit: MOST_FOUND }, { signal: stop.signal })
        .then((found) => setState({ of: text, found }), (error: unknown) => { if (!stop.signal.aborted) setState({ of: text, problem: wordsOf(error) }); });
    }, TYPING_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text]);
  return text === '' ? { found: undefined, problem: undefined } : { found: state.found, problem: state.problem };
}

function Toggle({ account, inside, onTurn, again }: { account: Account; inside: boolean; onTurn: () => void; again: boolean }) {
  const word = inside ? m.list_take_out() : again ? m.list_put_back() : m.list_put_in();
  return <button type="button" className="button" onClick={onTurn}>{word}<span className="unseen"> @{account.acct}</span></button>;
}

export function Members({ id, people }: { id: string; people: readonly { account: Account }[] }) {
  const [shown, setShown] = useState<readonly Account[]>(people.map(({ account }) => account));
  const [out, setOut] = useState<ReadonlySet<string>>(new Set());
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string>();
  const { found, problem: searching } = useFound(text.trim());
  const [heading, hint] = [useId(), useId()];
  const isIn = (account: Account): boolean => shown.some((one) => one.id === account.id) && !out.has(account.id);
  const turn = async (account: Account, inside: boolean): Promise<void> => {
    const put = (is: boolean): void => {
      setOut((now) => new Set(is ? [...now].filter((one) => one !== account.id) : [...now, account.id]));
      if (is) setShown((now) => (now.some((one) => one.id === account.id) ? now : [account, ...now]));
    };
    setProblem(undefined);
    put(inside);
    try {
      const body = { account_ids: [account.id] };
      await (inside ? api.post(`/api/v1/lists/${id}/accounts`, body) : api.delete(`/api/v1/lists/${id}/accounts`, body));
    } catch (error) {
      put(!inside);
      setProblem(wordsOf(error));
    }
  };
  const row = (account: Account) => <PersonRow key={account.id} account={account} act={<Toggle account={account} inside={isIn(account)} again={out.has(account.id)} onTurn={() => void turn(account, !isIn(account))} />} />;
  const mistake = problem ?? searching;
  return (
    <section className={css['people']} aria-labelledby={heading}>
      <h2 id={heading}>{m.list_people()}</h2>
      <div className="field">
        <label htmlFor={`${id}-search`}>{m.list_search()}</label>
        <input id={`${id}-search`} type="search" value={text} onChange={({ target }) => setText(target.value)} autoComplete="off" spellCheck={false} maxLength={100} aria-describedby={hint} />
        <p className="hint" id={hint}>{m.list_search_hint()}</p>
      </div>
      {mistake !== undefined && <p className="mistake" role="alert">{mistake}</p>}
      <div aria-live="polite">{found?.length === 0 && <p className="hint">{m.list_search_none()}</p>}</div>
      {found !== undefined && found.length > 0 && <ul aria-label={m.list_found()}>{found.map(row)}</ul>}
      <h3 className={found === undefined || found.length === 0 ? 'unseen' : undefined}>{m.list_members()}</h3>
      {shown.length === 0 ? <p className="hint">{m.list_members_none()}</p> : <ul aria-label={m.list_members()}>{shown.map(row)}</ul>}
    </section>
  );
}
