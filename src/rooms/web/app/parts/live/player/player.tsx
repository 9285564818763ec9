/** The player of a broadcast. Without script it is the browser's own; with it, it follows as close as it can. */

import { useEffect, useRef } from 'react';
import type { Broadcast } from '../../../entities.ts';
import * as m from '../../../paraglide/messages.js';
import { Icon } from '../../icon.tsx';
import css from './player.module.css';
import { wake } from './wake.ts';
import type { Facts, Words } from './wake.ts';

const words = (): Words => ({
  waiting: m.video_waiting(), live: m.video_live(), delay: m.video_live_delay({ seconds: '{seconds}' }), paused: m.video_paused(), ended: m.video_ended(),
  replay: m.video_replay(), rewind: m.video_rewound(), trouble: m.video_trouble(), full: m.video_full(), play: m.video_play(), play_replay: m.video_play_replay(),
});

const lineOf = (state: string): string =>
  ({ ready: m.video_waiting, live: m.video_live, paused: m.video_paused }[state] ?? m.video_ended)();

function factsOf(broadcast: Broadcast): Facts {
  const { id, state, started_at, has_video, playback_url, low_latency_url, push_url, rewind_url, recording_url, download_url, captions } = broadcast;
  return { id, state, started_at, has_video, playback_url, low_latency_url, push_url, rewind_url, recording_url, download_url, captions };
}

function Picture({ broadcast }: { broadcast: Broadcast }) {
  const { poster_url: poster, playback_url: playback, download_url: movie, captions, title, state } = broadcast;
  return (
    <video className={css['picture']} controls playsInline preload="none" tabIndex={0} aria-label={title} {...(poster !== null && { poster })}>
      {movie !== null && <source src={movie} type="video/mp4" />}
      {playback !== null && <source src={playback} type="application/vnd.apple.mpegurl" />}
      {state === 'ended' && captions.map(({ id, language, label, url }) => <track key={id} kind="captions" srcLang={language} label={label} src={url} />)}
    </video>
  );
}

export function Player({ broadcast }: { broadcast: Broadcast }) {
  const root = useRef<HTMLElement>(null);
  const { id, title, state, download_url: movie, has_video: hasVideo, captions } = broadcast;
  useEffect(() => (root.current === null ? undefined : wake(root.current)), [id]);
  useEffect(() => void document.dispatchEvent(new CustomEvent('playerfacts', { detail: factsOf(broadcast) })), [broadcast]);
  return (
    <section ref={root} className={css['player']} aria-label={m.video_of({ title })} data-player={JSON.stringify(factsOf(broadcast))} data-words={JSON.stringify(words())} data-state={state}>
      <div className={css['stage']}>
        <Picture broadcast={broadcast} />
        {!hasVideo && state !== 'ready' && <p className={css['sound']}><Icon name="mic" />{m.video_sound_only()}</p>}
        <button type="button" className={css['play']} data-part="play" aria-label={state === 'ended' ? m.video_play_replay() : m.video_play()} hidden><Icon name="play" filled /></button>
      </div>
      <div className={css['bar']}>
        <output className={css['line']}><span className={css['dot']} aria-hidden="true" /><span data-part="line">{lineOf(state)}</span></output>
        <button type="button" className={css['act']} data-part="rewind" hidden>{m.video_from_start()}</button>
        <button type="button" className={css['act']} data-part="now" hidden>{m.video_to_now()}</button>
        <label className={css['choice']} data-part="near-label" hidden>
          <span className="unseen">{m.video_closeness()}</span>
          <select data-part="near" defaultValue="near"><option value="near">{m.video_near()}</option><option value="steady">{m.video_steady()}</option></select>
        </label>
        <label className={css['choice']} data-part="captions-label" hidden>
          <span className="unseen">{m.video_captions()}</span>
          <select data-part="captions" defaultValue="off" aria-label={m.video_captions()}><option value="off">{m.video_captions_off()}</option></select>
        </label>
        <a className={css['act']} data-part="download" {...(movie !== null && { href: movie })} download hidden={state !== 'ended' || movie === null}>{m.video_download()}</a>
        {state === 'ended' && captions.map((caption) => <a key={caption.id} className={css['act']} href={caption.url} download>{m.video_download_captions({ label: caption.label })}</a>)}
      </div>
    </section>
  );
}
