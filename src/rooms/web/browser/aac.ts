/** AAC where a browser cannot make it: loaded by the worker of a studio and nobody else. */

import { registerAacEncoder } from '@mediabunny/aac-encoder';
import { AudioSample, AudioSampleSource, Mp4OutputFormat, NullTarget, Output } from 'mediabunny';
import { CHANNELS } from '../app/client/studio/messages.ts';
import type { MakeEncoder } from '../app/client/studio/sound.ts';

const FRAME = 1024;
/** The first packet of this encoder holds what comes before the first sound; by so many frames all of it is late. */
const PRIMING = FRAME;
/** Silence by which it gets going, before there is anything that could be late. */
const WARM = 4 * FRAME;

registerAacEncoder();

const silence = (rate: number): AudioSample =>
  new AudioSample({ format: 'f32-planar', sampleRate: rate, numberOfChannels: CHANNELS, timestamp: 0, data: new Float32Array(WARM * CHANNELS) });

const bitrate = (bits: number): MakeEncoder => (rate, give, failed) => {
  let open = true;
  /** When the microphone was first listened to: the encoder's times count from the silence before it. */
  let origin: number | undefined;
  let warm = false;
  const source = new AudioSampleSource({
    codec: 'aac', bitrate: bits,
    onEncodedPacket: ({ data, timestamp }, meta) => {
      const late = (WARM + PRIMING) / rate;
      const { codec, description } = meta?.decoderConfig ?? {};
      if (origin !== undefined || codec !== undefined) give({ bytes: data, at: origin === undefined || timestamp < late ? undefined : origin + timestamp - late, codec, description });
    },
  });
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'fragmented' }), target: new NullTarget() });
  output.addAudioTrack(source);
  const stop = (): void => {
    if (open) failed();
    open = false;
  };
  const add = async (sample: AudioSample): Promise<void> => {
    if (open) await source.add(sample);
    sample.close();
  };
  let last: Promise<void> = output.start().then(() => add(silence(rate))).then(() => void (warm = true));
  last.catch(stop);
  return {
    encode(data) {
      if (!warm) return data.close();
      const at = data.timestamp / 1e6;
      origin ??= at;
      const sample = new AudioSample(data);
      sample.setTimestamp(WARM / rate + at - origin);
      last = last.then(async () => {
        await add(sample);
        data.close();
      }).catch(stop);
    },
    close() {
      open = false;
      void output.cancel().catch(() => undefined);
    },
  };
};

Object.assign(globalThis, { perchoirAac: { bitrate } });
