import { Link, useLoaderData, useNavigate, useRevalidator } from 'react-router';
import { notFound } from '#kit/errors.ts';
import { useHere } from '../../here.tsx';
import * as m from '../../paraglide/messages.js';
import { memberPage } from '../../page.server.ts';
import { RoomPeople } from '../../parts/live/desk/people.tsx';
import { SourceForm } from '../../parts/live/desk/source.tsx';
import { RoomForm } from '../../parts/live/form.tsx';
import { Page } from '../../parts/page.tsx';
import { findRoom, presentRoom } from '../../rooms.server.ts';

/** A room to be made, or one of one's own to be changed. */
export const loader = memberPage(async ({ visit, params }) => {
  if (params['id'] === undefined) return { room: undefined };
  const room = await presentRoom(visit, await findRoom(visit, params['id']));
  if (room.me?.host !== true) throw notFound();
  return { room };
});

export const meta = () => [{ title: m.room_new() }];

export default function EditRoom() {
  const { room } = useLoaderData<typeof loader>();
  const navigate = useNavigate();
  const { revalidate } = useRevalidator();
  const { me } = useHere();
  const again = (): void => void revalidate();
  return (
    <Page heading={room === undefined ? m.room_new() : m.room_edit()} line={room === undefined ? m.room_new_line() : <Link to={`/rooms/${room.id}`}><bdi>{room.title}</bdi></Link>}>
      {/* The form says that it is saved before its page is left. */}
      <RoomForm room={room} onSaved={({ id }) => setTimeout(() => void navigate(`/rooms/${id}`), 0)} />
      {room !== undefined && (
        <>
          <RoomPeople room={room} isOwner={room.owner?.id === me?.id} onChange={again} />
          <SourceForm room={room} onChange={again} />
        </>
      )}
    </Page>
  );
}
