import { useEffect, useState } from 'react';
import { useLoaderData, useRevalidator } from 'react-router';
import { GROUPED, encodeGroups, readGroups } from '#notifications';
import { moveMarker } from '../client/markers.ts';
import { subscribe, useStreamStatus } from '../client/stream.ts';
import { notificationsRead } from '../client/unread.ts';
import * as m from '../paraglide/messages.js';
import type { NoticePage } from '../entities.ts';
import { memberPage } from '../page.server.ts';
import { Notice } from '../parts/notice.tsx';
import { Empty, Page } from '../parts/page.tsx';
import { PULSES } from '../parts/live-list.tsx';
import listCss from '../parts/live-list.module.css';
import { Living, Rail } from '../parts/rail.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { Onward } from '../parts/stretch.tsx';
import { pageOf, waysFrom } from '../posts.server.ts';
import { useHere } from '../here.tsx';

/** What concerns somebody, newest first; what belongs together is told as one. */
export const loader = memberPage(async ({ visit, url }) => {
  const mentions = url.searchParams.get('only') === 'mentions';
  const { groups, cursors } = await readGroups(visit.ctx, pageOf(url), { grouped: GROUPED, types: mentions ? ['mention'] : undefined });
  const found = JSON.parse(String(await encodeGroups(visit.ctx, groups, undefined))) as NoticePage;
  return { ...found, ...waysFrom(url, cursors) };
});

export const meta = () => [{ title: m.nav_notifications() }];

/** What came since the list was read: counted, and fetched when asked for, so that nothing moves under a finger. */
function useArrivals(newest: string | undefined): { count: number; show: () => void } {
  // Counted above the newest that is shown: a list read anew begins at nothing.
  const [came, setCame] = useState({ above: newest, count: 0 });
  const { revalidate } = useRevalidator();
  useEffect(() => {
    if (newest === undefined) return undefined;
    // Shown is read: the marker is what tells the other devices.
    moveMarker('notifications', newest).then(notificationsRead, () => undefined);
    return undefined;
  }, [newest]);
  useEffect(() => subscribe({ stream: 'user:notification' }, (event) => {
    if (event === 'notification') setCame((before) => ({ above: newest, count: before.above === newest ? before.count + 1 : 1 }));
  }), [newest]);
  return { count: came.above === newest ? came.count : 0, show: () => { window.scrollTo(0, 0); void revalidate(); } };
}

export default function Notifications() {
  const { accounts, statuses, notification_groups: groups, older } = useLoaderData<typeof loader>();
  const { origin } = useHere();
  const status = useStreamStatus();
  const { count, show } = useArrivals(groups[0]?.page_max_id);
  const people = new Map(accounts.map((account) => [account.id, account]));
  const posts = new Map(statuses.map((post) => [post.id, post]));
  const items = groups.map((group) => ({
    key: group.group_key, at: group.latest_page_notification_at,
    node: <Notice group={group} accounts={group.sample_account_ids.flatMap((id) => people.get(id) ?? [])} post={posts.get(group.status_id ?? '')} origin={origin} />,
  }));
  return (
    <Page heading={m.nav_notifications()}>
      <Tabs label={m.nav_notifications()} ways={[{ to: '/notifications', word: m.notices_all() }, { to: '/notifications?only=mentions', word: m.notices_mentions() }]} />
      <Living pulse={PULSES[status]} />
      {count > 0 && <div className={listCss['waiting']}><button type="button" className={`button next ${listCss['new']}`} onClick={show}>{m.notices_new({ count })}</button></div>}
      {groups.length === 0 ? <Empty>{m.notices_empty()}</Empty> : <Rail items={items} label={m.nav_notifications()} foot={<Onward older={older} />} />}
    </Page>
  );
}
