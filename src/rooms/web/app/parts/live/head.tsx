/** The head of a room: what state it is in, by its clock; when and where; who is here. */

import type { Room } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { Icon } from '../icon.tsx';
import { clockBetween } from '../../clock.ts';
import { Moment } from '../time.tsx';
import css from './room.module.css';
import { Countdown, Elapsed, RoomTime } from './when.tsx';

export function State({ room }: { room: Room }) {
  if (room.state === 'open') {
    return <p className={css['state']} data-state="open"><span className={css['dot']} aria-hidden="true" /><strong>{m.room_live()}</strong>{room.opened_at !== null && <Elapsed from={room.opened_at} now={room.now} />}</p>;
  }
  if (room.state === 'planned') {
    const late = room.starts_at <= room.now;
    return <p className={css['state']} data-state="planned">{late ? <strong>{m.room_soon()}</strong> : <>{m.room_opens_in()} <Countdown to={room.starts_at} now={room.now} /></>}</p>;
  }
  const lasted = room.opened_at !== null && room.closed_at !== null ? clockBetween(Date.parse(room.closed_at) - Date.parse(room.opened_at)) : undefined;
  return <p className={css['state']} data-state="closed"><Icon name="lock" small /><span>{m.room_closed()} {room.closed_at !== null && <Moment at={room.closed_at} form="short" />}{lasted !== undefined && <> · {m.room_lasted({ time: lasted })}</>}</span></p>;
}

/** Who is here and what there is, in words. */
function Figures({ room: { state, counts, readers, template } }: { room: Room }) {
  const lines = [
    state !== 'planned' && m.room_posts({ count: counts.posts }),
    counts.official > 0 && m.room_official_count({ count: counts.official }),
    counts.present > 0 && m.room_present({ count: counts.present }),
    state === 'open' && readers.accounts + readers.visitors > 0 && m.room_readers({ accounts: readers.accounts, visitors: readers.visitors }),
    counts.questions > 0 && template !== 'match' && m.room_questions_count({ count: counts.questions }),
  ].filter((line) => line !== false);
  return lines.length === 0 ? null : <ul className={css['figures']}>{lines.map((line) => <li key={line}>{line}</li>)}</ul>;
}

export function Score({ score }: { score: Room['score'] }) {
  if (score === null) return null;
  const { home, away, minute } = score;
  return (
    <p className={css['score']} aria-label={m.room_score({ home: home.name, homePoints: home.points, away: away.name, awayPoints: away.points })}>
      <bdi>{home.name}</bdi><b>{home.points}</b><span className={css['minute']}>{minute === null ? '–' : `${minute}′`}</span><b>{away.points}</b><bdi>{away.name}</bdi>
    </p>
  );
}

export function RoomHead({ room }: { room: Room }) {
  const { place } = room;
  return (
    <div className={css['headpiece']}>
      <State room={room} />
      <Score score={room.score} />
      <p className={css['when']}><Icon name="calendar" small /><RoomTime at={room.starts_at} until={room.ends_at} zone={room.time_zone} /></p>
      {place !== null && <p className={css['when']}><Icon name="map-pin" small /><span><bdi>{place.name}</bdi>{place.address !== null && place.address !== '' && <>, {place.address}</>}{place.access !== null && place.access !== '' && <span className={css['access']}>{place.access}</span>}</span></p>}
      <Figures room={room} />
    </div>
  );
}
