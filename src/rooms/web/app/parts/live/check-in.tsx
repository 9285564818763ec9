/** Whoever comes by the code on site is checked in; whoever is, may leave again. */

import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { ApiError, api } from '../../client/api.ts';
import { notice, wordsOf } from '../../client/notices.ts';
import { ROOMS } from '../../client/rooms.ts';
import type { Room } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { useHere } from '../../here.tsx';
import { Icon } from '../icon.tsx';
import css from './room.module.css';

/** What the server says of a code, in words. */
const problemOf = (error: unknown): string => (error instanceof ApiError && error.status === 422 ? m.check_in_wrong() : wordsOf(error));

export function CheckIn({ room, code, onChange }: { room: Room; code: string | undefined; onChange: (room: Room) => void }) {
  const { me } = useHere();
  const navigate = useNavigate();
  const [problem, setProblem] = useState<string>();
  const path = `${ROOMS}/${room.id}/presence`;
  const present = room.me?.present === true;
  const enter = async (given: string): Promise<void> => {
    try {
      onChange(await api.post<Room>(path, { code: given.replace(/\D/g, '') }));
      setProblem(undefined);
    } catch (error) {
      setProblem(problemOf(error));
    }
  };
  useEffect(() => {
    if (code === undefined || me === undefined) return;
    // The code was read on site: it is handed in once, and leaves the address.
    // oxlint-disable-next-line react/set-state-in-effect
    void enter(code).then(() => navigate(`/rooms/${room.id}`, { replace: true, preventScrollReset: true }));
    // oxlint-disable-next-line react/exhaustive-deps
  }, [code]);
  if (me === undefined) {
    if (code === undefined) return null;
    return <p className={css['checkIn']}><a className="button next" href={`/auth/sign_in?return_to=${encodeURIComponent(`/rooms/${room.id}?check_in=${code}`)}`}>{m.check_in_sign_in()}</a></p>;
  }
  if (room.state === 'closed') return null;
  if (present) {
    const leave = (): void => void api.delete<Room>(path).then(onChange, (error: unknown) => notice(wordsOf(error)));
    return <p className={css['checkIn']} data-present=""><Icon name="map-pin" small /><strong>{m.check_in_done()}</strong> <button type="button" className="button plain" onClick={leave}>{m.check_in_leave()}</button></p>;
  }
  return (
    <details className={css['checkInForm']} open={problem !== undefined || undefined}>
      <summary><Icon name="map-pin" small />{m.check_in_here()}</summary>
      <form className={css['row']} onSubmit={(event) => { event.preventDefault(); void enter(String(new FormData(event.currentTarget).get('code'))); }}>
        <label className={css['row']}><span>{m.check_in_code()}</span><input className="input" name="code" inputMode="numeric" autoComplete="off" maxLength={7} size={7} required aria-invalid={problem !== undefined} /></label>
        <button className="button">{m.check_in()}</button>
      </form>
      {problem !== undefined && <p className="mistake" role="alert">{problem}</p>}
    </details>
  );
}
