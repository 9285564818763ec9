/** What a host turns during an evening: the room itself, where the programme is, and the score. */

import { useState } from 'react';
import { api } from '../../../client/api.ts';
import { notice, wordsOf } from '../../../client/notices.ts';
import { ROOMS } from '../../../client/rooms.ts';
import type { Room } from '../../../entities.ts';
import * as m from '../../../paraglide/messages.js';
import { Ask } from '../../ask.tsx';
import { Icon } from '../../icon.tsx';
import { Program } from '../program.tsx';
import css from './desk.module.css';

export interface Run {
  readonly room: Room;
  readonly onChange: (room: Room) => void;
}

const put = (sent: Promise<Room>, onChange: (room: Room) => void): void => void sent.then(onChange, (error: unknown) => notice(wordsOf(error)));

/** Opens the room, or closes it, after saying what that does. */
export function OpenClose({ room, onChange }: Run) {
  const [asking, setAsking] = useState(false);
  if (room.state === 'closed') return null;
  const opens = room.state === 'planned';
  const turn = (): void => put(api.post<Room>(`${ROOMS}/${room.id}/${opens ? 'open' : 'close'}`), onChange);
  const text = opens ? <p>{m.room_open_text({ tag: room.tag })}</p> : <><p>{m.room_close_text()}</p><ul className={css['what']}><li>{m.room_close_posts({ tag: room.tag })}</li><li>{m.room_close_questions()}</li><li>{m.room_close_late()}</li></ul></>;
  const verb = opens ? m.room_open() : m.room_close();
  return (
    <>
      <button type="button" className={`button ${opens ? 'next' : ''}`} onClick={() => setAsking(true)}><Icon name={opens ? 'play' : 'lock'} small />{verb}</button>
      {asking && <Ask title={opens ? m.room_open_ask() : m.room_close_ask()} text={text} verb={verb} gentle={opens} onYes={turn} onClose={() => setAsking(false)} />}
    </>
  );
}

/** What is now, and what comes next with one tap. */
export function NowNext({ room, onChange }: Run) {
  const now = room.program.find(({ state }) => state === 'now');
  const after = room.program.indexOf(now as Room['program'][number]);
  const next = room.program.slice(after + 1).find(({ state }) => state === 'planned') ?? room.program.find(({ state }) => state === 'planned');
  const turn = (id: string, state: 'planned' | 'now' | 'done'): void => put(api.post<Room>(`${ROOMS}/${room.id}/program/${id}`, { state }), onChange);
  const act = (item: Room['program'][number]) => item.state === 'now' ? null
    : <button type="button" className="button plain" onClick={() => turn(item.id, item.state === 'done' ? 'planned' : 'now')}>{item.state === 'done' ? m.desk_item_again() : m.room_item_begin()}<span className="unseen"> {item.title}</span></button>;
  if (room.program.length === 0) return <p className={css['none']}>{m.desk_program_none()}</p>;
  return (
    <>
      <p className={css['nowIs']} aria-live="polite">{now === undefined ? m.desk_nothing_now() : <><span>{m.room_item_now()}</span> <b><bdi>{now.title}</bdi></b></>}</p>
      {room.state === 'open' && (
        <div className={css['two']} data-two="begin">
          <button type="button" className="button" disabled={now === undefined} onClick={() => now && turn(now.id, 'done')}>{m.room_item_end()}</button>
          <button type="button" className="button next" disabled={next === undefined} onClick={() => next && turn(next.id, 'now')}>{next === undefined ? m.desk_last() : <span>{m.desk_begin()} <bdi>{next.title}</bdi></span>}</button>
        </div>
      )}
      <details className={css['more']}><summary>{m.desk_whole_program()}</summary><Program room={{ ...room, moments: [] }} {...(room.state === 'open' && { act })} /></details>
    </>
  );
}

type Side = 'home' | 'away';
const NOBODY = { home: { name: '', points: 0 }, away: { name: '', points: 0 }, minute: null };

/** One tap for one point; what was wrong is taken back as quickly. */
export function ScoreDesk({ room, onChange }: Run) {
  const score = room.score ?? NOBODY;
  const send = (next: Room['score']): void => put(api.patch<Room>(`${ROOMS}/${room.id}`, { score: next }), onChange);
  const name = (side: Side): string => score[side].name || (side === 'home' ? m.room_home() : m.room_away());
  const more = (side: Side, points: number): void => send({ ...score, home: { ...score.home, name: name('home') }, away: { ...score.away, name: name('away') }, [side]: { name: name(side), points: Math.max(0, score[side].points + points) } });
  const save = (data: FormData): void => {
    const minute = String(data.get('minute') ?? '');
    send({ home: { ...score.home, name: String(data.get('home')) }, away: { ...score.away, name: String(data.get('away')) }, minute: minute === '' ? null : Number(minute) });
  };
  return (
    <>
      <ul className={css['sides']}>
        {(['home', 'away'] as const).map((side) => (
          <li key={side} data-side={side}>
            <bdi>{name(side)}</bdi><b aria-live="polite">{score[side].points}</b>
            <button type="button" className="button" disabled={score[side].points === 0} onClick={() => more(side, -1)}><Icon name="minus" /><span className="unseen">{m.desk_point_less({ name: name(side) })}</span></button>
            <button type="button" className="button" onClick={() => more(side, 1)}><Icon name="plus" /><span className="unseen">{m.desk_point_more({ name: name(side) })}</span></button>
          </li>
        ))}
      </ul>
      <details className={css['more']}>
        <summary>{m.desk_sides()}</summary>
        <form key={JSON.stringify(score)} className={css['form']} onSubmit={(event) => { event.preventDefault(); save(new FormData(event.currentTarget)); }}>
          <label className="field"><span className="label">{m.room_home()}</span><input name="home" defaultValue={score.home.name} required maxLength={80} dir="auto" /></label>
          <label className="field"><span className="label">{m.room_away()}</span><input name="away" defaultValue={score.away.name} required maxLength={80} dir="auto" /></label>
          <label className="field"><span className="label">{m.room_minute()}</span><input name="minute" type="number" inputMode="numeric" min="0" max="999" defaultValue={score.minute ?? ''} /></label>
          <button className="button">{m.room_score_set()}</button>
        </form>
      </details>
    </>
  );
}
