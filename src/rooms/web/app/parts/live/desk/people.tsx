/** Who runs an evening and whose voice is official: found by handle, put in and taken out at once. */

import { useState } from 'react';
import type { FormEvent } from 'react';
import { ApiError, api } from '../../../client/api.ts';
import { wordsOf } from '../../../client/notices.ts';
import { ROOMS } from '../../../client/rooms.ts';
import type { Account, Room } from '../../../entities.ts';
import * as m from '../../../paraglide/messages.js';
import { Icon } from '../../icon.tsx';
import { PersonRow } from '../../people.tsx';
import { Part } from '../../settings/fields.tsx';
import css from './desk.module.css';

/** The account that somebody's handle names. @throws ApiError 404 */
export const findHandle = (handle: string): Promise<Account> => api.get<Account>('/api/v1/accounts/lookup', { acct: handle.trim().replace(/^@/, '') });

/** What is wrong with a handle, in words. */
export const handleProblem = (error: unknown, handle: string): string => (error instanceof ApiError && error.status === 404 ? m.people_nobody({ handle: handle.trim().replace(/^@?/, '@') }) : wordsOf(error));

interface DutyProps {
  readonly room: Room;
  readonly onChange: (room: Room) => void;
  readonly people: readonly Account[];
  /** The list of the room that is sent. */
  readonly list: 'host_ids' | 'voice_ids';
  readonly label: string;
  readonly none: string;
}

function Duty({ room, onChange, people, list, label, none }: DutyProps) {
  const [problem, setProblem] = useState<string>();
  const send = async (ids: readonly string[]): Promise<void> => onChange(await api.patch<Room>(`${ROOMS}/${room.id}`, { [list]: ids }));
  const add = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    const handle = String(new FormData(form).get('handle'));
    try {
      await send([...people.map(({ id }) => id), (await findHandle(handle)).id]);
      form.reset();
      setProblem(undefined);
    } catch (error) {
      setProblem(handleProblem(error, handle));
    }
  };
  const remove = (id: string): void => void send(people.filter((one) => one.id !== id).map((one) => one.id)).catch((error: unknown) => setProblem(wordsOf(error)));
  return (
    <div className={css['duty']} data-duty={list}>
      {people.length === 0 ? <p className={css['none']}>{none}</p> : (
        <ul aria-label={label}>
          {people.map((account) => <PersonRow key={account.id} account={account} act={<button type="button" className="button plain" onClick={() => remove(account.id)}>{m.room_row_remove()}<span className="unseen"> @{account.acct}</span></button>} />)}
        </ul>
      )}
      <form className={css['byHandle']} onSubmit={(event) => void add(event)}>
        <label className="field"><span className="label">{label}</span><input name="handle" placeholder="@" required maxLength={200} autoComplete="off" autoCapitalize="none" spellCheck={false} aria-invalid={problem !== undefined} /></label>
        <button className="button"><Icon name="user-plus" small />{m.people_add()}</button>
      </form>
      {problem !== undefined && <p className="mistake" role="alert">{problem}</p>}
    </div>
  );
}

/** Hosts are named by the owner alone, voices by every host. */
export function RoomPeople({ room, onChange, isOwner }: { room: Room; onChange: (room: Room) => void; isOwner: boolean }) {
  return (
    <>
      {isOwner && <Part heading={m.people_hosts()} line={m.people_hosts_line()}><Duty room={room} onChange={onChange} people={room.hosts} list="host_ids" label={m.people_host_add()} none={m.people_hosts_none()} /></Part>}
      <Part heading={m.people_voices()} line={m.people_voices_line()}><Duty room={room} onChange={onChange} people={room.voices} list="voice_ids" label={m.people_voice_add()} none={m.people_voices_none()} /></Part>
    </>
  );
}
