/** What a column can be made of. */

import { useState } from 'react';
import type { ReactNode, RefObject } from 'react';
import { api } from '../../client/api.ts';
import { wordsOf } from '../../client/notices.ts';
import { useSearches } from '../../client/searches.ts';
import type { Account, PeopleList } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { Panel } from '../ask.tsx';
import floats from '../floats.module.css';
import { Icon } from '../icon.tsx';
import { nameOf } from '../name.tsx';
import { signOf, titleOf } from './columns.ts';
import type { Kind } from './columns.ts';
import css from './deck.module.css';

export type Said = Readonly<Record<string, unknown>> & { readonly kind: Kind };

const PLAIN: readonly Kind[] = ['home', 'notifications', 'public', 'bookmarks', 'conversations'];

function Choice({ said, onAdd, children }: { said: Said; onAdd: (said: Said) => void; children: ReactNode }) {
  return <li><button type="button" className={css['choice']} onClick={() => onAdd(said)}><Icon name={signOf(said)} /><bdi>{children}</bdi></button></li>;
}

/** A field for what has to be named: a tag, a search, a person. */
function Named({ label, hint, onName }: { label: string; hint: string; onName: (text: string) => Promise<string | undefined> }) {
  const [problem, setProblem] = useState<string>();
  const send = async (text: string): Promise<void> => {
    if (text !== '') setProblem(await onName(text));
  };
  return (
    <form className={css['named']} onSubmit={(event) => { event.preventDefault(); void send(String(new FormData(event.currentTarget).get('name')).trim()); }}>
      <label><span className="label">{label}</span><input className="input" name="name" placeholder={hint} maxLength={300} autoComplete="off" autoCapitalize="none" required {...(problem !== undefined && { 'aria-invalid': true })} /></label>
      <button className="button" aria-label={`${m.deck_add_this()}: ${label}`}><Icon name="plus" /></button>
      {problem !== undefined && <p className="mistake" role="alert">{problem}</p>}
    </form>
  );
}

export function Adder({ lists, account, onAdd, onClose, back }: {
  lists: readonly PeopleList[]; account: string; onAdd: (said: Said) => void; onClose: () => void; back: RefObject<HTMLElement | null>;
}) {
  const { searches } = useSearches(account);
  const person = async (text: string): Promise<string | undefined> => {
    try {
      const found = await api.get<Account>('/api/v1/accounts/lookup', { acct: text.replace(/^@/, '') });
      onAdd({ kind: 'profile', of: found.id, title: nameOf(found) });
      return undefined;
    } catch (error) {
      return wordsOf(error);
    }
  };
  const add = (said: Said) => (): Promise<undefined> => {
    onAdd(said);
    return Promise.resolve(undefined);
  };
  return (
    <Panel title={m.deck_add()} onClose={onClose} back={back}>
      <ul className={css['choices']}>
        {PLAIN.map((kind) => <Choice key={kind} said={{ kind }} onAdd={onAdd}>{titleOf({ kind, of: '', title: '' })}</Choice>)}
        {lists.map(({ id, title }) => <Choice key={id} said={{ kind: 'list', of: id, title }} onAdd={onAdd}>{title}</Choice>)}
        {searches?.map(({ id, query, title }) => <Choice key={id} said={{ kind: 'search', of: query, title }} onAdd={onAdd}>{title}</Choice>)}
      </ul>
      <Named label={m.deck_tag()} hint="#velo" onName={(text) => add({ kind: 'tag', of: text.replace(/^#/, '').split(/\s/)[0] ?? '' })()} />
      <Named label={m.nav_search()} hint={m.deck_search_hint()} onName={(text) => add({ kind: 'search', of: text })()} />
      <Named label={m.deck_person()} hint="@alice" onName={person} />
      <p className="hint">{m.deck_kept()}</p>
      <div className={floats['ends']}><button type="button" className="button" onClick={onClose}>{m.deck_close()}</button></div>
    </Panel>
  );
}
