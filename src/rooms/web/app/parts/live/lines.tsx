/** Rooms as lines on the rail, below the days on which they are. */

import { Link } from 'react-router';
import type { RoomLine } from '../../rooms.server.ts';
import * as m from '../../paraglide/messages.js';
import { railCss } from '../rail.tsx';
import css from './room.module.css';
import { RoomTime, dayIn } from './when.tsx';

const KINDS: Record<string, () => string> = { meeting: m.template_meeting, match: m.template_match, concert: m.template_concert, town_hall: m.template_town_hall };

function Line({ line }: { line: RoomLine }) {
  return (
    <article className={css['line']} data-state={line.state} aria-label={line.title}>
      <span className={css['knot']} aria-hidden="true" />
      <p className={css['lineTitle']}><Link to={line.state === 'closed' ? `/rooms/${line.id}/record` : `/rooms/${line.id}`}><bdi>{line.title}</bdi></Link></p>
      <p className={css['lineAbout']}>
        {line.state === 'open' && <strong className={css['liveWord']}>{m.room_live()} · </strong>}
        <RoomTime at={line.at} until={line.until} zone={line.zone} day={false} />
      </p>
      <p className={css['lineAbout']}>#{line.tag} · {(KINDS[line.template] ?? m.template_meeting)()}{line.place !== undefined && <> · <bdi>{line.place}</bdi></>}</p>
    </article>
  );
}

export function LineList({ lines }: { lines: readonly RoomLine[] }) {
  const days = new Map<string, RoomLine[]>();
  for (const line of lines) days.set(dayIn(line.at, line.zone), [...(days.get(dayIn(line.at, line.zone)) ?? []), line]);
  return (
    <div className={railCss['section']}>
      {[...days].map(([day, those]) => (
        <div key={day}>
          <h3 className={`${railCss['tick']} ${css['dayTick']}`}>{day}</h3>
          <ul className={railCss['rail']}>{those.map((line) => <li key={line.id} className={railCss['item']}><Line line={line} /></li>)}</ul>
        </div>
      ))}
    </div>
  );
}

/** One line to the rooms that are open now, for other pages. */
export function LiveNow({ rooms }: { rooms: readonly RoomLine[] }) {
  if (rooms.length === 0) return null;
  return (
    <p className={css['liveNow']}>
      <span className={css['dot']} aria-hidden="true" /><strong>{m.rooms_live_now()}</strong> {rooms.map((room, at) => <span key={room.id}>{at > 0 && ' · '}<Link to={`/rooms/${room.id}`}><bdi>{room.title}</bdi></Link></span>)}
    </p>
  );
}

/** One line from a tag to its room. */
export function RoomOfTag({ room }: { room: RoomLine }) {
  if (room.state === 'open') return <LiveNow rooms={[room]} />;
  return (
    <p className={css['liveNow']}>
      {room.state === 'planned' ? m.rooms_tag_coming() : m.rooms_tag_record()} <Link to={room.state === 'closed' ? `/rooms/${room.id}/record` : `/rooms/${room.id}`}><bdi>{room.title}</bdi></Link>, <RoomTime at={room.at} zone={room.zone} />
    </p>
  );
}
