/** Camera, screen and microphone of this browser. */

import { trustedAddress } from '../trusted.ts';
import { CHANNELS } from './messages.ts';

/** `camera`: any; else the id of one. */
export type Source = 'camera' | 'screen' | 'sound' | (string & {});

/** Why there is no picture or sound, in a word that the page has words for. */
export type Refusal = 'refused' | 'no_camera' | 'no_microphone' | 'busy' | 'unable';

const SOUND = { echoCancellation: true, noiseSuppression: true };
/** What goes out is 720 lines at most. */
const SIZE = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };

/** What an error of the browser means. */
export function refusalOf(error: unknown, wanted: 'camera' | 'microphone'): Refusal {
  const name = error instanceof DOMException || error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return wanted === 'camera' ? 'no_camera' : 'no_microphone';
  return name === 'NotReadableError' || name === 'AbortError' ? 'busy' : 'unable';
}

/** Whether this browser can send at all. */
export async function canGoLive(): Promise<boolean> {
  if (!('VideoEncoder' in globalThis) || !('AudioWorkletNode' in globalThis) || !('mediaDevices' in navigator)) return false;
  const wish: VideoEncoderConfig = { codec: 'avc1.42e01f', width: 1280, height: 720, bitrate: 2_500_000, framerate: 30, latencyMode: 'realtime', avc: { format: 'avc' } };
  return VideoEncoder.isConfigSupported(wish).then(({ supported }) => supported === true, () => false);
}

/** What may be heard of a screen comes along. Undefined: sound alone. @throws DOMException where it is refused or there is none */
export async function openPicture(source: Source): Promise<MediaStream | undefined> {
  if (source === 'sound') return undefined;
  if (source === 'screen') return navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { ideal: 30 } }, audio: true });
  return navigator.mediaDevices.getUserMedia({ video: { ...SIZE, ...(source === 'camera' ? { facingMode: 'user' } : { deviceId: { exact: source } }) } });
}

/** Any microphone, or the one that is named. @throws DOMException */
export const openMicrophone = (id: string | undefined): Promise<MediaStream> =>
  navigator.mediaDevices.getUserMedia({ audio: { ...SOUND, ...(id !== undefined && { deviceId: { exact: id } }) } });

export interface Device {
  readonly id: string;
  readonly name: string;
}

/** What there is; the names are told once one of them was allowed. */
export async function listDevices(kind: 'videoinput' | 'audioinput'): Promise<Device[]> {
  const all = await navigator.mediaDevices.enumerateDevices();
  return all.filter((one) => one.kind === kind && one.deviceId !== '').map(({ deviceId, label }) => ({ id: deviceId, name: label }));
}

export const stopStream = (stream: MediaStream | undefined): void => stream?.getTracks().forEach((track) => track.stop());

const WORKLET = '/app/alone/microphone.js';
const RATE = 48_000;

/** What is heard, from wherever it comes, on one clock: to be seen, and to be sent. */
export class Mixer {
  readonly #context = new AudioContext({ sampleRate: RATE, latencyHint: 'interactive' });
  readonly #sum = this.#context.createGain();
  readonly #analyser = this.#context.createAnalyser();
  readonly #samples = new Float32Array(this.#analyser.fftSize);
  readonly #inputs = new Map<'voice' | 'screen', { node: AudioNode; stream: MediaStream }>();
  #node: AudioWorkletNode | undefined;

  constructor() {
    this.#sum.connect(this.#analyser);
  }

  get rate(): number {
    return this.#context.sampleRate;
  }

  /** From 0 to 1. */
  get level(): number {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    let sum = 0;
    for (const sample of this.#samples) sum += sample * sample;
    return Math.min(1, 3 * Math.sqrt(sum / this.#samples.length));
  }

  /** Takes the place of what was there. */
  put(name: 'voice' | 'screen', stream: MediaStream | undefined): void {
    const before = this.#inputs.get(name);
    before?.node.disconnect();
    if (before !== undefined && before.stream !== stream) for (const track of before.stream.getAudioTracks()) track.stop();
    this.#inputs.delete(name);
    if (stream === undefined || stream.getAudioTracks().length === 0) return;
    const node = this.#context.createMediaStreamSource(stream);
    node.connect(this.#sum);
    this.#inputs.set(name, { node, stream });
    void this.#context.resume();
  }

  /** @returns where what is heard comes out */
  async tap(): Promise<MessagePort> {
    if (this.#node === undefined) {
      await this.#context.audioWorklet.addModule(trustedAddress(WORKLET));
      this.#node = new AudioWorkletNode(this.#context, 'perchoir-microphone', { numberOfInputs: 1, numberOfOutputs: 0, channelCount: CHANNELS, channelCountMode: 'explicit' });
      this.#sum.connect(this.#node);
    }
    await this.#context.resume();
    const { port1, port2 } = new MessageChannel();
    this.#node.port.postMessage(port1, [port1]);
    return port2;
  }

  close(): void {
    for (const name of this.#inputs.keys()) this.put(name, undefined);
    void this.#context.close();
  }
}
