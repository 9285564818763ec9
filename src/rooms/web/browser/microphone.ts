/** Runs where sound is made: hands on what the microphone hears, without a gap, also where it hears nothing. */

import { CHANNELS } from '../app/client/studio/messages.ts';
import type { Heard } from '../app/client/studio/messages.ts';

/** A frame of AAC; 21 ms. */
const FRAMES = 1024;

/** The parts of an audio worklet's world that this uses. */
interface Scope {
  readonly currentFrame: number;
  readonly AudioWorkletProcessor: new () => { readonly port: MessagePort };
  registerProcessor(name: string, processor: unknown): void;
}

const scope = globalThis as unknown as Scope;

class Microphone extends scope.AudioWorkletProcessor {
  #to: MessagePort | undefined;
  #samples = new Float32Array(FRAMES * CHANNELS);
  #filled = 0;

  constructor() {
    super();
    this.port.addEventListener('message', ({ data }: MessageEvent<MessagePort>) => (this.#to = data));
    this.port.start();
  }

  process([input = []]: Float32Array[][]): boolean {
    const frames = input[0]?.length ?? 128;
    for (let channel = 0; channel < CHANNELS; channel++) {
      const heard = input[channel] ?? input[0];
      const at = channel * FRAMES + this.#filled;
      if (heard === undefined) this.#samples.fill(0, at, at + frames);
      else this.#samples.set(heard, at);
    }
    this.#filled += frames;
    if (this.#filled >= FRAMES) this.#give();
    return true;
  }

  #give(): void {
    const heard: Heard = { position: scope.currentFrame + 128 - this.#filled, samples: this.#samples };
    this.#to?.postMessage(heard, [this.#samples.buffer]);
    this.#samples = new Float32Array(FRAMES * CHANNELS);
    this.#filled = 0;
  }
}

scope.registerProcessor('perchoir-microphone', Microphone);
