import { Link, useLoaderData } from 'react-router';
import type { MetaDescriptor } from 'react-router';
import { readRooms } from '#live';
import * as m from '../../paraglide/messages.js';
import { headOf } from '../../head.server.ts';
import { page } from '../../page.server.ts';
import { LineList } from '../../parts/live/lines.tsx';
import css from '../../parts/live/room.module.css';
import { Empty, Page } from '../../parts/page.tsx';
import { Icon } from '../../parts/icon.tsx';
import { lineOf } from '../../rooms.server.ts';

const PAGE = 20;
const MOST_COMING = 40;

export const loader = page(async ({ visit, url }) => {
  const offset = Math.min(10_000, Math.max(0, Math.trunc(Number(url.searchParams.get('offset'))) || 0));
  const [open, planned, closed] = await Promise.all([
    readRooms(visit.ctx, 'open', { limit: MOST_COMING, offset: 0 }), readRooms(visit.ctx, 'planned', { limit: MOST_COMING, offset: 0 }), readRooms(visit.ctx, 'closed', { limit: PAGE + 1, offset }),
  ]);
  const past = closed.slice(0, PAGE).map(lineOf);
  const head = headOf(visit, { title: m.rooms_title(), description: m.rooms_line(), path: '/rooms' });
  return { open: open.map(lineOf), planned: planned.map(lineOf).sort((a, b) => a.at.localeCompare(b.at)), past, older: closed.length > PAGE ? `/rooms?offset=${offset + PAGE}` : undefined, offset, isMember: visit.me !== undefined, head };
});

export const meta = ({ loaderData }: { loaderData?: { head: MetaDescriptor[] } }) => loaderData?.head ?? [];

export default function Rooms() {
  const { open, planned, past, older, offset, isMember } = useLoaderData<typeof loader>();
  const make = isMember ? <Link className="button" to="/rooms/new"><Icon name="plus" />{m.room_new()}</Link> : undefined;
  const nothing = open.length + planned.length + past.length === 0;
  return (
    <Page heading={m.rooms_title()} line={m.rooms_line()} aside={make}>
      {nothing && offset === 0 ? <Empty>{m.rooms_empty()}</Empty> : (
        <>
          {offset === 0 && open.length > 0 && <section className={css['section']} aria-labelledby="now"><h2 id="now">{m.rooms_now()}</h2><LineList lines={open} /></section>}
          {offset === 0 && <section className={css['section']} aria-labelledby="coming"><h2 id="coming">{m.rooms_coming()}</h2>{planned.length > 0 ? <LineList lines={planned} /> : <p className={css['quiet']}>{m.rooms_none_coming()}</p>}</section>}
          {past.length > 0 && <section className={css['section']} aria-labelledby="past"><h2 id="past">{m.rooms_past()}</h2><LineList lines={past} />{older !== undefined && <p><Link className="button" to={older} rel="next">{m.older()}</Link></p>}</section>}
        </>
      )}
    </Page>
  );
}
