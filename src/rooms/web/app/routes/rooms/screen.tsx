import { Link, useLoaderData } from 'react-router';
import type { MetaDescriptor } from 'react-router';
import { drawQr } from '#auth';
import { maySteer, presentScreen, readWaiting, readWall, readWallCode } from '#live';
import { useFresh } from '../../client/fresh.ts';
import type { Screen } from '../../entities.ts';
import { useHere } from '../../here.tsx';
import * as m from '../../paraglide/messages.js';
import { memberPage } from '../../page.server.ts';
import { Approval } from '../../parts/live/desk/approval.tsx';
import css from '../../parts/live/desk/desk.module.css';
import { Pair, Remote } from '../../parts/live/desk/remote.tsx';
import { Icon } from '../../parts/icon.tsx';
import { RoomNames } from '../../parts/live/note.tsx';
import { Qr } from '../../parts/live/qr.tsx';
import { Page } from '../../parts/page.tsx';
import { findRoom, presentEvening, presentNoted } from '../../rooms.server.ts';

/** What goes to the screen of the venue, and the screen's remote control: for hosts, and for phones that were paired with it. */
export const loader = memberPage(async ({ visit, params, url }) => {
  const facts = await findRoom(visit, params['id']);
  const evening = await presentEvening(visit, facts, 0);
  const { room } = evening;
  if (!(await maySteer(visit.ctx, facts))) return { room, code: url.searchParams.get('remote') ?? undefined, steered: undefined, hosted: undefined };
  const isHost = room.me?.host === true;
  const [{ screen, posts }, waiting, pairing] = await Promise.all([
    readWall(visit.ctx, facts), isHost ? readWaiting(visit.ctx, facts) : [], isHost ? readWallCode(visit.ctx, facts.id) : undefined,
  ]);
  const [shown, asked] = await Promise.all([presentNoted(visit, facts, posts), presentNoted(visit, facts, waiting)]);
  const hosted = pairing === undefined ? undefined : { waiting: asked, pairing: { code: pairing.code, qr: drawQr(`${visit.origin}/rooms/${facts.id}/screen?remote=${pairing.code}`) } };
  return { room, code: undefined, steered: { screen: presentScreen(screen) as Screen, posts: shown, questions: evening.questions }, hosted };
});

export const meta = ({ loaderData }: { loaderData?: { room: { title: string } } }): MetaDescriptor[] => [{ title: `${m.room_wall()}: ${loaderData?.room.title ?? ''}` }, { name: 'robots', content: 'noindex' }];

const MODES: Record<string, () => string> = { approved: m.wall_mode_approved, official: m.wall_mode_official, everything: m.wall_mode_everything };

/** Numbers and feelings change nothing here. */
const counts = (event: string): boolean => event !== 'room.reactions' && event !== 'room.readers';

export default function ScreenPage() {
  const { room, code, steered, hosted } = useLoaderData<typeof loader>();
  const { origin } = useHere();
  useFresh(room.id, steered !== undefined, counts);
  return (
    <Page heading={m.room_wall()} line={<><Link to={`/rooms/${room.id}`}><bdi>{room.title}</bdi></Link> · {(MODES[room.wall] ?? m.wall_mode_approved)()}</>}
      aside={<a className="button" href={`/rooms/${room.id}/wall`} target="_blank" rel="noopener"><Icon name="external-link" small />{m.wall_open()}</a>}>
      {steered === undefined ? <Pair room={room.id} code={code} /> : (
        <div className={css['screen']} data-beside="">
          {hosted !== undefined && room.wall !== 'everything' && <RoomNames value={room}><Approval room={room.id} waiting={hosted.waiting} origin={origin} /></RoomNames>}
          <div>
            <Remote room={room} {...steered} />
            {hosted !== undefined && (
              <details className={css['pairing']}>
                <summary>{m.remote_another()}</summary>
                <p>{m.remote_another_how()}</p>
                <Qr drawing={hosted.pairing.qr} label={m.remote_qr()} />
                <p className={css['code']} data-wall-code="">{hosted.pairing.code}</p>
              </details>
            )}
          </div>
        </div>
      )}
    </Page>
  );
}
