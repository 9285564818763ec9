/** The sound on its way out: AAC, which is heard everywhere, by the browser or else by a program of its own; Opus where neither is to be had. */

import { Clock } from './clock.ts';
import { toBase64 } from './picture.ts';
import { CHANNELS } from './messages.ts';
import type { Heard } from './messages.ts';
import type { Config, Packet } from './line.ts';
import { SOUND_BITRATE } from './rungs.ts';

export interface SoundEvents {
  send(packet: Packet): void;
  configure(config: Config): void;
  failed(): void;
}

/** What turns sound into packets; times are seconds of the microphone. */
export interface SoundEncoder {
  encode(data: AudioData): void;
  close(): void;
}

export interface Encoded {
  readonly bytes: Uint8Array;
  /** Seconds of the microphone; undefined for what it did not hear. */
  readonly at: number | undefined;
  readonly codec?: string | undefined;
  readonly description?: AllowSharedBufferSource | undefined;
}

export type MakeEncoder = (rate: number, give: (encoded: Encoded) => void, failed: () => void) => SoundEncoder;

/** Where the browser has no AAC: a bundle of its own, which puts itself there. */
interface WithAac {
  readonly perchoirAac?: { readonly bitrate: (bitrate: number) => MakeEncoder };
}

const settings = (codec: string, rate: number): AudioEncoderConfig => ({ codec, sampleRate: rate, numberOfChannels: CHANNELS, bitrate: SOUND_BITRATE });

/** By the browser. */
const natively = (codec: string): MakeEncoder => (rate, give, failed) => {
  const encoder = new AudioEncoder({
    output(chunk, meta) {
      const bytes = new Uint8Array(chunk.byteLength);
      chunk.copyTo(bytes);
      give({ bytes, at: chunk.timestamp / 1e6, codec: meta?.decoderConfig?.codec, description: meta?.decoderConfig?.description });
    },
    error: failed,
  });
  encoder.configure(settings(codec, rate));
  return {
    encode: (data) => {
      if (encoder.state === 'configured') encoder.encode(data);
      data.close();
    },
    close: () => {
      if (encoder.state !== 'closed') encoder.close();
    },
  };
};

const can = async (codec: string, rate: number): Promise<boolean> =>
  'AudioEncoder' in globalThis && (await AudioEncoder.isConfigSupported(settings(codec, rate)).then(({ supported }) => supported === true, () => false));

async function ownAac(): Promise<MakeEncoder | undefined> {
  try {
    // @ts-expect-error It stands where pages are served from, not among the sources.
    await import(/* @vite-ignore */ '/app/alone/aac.js');
    return (globalThis as WithAac).perchoirAac?.bitrate(SOUND_BITRATE);
  } catch {
    return undefined;
  }
}

async function choose(rate: number): Promise<MakeEncoder | undefined> {
  if (await can('mp4a.40.2', rate)) return natively('mp4a.40.2');
  return (await ownAac()) ?? ((await can('opus', rate)) ? natively('opus') : undefined);
}

export class Sound {
  readonly #events: SoundEvents;
  readonly #rate: number;
  readonly #port: MessagePort;
  readonly #clock = new Clock();
  #encoder: SoundEncoder | undefined;
  #last = -Infinity;
  #closed = false;

  constructor(port: MessagePort, rate: number, events: SoundEvents) {
    [this.#port, this.#rate, this.#events] = [port, rate, events];
    port.addEventListener('message', ({ data }: MessageEvent<Heard>) => this.#heard(data));
    port.start();
    void this.#begin();
  }

  close(): void {
    this.#closed = true;
    this.#port.close();
    this.#encoder?.close();
  }

  async #begin(): Promise<void> {
    const make = await choose(this.#rate);
    if (this.#closed) return;
    if (make === undefined) return this.#events.failed();
    this.#encoder = make(this.#rate, (encoded) => this.#give(encoded), () => this.#events.failed());
  }

  #heard({ position, samples }: Heard): void {
    const seconds = position / this.#rate;
    const frames = samples.length / CHANNELS;
    // All of it has been heard when its last frame has.
    this.#clock.observe((seconds + frames / this.#rate) * 1e6, performance.now() * 1000);
    this.#encoder?.encode(new AudioData({ format: 'f32-planar', sampleRate: this.#rate, numberOfFrames: frames, numberOfChannels: CHANNELS, timestamp: Math.round(seconds * 1e6), data: samples }));
  }

  #give({ bytes, at, codec, description }: Encoded): void {
    if (this.#closed) return;
    if (codec !== undefined && description !== undefined) this.#events.configure({ track: 'audio', codec, description: toBase64(description) });
    const shown = at === undefined ? undefined : this.#clock.at(at * 1e6);
    // Where the clock was set back, what was heard twice is left out: times never go back.
    if (shown === undefined || shown <= this.#last) return;
    this.#last = shown;
    this.#events.send({ audio: true, key: true, at: shown, bytes });
  }
}
