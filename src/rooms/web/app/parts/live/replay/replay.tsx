/**
 * An evening beside its picture: what was written, asked and felt appears when the picture comes to it. The server draws the frame
 * and the overview; `wake.ts` fills it, the same for visitors and members. Without script the record tells all of it.
 */

import { useEffect, useRef } from 'react';
import type { Broadcast, Curve, Room } from '../../../entities.ts';
import * as m from '../../../paraglide/messages.js';
import { getLocale } from '../../../paraglide/runtime.js';
import { HEIGHT, WIDTH, draw } from '../curve.tsx';
import { railCss } from '../../rail.tsx';
import { clockIn } from '../when.tsx';
import css from './replay.module.css';
import { wakeReplay } from './wake.ts';
import type { ReplayFacts, ReplayWords } from './wake.ts';

const words = (): ReplayWords => ({ one: m.replay_later_one({ count: '{count}' }), other: m.replay_later_other({ count: '{count}' }) });

/** The reactions of a stretch of the evening, in seconds since its beginning. */
function within({ bins, ...rest }: Curve, from: number, to: number): Curve {
  return { ...rest, bins: bins.filter(({ at }) => at + rest.bin_seconds > from && at < to).map(({ at, counts }) => ({ at: Math.max(0, at - from), counts })) };
}

function Overview({ room, curve, facts: { began, ended } }: { room: Room; curve: Curve; facts: { began: number; ended: number } }) {
  const seconds = Math.max(1, (ended - began) / 1000);
  const opened = Date.parse(room.opened_at ?? room.starts_at);
  const { path, total } = draw(within(curve, (began - opened) / 1000, (ended - opened) / 1000), seconds);
  const moments = room.moments.filter(({ at }) => Date.parse(at) >= began && Date.parse(at) <= ended);
  const knot = (at: string): number => ((Date.parse(at) - began) / 1000 / seconds) * WIDTH;
  return (
    <>
      <div className={css['overview']}>
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
          <rect className={css['seen']} data-part="seen" width="0" height={HEIGHT} />
          {total > 0 && <path d={path} />}
          {moments.map(({ id, at }) => <line key={id} x1={knot(at)} x2={knot(at)} y1="0" y2={HEIGHT} />)}
        </svg>
        <input type="range" className={css['scrub']} data-part="scrub" min="0" max={Math.round(seconds)} step="1" defaultValue="0" aria-label={m.replay_scrub()} />
      </div>
      <p className={css['felt']}><span data-part="clock">{clockIn(new Date(began).toISOString(), room.time_zone)}</span><span data-part="felt" aria-hidden="true" /></p>
      {moments.length > 0 && (
        <ul className={css['moments']} aria-label={m.room_moments()}>
          {moments.map(({ id, at, title }) => (
            <li key={id}><button type="button" className={css['jump']} data-jump={Date.parse(at)}><time dateTime={at} data-clock="">{clockIn(at, room.time_zone)}</time> <bdi>{title}</bdi></button></li>
          ))}
        </ul>
      )}
    </>
  );
}

export function Replay({ broadcast, room, curve }: { broadcast: Broadcast; room: Room; curve: Curve }) {
  const root = useRef<HTMLElement>(null);
  const { id, state, started_at: began, ended_at: ended } = broadcast;
  useEffect(() => (root.current === null ? undefined : wakeReplay(root.current)), [id, state]);
  if (began === null || room.opened_at === null) return null;
  const facts: ReplayFacts = { broadcast: id, room: room.id, began: Date.parse(began), ended: Date.parse(ended ?? room.now), over: state === 'ended', language: getLocale() };
  return (
    <section ref={root} className={`${css['replay']} no-print`} aria-label={m.replay_label()} data-replay={JSON.stringify(facts)} data-words={JSON.stringify(words())} hidden>
      <Overview room={room} curve={curve} facts={facts} />
      <p className={css['quiet']} data-part="empty">{m.replay_empty()}</p>
      <section className={`${css['box']} ${railCss['section']}`} data-part="box" aria-label={m.replay_list()} hidden>
        <ol className={css['list']} data-part="list" />
      </section>
      <button type="button" className={`button ${css['later']}`} data-part="later" hidden>{m.replay_later_one({ count: '' })}</button>
      <output className="unseen" data-part="said" />
    </section>
  );
}
