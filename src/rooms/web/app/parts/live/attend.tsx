/** Coming to an evening: a place kept, a reminder, a line in one's own calendar. */

import { api } from '../../client/api.ts';
import { notice, wordsOf } from '../../client/notices.ts';
import { ROOMS } from '../../client/rooms.ts';
import type { Room } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { Icon } from '../icon.tsx';
import css from './room.module.css';

export function Attend({ room, onChange }: { room: Room; onChange: (room: Room) => void }) {
  if (room.state !== 'planned') return null;
  const path = `${ROOMS}/${room.id}`;
  const reserved = room.me?.reserved === true;
  const turn = (): void => void (reserved ? api.delete<Room>(`${path}/reservation`) : api.post<Room>(`${path}/reservation`)).then(onChange, (error: unknown) => notice(wordsOf(error)));
  return (
    <div className={css['row']}>
      {room.me === undefined
        ? <a className="button next" href={`/auth/sign_in?return_to=${encodeURIComponent(`/rooms/${room.id}`)}`}>{m.room_reserve_sign_in()}</a>
        : <button type="button" className={`button ${reserved || room.me?.host === true ? '' : 'next'}`} aria-pressed={reserved} data-reserve="" onClick={turn}><Icon name="ticket" small />{reserved ? m.room_reserved() : m.room_reserve()}</button>}
      <a className="button" href={`${path}/calendar.ics`}><Icon name="calendar" small />{m.room_calendar()}</a>
      {reserved && <p className={css['quiet']}>{m.room_reserved_line()}</p>}
    </div>
  );
}
