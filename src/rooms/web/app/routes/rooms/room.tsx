import { Link, redirect, useLoaderData } from 'react-router';
import type { MetaDescriptor } from 'react-router';
import { useEvening } from '../../client/rooms.ts';
import type { Room } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { headOf, summaryOf } from '../../head.server.ts';
import { page } from '../../page.server.ts';
import { PlayerScript, PlayerSlot } from '../../parts/live/player-slot.tsx';
import { RoomView } from '../../parts/live/room.tsx';
import { GoLive } from '../../parts/live/studio/go-live.tsx';
import { Page } from '../../parts/page.tsx';
import { Check } from '../../parts/receipts/check.tsx';
import { behind, delayIn, findRoom, liveRoom, partIn, presentEvening, presentPeople, presentRoomPosts } from '../../rooms.server.ts';
import { allowOutside } from '../../visit.ts';
import type { Visit } from '../../visit.ts';

export const loader = page(async ({ visit, params, url }) => {
  const facts = await findRoom(visit, params['id']);
  const path = `/rooms/${facts.id}`;
  const sees = url.searchParams.get('sees');
  const agreed = url.searchParams.get('watch') === 'yes';
  const watching = agreed ? '&watch=yes' : '';
  if (agreed && facts.source !== null) allowOutside(visit, { embed_url: facts.source.embedUrl, url: facts.source.url });
  if (sees !== null) {
    const ms = behind(visit, facts, sees);
    if (ms !== undefined) throw redirect(`${path}?delay=${ms}${watching}`);
  }
  const delay = delayIn(visit, facts, url);
  const part = partIn(url);
  const live = part === undefined ? liveRoom(visit, facts, delay) : undefined;
  const [evening, stretch, people] = await Promise.all([presentEvening(visit, facts, delay), presentRoomPosts(visit, facts, { url, delayMs: delay }), presentPeople(visit, facts)]);
  const code = /^\d{6}$/.exec(url.searchParams.get('check_in') ?? '')?.[0];
  return { evening, stretch, people, live, part, delay, agreed, code, late: sees !== null, head: headFor(visit, evening.room) };
});

function headFor(visit: Visit, room: Room): MetaDescriptor[] {
  const path = `/rooms/${room.id}`;
  return headOf(visit, {
    title: room.title, description: room.description === '' ? m.room_description({ tag: room.tag }) : summaryOf(room.description), path,
    linked: {
      '@type': 'Event', name: room.title, url: visit.origin + path, startDate: room.starts_at, ...(room.ends_at !== null && { endDate: room.ends_at }),
      eventStatus: 'https://schema.org/EventScheduled', eventAttendanceMode: `https://schema.org/${room.place === null ? 'Online' : 'Mixed'}EventAttendanceMode`,
      location: room.place === null ? { '@type': 'VirtualLocation', url: visit.origin + path } : { '@type': 'Place', name: room.place.name },
    },
  });
}

export const meta = ({ loaderData }: { loaderData?: { head: MetaDescriptor[] } }) => loaderData?.head ?? [];

export default function RoomPage() {
  const { evening: given, stretch, people, live, part, delay, agreed, code, late } = useLoaderData<typeof loader>();
  const { evening, change, putRoom } = useEvening(given, given.room.me !== undefined);
  const { room } = evening;
  return (
    <Page heading={<bdi>{room.title}</bdi>} line={<><Link to={`/tags/${encodeURIComponent(room.tag)}`}>#{room.tag}</Link>{room.state !== 'planned' && <Check list={`rooms/${room.id}`} inline />}</>}>
      <RoomView stage={<><PlayerSlot broadcasts={room.broadcasts} roomId={room.id} room={room} curve={evening.curve} /><GoLive room={room} /></>} evening={evening} change={change} putRoom={putRoom} stretch={{ ...stretch, live }} part={part} delay={delay} agreed={agreed} people={people} code={code} late={late} />
      {(room.state !== 'closed' || room.broadcasts.length > 0) && <PlayerScript />}
    </Page>
  );
}
