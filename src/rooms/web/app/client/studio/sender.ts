/** What the worker of a studio does: takes in pictures and sound, and sends what the connection carries. */

import { Line } from './line.ts';
import type { Packet } from './line.ts';
import { Picture } from './picture.ts';
import { FAR_BEHIND, Rungs, SOUND_BITRATE } from './rungs.ts';
import { Sound } from './sound.ts';
import type { FromWorker, ToWorker } from './messages.ts';

const LOOK_MS = 500;

type Tell = (message: FromWorker) => void;
type Processor = new (options: { track: MediaStreamTrack }) => { readonly readable: ReadableStream<VideoFrame> };

/** How frames of a camera are read, where a worker may. */
export const processor = (): Processor | undefined => (globalThis as { readonly MediaStreamTrackProcessor?: Processor }).MediaStreamTrackProcessor;

export class Sender {
  readonly #tell: Tell;
  readonly #picture: Picture;
  readonly #timer: ReturnType<typeof setInterval>;
  #line: Line | undefined;
  #rungs: Rungs | undefined;
  #sound: Sound | undefined;
  #reader: ReadableStreamDefaultReader<VideoFrame> | undefined;
  #maxBitrate = Infinity;
  #sent = 0;
  #bitrate = 0;
  #lookedAt = performance.now();

  constructor(tell: Tell) {
    this.#tell = tell;
    const send = (packet: Packet): void => this.#send(packet);
    this.#picture = new Picture({ send, configure: (config) => this.#line?.configure(config), failed: () => tell({ kind: 'told', code: 'picture', message: '' }) });
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
  }

  obey(wish: ToWorker): void {
    switch (wish.kind) {
      case 'begin':
        return this.#begin(wish.address, wish.takeOver);
      case 'picture':
        return this.#show(wish);
      case 'frame':
        return this.#picture.take(wish.frame);
      case 'sound':
        return this.#listen(wish.port, wish.rate);
      case 'hold':
        this.#picture.blocked = true;
        this.#line?.hold();
        return this.#tell({ kind: 'connection', state: 'held' });
      case 'resume':
        this.#tell({ kind: 'connection', state: 'connecting' });
        return this.#line?.resume();
      default:
        this.#line?.end();
        return this.#close();
    }
  }

  #begin(address: string, takeOver: boolean): void {
    this.#rungs = new Rungs(this.#sound !== undefined, performance.now());
    this.#picture.blocked = true;
    this.#picture.rung = this.#rungs.rung;
    this.#tell({ kind: 'connection', state: 'connecting' });
    this.#line = new Line(address, takeOver, {
      connected: ({ maxBitrate, anew }) => this.#connected(maxBitrate, anew),
      cut: () => this.#tell({ kind: 'connection', state: 'cut' }),
      over: (code, message) => {
        this.#close();
        this.#tell({ kind: 'over', code, message });
      },
      told: (code, message) => this.#tell({ kind: 'told', code, message }),
      advised: (bitrate) => {
        this.#rungs?.advise(Math.min(bitrate, this.#maxBitrate), performance.now());
        this.#turn();
      },
    });
  }

  #connected(maxBitrate: number, anew: boolean): void {
    this.#maxBitrate = maxBitrate;
    this.#rungs?.allow(maxBitrate);
    this.#turn();
    this.#picture.blocked = false;
    if (anew) this.#picture.wantKey();
    this.#tell({ kind: 'connection', state: 'good' });
  }

  #listen(port: MessagePort, rate: number): void {
    this.#sound?.close();
    this.#sound = new Sound(port, rate, {
      send: (packet) => this.#send(packet), configure: (config) => this.#line?.configure(config), failed: () => this.#tell({ kind: 'told', code: 'sound', message: '' }),
    });
  }

  #show({ frames, track }: Extract<ToWorker, { kind: 'picture' }>): void {
    void this.#reader?.cancel().catch(() => undefined);
    this.#reader = undefined;
    this.#picture.change();
    const Reads = processor();
    const readable = frames ?? (track !== undefined && Reads !== undefined ? new Reads({ track }).readable : undefined);
    if (readable !== undefined) void this.#read(readable.getReader());
  }

  async #read(reader: ReadableStreamDefaultReader<VideoFrame>): Promise<void> {
    this.#reader = reader;
    for (;;) {
      const { value, done } = await reader.read().catch(() => ({ value: undefined, done: true }));
      if (done || value === undefined) return;
      if (this.#reader === reader) this.#picture.take(value);
      else value.close();
    }
  }

  #send(packet: Packet): void {
    this.#sent += this.#line?.send(packet) ?? 0;
  }

  #turn(): void {
    this.#picture.rung = this.#rungs?.rung;
  }

  /** Seconds of media that wait. */
  get #behind(): number {
    const rate = (this.#rungs?.rung?.bitrate ?? 0) + SOUND_BITRATE;
    return ((this.#line?.waiting ?? 0) * 8) / rate;
  }

  #look(): void {
    const [line, rungs, now] = [this.#line, this.#rungs, performance.now()];
    const seconds = (now - this.#lookedAt) / 1000;
    this.#lookedAt = now;
    if (line === undefined || rungs === undefined) return;
    this.#bitrate = this.#bitrate * 0.5 + ((this.#sent * 8) / seconds) * 0.5;
    this.#sent = 0;
    const missed = this.#picture.takeMissed();
    const behind = this.#behind;
    if (line.connected) {
      rungs.look({ now, behind, missed });
      this.#turn();
      this.#picture.blocked = behind > FAR_BEHIND;
    }
    const { width, height } = this.#picture.size;
    this.#tell({ kind: 'figures', bitrate: Math.round(this.#bitrate), behindMs: Math.max(line.behindMs, Math.round(behind * 1000)), width, height, soundOnly: rungs.rung === undefined });
  }

  #close(): void {
    clearInterval(this.#timer);
    void this.#reader?.cancel().catch(() => undefined);
    this.#reader = undefined;
    this.#picture.close();
    this.#sound?.close();
  }
}
