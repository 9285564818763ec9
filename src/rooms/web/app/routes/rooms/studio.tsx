import { Link, useLoaderData } from 'react-router';
import { forbidden } from '#kit/errors.ts';
import type { Account } from '../../entities.ts';
import { memberPage } from '../../page.server.ts';
import { Studio } from '../../parts/live/studio/studio.tsx';
import { Page } from '../../parts/page.tsx';
import * as m from '../../paraglide/messages.js';
import { findRoom, presentRoom } from '../../rooms.server.ts';

/** Going live in a room, for those whom its hosts let. */
export const loader = memberPage(async ({ visit, params }) => {
  const { id, title, me, state, owner, hosts, voices } = await presentRoom(visit, await findRoom(visit, params['id']));
  if (me === undefined || !(me.host || me.voice || me.broadcaster) || state === 'closed') throw forbidden(m.studio_not_yours());
  const people = [...new Map([owner, ...hosts, ...voices].flatMap((person): [string, Account][] => (person === null ? [] : [[person.id, person]]))).values()];
  return { id, title, people };
});

export const meta = ({ loaderData }: { loaderData?: { title: string } }) => [{ title: `${m.studio_heading()} – ${loaderData?.title ?? ''}` }, { name: 'robots', content: 'noindex' }];

export default function StudioPage() {
  const room = useLoaderData<typeof loader>();
  return <Page heading={m.studio_heading()} line={<Link to={`/rooms/${room.id}`}><bdi>{room.title}</bdi></Link>}><Studio key={room.id} room={room} /></Page>;
}
