/** What hosts find in their room: opening and closing it, and the way to where they run it. */

import { Link } from 'react-router';
import type { Room } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { Icon } from '../icon.tsx';
import { OpenClose } from './desk/running.tsx';
import css from './room.module.css';

export function Hosts({ room, onChange }: { room: Room; onChange: (room: Room) => void }) {
  if (room.me?.host !== true) return null;
  return (
    <section className={css['hosts']} aria-label={m.room_hosts()}>
      <div className={css['row']}>
        <OpenClose room={room} onChange={onChange} />
        <Link className="button" to={`/rooms/${room.id}/desk`}><Icon name="list-checks" small />{m.desk()}</Link>
      </div>
    </section>
  );
}
