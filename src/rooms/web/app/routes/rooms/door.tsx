import { useEffect } from 'react';
import { Link, useLoaderData, useRevalidator } from 'react-router';
import { drawQr } from '#auth';
import { readCode } from '#live';
import * as m from '../../paraglide/messages.js';
import { memberPage } from '../../page.server.ts';
import css from '../../parts/live/room.module.css';
import { Qr } from '../../parts/live/qr.tsx';
import { Page } from '../../parts/page.tsx';
import { findRoom } from '../../rooms.server.ts';

/** What hosts show at the door: the code of this minute, as a number and to be read by a phone. */
export const loader = memberPage(async ({ visit, params }) => {
  const room = await findRoom(visit, params['id']);
  const { code, expiresAt } = await readCode(visit.ctx, room.id);
  return { id: String(room.id), title: room.title, code, expiresAt: expiresAt.toISOString(), qr: drawQr(`${visit.origin}/rooms/${room.id}?check_in=${code}`) };
});

export const meta = () => [{ title: m.room_door() }];

export default function Door() {
  const { id, title, code, expiresAt, qr } = useLoaderData<typeof loader>();
  const { revalidate } = useRevalidator();
  useEffect(() => {
    const timer = setTimeout(() => void revalidate(), Math.max(1000, Date.parse(expiresAt) - Date.now() + 500));
    return () => clearTimeout(timer);
  }, [expiresAt, revalidate]);
  return (
    <Page heading={m.room_door()} line={<Link to={`/rooms/${id}`}><bdi>{title}</bdi></Link>}>
      <div className={css['door']}>
        <p>{m.room_door_how()}</p>
        <Qr drawing={qr} label={m.room_door_qr()} />
        <p className={css['code']} data-code="">{code}</p>
        <p className={css['quiet']}>{m.room_door_turns()}</p>
      </div>
    </Page>
  );
}
