/** Somebody else goes on with the broadcast: offered by who has it, taken by who is ready. */

import { useState } from 'react';
import { api } from '../../../client/api.ts';
import { BROADCASTS } from '../../../client/broadcasts.ts';
import { notice, wordsOf } from '../../../client/notices.ts';
import type { Account, Broadcast } from '../../../entities.ts';
import * as m from '../../../paraglide/messages.js';
import { nameAmongWords, nameOf } from '../../name.tsx';
import css from './studio.module.css';

interface HandOverProps {
  readonly broadcast: Broadcast;
  /** Who may go live in this room besides oneself. */
  readonly people: readonly Account[];
  readonly onChange: (broadcast: Broadcast) => void;
}

export function HandOver({ broadcast, people, onChange }: HandOverProps) {
  const [to, setTo] = useState(people[0]?.id ?? '');
  const path = `${BROADCASTS}/${broadcast.id}/offer`;
  const act = (asked: Promise<Broadcast>): void => void asked.then(onChange, (error: unknown) => notice(wordsOf(error)));
  const offered = people.find(({ id }) => id === broadcast.offered_to);
  if (offered !== undefined) {
    return (
      <output className={css['line']}>
        <span>{m.studio_offered({ name: nameAmongWords(offered) })}</span>
        <button type="button" className="button" onClick={() => act(api.delete<Broadcast>(path))}>{m.studio_offer_back()}</button>
      </output>
    );
  }
  return (
    <details className={css['fold']}>
      <summary>{m.studio_hand_over()}</summary>
      {people.length === 0 ? <p className={css['quiet']}>{m.studio_hand_over_nobody()}</p> : (
        <form className={css['line']} onSubmit={(event) => { event.preventDefault(); act(api.post<Broadcast>(path, { account_id: to })); }}>
          <select className="input" value={to} aria-label={m.studio_hand_over_to()} onChange={({ target }) => setTo(target.value)}>
            {people.map((person) => <option key={person.id} value={person.id}>{nameOf(person)}</option>)}
          </select>
          <button className="button">{m.studio_offer()}</button>
        </form>
      )}
      <p className={css['quiet']}>{m.studio_hand_over_how()}</p>
    </details>
  );
}
