import { useEffect, useState } from 'react';
import { Link, redirect, useLoaderData, useRevalidator } from 'react-router';
import type { MetaDescriptor } from 'react-router';
import { notFound } from '#kit/errors.ts';
import { clockBetween } from '../../clock.ts';
import { headOf } from '../../head.server.ts';
import { useHere } from '../../here.tsx';
import * as m from '../../paraglide/messages.js';
import { page } from '../../page.server.ts';
import { Beside } from '../../parts/live/beside.tsx';
import css from '../../parts/live/beside.module.css';
import { RoomComposer } from '../../parts/live/composer.tsx';
import { RoomNames } from '../../parts/live/note.tsx';
import { Empty, Page } from '../../parts/page.tsx';
import { Post } from '../../parts/post.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { findRoom, presentRoom } from '../../rooms.server.ts';
import { momentIn, positionIn, presentTogether } from '../../together.server.ts';
import { allowOutside } from '../../visit.ts';

/** A look is due at the latest after so long. */
const LOOK_MS = 30_000;
const SECOND = 1000;

/** Watching later, together: everybody's posts at their second, by a clock that the reader starts. Where it stands is in the address, and nowhere else. */
export const loader = page(async ({ visit, params, url }) => {
  const facts = await findRoom(visit, params['id']);
  const path = `/rooms/${facts.id}/together`;
  const room = await presentRoom(visit, facts, 0);
  const { source } = room;
  if (source === null || room.state === 'planned') throw notFound();
  const [start, agreed] = [url.searchParams.get('start'), url.searchParams.get('watch') === 'yes'];
  const only = url.searchParams.get('only') === 'followed' && visit.me !== undefined ? ('followed' as const) : undefined;
  const kept = { ...(agreed && { watch: 'yes' }), ...(only !== undefined && { only }) };
  if (start !== null) {
    const ms = momentIn(start);
    throw redirect(ms === undefined ? path : `${path}?${new URLSearchParams({ began: String(visit.ctx.now().getTime() - ms), ...kept }).toString()}`);
  }
  if (agreed) allowOutside(visit, source);
  const position = positionIn(visit, url);
  const together = position === undefined ? undefined : await presentTogether(visit, facts, position, only);
  const head = headOf(visit, { title: `${m.together()}: ${room.title}`, description: m.together_line(), path });
  return { room, source, position, together, agreed, only, kept, path, head, now: visit.ctx.now().getTime() };
});

export const meta = ({ loaderData }: { loaderData?: { head: MetaDescriptor[] } }): MetaDescriptor[] => [...(loaderData?.head ?? []), { name: 'robots', content: 'noindex' }];

type Facts = ReturnType<typeof useLoaderData<typeof loader>>;

/** The reader's place on the programme's clock, each second; the server's clock is the one that counts. */
function useAt({ position, now }: Pick<Facts, 'position' | 'now'>): number {
  const [tick, setTick] = useState({ of: now, passed: 0 });
  const runs = position?.began !== undefined;
  useEffect(() => {
    if (!runs) return undefined;
    const from = performance.now();
    const timer = setInterval(() => setTick({ of: now, passed: performance.now() - from }), SECOND / 2);
    return () => clearInterval(timer);
  }, [runs, now]);
  return (position?.at ?? 0) + (tick.of === now ? tick.passed : 0);
}

function addressOf({ path, kept }: Pick<Facts, 'path' | 'kept'>, more: Readonly<Record<string, string>>): string {
  return `${path}?${new URLSearchParams({ ...more, ...kept } as Record<string, string>).toString()}`;
}

function Clock({ facts, at }: { facts: Facts; at: number }) {
  const { position, now } = facts;
  if (position === undefined) {
    return (
      <div className={css['clock']}>
        <p>{m.together_how()}</p>
        <p className={css['steps']}><Link className="button next" to={addressOf(facts, { start: '0' })} rel="nofollow">{m.together_start()}</Link></p>
        <form method="get"><label className="field"><span className="label">{m.together_at()}</span><input name="start" placeholder="12:30" inputMode="numeric" pattern="[0-9]{1,6}(:[0-9]{1,2}){0,2}" required maxLength={10} autoComplete="off" /></label>{Object.entries(facts.kept).map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />)}<button className="button">{m.together_from()}</button></form>
      </div>
    );
  }
  const { began } = position;
  // Where the clock runs, it is set by when it began; where it stands, by where.
  const moved = (ms: number): string => addressOf(facts, began === undefined ? { at: String(Math.max(0, position.at + ms)) } : { began: String(began - ms) });
  const step = (seconds: number) => <Link key={seconds} className="button" to={moved(seconds * SECOND)} rel="nofollow" replace preventScrollReset>{seconds > 0 ? `+${seconds} s` : `−${-seconds} s`}</Link>;
  return (
    <div className={css['clock']} data-at={Math.round(at)}>
      <p className={css['at']} {...(began !== undefined && { 'data-count-from': new Date(began).toISOString() })} suppressHydrationWarning>{clockBetween(at)}</p>
      <fieldset className={css['steps']} aria-label={m.together_set()}>
        {[-5, -1, 1, 5].map(step)}
        {began === undefined ? <Link className="button next" to={addressOf(facts, { began: String(now - position.at) })} rel="nofollow" replace preventScrollReset>{m.together_go()}</Link> : <Link className="button" to={addressOf(facts, { at: String(Math.round(at)) })} rel="nofollow" replace preventScrollReset>{m.together_hold()}</Link>}
        <Link className="button plain" to={facts.path}>{m.together_anew()}</Link>
      </fieldset>
    </div>
  );
}

export default function TogetherPage() {
  const facts = useLoaderData<typeof loader>();
  const { room, source, position, together, agreed, only, path } = facts;
  const { me, origin } = useHere();
  const { revalidate } = useRevalidator();
  const at = useAt(facts);
  const lookIn = position?.began === undefined ? undefined : Math.min(LOOK_MS, together?.nextIn ?? LOOK_MS);
  useEffect(() => {
    if (lookIn === undefined) return undefined;
    const timer = setTimeout(() => void revalidate(), lookIn);
    return () => clearTimeout(timer);
  }, [lookIn, together, revalidate]);
  const stands: Readonly<Record<string, string>> = position === undefined ? {} : position.began === undefined ? { at: String(position.at) } : { began: String(position.began) };
  const query = (more: Readonly<Record<string, string>>): string => (Object.keys(more).length === 0 ? path : `${path}?${new URLSearchParams(more).toString()}`);
  const watched = { ...stands, ...(agreed && { watch: 'yes' }) };
  return (
    <Page heading={m.together()} line={<Link to={room.state === 'closed' ? `/rooms/${room.id}/record` : `/rooms/${room.id}`}><bdi>{room.title}</bdi></Link>}>
      <Beside source={source} agreed={agreed} yes={query({ ...stands, ...(only !== undefined && { only }), watch: 'yes' })} />
      <div data-together="" {...(lookIn !== undefined && me === undefined && { 'data-again': LOOK_MS / SECOND, 'data-again-in': Math.ceil(lookIn) })}>
        <Clock facts={facts} at={at} />
        {me !== undefined && position !== undefined && <RoomComposer room={room} sourceMs={Math.round(at)} />}
        {me !== undefined && <Tabs label={m.room_filters()} ways={[{ to: query(watched), word: m.room_all() }, { to: query({ ...watched, only: 'followed' }), word: m.room_followed() }]} />}
        <RoomNames value={room}>
          {together !== undefined && together.posts.length === 0 && <Empty>{m.together_none()}</Empty>}
          <ol className={css['posts']} aria-label={m.room_posts_label()}>
            {together?.posts.map((post) => <li key={post.id} data-second={post.perchoir_room.source_ms}><p className={css['second']}>{clockBetween(post.perchoir_room.source_ms ?? 0)}</p><Post post={post} origin={origin} dated /></li>)}
          </ol>
        </RoomNames>
        {me === undefined && position?.began !== undefined && <noscript><p><a className="button" href={query(stands)}>{m.together_on()}</a></p></noscript>}
      </div>
    </Page>
  );
}
