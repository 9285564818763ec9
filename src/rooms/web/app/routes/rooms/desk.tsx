import type { ReactNode } from 'react';
import { Link, useLoaderData } from 'react-router';
import type { MetaDescriptor } from 'react-router';
import { forbidden } from '#kit/errors.ts';
import { useEvening } from '../../client/rooms.ts';
import * as m from '../../paraglide/messages.js';
import { memberPage } from '../../page.server.ts';
import { Icon } from '../../parts/icon.tsx';
import css from '../../parts/live/desk/desk.module.css';
import { Moments } from '../../parts/live/desk/moments.tsx';
import { NowNext, OpenClose, ScoreDesk } from '../../parts/live/desk/running.tsx';
import { RoomHead } from '../../parts/live/head.tsx';
import { Queue } from '../../parts/live/questions.tsx';
import { Page } from '../../parts/page.tsx';
import { findRoom, presentEvening } from '../../rooms.server.ts';

/** From where hosts run their evening, with the phone in one hand. */
export const loader = memberPage(async ({ visit, params }) => {
  const evening = await presentEvening(visit, await findRoom(visit, params['id']), 0);
  if (evening.room.me?.host !== true) throw forbidden('Only a host of the room may do this');
  return { evening };
});

export const meta = ({ loaderData }: { loaderData?: { evening: { room: { title: string } } } }): MetaDescriptor[] => [{ title: `${m.desk()}: ${loaderData?.evening.room.title ?? ''}` }];

function Section({ id, heading, children }: { id: string; heading: string; children: ReactNode }) {
  return <section className={css['section']} aria-labelledby={`desk-${id}`} data-desk={id}><h2 id={`desk-${id}`}>{heading}</h2>{children}</section>;
}

export default function Desk() {
  const { evening: given } = useLoaderData<typeof loader>();
  const { evening, change, putRoom } = useEvening(given, true);
  const { room, questions } = evening;
  const waiting = questions.filter(({ state }) => state !== 'answered').length;
  return (
    <Page heading={m.desk()} line={<Link to={`/rooms/${room.id}`}><bdi>{room.title}</bdi></Link>}>
      <div className={css['head']}>
        <RoomHead room={room} />
        <p className={css['ways']}>
          <OpenClose room={room} onChange={putRoom} />
          <Link className="button" to={`/rooms/${room.id}/screen`}><Icon name="tv" small />{m.room_wall()}</Link>
          {room.state !== 'closed' && <Link className="button" to={`/rooms/${room.id}/door`}><Icon name="map-pin" small />{m.room_door()}</Link>}
          <Link className="button" to={`/rooms/${room.id}/edit`}><Icon name="settings" small />{m.room_edit()}</Link>
        </p>
      </div>
      <div className={css['desk']} data-beside="">
        <Section id="program" heading={m.room_program()}><NowNext room={room} onChange={putRoom} /></Section>
        {(room.template === 'match' || room.score !== null) && room.state !== 'closed' && <Section id="score" heading={m.desk_score()}><ScoreDesk room={room} onChange={putRoom} /></Section>}
        <Section id="moments" heading={m.room_moments()}><Moments room={room} onMoments={(turn) => change((now) => ({ ...now, room: { ...now.room, moments: [...turn(now.room.moments)] } }))} /></Section>
        <Section id="questions" heading={m.desk_questions({ count: waiting })}><Queue evening={evening} change={change} /></Section>
      </div>
    </Page>
  );
}
