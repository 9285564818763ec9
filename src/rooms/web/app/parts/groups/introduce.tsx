/** Introducing somebody to a group, with a reason that both sides read. */

import { useState } from 'react';
import { api } from '../../client/api.ts';
import { GROUPS } from '../../client/groups.ts';
import { wordsOf } from '../../client/notices.ts';
import type { Account, Group } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { Picker } from '../chats/picker.tsx';
import css from './groups.module.css';

export function Introduce({ group, me, onDone, without }: { group: Group; me: string; onDone: () => void; without: readonly string[] }) {
  const [chosen, setChosen] = useState<readonly Account[]>([]);
  const [problem, setProblem] = useState<string>();
  const send = async (form: HTMLFormElement): Promise<void> => {
    const reason = String(new FormData(form).get('reason') ?? '');
    try {
      for (const account of chosen) await api.post(`${GROUPS}/${group.id}/invitations`, { account_id: account.id, reason });
      setChosen([]);
      setProblem(undefined);
      form.reset();
      onDone();
    } catch (error) {
      setProblem(wordsOf(error));
    }
  };
  return (
    <details className={css['rules']}>
      <summary><h2>{m.group_introduce()}</h2></summary>
      <form onSubmit={(event) => { event.preventDefault(); void send(event.currentTarget); }}>
        <p className={css['quiet']}>{m.group_introduce_line()}</p>
        <Picker me={me} chosen={chosen} onChange={setChosen} label={m.group_introduce_who()} without={without} />
        <label className="field"><span className="label">{m.group_introduce_why()}</span><textarea name="reason" rows={2} maxLength={500} required dir="auto" /></label>
        {problem !== undefined && <p className="mistake" role="alert">{problem}</p>}
        <button className="button next" disabled={chosen.length === 0}>{m.group_introduce()}</button>
      </form>
    </details>
  );
}
