import { Link, useLoaderData } from 'react-router';
import type { MetaDescriptor } from 'react-router';
import { presentCard } from '#links';
import { presentTag } from '#posts';
import { readTrendingLinks, readTrendingPosts, readTrendingTags } from '#search';
import * as m from '../paraglide/messages.js';
import type { Card as CardEntity } from '../entities.ts';
import { headOf } from '../head.server.ts';
import { page } from '../page.server.ts';
import { Card } from '../parts/card.tsx';
import { Empty, Page } from '../parts/page.tsx';
import { Post } from '../parts/post.tsx';
import { Rail } from '../parts/rail.tsx';
import { SavedWays } from '../parts/search-save.tsx';
import { TagList } from '../parts/tag-list.tsx';
import css from '../parts/listing.module.css';
import { presentPosts } from '../posts.server.ts';
import { useHere } from '../here.tsx';

export const loader = page(async ({ visit }) => {
  const { ctx, origin } = visit;
  const [tags, links, posts] = await Promise.all([readTrendingTags(ctx, 0, 10), readTrendingLinks(ctx, 0, 6), readTrendingPosts(ctx, 0, 12)]);
  return {
    tags: tags.items.map((tag) => presentTag(origin, tag)),
    links: links.items.map(({ card }) => presentCard(origin, card) as CardEntity),
    posts: await presentPosts(visit, posts.items),
    head: headOf(visit, { title: m.explore_title(), description: m.explore_description({ server: visit.title }), path: '/explore' }),
  };
});

export const meta = ({ loaderData }: { loaderData?: { head: MetaDescriptor[] } }) => loaderData?.head ?? [];

export default function Explore() {
  const { tags, links, posts } = useLoaderData<typeof loader>();
  const { origin, me } = useHere();
  const isEmpty = tags.length === 0 && links.length === 0 && posts.length === 0;
  return (
    <Page heading={m.explore_title()} line={<>{m.explore_line()} <Link to="/trends/rule">{m.explore_rule()}</Link></>}>
      <p className={css['ways']}><Link to="/public">{m.explore_public()}</Link><Link to="/directory">{m.directory_title()}</Link><Link to="/search">{m.search_title()}</Link></p>
      {me !== undefined && <SavedWays account={me.id} />}
      {isEmpty && <Empty>{m.explore_empty()}</Empty>}
      {tags.length > 0 && <section className={css['part']} aria-labelledby="explore-tags"><h2 id="explore-tags">{m.found_tags()}</h2><TagList tags={tags} /></section>}
      {links.length > 0 && <section className={css['part']} aria-labelledby="explore-links"><h2 id="explore-links">{m.explore_links()}</h2>{links.map((card) => <Card key={card.url} card={card} />)}</section>}
      {posts.length > 0 && <section className={css['part']} aria-labelledby="explore-posts"><h2 id="explore-posts">{m.found_posts()}</h2><Rail label={m.found_posts()} ticks={false} items={posts.map((post) => ({ key: post.id, at: post.created_at, node: <Post post={post} origin={origin} dated /> }))} /></section>}
    </Page>
  );
}
