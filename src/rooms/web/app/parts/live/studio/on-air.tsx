/** While one is live: how it goes, and what can be done about it. */

import { useEffect, useRef, useState } from 'react';
import { useBlocker } from 'react-router';
import { api } from '../../../client/api.ts';
import { BROADCASTS, useBroadcast } from '../../../client/broadcasts.ts';
import { notice, wordsOf } from '../../../client/notices.ts';
import type { Air } from '../../../client/studio/air.ts';
import type { Figures } from '../../../client/studio/messages.ts';
import type { Sources } from '../../../client/studio/sources.ts';
import { connectionWords, elapsed } from '../../../client/studio/words.ts';
import type { Account, Broadcast } from '../../../entities.ts';
import { useHere } from '../../../here.tsx';
import * as m from '../../../paraglide/messages.js';
import { getLocale } from '../../../paraglide/runtime.js';
import { Ask } from '../../ask.tsx';
import { Icon } from '../../icon.tsx';
import { HandOver } from './hand-over.tsx';
import { Captions } from './typist.tsx';
import css from './studio.module.css';

const TICK_MS = 1000;

/** The clock of the broadcast: runs while it does. */
function useElapsed(begunMs: number, runsNow: boolean): number {
  const [ms, setMs] = useState(begunMs);
  const passed = useRef(begunMs);
  useEffect(() => {
    if (!runsNow) return undefined;
    const from = performance.now() - passed.current;
    const timer = setInterval(() => setMs((passed.current = performance.now() - from)), TICK_MS);
    return () => clearInterval(timer);
  }, [runsNow]);
  return ms;
}

const amount = (value: number, digits: number): string => value.toLocaleString(getLocale(), { maximumFractionDigits: digits, minimumFractionDigits: digits });

function FiguresLine({ figures, viewers }: { figures: Figures | undefined; viewers: number }) {
  return (
    <dl className={css['figures']}>
      <div><dt>{m.studio_viewers()}</dt><dd data-figure="viewers">{viewers}</dd></div>
      <div><dt>{m.studio_rate()}</dt><dd data-figure="rate">{amount((figures?.bitrate ?? 0) / 1e6, 1)} Mb/s</dd></div>
      <div><dt>{m.studio_waits()}</dt><dd>{amount((figures?.behindMs ?? 0) / 1000, 1)} s</dd></div>
      <div><dt>{m.studio_size()}</dt><dd data-figure="size">{figures === undefined || figures.height === 0 ? m.studio_size_none() : `${figures.width} × ${figures.height}`}</dd></div>
    </dl>
  );
}

/** The picture is made on this page, and stops with it: whoever follows a link is asked. */
function Staying() {
  const blocker = useBlocker(({ currentLocation, nextLocation }) => currentLocation.pathname !== nextLocation.pathname);
  if (blocker.state !== 'blocked') return null;
  return <Ask title={m.studio_leave_title()} text={m.studio_leave_text()} verb={m.studio_leave_go()} instead={{ verb: m.studio_leave_stay(), onPress: blocker.reset }} onYes={blocker.proceed} onClose={blocker.reset} />;
}

interface OnAirProps {
  readonly air: Air;
  readonly sources: Sources;
  readonly people: readonly Account[];
  readonly onHold: (held: boolean) => void;
  /** It is ended, for good. */
  readonly onEnd: () => void;
}

export function OnAir({ air: { broadcast: given, state, figures, told }, sources, people, onHold, onEnd }: OnAirProps) {
  const { me } = useHere();
  const [broadcast, put] = useBroadcast(given);
  const [asks, setAsks] = useState(false);
  const ms = useElapsed(given.duration_ms, state === 'good');
  const others = people.filter(({ id }) => id !== me?.id);
  const end = (): void => void api.post<Broadcast>(`${BROADCASTS}/${given.id}/end`, {}).then(onEnd, (error: unknown) => notice(wordsOf(error)));
  const held = state === 'held';
  return (
    <section className={css['air']} data-connection={state} aria-label={m.studio_on_air()}>
      <p className={css['state']}>
        <span className={css['dot']} aria-hidden="true" />
        <output><strong>{connectionWords(state)}</strong></output>
        <span className={css['clock']} data-elapsed="">{elapsed(ms)}</span>
      </p>
      <FiguresLine figures={figures} viewers={broadcast.viewers} />
      {figures?.soundOnly === true && sources.picture !== undefined && state === 'good' && <output className={css['told']}>{m.studio_sound_only()}</output>}
      {told !== '' && <p className={css['told']} role="alert">{told}</p>}
      <div className={css['acts']}>
        <button type="button" className="button" aria-pressed={sources.muted} onClick={() => sources.mute(!sources.muted)}><Icon name={sources.muted ? 'volume-x' : 'volume-2'} small />{sources.muted ? m.studio_unmute() : m.studio_mute()}</button>
        <button type="button" className="button" onClick={() => onHold(!held)}>{held ? m.studio_resume() : m.studio_hold()}</button>
        <button type="button" className={`button ${css['end']}`} onClick={() => setAsks(true)}>{m.studio_end()}</button>
      </div>
      {held && <p className={css['quiet']}>{m.studio_held_how()}</p>}
      {state === 'cut' && <p className={css['quiet']}>{m.studio_cut_how()}</p>}
      <HandOver broadcast={broadcast} people={others} onChange={put} />
      <Captions broadcast={broadcast} people={others} onChange={put} />
      <Staying />
      {asks && <Ask title={m.studio_end_ask()} text={<p>{m.studio_end_text()}</p>} verb={m.studio_end_sure()} onYes={end} onClose={() => setAsks(false)} />}
    </section>
  );
}
