/** What this browser sees and hears for the studio, before it goes on air and while it is. */

import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Device, Mixer, Refusal, Source } from './capture.ts';
import { loadCapture } from './load.ts';

type Tools = Awaited<ReturnType<typeof loadCapture>>;

export interface Sources {
  readonly source: Source;
  /** Undefined: nothing is opened, or sound alone. */
  readonly picture: MediaStream | undefined;
  readonly mixer: Mixer | undefined;
  readonly refusal: Refusal | undefined;
  /** There is no sound, and that is no mistake of anybody's. */
  readonly noVoice: Refusal | undefined;
  readonly cameras: readonly Device[];
  readonly microphones: readonly Device[];
  readonly microphone: string | undefined;
  readonly muted: boolean;
  /** Asks for it; what was there goes on if it is refused. @returns whether it is there */
  open(source: Source): Promise<boolean>;
  chooseMicrophone(id: string): Promise<void>;
  mute(muted: boolean): void;
}

interface Held {
  mixer: Mixer | undefined;
  picture: MediaStream | undefined;
  voice: MediaStream | undefined;
}

async function openVoice(kit: Tools, held: Held, id: string | undefined): Promise<Refusal | undefined> {
  try {
    const voice = await kit.openMicrophone(id);
    held.mixer?.put('voice', voice);
    held.voice = voice;
    return undefined;
  } catch (error) {
    return kit.refusalOf(error, 'microphone');
  }
}

/** @param onPicture told of each picture that takes the place of another */
export function useSources(onPicture: (picture: MediaStreamTrack | undefined) => void): Sources {
  const held = useRef<Held>({ mixer: undefined, picture: undefined, voice: undefined });
  const [state, setState] = useState({ source: 'camera' as Source, refusal: undefined as Refusal | undefined, noVoice: undefined as Refusal | undefined, microphone: undefined as string | undefined, muted: false });
  const [streams, setStreams] = useState<{ picture: MediaStream | undefined; mixer: Mixer | undefined }>({ picture: undefined, mixer: undefined });
  const [devices, setDevices] = useState<{ cameras: readonly Device[]; microphones: readonly Device[] }>({ cameras: [], microphones: [] });
  const told = useRef(onPicture);
  const again = useRef<(source: Source) => Promise<boolean>>(undefined);
  useEffect(() => void (told.current = onPicture), [onPicture]);
  useEffect(() => {
    const all = held.current;
    return () => {
      for (const stream of [all.picture, all.voice]) for (const track of stream?.getTracks() ?? []) track.stop();
      all.mixer?.close();
    };
  }, []);

  const open = useCallback(async (source: Source): Promise<boolean> => {
    const kit = await loadCapture();
    const all = held.current;
    let picture: MediaStream | undefined;
    try {
      picture = await kit.openPicture(source);
    } catch (error) {
      const refusal = kit.refusalOf(error, 'camera');
      // Who only closed the choice of screens has refused nothing.
      setState((now) => ({ ...now, refusal: source === 'screen' && refusal === 'refused' ? now.refusal : refusal }));
      return false;
    }
    all.mixer ??= new kit.Mixer();
    const noVoice = all.voice === undefined ? await openVoice(kit, all, undefined) : undefined;
    all.mixer.put('screen', source === 'screen' ? picture : undefined);
    const before = all.picture;
    all.picture = picture;
    const [track] = picture?.getVideoTracks() ?? [];
    // A screen that is shown no more, a camera that was pulled out: the sound goes on.
    track?.addEventListener('ended', () => {
      if (all.picture === picture) void again.current?.('sound');
    });
    told.current(track);
    kit.stopStream(before);
    setStreams({ picture, mixer: all.mixer });
    setState((now) => ({ ...now, source, refusal: undefined, noVoice: all.voice === undefined ? (noVoice ?? now.noVoice) : undefined }));
    setDevices({ cameras: await kit.listDevices('videoinput'), microphones: await kit.listDevices('audioinput') });
    return true;
  }, []);

  useEffect(() => void (again.current = open), [open]);

  const chooseMicrophone = useCallback(async (id: string): Promise<void> => {
    const noVoice = await openVoice(await loadCapture(), held.current, id);
    setState((now) => ({ ...now, noVoice, ...(noVoice === undefined && { microphone: id, muted: false }) }));
  }, []);

  const mute = useCallback((muted: boolean): void => {
    for (const track of held.current.voice?.getAudioTracks() ?? []) track.enabled = !muted;
    setState((now) => ({ ...now, muted }));
  }, []);

  return useMemo(() => ({ ...state, ...streams, ...devices, open, chooseMicrophone, mute }), [state, streams, devices, open, chooseMicrophone, mute]);
}
