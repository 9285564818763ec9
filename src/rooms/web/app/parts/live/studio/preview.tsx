/** What goes out, as it is seen and heard here. */

import { useEffect, useRef, useState } from 'react';
import type { Mixer } from '../../../client/studio/capture.ts';
import * as m from '../../../paraglide/messages.js';
import { Icon } from '../../icon.tsx';
import css from './studio.module.css';

const TICK_MS = 100;
/** Below it nobody hears anything. */
const QUIET = 0.01;
const QUIET_TICKS = 50;

/** How loud it is: seen before one is heard. */
export function Meter({ mixer, muted }: { mixer: Mixer; muted: boolean }) {
  const meter = useRef<HTMLMeterElement>(null);
  const [silent, setSilent] = useState(false);
  useEffect(() => {
    let quiet = 0;
    const timer = setInterval(() => {
      const { level } = mixer;
      quiet = level < QUIET ? quiet + 1 : 0;
      setSilent(quiet > QUIET_TICKS);
      if (meter.current !== null) meter.current.value = level;
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [mixer]);
  return (
    <div className={css['meter']}>
      <Icon name={muted ? 'volume-x' : 'mic'} />
      <meter ref={meter} min={0} max={1} value={0} aria-label={m.studio_level()} />
      {silent && !muted && <span className={css['quiet']}>{m.studio_silent()}</span>}
    </div>
  );
}

export function Preview({ picture, mirrored, soundOnly }: { picture: MediaStream | undefined; mirrored: boolean; soundOnly: boolean }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current !== null) video.current.srcObject = picture ?? null;
  }, [picture]);
  return (
    <div className={css['stage']}>
      <video ref={video} className={css['preview']} muted autoPlay playsInline disablePictureInPicture aria-label={m.studio_preview()} {...(mirrored && { 'data-mirrored': '' })} />
      {picture === undefined && <p className={css['nothing']}><Icon name={soundOnly ? 'mic' : 'camera'} />{soundOnly ? m.studio_only_sound() : m.studio_nothing_yet()}</p>}
    </div>
  );
}
