/** A picture of one's own: what it is now, another one in its place, and what it shows for those who do not see it. */

import { useEffect, useId, useRef, useState } from 'react';
import { useRevalidator } from 'react-router';
import * as m from '../../paraglide/messages.js';
import { api } from '../../client/api.ts';
import { notice, wordsOf } from '../../client/notices.ts';
import { TextField } from './fields.tsx';
import { useProblem } from './form.tsx';
import css from './picture.module.css';

/** The address of a file that was chosen and is not sent yet. */
function usePreview(file: File | undefined): string | undefined {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    if (file === undefined) return setAddress(undefined);
    const made = URL.createObjectURL(file);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return address;
}

export function PictureField({ kind, label, now, isOwn, description, most }: {
  kind: 'avatar' | 'header'; label: string; now: string; isOwn: boolean; description: string; most: number;
}) {
  const id = useId();
  const [file, setFile] = useState<File>();
  const input = useRef<HTMLInputElement>(null);
  const preview = usePreview(file);
  const problem = useProblem(kind);
  const { revalidate } = useRevalidator();
  const remove = async (): Promise<void> => {
    if (input.current) input.current.value = '';
    setFile(undefined);
    if (file !== undefined || !isOwn) return;
    try {
      await api.delete(`/api/v1/profile/${kind}`);
      await revalidate();
    } catch (error) {
      notice(wordsOf(error));
    }
  };
  return (
    <div className={css['picture']}>
      <img className={css[kind]} src={preview ?? now} alt="" />
      <div className={css['choose']}>
        <label className="button" htmlFor={id}>{label}</label>
        <input ref={input} id={id} className={css['file']} type="file" name={kind} accept="image/*" onChange={({ currentTarget }) => setFile(currentTarget.files?.[0])} {...(problem !== undefined && { 'aria-invalid': true, 'aria-describedby': `${id}p` })} />
        {(isOwn || file !== undefined) && <button type="button" className="button plain" onClick={() => void remove()}>{m.picture_remove()}</button>}
        {problem !== undefined && <span className="mistake" id={`${id}p`}>{problem}</span>}
      </div>
      {(isOwn || file !== undefined) && <TextField name={`${kind}_description`} label={m.picture_description()} value={description} most={most} rows={2} />}
    </div>
  );
}
