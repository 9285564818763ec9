/** The picture of an evening, and what it shows for those who do not see it. */

import { useEffect, useId, useRef, useState } from 'react';
import type { Room } from '../../entities.ts';
import { upload } from '../../client/upload.ts';
import * as m from '../../paraglide/messages.js';
import { TextField, isTicked } from '../settings/fields.tsx';
import { useProblem } from '../settings/form.tsx';
import css from './form.module.css';

export function CoverField({ now }: { now: Room['cover'] }) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState<string>();
  const [gone, setGone] = useState(false);
  const problem = useProblem('cover');
  useEffect(() => () => URL.revokeObjectURL(chosen ?? ''), [chosen]);
  const shown = chosen ?? (gone ? undefined : (now?.preview_url ?? now?.url ?? undefined));
  const choose = (file: File | undefined): void => {
    setChosen(file && URL.createObjectURL(file));
    setGone(false);
  };
  const remove = (): void => {
    if (input.current !== null) input.current.value = '';
    setChosen(undefined);
    setGone(chosen === undefined);
  };
  return (
    <div className={css['cover']}>
      {shown !== undefined && <img src={shown} alt="" />}
      <p className={css['choose']}>
        <label className="button" htmlFor={id}>{shown === undefined ? m.cover_choose() : m.cover_other()}</label>
        <input ref={input} id={id} className={css['file']} type="file" name="cover" accept="image/*" onChange={({ currentTarget }) => choose(currentTarget.files?.[0])} {...(problem !== undefined && { 'aria-invalid': true, 'aria-describedby': `${id}p` })} />
        {shown !== undefined && <button type="button" className="button plain" onClick={remove}>{m.picture_remove()}</button>}
      </p>
      {gone && <input type="hidden" name="cover_gone" value="true" />}
      {problem !== undefined && <span className="mistake" id={`${id}p`}>{problem}</span>}
      {chosen !== undefined && <TextField name="cover_description" label={m.picture_description()} most={1500} rows={2} />}
      {chosen === undefined && shown !== undefined && now?.description != null && now.description !== '' && <p className="hint" dir="auto">{now.description}</p>}
    </div>
  );
}

/** What is to be said of the cover in a form; the picture is sent before. @throws ApiError */
export async function coverIn(data: FormData): Promise<{ cover_id?: string | null }> {
  const file = data.get('cover');
  if (file instanceof File && file.size > 0) return { cover_id: (await upload(file, { description: String(data.get('cover_description') ?? '').trim() })).id };
  return isTicked(data, 'cover_gone') ? { cover_id: null } : {};
}
