/** What hosts do with their room: opening, closing, its score, its door, its settings. */

import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../client/api.ts';
import { notice, wordsOf } from '../../client/notices.ts';
import { ROOMS } from '../../client/rooms.ts';
import type { Room } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { Ask } from '../ask.tsx';
import { Icon } from '../icon.tsx';
import css from './room.module.css';

function ScoreForm({ room, onChange }: { room: Room; onChange: (room: Room) => void }) {
  const score = room.score ?? { home: { name: '', points: 0 }, away: { name: '', points: 0 }, minute: null };
  const save = async (data: FormData): Promise<void> => {
    const side = (name: string): { name: string; points: number } => ({ name: String(data.get(`${name}_name`)), points: Number(data.get(`${name}_points`)) });
    const minute = String(data.get('minute') ?? '');
    try {
      onChange(await api.patch<Room>(`${ROOMS}/${room.id}`, { score: { home: side('home'), away: side('away'), ...(minute !== '' && { minute: Number(minute) }) } }));
    } catch (error) {
      notice(wordsOf(error));
    }
  };
  return (
    <form className={css['scoreForm']} onSubmit={(event) => { event.preventDefault(); void save(new FormData(event.currentTarget)); }}>
      {(['home', 'away'] as const).map((side) => (
        <span key={side} className={css['row']}>
          <input className="input" name={`${side}_name`} aria-label={side === 'home' ? m.room_home() : m.room_away()} defaultValue={score[side].name} required maxLength={80} />
          <input className="input" name={`${side}_points`} aria-label={m.room_points({ name: score[side].name || (side === 'home' ? m.room_home() : m.room_away()) })} type="number" min="0" max="9999" defaultValue={score[side].points} required />
        </span>
      ))}
      <label className={css['row']}><span>{m.room_minute()}</span><input className="input" name="minute" type="number" min="0" max="999" defaultValue={score.minute ?? ''} /></label>
      <button className="button">{m.room_score_set()}</button>
    </form>
  );
}

export function Hosts({ room, onChange }: { room: Room; onChange: (room: Room) => void }) {
  const [asking, setAsking] = useState(false);
  if (room.me?.host !== true) return null;
  const turn = (verb: 'open' | 'close'): void => void api.post<Room>(`${ROOMS}/${room.id}/${verb}`).then(onChange, (error: unknown) => notice(wordsOf(error)));
  return (
    <section className={css['hosts']} aria-label={m.room_hosts()}>
      <div className={css['row']}>
        {room.state === 'planned' && <button type="button" className="button next" onClick={() => setAsking(true)}>{m.room_open()}</button>}
        {room.state === 'open' && <button type="button" className="button" onClick={() => setAsking(true)}>{m.room_close()}</button>}
        {room.state !== 'closed' && <Link className="button" to={`/rooms/${room.id}/door`}><Icon name="map-pin" small />{m.room_door()}</Link>}
        <Link className="button" to={`/rooms/${room.id}/wall`}><Icon name="tv" small />{m.room_wall()}</Link>
        <Link className="button" to={`/rooms/${room.id}/edit`}><Icon name="settings" small />{m.room_edit()}</Link>
      </div>
      {room.template === 'match' && room.state === 'open' && <ScoreForm room={room} onChange={onChange} />}
      {asking && room.state === 'planned' && <Ask title={m.room_open_ask()} text={<p>{m.room_open_text({ tag: room.tag })}</p>} verb={m.room_open()} onYes={() => turn('open')} onClose={() => setAsking(false)} />}
      {asking && room.state === 'open' && <Ask title={m.room_close_ask()} text={<p>{m.room_close_text()}</p>} verb={m.room_close()} onYes={() => turn('close')} onClose={() => setAsking(false)} />}
    </section>
  );
}
