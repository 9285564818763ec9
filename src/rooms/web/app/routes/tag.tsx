import { useMemo } from 'react';
import { useLoaderData } from 'react-router';
import type { MetaDescriptor } from 'react-router';
import { findRoomOfTag } from '#live';
import { presentTag, readTags } from '#posts';
import { readTag } from '#timelines';
import { notFound } from '#kit/errors.ts';
import { canonicalTag } from '#kit/text.ts';
import { tagSource } from '../client/timeline.ts';
import * as m from '../paraglide/messages.js';
import { headOf } from '../head.server.ts';
import { page } from '../page.server.ts';
import { RoomOfTag } from '../parts/live/lines.tsx';
import { Empty, Page } from '../parts/page.tsx';
import { Check } from '../parts/receipts/check.tsx';
import { Feeds } from '../parts/feeds.tsx';
import { PostsList } from '../parts/posts-list.tsx';
import { liveAddress, pageOf, presentStretch } from '../posts.server.ts';
import { lineOf } from '../rooms.server.ts';

export const loader = page(async ({ visit, params, url }) => {
  const key = canonicalTag(params['tag'] ?? '');
  if (key === '') throw notFound();
  const live = liveAddress(visit, 'tag', key);
  const stretch = await presentStretch(visit, url, readTag(visit.ctx, [key], { all: [], none: [] }, pageOf(url)));
  const [tag] = await readTags(visit.ctx, [key]);
  const room = await findRoomOfTag(visit.ctx, key);
  // As people write it, where somebody has; its address is in one spelling.
  const written = stretch.posts.flatMap(({ content }) => [...content.matchAll(/#(?:<span>)?([^<\s]+)/g)].map(([, one = '']) => one));
  const name = written.find((one) => canonicalTag(one) === key) ?? key;
  const { history } = presentTag(visit.origin, tag ?? { key, history: [] });
  const today = { uses: Number(history[0]?.uses ?? 0), accounts: Number(history[0]?.accounts ?? 0) };
  const path = `/tags/${encodeURIComponent(key)}`;
  const head = headOf(visit, {
    title: `#${name}`, description: m.tag_description({ name, server: visit.title }), path, feed: path, hidden: stretch.posts.length === 0,
    linked: { '@type': 'CollectionPage', name: `#${name}`, url: visit.origin + path },
  });
  return { key, name, path, today, live, room: room && lineOf(room), ...stretch, head };
});

export const meta = ({ loaderData }: { loaderData?: { head: MetaDescriptor[] } }) => loaderData?.head ?? [];

export default function Tag() {
  const { key, name, path, today, live, room, head: _head, ...stretch } = useLoaderData<typeof loader>();
  const source = useMemo(() => tagSource(key), [key]);
  return (
    <Page heading={`#${name}`} line={<>{m.tag_today({ count: today.uses, people: today.accounts })} <Check list={`tags/${key}`} inline /></>}>
      {room !== undefined && <RoomOfTag room={room} />}
      <PostsList source={source} {...stretch} label={`#${name}`} live={live} empty={<Empty>{m.tag_empty({ name })}</Empty>} />
      <Feeds path={path} />
    </Page>
  );
}
