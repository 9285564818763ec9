import { Link, useLoaderData } from 'react-router';
import type { MetaDescriptor } from 'react-router';
import { encodeBroadcasts, getBroadcast } from '#video';
import { Refusal, notFound } from '#kit/errors.ts';
import { parseId } from '#kit/ids.ts';
import type { Broadcast, Curve, Room } from '../../entities.ts';
import { headOf } from '../../head.server.ts';
import { page } from '../../page.server.ts';
import { PlayerScript, PlayerSlot } from '../../parts/live/player-slot.tsx';
import { Name } from '../../parts/name.tsx';
import { Page } from '../../parts/page.tsx';
import * as m from '../../paraglide/messages.js';
import { delayIn, findRoom, presentCurve, presentRoom } from '../../rooms.server.ts';
import type { Visit } from '../../visit.ts';

/** The room it is in and how it felt there, if it is in one and that is there for the reader. */
async function eveningOf(visit: Visit, roomId: string | null, url: URL): Promise<{ room: Room; curve: Curve } | undefined> {
  if (roomId === null) return undefined;
  try {
    const facts = await findRoom(visit, roomId);
    const delay = delayIn(visit, facts, url);
    const [room, curve] = await Promise.all([presentRoom(visit, facts, delay), presentCurve(visit, facts, delay)]);
    return { room, curve };
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** A broadcast by itself: also where it is in no room. */
export const loader = page(async ({ visit, params, url }) => {
  const id = parseId(params['id'] ?? '');
  if (id === undefined) throw notFound();
  const [broadcast] = (await encodeBroadcasts(visit.ctx, [await getBroadcast(visit.ctx, id)])) as Broadcast[];
  if (broadcast === undefined) throw notFound();
  return { broadcast, evening: await eveningOf(visit, broadcast.room_id, url), head: headOf(visit, { title: broadcast.title, description: m.video_of({ title: broadcast.title }), path: `/broadcasts/${id}` }) };
});

export const meta = ({ loaderData }: { loaderData?: { head: MetaDescriptor[] } }) => loaderData?.head ?? [];

export default function Watch() {
  const { broadcast, evening } = useLoaderData<typeof loader>();
  return (
    <Page heading={<bdi>{broadcast.title}</bdi>} line={evening === undefined ? <Name account={broadcast.account} /> : <><Name account={broadcast.account} /> <Link to={`/rooms/${evening.room.id}`}><bdi>{evening.room.title}</bdi></Link></>}>
      <PlayerSlot broadcasts={[broadcast]} roomId={broadcast.room_id} room={evening?.room} curve={evening?.curve} />
      <PlayerScript />
    </Page>
  );
}
