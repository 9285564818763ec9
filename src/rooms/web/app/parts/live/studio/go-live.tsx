/** In a room: the way to the studio for who may go live, and to the captions for who types them. */

import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../../client/api.ts';
import { BROADCASTS, runs } from '../../../client/broadcasts.ts';
import type { Broadcast, Room } from '../../../entities.ts';
import { useHere } from '../../../here.tsx';
import * as m from '../../../paraglide/messages.js';
import { Icon } from '../../icon.tsx';
import { amongWords, nameAmongWords } from '../../name.tsx';
import { typed } from './typist.tsx';
import css from './studio.module.css';

/** The broadcast that runs, as it concerns oneself: what streams tell is told to all alike. */
function useOwnView(told: Broadcast | undefined): Broadcast | undefined {
  const [seen, setSeen] = useState(told);
  useEffect(() => {
    if (told === undefined) return undefined;
    const stop = new AbortController();
    api.get<Broadcast>(`${BROADCASTS}/${told.id}`, undefined, { signal: stop.signal }).then(setSeen, () => undefined);
    return () => stop.abort();
  }, [told]);
  return told?.id === seen?.id ? seen : told;
}

export function GoLive({ room }: { room: Room }) {
  const { me } = useHere();
  const mayGoLive = room.me !== undefined && (room.me.host || room.me.voice || room.me.broadcaster) && room.state !== 'closed';
  const running = useOwnView(room.me === undefined ? undefined : room.broadcasts.find(runs));
  const types = running !== undefined && running.account.id !== me?.id && typed(running).length > 0;
  if (!mayGoLive && !types) return null;
  const offered = running?.offered_to === me?.id && running !== undefined && running.account.id !== me?.id;
  return (
    <div className={css['way']}>
      {offered && <output>{m.studio_offered_you({ name: nameAmongWords(running.account), title: amongWords(running.title) })}</output>}
      {mayGoLive && <Link className={`button ${offered ? 'next' : ''}`} to={`/rooms/${room.id}/studio`}><Icon name="video" small />{offered ? m.studio_take() : running?.account.id === me?.id && running !== undefined ? m.studio_to() : m.studio_go()}</Link>}
      {types && <Link className="button" to={`/broadcasts/${running.id}/captions`}><Icon name="pen-line" small />{m.captions_to()}</Link>}
    </div>
  );
}
