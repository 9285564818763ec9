import { useEffect, useMemo, useState } from 'react';
import { useLoaderData, useRevalidator } from 'react-router';
import { GROUPED, encodeGroups, readGroups } from '#notifications';
import { Feed } from '../client/feed.tsx';
import { moveMarker } from '../client/markers.ts';
import { subscribe, useStreamStatus } from '../client/stream.ts';
import { groupSource, peekGroup, unfoldGroups, useTimeline } from '../client/timeline.ts';
import { notificationsRead } from '../client/unread.ts';
import * as m from '../paraglide/messages.js';
import type { NoticePage } from '../entities.ts';
import { memberPage } from '../page.server.ts';
import { Notice } from '../parts/notice.tsx';
import { Empty, Page } from '../parts/page.tsx';
import { PULSES } from '../parts/live-list.tsx';
import listCss from '../parts/live-list.module.css';
import { Day, Living, Rail, railCss } from '../parts/rail.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { Onward } from '../parts/stretch.tsx';
import { pageOf, waysFrom } from '../posts.server.ts';
import { useHere } from '../here.tsx';

/** What concerns somebody, newest first; what belongs together is told as one. */
export const loader = memberPage(async ({ visit, url }) => {
  const mentions = url.searchParams.get('only') === 'mentions';
  const { groups, cursors } = await readGroups(visit.ctx, pageOf(url), { grouped: GROUPED, types: mentions ? ['mention'] : undefined });
  const found = JSON.parse(String(await encodeGroups(visit.ctx, groups, undefined))) as NoticePage;
  return { found, mentions, ...waysFrom(url, cursors) };
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

type Told = ReturnType<typeof unfoldGroups>[number];

function Line({ group }: { group: Told }) {
  const { origin } = useHere();
  return <Notice group={group} accounts={group.accounts} post={group.post} origin={origin} />;
}

/** The list as it goes on while one scrolls, and stands as it was left for who comes back. */
function Groups({ first, hasOlder, mentions }: { first: readonly Told[]; hasOlder: boolean; mentions: boolean }) {
  const source = useMemo(() => groupSource(mentions ? MENTIONS : undefined), [mentions]);
  const start = useMemo(() => ({ entries: first, hasOlder }), [first, hasOlder]);
  const timeline = useTimeline(source, start);
  const { rows, given, problem, loadOlder } = timeline;
  const known = (id: string): Told | undefined => given(id) ?? peekGroup(id);
  return (
    <section className={railCss['section']} aria-label={m.nav_notifications()}>
      <Feed timeline={timeline} label={m.nav_notifications()} itemClassName={railCss['item']} gap={() => null}
        entry={(id, { before }) => {
          const group = known(id);
          if (group === undefined) return null;
          const at = group.latest_page_notification_at;
          const above = before === undefined ? undefined : known(before)?.latest_page_notification_at;
          return <>{above?.slice(0, 10) !== at.slice(0, 10) && <Day at={at} />}<Line group={group} /></>;
        }} />
      {problem !== undefined && <p className={listCss['problem']}>{m.list_problem()} <button type="button" className="button" onClick={() => void loadOlder()}>{m.try_again()}</button></p>}
      {rows.length > 0 && !timeline.hasOlder && <div className={railCss['foot']}><Onward older={undefined} /></div>}
    </section>
  );
}

const MENTIONS = ['mention'];

export default function Notifications() {
  const { found, older, newer, mentions } = useLoaderData<typeof loader>();
  const status = useStreamStatus();
  const first = useMemo(() => unfoldGroups(found), [found]);
  const { count, show } = useArrivals(first[0]?.page_max_id);
  return (
    <Page heading={m.nav_notifications()}>
      <Tabs label={m.nav_notifications()} ways={[{ to: '/notifications', word: m.notices_all() }, { to: '/notifications?only=mentions', word: m.notices_mentions() }]} />
      <Living pulse={PULSES[status]} />
      {count > 0 && <div className={listCss['waiting']}><button type="button" className={`button next ${listCss['new']}`} onClick={show}>{m.notices_new({ count })}</button></div>}
      {first.length === 0 && newer === undefined ? <Empty>{m.notices_empty()}</Empty>
        // Who came by an address in the middle of the list reads its page.
        : newer !== undefined ? <Rail items={first.map((group) => ({ key: group.id, at: group.latest_page_notification_at, node: <Line group={group} /> }))} label={m.nav_notifications()} foot={<Onward older={older} />} />
          : <><Groups key={String(mentions)} first={first} hasOlder={older !== undefined} mentions={mentions} /><noscript><Onward older={older} /></noscript></>}
    </Page>
  );
}
