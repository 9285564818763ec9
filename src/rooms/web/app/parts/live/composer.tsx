/** What one writes in a room with one thumb: a tap on who speaks begins the quote, the rest is text. */

import { useEffect, useRef, useState } from 'react';
import { notice } from '../../client/notices.ts';
import { onSent } from '../../client/outbox.ts';
import { bringInto } from '../../client/timeline.ts';
import type { Room } from '../../entities.ts';
import { useHere } from '../../here.tsx';
import * as m from '../../paraglide/messages.js';
import { Composer } from '../composer/composer.tsx';
import { Outbox } from '../composer/kept-list.tsx';
import { useSettings } from '../composer/settings.ts';
import { Icon } from '../icon.tsx';
import css from './room.module.css';
import { feelingName } from './reactions.tsx';

/** « Name: “|” », with the caret where the words go. */
const opening = (name: string): string => m.room_quote_opening({ name });

/** @param sourceMs where somebody who watches later is on the programme's clock */
export function RoomComposer({ room, sourceMs }: { room: Room; sourceMs?: number }) {
  const { me } = useHere();
  const settings = useSettings();
  const hand = useRef<{ insert(text: string): void }>(null);
  const [speaker, setSpeaker] = useState<string>();
  const [item, setItem] = useState(() => room.program.find(({ state }) => state === 'now')?.id);
  const [feeling, setFeeling] = useState<string>();
  const { id, tag } = room;
  // Also what was kept here and leaves later.
  useEffect(() => onSent((post) => {
    if (post.tags.some(({ name }) => name.toLowerCase() === tag.toLowerCase())) bringInto(`room:${id}:all`, post);
  }), [id, tag]);
  if (settings === undefined) return <output className={css['quiet']}>{m.composer_opening()}</output>;
  const present = room.me?.present === true && room.state === 'open';
  const body = { ...(speaker !== undefined && { speaker_id: speaker }), ...(item !== undefined && { item_id: item }), ...(feeling !== undefined && { feeling }), ...(present && { on_site: true }), ...(sourceMs !== undefined && { source_ms: sourceMs }) };
  return (
    <div className={css['composer']} data-room-composer="">
      <Composer start={{ kind: 'new', place: `room:${room.id}` }} settings={{ ...settings, options: 0 }} room={{ id: room.id, body }}
        hand={hand} above={
          <>
            {room.speakers.length > 0 && (
              <fieldset className={css['chips']} aria-label={m.room_quote_label()}>
                {room.speakers.map(({ id, name }) => (
                  <button key={id} type="button" className={css['chip']} aria-pressed={speaker === id}
                    onClick={() => { setSpeaker(speaker === id ? undefined : id); if (speaker !== id) hand.current?.insert(opening(name)); }}><Icon name="quote" small />{name}</button>
                ))}
              </fieldset>
            )}
            <fieldset className={css['chips']} aria-label={m.room_feeling()}>
              {room.reactions_kinds.map((kind) => <button key={kind} type="button" className={css['chip']} title={feelingName(kind)} aria-pressed={feeling === kind} onClick={() => setFeeling(feeling === kind ? undefined : kind)}><span aria-hidden="true">{kind}</span><span className="unseen">{feelingName(kind)}</span></button>)}
              {room.program.length > 0 && (
                <label className={css['itemChoice']}><span className="unseen">{m.room_item_label()}</span>
                  <select value={item ?? ''} onChange={({ currentTarget }) => setItem(currentTarget.value || undefined)}><option value="">{m.room_item_none()}</option>{room.program.map(({ id, title }) => <option key={id} value={id}>{title}</option>)}</select>
                </label>
              )}
            </fieldset>
          </>
        }
        onDone={(made) => {
          setSpeaker(undefined);
          setFeeling(undefined);
          if (made.kind === 'kept') notice(m.room_kept());
        }} />
      {me !== undefined && <Outbox account={me.id} room={room.id} />}
      <p className={css['under']}>{present ? <><Icon name="map-pin" small />{m.room_on_site_now()} · </> : null}#{room.tag}</p>
    </div>
  );
}
