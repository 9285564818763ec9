import { Link, useLoaderData } from 'react-router';
import { encodeBroadcasts, getBroadcast } from '#video';
import { forbidden, notFound } from '#kit/errors.ts';
import { parseId } from '#kit/ids.ts';
import type { Broadcast } from '../../entities.ts';
import { memberPage } from '../../page.server.ts';
import { PlayerSlot } from '../../parts/live/player-slot.tsx';
import { Typist, typed } from '../../parts/live/studio/typist.tsx';
import { Page } from '../../parts/page.tsx';
import * as m from '../../paraglide/messages.js';

/** Where somebody types what is said, for whom the broadcaster named. */
export const loader = memberPage(async ({ visit, params }) => {
  const id = parseId(params['id'] ?? '');
  if (id === undefined) throw notFound();
  const [broadcast] = (await encodeBroadcasts(visit.ctx, [await getBroadcast(visit.ctx, id)])) as Broadcast[];
  if (broadcast === undefined) throw notFound();
  const captions = typed(broadcast);
  if (captions.length === 0) throw forbidden(m.captions_not_yours());
  return { broadcast, captions };
});

export const meta = () => [{ title: m.captions() }, { name: 'robots', content: 'noindex' }];

export default function CaptionsPage() {
  const { broadcast, captions } = useLoaderData<typeof loader>();
  const { room_id: roomId, title, id } = broadcast;
  return (
    <Page heading={m.captions()} line={<Link to={roomId === null ? `/broadcasts/${id}` : `/rooms/${roomId}`}><bdi>{title}</bdi></Link>}>
      <PlayerSlot broadcasts={[broadcast]} roomId={roomId} />
      {captions.map((caption) => <Typist key={caption.id} broadcastId={id} caption={caption} />)}
    </Page>
  );
}
