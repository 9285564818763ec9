import { useLoaderData } from 'react-router';
import { readHome } from '#timelines';
import * as m from '../paraglide/messages.js';
import { memberPage } from '../page.server.ts';
import { Empty, Page } from '../parts/page.tsx';
import { Stretch } from '../parts/stretch.tsx';
import { pageOf, presentStretch } from '../posts.server.ts';
import { useRoot } from '../root.tsx';

export const loader = memberPage(({ visit, url }) => presentStretch(visit, url, readHome(visit.ctx, pageOf(url))));

export const meta = () => [{ title: m.nav_home() }];

export default function Home() {
  const stretch = useLoaderData<typeof loader>();
  const { origin } = useRoot();
  const empty = <Empty act={<a className="button next" href="/explore">{m.home_empty_act()}</a>}>{m.home_empty()}</Empty>;
  return <Page heading={m.nav_home()}><Stretch {...stretch} origin={origin} label={m.nav_home()} empty={empty} /></Page>;
}
