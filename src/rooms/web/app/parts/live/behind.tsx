/** For who watches beside: nothing is shown that their own picture has not shown yet. */

import { useEffect } from 'react';
import { Link, useNavigate, useRevalidator, useSearchParams } from 'react-router';
import { api } from '../../client/api.ts';
import { notice, wordsOf } from '../../client/notices.ts';
import { ROOMS } from '../../client/rooms.ts';
import type { Room } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { useHere } from '../../here.tsx';
import { Icon } from '../icon.tsx';
import { amongWords } from '../name.tsx';
import css from './room.module.css';

const STEPS = [0, 5, 10, 15, 30, 45, 60, 90, 120];
/** Fine steps, in seconds: pictures are seldom late by a round number. */
const FINE = [-5, -1, 1, 5];
const LONGEST_MS = 600_000;

/** By links and a field of the page alone; a member's delay is kept with the account, for every device. */
export function Behind({ room, delay, late, watching }: { room: Room; delay: number; late: boolean; watching: boolean }) {
  const { me } = useHere();
  const { revalidate } = useRevalidator();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const asked = me !== undefined && search.has('delay');
  useEffect(() => {
    if (!asked) return;
    // What the address says is kept with the account, and leaves the address.
    api.put(`${ROOMS}/${room.id}/delay`, { delay_ms: delay }).catch((error: unknown) => notice(wordsOf(error))).finally(() => void navigate(`/rooms/${room.id}${watching ? '?watch=yes' : ''}`, { replace: true, preventScrollReset: true }));
  }, [asked, delay, room.id, watching, navigate]);
  if (room.state !== 'open') return null;
  const now = room.program.find(({ state }) => state === 'now');
  const seconds = Math.round(delay / 1000);
  const set = (ms: number): void => void api.put(`${ROOMS}/${room.id}/delay`, { delay_ms: ms }).then(() => revalidate(), (error: unknown) => notice(wordsOf(error)));
  const steps = STEPS.includes(seconds) ? STEPS : [...STEPS, seconds].sort((a, b) => a - b);
  const sees = now === undefined ? (room.template === 'match' ? m.room_sees_kickoff() : m.room_sees_opening()) : m.room_sees_item({ title: amongWords(now.title) });
  return (
    <details className={css['behind']} open={late || delay > 0 || undefined}>
      <summary><Icon name="tv" small />{seconds > 0 ? m.room_behind({ count: seconds }) : m.room_behind_not()}</summary>
      <p>{m.room_behind_why()}</p>
      {late && <p className="mistake" role="alert">{m.room_behind_too_long()}</p>}
      <p><Link className="button" to={`?sees=${now?.id ?? 'opening'}${watching ? '&watch=yes' : ''}`} reloadDocument={me === undefined} rel="nofollow">{sees}</Link></p>
      {delay > 0 && (
        <fieldset className={css['fine']} aria-label={m.room_behind_fine()}>
          {FINE.map((step) => {
            const ms = Math.min(LONGEST_MS, Math.max(0, delay + step * 1000));
            const word = step > 0 ? m.room_behind_more({ count: step }) : m.room_behind_less({ count: -step });
            return me === undefined ? <a key={step} className="button" href={`?delay=${ms}${watching ? '&watch=yes' : ''}`} rel="nofollow">{word}</a> : <button key={step} type="button" className="button" onClick={() => set(ms)}>{word}</button>;
          })}
        </fieldset>
      )}
      {me === undefined ? (
        <form method="get" className={css['row']}>
          <label className={css['row']}><span>{m.room_behind_label()}</span><select name="delay" className="input" defaultValue={delay}>{steps.map((step) => <option key={step} value={step * 1000}>{m.room_seconds({ count: step })}</option>)}</select></label>
          {watching && <input type="hidden" name="watch" value="yes" />}<button className="button">{m.room_behind_set()}</button>
        </form>
      ) : (
        <label className={css['row']}><span>{m.room_behind_label()}</span>
          <select className="input" value={delay} onChange={({ currentTarget }) => set(Number(currentTarget.value))}>{steps.map((step) => <option key={step} value={step * 1000}>{m.room_seconds({ count: step })}</option>)}</select>
        </label>
      )}
    </details>
  );
}
