/** A voice message: recorded here, heard by nobody until it is sent. */

import { useEffect, useRef, useState } from 'react';
import { notice } from '../../client/notices.ts';
import * as m from '../../paraglide/messages.js';
import { Tool } from '../composer/tools.tsx';
import css from './files.module.css';

/** So many bars say how loud it was. */
const BARS = 60;
const EVERY_MS = 100;
const LONGEST_S = 15 * 60;

interface Recording {
  readonly recorder: MediaRecorder;
  readonly stream: MediaStream;
  readonly sound: AudioContext;
  readonly loudness: number[];
  readonly timer: ReturnType<typeof setInterval>;
}

/** As many bars as are wanted, each the loudest of its part. */
function barsOf(loudness: readonly number[]): number[] {
  const count = Math.min(BARS, loudness.length);
  const part = loudness.length / Math.max(1, count);
  return Array.from({ length: count }, (_, at) => Math.round(Math.min(1, Math.max(...loudness.slice(Math.floor(at * part), Math.max(Math.floor(at * part) + 1, Math.floor((at + 1) * part))))) * 100));
}

async function begin(): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
  // What servers take as it is comes first.
  const type = ['audio/ogg;codecs=opus', 'audio/mp4;codecs=mp4a.40.2', 'audio/mp4', 'audio/webm;codecs=opus'].find((one) => MediaRecorder.isTypeSupported(one));
  const recorder = new MediaRecorder(stream, { audioBitsPerSecond: 32_000, ...(type !== undefined && { mimeType: type }) });
  const sound = new AudioContext();
  const meter = sound.createAnalyser();
  meter.fftSize = 512;
  sound.createMediaStreamSource(stream).connect(meter);
  const samples = new Float32Array(meter.fftSize);
  const loudness: number[] = [];
  const timer = setInterval(() => {
    meter.getFloatTimeDomainData(samples);
    loudness.push(Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length) * 3);
  }, EVERY_MS);
  recorder.start();
  return { recorder, stream, sound, loudness, timer };
}

function end({ stream, sound, timer }: Recording): void {
  clearInterval(timer);
  for (const track of stream.getTracks()) track.stop();
  void sound.close();
}

/** @param onDone is given what was recorded, and how loud it was */
export function Voice({ onDone }: { onDone: (blob: Blob, waveform: readonly number[]) => void }) {
  const [recording, setRecording] = useState<Recording>();
  const [seconds, setSeconds] = useState(0);
  const current = useRef<Recording>(undefined);
  useEffect(() => () => {
    if (current.current !== undefined) end(current.current);
  }, []);
  const keep = (next: Recording | undefined): void => {
    current.current = next;
    setRecording(next);
  };
  const finish = (sends: boolean): void => {
    const made = current.current;
    if (made === undefined) return;
    const parts: Blob[] = [];
    made.recorder.ondataavailable = ({ data }) => parts.push(data);
    made.recorder.onstop = () => {
      end(made);
      if (sends) onDone(new Blob(parts, { type: made.recorder.mimeType.split(';')[0] ?? '' }), barsOf(made.loudness));
    };
    made.recorder.stop();
    keep(undefined);
  };
  useEffect(() => {
    if (recording === undefined) return undefined;
    const timer = setInterval(() => setSeconds((now) => now + 1), 1000);
    return () => clearInterval(timer);
  }, [recording]);
  const start = (): void => {
    setSeconds(0);
    void begin().then(keep, () => notice(m.voice_not_allowed()));
  };
  if (recording === undefined) return <Tool icon="mic" word={m.voice_record()} onPress={start} />;
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  return (
    <span className={css['recording']} data-recording="">
      <span className={css['light']} aria-hidden="true" /><span>{seconds >= LONGEST_S ? m.voice_long() : clock}</span><output className="unseen">{m.voice_recording()}</output>
      <Tool icon="trash" word={m.voice_drop()} onPress={() => finish(false)} /><Tool icon="send" word={m.voice_send()} onPress={() => finish(true)} />
    </span>
  );
}
