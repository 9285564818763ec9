/** Rows of a room's form: who speaks, and the programme. */

import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Room } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { Icon } from '../icon.tsx';
import { useProblem } from '../settings/form.tsx';
import css from './form.module.css';
import { inZoneLocal } from './zones.ts';

interface Keyed<T> {
  readonly key: number;
  readonly given: T | undefined;
}

let last = 0;
const keyed = <T,>(given: T | undefined): Keyed<T> => ({ key: ++last, given });

/** A list of rows that grows at its end. */
function useRows<T>(given: readonly T[]): { rows: readonly Keyed<T>[]; add: () => void; remove: (key: number) => void } {
  const [rows, setRows] = useState(() => given.map((one) => keyed<T>(one)));
  return { rows, add: () => setRows((now) => [...now, keyed<T>(undefined)]), remove: (key) => setRows((now) => now.filter((row) => row.key !== key)) };
}

function Rows({ children, add, word }: { children: ReactNode; add: () => void; word: string }) {
  return (
    <>
      <ul className={css['rows']}>{children}</ul>
      <button type="button" className="button" onClick={add}><Icon name="plus" />{word}</button>
    </>
  );
}

const Remove = ({ onPress }: { onPress: () => void }) => <button type="button" className="button plain" onClick={onPress}><Icon name="x" /><span className="unseen">{m.room_row_remove()}</span></button>;

export function SpeakerRows({ given }: { given: Room['speakers'] }) {
  const { rows, add, remove } = useRows(given);
  const problem = useProblem('speaker_handle');
  return (
    <>
      <Rows add={add} word={m.room_speaker_add()}>
        {rows.map(({ key, given: one }) => (
          <li key={key} data-row="speaker">
            <input type="hidden" name="speaker_id" value={one?.id ?? ''} />
            <input className="input" name="speaker" aria-label={m.room_speaker_name()} placeholder={m.room_speaker_name()} defaultValue={one?.name} maxLength={80} dir="auto" />
            <input className="input" name="role" aria-label={m.room_speaker_role()} placeholder={m.room_speaker_role()} defaultValue={one?.function} maxLength={80} dir="auto" />
            <input className="input" name="speaker_handle" aria-label={m.room_speaker_account()} placeholder={m.room_speaker_account()} defaultValue={one?.account == null ? '' : `@${one.account.acct}`} maxLength={200} autoCapitalize="none" spellCheck={false} autoComplete="off" />
            <Remove onPress={() => remove(key)} />
          </li>
        ))}
      </Rows>
      {problem !== undefined && <p className="mistake" role="alert">{problem}</p>}
    </>
  );
}

/** A row of the programme; one that is proposed has no id. */
export type ItemGiven = Pick<Room['program'][number], 'title' | 'kind'> & Partial<Room['program'][number]>;

export function ItemRows({ given, zone }: { given: readonly ItemGiven[]; zone: string }) {
  const { rows, add, remove } = useRows(given);
  return (
    <Rows add={add} word={m.room_item_add()}>
      {rows.map(({ key, given: one }) => (
        <li key={key} data-row="item">
          <input type="hidden" name="item_id" value={one?.id ?? ''} />
          <input className="input" name="item" aria-label={m.room_item_title()} placeholder={m.room_item_title()} defaultValue={one?.title} maxLength={120} dir="auto" />
          <input className="input" name="item_at" type="datetime-local" aria-label={m.room_item_at()} defaultValue={one?.starts_at == null ? '' : inZoneLocal(one.starts_at, zone)} />
          <select className="input" name="item_kind" aria-label={m.room_item_kind()} defaultValue={one?.kind ?? 'item'}><option value="item">{m.room_kind_item()}</option><option value="song">{m.room_kind_song()}</option><option value="break">{m.room_kind_break()}</option></select>
          <Remove onPress={() => remove(key)} />
        </li>
      ))}
    </Rows>
  );
}
