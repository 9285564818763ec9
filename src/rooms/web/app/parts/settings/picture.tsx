/** A picture of one's own: what it is now, another one in its place, and what it shows for those who do not see it. */

import { useEffect, useId, useRef, useState } from 'react';
import { useRevalidator } from 'react-router';
import * as m from '../../paraglide/messages.js';
import { api } from '../../client/api.ts';
import { notice, wordsOf } from '../../client/notices.ts';
import { TextField } from './fields.tsx';
import { useProblem } from './form.tsx';
import css from './picture.module.css';

/** A file that was chosen and is not sent yet, with an address under which this page can show it. */
interface Chosen {
  readonly file: File;
  readonly address: string;
}

export function PictureField({ kind, label, now, isOwn, description, most }: {
  kind: 'avatar' | 'header'; label: string; now: string; isOwn: boolean; description: string; most: number;
}) {
  const id = useId();
  const [chosen, setChosen] = useState<Chosen>();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => () => URL.revokeObjectURL(chosen?.address ?? ''), [chosen]);
  const choose = (file: File | undefined): void => setChosen(file && { file, address: URL.createObjectURL(file) });
  const problem = useProblem(kind);
  const { revalidate } = useRevalidator();
  const remove = async (): Promise<void> => {
    if (input.current) input.current.value = '';
    choose(undefined);
    if (chosen !== undefined || !isOwn) return;
    try {
      await api.delete(`/api/v1/profile/${kind}`);
      await revalidate();
    } catch (error) {
      notice(wordsOf(error));
    }
  };
  return (
    <div className={css['picture']}>
      <img className={css[kind]} src={chosen?.address ?? now} alt="" />
      <div className={css['choose']}>
        <label className="button" htmlFor={id}>{label}</label>
        <input ref={input} id={id} className={css['file']} type="file" name={kind} accept="image/*" onChange={({ currentTarget }) => choose(currentTarget.files?.[0])} {...(problem !== undefined && { 'aria-invalid': true, 'aria-describedby': `${id}p` })} />
        {(isOwn || chosen !== undefined) && <button type="button" className="button plain" onClick={() => void remove()}>{m.picture_remove()}</button>}
        {problem !== undefined && <span className="mistake" id={`${id}p`}>{problem}</span>}
      </div>
      {(isOwn || chosen !== undefined) && <TextField name={`${kind}_description`} label={m.picture_description()} value={description} most={most} rows={2} />}
    </div>
  );
}
