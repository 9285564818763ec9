/** Who is here: on site and elsewhere in one list, told apart by a sign. */

import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../client/api.ts';
import { ROOMS } from '../../client/rooms.ts';
import type { Participant, Room } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { Avatar } from '../avatar.tsx';
import { Icon } from '../icon.tsx';
import { nameOf, profilePath } from '../name.tsx';
import css from './room.module.css';

/** @param live whether the list is read again when somebody comes or leaves */
export function Present({ room, given, live }: { room: Room; given: readonly Participant[]; live: boolean }) {
  const [held, setHeld] = useState({ given, people: given });
  const people = held.given === given ? held.people : given;
  const { id, counts: { present } } = room;
  useEffect(() => {
    if (!live) return undefined;
    const stop = new AbortController();
    void api.get<Participant[]>(`${ROOMS}/${id}/participants`, {}, { signal: stop.signal }).then((found) => setHeld({ given, people: found }), () => undefined);
    return () => stop.abort();
  }, [live, id, present, given]);
  const sorted = people.toSorted((a, b) => Number(b.on_site) - Number(a.on_site));
  return (
    <details className={css['fold']} data-people="">
      <summary><h2>{m.room_people()}</h2><span className={`${css['now']} ${css['figure']}`}>{people.length > 0 && people.length}</span></summary>
      {people.length === 0 ? <p className={css['quiet']}>{m.room_people_none()}</p> : (
        <ul className={css['speakers']}>
          {sorted.map(({ id: key, account, on_site: onSite, host, voice }) => (
            <li key={key} data-on-site={onSite}>
              <Avatar account={account} size="small" />
              <span><Link to={profilePath(account)}><bdi>{nameOf(account)}</bdi></Link><small>{onSite ? <><Icon name="map-pin" small /> {m.room_people_here()}</> : <><Icon name="house" small /> {m.room_people_away()}</>}{(host || voice) && <> · {m.room_official()}</>}</small></span>
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}
