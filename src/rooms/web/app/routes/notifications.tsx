import { useLoaderData } from 'react-router';
import { GROUPED, encodeGroups, readGroups } from '#notifications';
import * as m from '../paraglide/messages.js';
import type { NoticePage } from '../entities.ts';
import { memberPage } from '../page.server.ts';
import { Notice } from '../parts/notice.tsx';
import { Empty, Page } from '../parts/page.tsx';
import { Rail } from '../parts/rail.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { Onward } from '../parts/stretch.tsx';
import { pageOf, waysFrom } from '../posts.server.ts';
import { useRoot } from '../root.tsx';

/** What concerns somebody, newest first; what belongs together is told as one. */
export const loader = memberPage(async ({ visit, url }) => {
  const mentions = url.searchParams.get('only') === 'mentions';
  const { groups, cursors } = await readGroups(visit.ctx, pageOf(url), { grouped: GROUPED, types: mentions ? ['mention'] : undefined });
  const found = JSON.parse(String(await encodeGroups(visit.ctx, groups, undefined))) as NoticePage;
  return { ...found, ...waysFrom(url, cursors) };
});

export const meta = () => [{ title: m.nav_notifications() }];

export default function Notifications() {
  const { accounts, statuses, notification_groups: groups, older } = useLoaderData<typeof loader>();
  const { origin } = useRoot();
  const people = new Map(accounts.map((account) => [account.id, account]));
  const posts = new Map(statuses.map((post) => [post.id, post]));
  const items = groups.map((group) => ({
    key: group.group_key, at: group.latest_page_notification_at,
    node: <Notice group={group} accounts={group.sample_account_ids.flatMap((id) => people.get(id) ?? [])} post={posts.get(group.status_id ?? '')} origin={origin} />,
  }));
  return (
    <Page heading={m.nav_notifications()}>
      <Tabs label={m.nav_notifications()} ways={[{ to: '/notifications', word: m.notices_all() }, { to: '/notifications?only=mentions', word: m.notices_mentions() }]} />
      {groups.length === 0 ? <Empty>{m.notices_empty()}</Empty> : <Rail items={items} label={m.nav_notifications()} foot={<Onward older={older} />} />}
    </Page>
  );
}
