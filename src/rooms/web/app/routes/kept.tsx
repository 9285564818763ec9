import { useMemo } from 'react';
import { useLoaderData } from 'react-router';
import { readMarked } from '#posts';
import { bookmarksSource, likesSource } from '../client/timeline.ts';
import * as m from '../paraglide/messages.js';
import { memberPage } from '../page.server.ts';
import { Empty, Page } from '../parts/page.tsx';
import { LiveList } from '../parts/live-list.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { pageOf, presentPosts, waysFrom } from '../posts.server.ts';

/** What somebody kept for later, and what they liked: two lists of one's own, the latest act first. */
export const loader = memberPage(async ({ visit, url }) => {
  const likes = url.pathname.startsWith('/likes');
  const { posts, cursors } = await readMarked(visit.ctx, likes ? 'likedBy' : 'bookmarkedBy', pageOf(url));
  return { likes, posts: await presentPosts(visit, posts), ...waysFrom(url, cursors) };
});

export const meta = () => [{ title: m.nav_bookmarks() }];

export default function Kept() {
  const { likes, posts, older } = useLoaderData<typeof loader>();
  const source = useMemo(() => (likes ? likesSource() : bookmarksSource()), [likes]);
  const word = likes ? m.kept_likes() : m.nav_bookmarks();
  return (
    <Page heading={word}>
      <Tabs label={m.nav_bookmarks()} ways={[{ to: '/bookmarks', word: m.nav_bookmarks() }, { to: '/likes', word: m.kept_likes() }]} />
      <LiveList key={source.key} source={source} posts={posts} older={older} label={word} ticks={false} live={false} empty={<Empty>{likes ? m.likes_empty() : m.bookmarks_empty()}</Empty>} />
    </Page>
  );
}
