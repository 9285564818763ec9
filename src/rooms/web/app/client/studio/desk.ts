/** The page's side of a studio that is on air: hands camera and sound to the worker, and tells what becomes of it. */

import { trustedAddress } from '../trusted.ts';
import type { Mixer } from './capture.ts';
import type { Connection, Figures, FromWorker, ToWorker } from './messages.ts';

export interface DeskEvents {
  connection(state: Connection): void;
  figures(figures: Figures): void;
  told(code: string, message: string): void;
  over(code: string, message: string): void;
}

type Processor = new (options: { track: MediaStreamTrack }) => { readonly readable: ReadableStream<VideoFrame> };

const BROADCASTS = '/api/perchoir/v1/broadcasts';
const END_MS = 500;

/** Frames one by one, where neither a page nor a worker may read a camera. @returns what ends it */
function watchFrames(track: MediaStreamTrack, give: (frame: VideoFrame) => void): () => void {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  let open = true;
  const next = (now: number, { captureTime }: VideoFrameCallbackMetadata): void => {
    if (!open) return;
    give(new VideoFrame(video, { timestamp: Math.round((captureTime ?? now) * 1000) }));
    video.requestVideoFrameCallback(next);
  };
  video.requestVideoFrameCallback(next);
  void video.play().catch(() => undefined);
  return () => {
    open = false;
    video.srcObject = null;
  };
}

export class Desk {
  readonly #worker = new Worker(trustedAddress('/app/alone/encoder.js'));
  readonly #events: DeskEvents;
  readonly #ready: Promise<boolean>;
  readonly #stop = new AbortController();
  #unwatch: (() => void) | undefined;
  #lock: WakeLockSentinel | undefined;
  #over = false;

  constructor(events: DeskEvents) {
    this.#events = events;
    const ready = Promise.withResolvers<boolean>();
    this.#ready = ready.promise;
    this.#worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => (data.kind === 'ready' ? ready.resolve(data.readsTracks) : this.#heard(data)));
    this.#worker.addEventListener('error', () => this.#finish('unable', ''));
    const { signal } = this.#stop;
    document.addEventListener('visibilitychange', () => this.#stayAwake(), { signal });
    addEventListener('beforeunload', (event) => event.preventDefault(), { signal });
    this.#stayAwake();
  }

  /** @param takeOver sends away whoever sends to it now */
  async begin(broadcastId: string, { mixer, picture, takeOver }: { mixer: Mixer; picture: MediaStreamTrack | undefined; takeOver: boolean }): Promise<void> {
    const port = await mixer.tap().catch(() => undefined);
    if (port !== undefined) this.#say({ kind: 'sound', port, rate: mixer.rate }, [port]);
    else this.#events.told('sound', '');
    await this.show(picture);
    this.#say({ kind: 'begin', address: `${location.origin.replace(/^http/, 'ws')}${BROADCASTS}/${broadcastId}/ingest`, takeOver });
  }

  /** Another picture takes its place; undefined: none. */
  async show(picture: MediaStreamTrack | undefined): Promise<void> {
    const readsTracks = await this.#ready;
    this.#unwatch?.();
    this.#unwatch = undefined;
    if (picture === undefined) return this.#say({ kind: 'picture' });
    // The one that is shown on the page goes on by itself.
    const track = picture.clone();
    const Reads = (globalThis as { readonly MediaStreamTrackProcessor?: Processor }).MediaStreamTrackProcessor;
    const end = (): void => track.stop();
    if (Reads !== undefined) {
      const frames = new Reads({ track }).readable;
      this.#unwatch = end;
      return this.#say({ kind: 'picture', frames }, [frames]);
    }
    if (readsTracks) return this.#say({ kind: 'picture', track }, [track as unknown as Transferable]);
    this.#say({ kind: 'picture' });
    const unwatch = watchFrames(track, (frame) => this.#say({ kind: 'frame', frame }, [frame]));
    this.#unwatch = () => {
      unwatch();
      end();
    };
  }

  hold(): void {
    this.#say({ kind: 'hold' });
  }

  resume(): void {
    this.#say({ kind: 'resume' });
  }

  /** The connection is closed; the broadcast waits until it is ended, or somebody goes on with it. */
  close(): void {
    if (this.#over) return;
    this.#say({ kind: 'end' });
    this.#release();
    // It says goodbye first.
    setTimeout(() => this.#worker.terminate(), END_MS);
  }

  #heard(message: FromWorker): void {
    if (this.#over) return;
    if (message.kind === 'connection') this.#events.connection(message.state);
    else if (message.kind === 'figures') this.#events.figures(message);
    else if (message.kind === 'told') this.#events.told(message.code, message.message);
    else if (message.kind === 'over') this.#finish(message.code, message.message);
  }

  #finish(code: string, message: string): void {
    if (this.#over) return;
    this.#release();
    this.#worker.terminate();
    this.#events.connection('over');
    this.#events.over(code, message);
  }

  #release(): void {
    this.#over = true;
    this.#stop.abort();
    this.#unwatch?.();
    void this.#lock?.release().catch(() => undefined);
  }

  /** A phone that dims its screen stops its camera. */
  #stayAwake(): void {
    if (document.hidden || !('wakeLock' in navigator)) return;
    void navigator.wakeLock.request('screen').then((lock) => (this.#over ? lock.release() : void (this.#lock = lock)), () => undefined);
  }

  #say(message: ToWorker, transfer: Transferable[] = []): void {
    if (!this.#over) this.#worker.postMessage(message, transfer);
  }
}
