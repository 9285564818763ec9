/** A sub-group in two steps: what it is for and until when; then who is asked, and whether the others see it. */

import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../../client/api.ts';
import { GROUPS } from '../../client/groups.ts';
import { wordsOf } from '../../client/notices.ts';
import type { Account, Group } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { Avatar } from '../avatar.tsx';
import { nameOf } from '../name.tsx';
import { CheckField, TextField } from '../settings/fields.tsx';
import { EndField, endIn } from './end-field.tsx';
import { groupPath } from './frame.tsx';
import css from './groups.module.css';

/** What it is born from. */
export interface Birth {
  readonly kind: 'group' | 'chat';
  readonly id: string;
  readonly title: string;
  readonly people: readonly Account[];
}

function Steps({ at }: { at: 1 | 2 }) {
  return <ol className={css['steps']}>{[m.group_step_what(), m.group_step_who()].map((word, n) => <li key={word} {...(at === n + 1 && { 'aria-current': 'step' as const })}>{n + 1}. {word}</li>)}</ol>;
}

interface What {
  readonly title: string;
  readonly purpose: string;
  readonly ends_at: string | null;
}

function FirstStep({ what, onNext }: { what: What | undefined; onNext: (what: What) => void }) {
  const next = (form: HTMLFormElement): void => {
    const data = new FormData(form);
    onNext({ title: String(data.get('title') ?? ''), purpose: String(data.get('purpose') ?? ''), ends_at: endIn(data) });
  };
  return (
    <form onSubmit={(event) => { event.preventDefault(); next(event.currentTarget); }}>
      <TextField name="title" label={m.group_title()} value={what?.title} most={100} required />
      <TextField name="purpose" label={m.group_purpose()} hint={m.group_sub_purpose_hint()} value={what?.purpose} most={1000} rows={3} required />
      <EndField label={m.group_until()} value={what?.ends_at} hint={m.group_until_hint()} />
      <button className="button next">{m.group_step_on()}</button>
    </form>
  );
}

export function SubGroupForm({ birth }: { birth: Birth }) {
  const [what, setWhat] = useState<What>();
  const [step, setStep] = useState<1 | 2>(1);
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const navigate = useNavigate();
  const make = async (data: FormData): Promise<void> => {
    setBusy(true);
    try {
      const made = await api.post<Group>(GROUPS, {
        ...what, [birth.kind === 'group' ? 'parent_group_id' : 'parent_chat_id']: birth.id, private: data.get('private') !== null, access: data.get('free') === null ? 'request' : 'public', account_ids: data.getAll('person'),
      });
      await navigate(groupPath(made));
    } catch (error) {
      setProblem(wordsOf(error));
      setBusy(false);
    }
  };
  if (step === 1) return <><Steps at={1} /><FirstStep what={what} onNext={(next) => { setWhat(next); setStep(2); }} /></>;
  return (
    <>
      <Steps at={2} />
      <form onSubmit={(event) => { event.preventDefault(); void make(new FormData(event.currentTarget)); }}>
        <fieldset className={css['choose']}>
          <legend className="label">{m.group_sub_who()}</legend>
          <span className="hint">{m.group_sub_who_hint()}</span>
          {birth.people.map((account) => <label key={account.id} className={css['chooseOne']}><input type="checkbox" name="person" value={account.id} /><Avatar account={account} size="small" /><bdi>{nameOf(account)}</bdi></label>)}
        </fieldset>
        <CheckField name="free" label={m.group_sub_free()} hint={m.group_sub_free_hint()} on={false} />
        <CheckField name="private" label={m.group_sub_private()} hint={m.group_sub_private_hint()} on={false} />
        {problem !== undefined && <p className="mistake" role="alert">{problem}</p>}
        <p className={css['acts']}><button className="button next" disabled={busy}>{m.group_sub_make()}</button><button type="button" className="button" onClick={() => setStep(1)}>{m.group_step_back()}</button></p>
      </form>
    </>
  );
}
