import { useEffect, useMemo, useState } from 'react';
import { useLoaderData, useRevalidator } from 'react-router';
import { GROUPED, encodeGroups, readGroups } from '#notifications';
import { houseOf } from '#platform/context.ts';
import { Feed } from '../client/feed.tsx';
import { api } from '../client/api.ts';
import { moveMarker } from '../client/markers.ts';
import { subscribe, useStreamStatus } from '../client/stream.ts';
import { isNewer } from '../client/stream/line.ts';
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
  // Before the list is read: what comes in between is told by the stream.
  const since = String(houseOf(visit.ctx).outbox.delivered);
  const { groups, cursors } = await readGroups(visit.ctx, pageOf(url), { grouped: GROUPED, types: mentions ? ['mention'] : undefined });
  const found = JSON.parse(String(await encodeGroups(visit.ctx, groups, undefined))) as NoticePage;
  return { found, mentions, since, ...waysFrom(url, cursors) };
});

export const meta = () => [{ title: m.nav_notifications() }];

interface Told {
  readonly id: string;
  readonly type: string;
}

/** Counts what the stream cannot say: after too long an absence, or where what was kept out has been let in. */
const countAbove = async (newest: string | undefined, types: readonly string[] | undefined): Promise<number> =>
  (await api.get<Told[]>('/api/v1/notifications', { limit: 40, ...(newest !== undefined && { since_id: newest }), ...(types !== undefined && { types }) })).length;

/** What came since the list was read: counted, and fetched when asked for, so that nothing moves under a finger. */
function useArrivals(newest: string | undefined, since: string, types: readonly string[] | undefined): { count: number; show: () => void } {
  // Counted above the newest that is shown: a list read anew begins at nothing.
  const [came, setCame] = useState({ above: newest, count: 0 });
  const { revalidate } = useRevalidator();
  useEffect(() => {
    if (newest === undefined) return undefined;
    // Shown is read: the marker is what tells the other devices.
    moveMarker('notifications', newest).then(notificationsRead, () => undefined);
    return undefined;
  }, [newest]);
  useEffect(() => {
    const known = new Set<string>();
    const recount = (): void => void countAbove(newest, types).then((count) => setCame({ above: newest, count: Math.max(count, known.size) }), () => undefined);
    return subscribe({ stream: 'user:notification', since }, (event, payload) => {
      if (event === 'resync' || event === 'notifications_merged') return recount();
      const { id, type } = payload as Told;
      if (event !== 'notification' || !isNewer(id, newest) || types?.includes(type) === false) return undefined;
      known.add(id);
      return setCame({ above: newest, count: known.size });
    });
  }, [newest, since, types]);
  return { count: came.above === newest ? came.count : 0, show: () => { window.scrollTo(0, 0); void revalidate(); } };
}

type Group = ReturnType<typeof unfoldGroups>[number];

function Line({ group }: { group: Group }) {
  const { origin } = useHere();
  return <Notice group={group} accounts={group.accounts} post={group.post} origin={origin} />;
}

/** The list as it goes on while one scrolls, and stands as it was left for who comes back. */
function Groups({ first, hasOlder, mentions }: { first: readonly Group[]; hasOlder: boolean; mentions: boolean }) {
  const source = useMemo(() => groupSource(mentions ? MENTIONS : undefined), [mentions]);
  const start = useMemo(() => ({ entries: first, hasOlder }), [first, hasOlder]);
  const timeline = useTimeline(source, start);
  const { rows, given, problem, loadOlder } = timeline;
  const known = (id: string): Group | undefined => given(id) ?? peekGroup(id);
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
  const { found, older, newer, mentions, since } = useLoaderData<typeof loader>();
  const status = useStreamStatus();
  const first = useMemo(() => unfoldGroups(found), [found]);
  const { count, show } = useArrivals(first[0]?.page_max_id, since, mentions ? MENTIONS : undefined);
  return (
    <Page heading={m.nav_notifications()}>
      <Tabs label={m.nav_notifications()} ways={[{ to: '/notifications', word: m.notices_all() }, { to: '/notifications?only=mentions', word: m.notices_mentions() }]} />
      <Living pulse={PULSES[status]} />
      {count > 0 && <div className={listCss['waiting']}><button type="button" className={`button next ${listCss['new']}`} onClick={show}>{m.notices_new({ count })}</button></div>}
      {first.length === 0 && newer === undefined ? <Empty act={<a className="button" href="/explore">{m.home_empty_act()}</a>}>{m.notices_empty()}</Empty>
        // Who came by an address in the middle of the list reads its page.
        : newer !== undefined ? <Rail items={first.map((group) => ({ key: group.id, at: group.latest_page_notification_at, node: <Line group={group} /> }))} label={m.nav_notifications()} foot={<Onward older={older} />} />
          : <><Groups key={String(mentions)} first={first} hasOlder={older !== undefined} mentions={mentions} /><noscript><Onward older={older} /></noscript></>}
    </Page>
  );
}
