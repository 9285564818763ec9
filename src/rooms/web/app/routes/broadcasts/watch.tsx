import { useLoaderData } from 'react-router';
import type { MetaDescriptor } from 'react-router';
import { encodeBroadcasts, getBroadcast } from '#video';
import { notFound } from '#kit/errors.ts';
import { parseId } from '#kit/ids.ts';
import type { Broadcast } from '../../entities.ts';
import { headOf } from '../../head.server.ts';
import { page } from '../../page.server.ts';
import { PlayerSlot } from '../../parts/live/player-slot.tsx';
import { Name } from '../../parts/name.tsx';
import { Page } from '../../parts/page.tsx';
import * as m from '../../paraglide/messages.js';

/** A broadcast by itself: also where it is in no room. */
export const loader = page(async ({ visit, params }) => {
  const id = parseId(params['id'] ?? '');
  if (id === undefined) throw notFound();
  const [broadcast] = (await encodeBroadcasts(visit.ctx, [await getBroadcast(visit.ctx, id)])) as Broadcast[];
  if (broadcast === undefined) throw notFound();
  return { broadcast, head: headOf(visit, { title: broadcast.title, description: m.video_of({ title: broadcast.title }), path: `/broadcasts/${id}` }) };
});

export const meta = ({ loaderData }: { loaderData?: { head: MetaDescriptor[] } }) => loaderData?.head ?? [];

export default function Watch() {
  const { broadcast } = useLoaderData<typeof loader>();
  return (
    <Page heading={<bdi>{broadcast.title}</bdi>} line={<Name account={broadcast.account} />}>
      <PlayerSlot broadcasts={[broadcast]} roomId={broadcast.room_id} />
    </Page>
  );
}
