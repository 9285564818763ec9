/** The studio: permission, preview, a press, and it is live. */

import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../../client/api.ts';
import { BROADCASTS, runs, useRoomBroadcasts } from '../../../client/broadcasts.ts';
import { wordsOf } from '../../../client/notices.ts';
import type { Source } from '../../../client/studio/capture.ts';
import { loadCapture } from '../../../client/studio/load.ts';
import type { Account, Broadcast } from '../../../entities.ts';
import { useHere } from '../../../here.tsx';
import * as m from '../../../paraglide/messages.js';
import { amongWords, nameAmongWords } from '../../name.tsx';
import { useAir } from '../../../client/studio/air.ts';
import { Choices } from './choices.tsx';
import { Encoders } from './encoders.tsx';
import { OnAir } from './on-air.tsx';
import { Meter, Preview } from './preview.tsx';
import { useSources } from '../../../client/studio/sources.ts';
import { refusalWords } from '../../../client/studio/words.ts';
import css from './studio.module.css';

export interface StudioRoom {
  readonly id: string;
  readonly title: string;
  /** Who may go live here, as far as everybody knows. */
  readonly people: readonly Account[];
}

/** What there is to go on with, newest first. */
function foundIn(broadcasts: readonly Broadcast[] | undefined, myId: string | undefined): Readonly<Record<'mine' | 'ready' | 'offered' | 'other', Broadcast | undefined>> {
  const all = broadcasts ?? [];
  const running = all.filter(runs);
  return {
    mine: running.find(({ account }) => account.id === myId),
    offered: running.find(({ offered_to: to, account }) => to === myId && account.id !== myId),
    other: running.find(({ account, offered_to: to }) => account.id !== myId && to !== myId),
    ready: all.find(({ account, state }) => state === 'ready' && account.id === myId),
  };
}

interface BeginProps {
  readonly found: ReturnType<typeof foundIn>;
  readonly title: string;
  readonly onTitle: (title: string) => void;
  readonly isOpen: boolean;
  readonly onStart: () => void;
  readonly onGoOn: (broadcast: Broadcast) => void;
  readonly onTake: (broadcast: Broadcast) => void;
}

/** What the one next act is depends on what goes on already. */
function Begin({ found: { mine, offered, other }, title, onTitle, isOpen, onStart, onGoOn, onTake }: BeginProps) {
  if (offered !== undefined) {
    return (
      <div className={css['begin']}>
        <output>{m.studio_offered_you({ name: nameAmongWords(offered.account), title: amongWords(offered.title) })}</output>
        <div className={css['acts']}><button type="button" className="button next" disabled={!isOpen} onClick={() => onTake(offered)}>{m.studio_take()}</button></div>
      </div>
    );
  }
  if (mine !== undefined) {
    return (
      <div className={css['begin']}>
        <output>{mine.state === 'live' ? m.studio_yours_live({ title: amongWords(mine.title) }) : m.studio_yours_waits({ title: amongWords(mine.title) })}</output>
        <div className={css['acts']}><button type="button" className="button next" disabled={!isOpen} onClick={() => onGoOn(mine)}>{m.studio_go_on_here()}</button></div>
      </div>
    );
  }
  return (
    <form className={css['begin']} onSubmit={(event) => { event.preventDefault(); onStart(); }}>
      {other !== undefined && <output className={css['quiet']}>{m.studio_other_live({ name: nameAmongWords(other.account) })}</output>}
      <label className={css['title']}>{m.studio_title()}<input className="input" value={title} maxLength={200} required onChange={({ target }) => onTitle(target.value)} /></label>
      <div className={css['acts']}><button className="button next" disabled={!isOpen || title.trim() === ''}>{m.studio_start()}</button></div>
    </form>
  );
}

/** Whether this browser can send; undefined until it is known. */
function useAble(): boolean | undefined {
  const [able, setAble] = useState<boolean>();
  useEffect(() => void loadCapture().then(async ({ canGoLive }) => setAble(await canGoLive()), () => setAble(false)), []);
  return able;
}

export function Studio({ room }: { room: StudioRoom }) {
  const { me } = useHere();
  const able = useAble();
  const { air, go, show, hold, leave } = useAir();
  const sources = useSources(show);
  const [wanted, setWanted] = useState<Source>('camera');
  const [mirrored, setMirrored] = useState(true);
  const [title, setTitle] = useState(room.title);
  const [said, setSaid] = useState('');
  const onAir = air !== undefined && air.state !== 'over';
  const { broadcasts, ask } = useRoomBroadcasts(room.id, !onAir);
  const found = foundIn(broadcasts, me?.id);
  const { mixer, picture, source } = sources;
  const soundOnly = mixer !== undefined && source === 'sound';

  const want = (next: Source): void => {
    setWanted(next);
    // What is there already is changed at once; the first time, a press asks for it.
    if (mixer !== undefined) void sources.open(next).then((is) => { if (!is) setWanted(source); });
  };
  const attempt = async (make: () => Promise<Broadcast>, takeOver: boolean): Promise<void> => {
    if (mixer === undefined) return;
    try {
      setSaid('');
      await go({ broadcast: await make(), mixer, picture: picture?.getVideoTracks()[0], takeOver });
    } catch (error) {
      setSaid(wordsOf(error));
    }
  };
  const make = async (): Promise<Broadcast> => {
    const { ready } = found;
    if (ready === undefined) return api.post<Broadcast>(BROADCASTS, { title, room_id: room.id });
    return ready.title === title ? ready : api.patch<Broadcast>(`${BROADCASTS}/${ready.id}`, { title });
  };
  const makeKey = async (): Promise<Broadcast | undefined> => {
    try {
      setSaid('');
      const { ready } = found;
      return await (ready === undefined ? make() : api.post<Broadcast>(`${BROADCASTS}/${ready.id}/key`));
    } catch (error) {
      setSaid(wordsOf(error));
      return undefined;
    }
  };
  const finish = (): void => {
    leave(m.studio_over());
    void ask();
  };

  return (
    <div className={css['studio']} data-beside="">
      {able === false && <p className={css['told']} role="alert">{m.studio_unable()}</p>}
      <Preview picture={picture} mirrored={mirrored && source !== 'screen'} soundOnly={soundOnly} />
      <div className={css['desk']}>
        {mixer !== undefined && <Meter mixer={mixer} muted={sources.muted} />}
        {sources.refusal !== undefined && <p className={css['told']} role="alert">{refusalWords(sources.refusal)}</p>}
        {sources.refusal === undefined && sources.noVoice !== undefined && <p className={css['told']} role="alert">{m.studio_no_voice()}</p>}
        {onAir && <OnAir key={air.broadcast.id} air={air} sources={sources} people={room.people} onHold={hold} onEnd={finish} />}
        {air?.state === 'over' && (
          <output className={css['line']}>{air.over} <Link to={`/rooms/${room.id}`}>{m.studio_back()}</Link></output>
        )}
        <Choices sources={sources} wanted={wanted} onWant={want} mirrored={mirrored} onMirror={setMirrored} />
        {mixer === undefined && (
          <>
            <p className={css['quiet']}>{m.studio_permission()}</p>
            <div className={css['acts']}><button type="button" className="button next" disabled={able !== true} onClick={() => void sources.open(wanted)}>{wanted === 'sound' ? m.studio_open_sound() : wanted === 'screen' ? m.studio_open_screen() : m.studio_open()}</button></div>
          </>
        )}
        {!onAir && (mixer !== undefined || found.offered !== undefined || found.mine !== undefined) && (
          <Begin
            found={found} title={title} onTitle={setTitle} isOpen={mixer !== undefined && broadcasts !== undefined}
            onStart={() => void attempt(make, false)}
            onGoOn={(mine) => void attempt(() => Promise.resolve(mine), true)}
            onTake={(offered) => void attempt(() => api.post<Broadcast>(`${BROADCASTS}/${offered.id}/accept`), true)}
          />
        )}
        {said !== '' && <p className={css['told']} role="alert">{said}</p>}
        {!onAir && <Encoders make={makeKey} />}
      </div>
    </div>
  );
}
