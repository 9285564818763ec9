/** Going on air and off again. */

import { useCallback, useEffect, useRef, useState } from 'react';
import { api } from '../api.ts';
import { BROADCASTS } from '../broadcasts.ts';
import type { Mixer } from './capture.ts';
import type { Desk } from './desk.ts';
import { loadDesk } from './load.ts';
import type { Broadcast } from '../../entities.ts';
import type { Connection, Figures } from './messages.ts';
import { overWords, toldWords } from './words.ts';

export interface Air {
  readonly broadcast: Broadcast;
  readonly state: Connection;
  readonly figures: Figures | undefined;
  readonly told: string;
  /** Why it is over, in words. */
  readonly over: string;
}

/** By then there is something to see. */
const POSTER_MS = 4000;
const POSTER_WIDTH = 1280;
const POSTER_QUALITY = 0.85;

/** What stands for the broadcast until somebody plays it. Not worth a word if it fails: then there is none. */
async function sendPoster(broadcastId: string, picture: MediaStreamTrack): Promise<void> {
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = new MediaStream([picture]);
  await video.play();
  const canvas = document.createElement('canvas');
  const scale = Math.min(1, POSTER_WIDTH / video.videoWidth);
  [canvas.width, canvas.height] = [Math.round(video.videoWidth * scale), Math.round(video.videoHeight * scale)];
  canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
  video.srcObject = null;
  const file = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', POSTER_QUALITY));
  if (file === null) return;
  const form = new FormData();
  form.set('file', file, 'poster.jpg');
  await api.patch(`${BROADCASTS}/${broadcastId}/poster`, form);
}

export interface Going {
  readonly broadcast: Broadcast;
  readonly mixer: Mixer;
  readonly picture: MediaStreamTrack | undefined;
  readonly takeOver: boolean;
}

export interface OnTheAir {
  /** Undefined: not yet. */
  readonly air: Air | undefined;
  go(going: Going): Promise<void>;
  show(picture: MediaStreamTrack | undefined): void;
  hold(held: boolean): void;
  /** @param words why, where that has to be said */
  leave(words?: string): void;
}

export function useAir(): OnTheAir {
  const [air, setAir] = useState<Air>();
  const desk = useRef<Desk>(undefined);
  const change = (part: Partial<Air>): void => setAir((now) => now && { ...now, ...part });
  useEffect(() => () => desk.current?.close(), []);

  const go = useCallback(async ({ broadcast, mixer, picture, takeOver }: Going): Promise<void> => {
    const { Desk: Made } = await loadDesk();
    desk.current?.close();
    setAir({ broadcast, state: 'connecting', figures: undefined, told: '', over: '' });
    const made: Desk = new Made({
      connection: (state) => change({ state, ...(state === 'good' && { told: '' }) }),
      figures: (figures) => change({ figures }),
      told: (code, message) => change({ told: toldWords(code, message) }),
      over: (code, message) => change({ state: 'over', over: overWords(code, message) }),
    });
    desk.current = made;
    await made.begin(broadcast.id, { mixer, picture, takeOver });
    if (broadcast.poster_url === null && picture !== undefined) setTimeout(() => void (desk.current === made && sendPoster(broadcast.id, picture).catch(() => undefined)), POSTER_MS);
  }, []);

  const show = useCallback((picture: MediaStreamTrack | undefined): void => void desk.current?.show(picture), []);
  const hold = useCallback((held: boolean): void => (held ? desk.current?.hold() : desk.current?.resume()), []);
  const leave = useCallback((words?: string): void => {
    desk.current?.close();
    desk.current = undefined;
    setAir((now) => (words === undefined || now === undefined ? undefined : { ...now, state: 'over', over: words }));
  }, []);
  return { air, go, show, hold, leave };
}
