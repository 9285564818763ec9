import { useLoaderData } from 'react-router';
import { readHouse } from '#instance';
import { readVideoFigures } from '#video';
import * as m from '../../paraglide/messages.js';
import { getLocale } from '../../paraglide/runtime.js';
import { ownerPage } from '../../owner.server.ts';
import { Page } from '../../parts/page.tsx';
import { PlacesList } from '../../parts/settings/frame.tsx';
import css from '../../parts/settings/owner.module.css';
import { ownerPlaces } from '../../parts/settings/owner-places.tsx';

export const loader = ownerPage(async ({ visit }) => ({ ...(await readHouse(visit.ctx)), video: await readVideoFigures(visit.ctx) }));

export const meta = () => [{ title: m.nav_owner() }];

const STEP = 1024;

function bytes(count: number): string {
  const units = m.units_bytes().split(' ');
  const at = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log(Math.max(1, count)) / Math.log(STEP))));
  const figure = new Intl.NumberFormat(getLocale() === 'fr' ? 'fr-FR' : 'en-GB', { maximumFractionDigits: 1 }).format(count / STEP ** at);
  return `${figure} ${units[at] ?? ''}`;
}

function encoders(rtmp: number | 'off' | 'taken'): string {
  if (rtmp === 'off') return m.figure_encoders_off();
  return rtmp === 'taken' ? m.figure_encoders_taken() : m.figure_encoders_port({ port: rtmp });
}

export default function Owner() {
  const { accounts, posts, activeMonth, databaseBytes, freeBytes, diskBytes, version, converts, video } = useLoaderData<typeof loader>();
  const number = new Intl.NumberFormat(getLocale() === 'fr' ? 'fr-FR' : 'en-GB');
  const figures = [
    [m.figure_accounts(), number.format(accounts)], [m.figure_active(), number.format(activeMonth)], [m.figure_posts(), number.format(posts)],
    [m.figure_database(), bytes(databaseBytes)], [m.figure_free(), m.figure_of({ part: bytes(freeBytes), whole: bytes(diskBytes) })],
    [m.figure_version(), version], [m.figure_films(), converts ? m.figure_films_yes() : m.figure_films_no()],
    [m.figure_live(), number.format(video.live)], [m.figure_recordings(), bytes(video.bytes)],
    [m.figure_encoders(), encoders(video.rtmp)], [m.figure_posters(), video.ffmpeg ? m.figure_posters_yes() : m.figure_posters_no()],
  ] as const;
  return (
    <Page heading={m.nav_owner()} line={m.owner_line()}>
      <dl className={css['figures']}>{figures.map(([word, figure]) => <div key={word}><dt>{word}</dt><dd>{figure}</dd></div>)}</dl>
      <PlacesList groups={ownerPlaces()} />
    </Page>
  );
}
