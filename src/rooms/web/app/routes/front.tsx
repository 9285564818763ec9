import { useMemo } from 'react';
import { redirect, useLoaderData } from 'react-router';
import type { MetaDescriptor } from 'react-router';
import { readDescription } from '#instance';
import { readPublic } from '#timelines';
import { localSource } from '../client/timeline.ts';
import * as m from '../paraglide/messages.js';
import { headOf } from '../head.server.ts';
import { page } from '../page.server.ts';
import { LiveNow } from '../parts/live/lines.tsx';
import { Empty, Page } from '../parts/page.tsx';
import { PostsList } from '../parts/posts-list.tsx';
import { liveAddress, pageOf, presentStretch } from '../posts.server.ts';
import { openRooms } from '../rooms.server.ts';
import { useHere } from '../here.tsx';

export const loader = page(async ({ visit, url }) => {
  // Who lives here comes home; what everybody says has an address of its own for them.
  if (visit.me !== undefined && url.pathname.replace(/\.data$/, '') !== '/public') throw redirect('/home');
  const description = readDescription(visit.ctx, visit.language);
  const head = headOf(visit, {
    title: visit.title, description: description || m.front_line(), path: '/',
    linked: { '@type': 'WebSite', name: visit.title, url: `${visit.origin}/`, potentialAction: { '@type': 'SearchAction', target: `${visit.origin}/search?q={search_term_string}`, 'query-input': 'required name=search_term_string' } },
  });
  const live = liveAddress(visit, 'public');
  return { description, head, live, rooms: await openRooms(visit), ...(await presentStretch(visit, url, readPublic(visit.ctx, pageOf(url)))) };
});

export const meta = ({ loaderData }: { loaderData?: { head: MetaDescriptor[] } }) => loaderData?.head ?? [];

export default function Front() {
  const { description, live, rooms, head: _head, ...stretch } = useLoaderData<typeof loader>();
  const { title } = useHere();
  const source = useMemo(() => localSource(), []);
  return (
    <Page heading={title} line={description}>
      <LiveNow rooms={rooms} />
      <PostsList source={source} {...stretch} label={m.front_line()} live={live} empty={<Empty>{m.front_empty()}</Empty>} />
    </Page>
  );
}
