import { useMemo } from 'react';
import { useLoaderData } from 'react-router';
import { readHome } from '#timelines';
import { homeSource } from '../client/timeline.ts';
import * as m from '../paraglide/messages.js';
import { memberPage } from '../page.server.ts';
import { Empty, Page } from '../parts/page.tsx';
import { Fold } from '../parts/composer/fold.tsx';
import { Check } from '../parts/receipts/check.tsx';
import { LiveList } from '../parts/live-list.tsx';
import { pageOf, presentStretch } from '../posts.server.ts';

export const loader = memberPage(({ visit, url }) => presentStretch(visit, url, readHome(visit.ctx, pageOf(url))));

export const meta = () => [{ title: m.nav_home() }];

export default function Home() {
  const { posts, older } = useLoaderData<typeof loader>();
  const source = useMemo(() => homeSource(), []);
  const empty = <Empty act={<a className="button next" href="/explore">{m.home_empty_act()}</a>}>{m.home_empty()}</Empty>;
  return <Page heading={m.nav_home()} aside={<Check list="home" />}><Fold /><LiveList source={source} posts={posts} older={older} label={m.nav_home()} empty={empty} place="home" /></Page>;
}
