/** The picture on its way out: as many frames a second as viewers get, of the size that the connection carries, as H.264. */

import { Clock } from './clock.ts';
import type { Config, Packet } from './line.ts';
import type { Rung } from './rungs.ts';

/** Constrained baseline, level 3.1: what every encoder makes and every player shows. */
const CODEC = 'avc1.42e01f';
const FRAME_US = 1_000_000 / 30;
/** A camera is not that exact. */
const EARLY_US = 9000;
const KEY_US = 2_000_000;
/** A screen on which nothing moves gives no frames, and parts have to have some. */
const REPEAT_MS = 100;
const STILL_US = 140_000;
/** Frames that wait to be encoded. */
const MOST_QUEUED = 3;
const MOST_FAILURES = 3;

export interface PictureEvents {
  send(packet: Packet): void;
  configure(config: Config): void;
  /** This browser cannot encode what it gets. */
  failed(): void;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

export function toBase64(source: AllowSharedBufferSource): string {
  const bytes = ArrayBuffer.isView(source) ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength) : new Uint8Array(source);
  return btoa(String.fromCharCode(...bytes));
}

const nowUs = (): number => performance.now() * 1000;

/** The size of what goes out: in the shape of what comes in, even, and never larger. */
function sizeFor({ width, height }: Size, lines: number): Size {
  const scale = Math.min(1, lines / Math.min(width, height));
  const even = (value: number): number => Math.max(16, Math.round((value * scale) / 2) * 2);
  return { width: even(width), height: even(height) };
}

/** Some phones turn the picture by saying so; encoders do not read it, a canvas does. @param always where an encoder does not take what a camera gives */
function upright(frame: VideoFrame, always: boolean): VideoFrame {
  const { rotation = 0 } = frame as VideoFrame & { readonly rotation?: number };
  if (rotation === 0 && !always) return frame;
  const { displayWidth, displayHeight, timestamp } = frame;
  const [width, height] = rotation % 180 === 0 ? [displayWidth, displayHeight] : [displayHeight, displayWidth];
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.drawImage(frame, 0, 0, width, height);
  frame.close();
  return new VideoFrame(canvas, { timestamp });
}

export class Picture {
  readonly #events: PictureEvents;
  readonly #timer: ReturnType<typeof setInterval>;
  #clock = new Clock();
  #rung: Rung | undefined;
  #encoder: VideoEncoder | undefined;
  #made = '';
  #size: Size = { width: 0, height: 0 };
  #last: VideoFrame | undefined;
  #lastAt = -Infinity;
  #keyAt = -Infinity;
  #blocked = false;
  #came = 0;
  #missed = 0;
  #failures = 0;
  #draws = false;

  constructor(events: PictureEvents) {
    this.#events = events;
    this.#timer = setInterval(() => this.#repeat(), REPEAT_MS);
  }

  get size(): Size {
    return this.#rung === undefined || this.#last === undefined ? { width: 0, height: 0 } : this.#size;
  }

  /** Undefined: none. */
  set rung(rung: Rung | undefined) {
    if (this.#rung === undefined && rung !== undefined) this.#keyAt = -Infinity;
    this.#rung = rung;
  }

  /** Nothing is encoded while it could not be sent; what comes after begins anew. */
  set blocked(blocked: boolean) {
    if (this.#blocked && !blocked) this.#keyAt = -Infinity;
    this.#blocked = blocked;
  }

  /** The next one can be begun with. */
  wantKey(): void {
    this.#keyAt = -Infinity;
  }

  /** Another camera, with a clock of its own, or none; frames of another kind want an encoder that knows no others. */
  change(): void {
    this.#clock = new Clock();
    this.#last?.close();
    this.#last = undefined;
    this.#made = '';
    this.#failures = 0;
    this.#draws = false;
  }

  /** Share of the frames that were not encoded in time, since it was asked before. */
  takeMissed(): number {
    const share = this.#came < 10 ? 0 : this.#missed / this.#came;
    [this.#came, this.#missed] = [0, 0];
    return share;
  }

  /** The frame is kept until the next one comes. */
  take(frame: VideoFrame): void {
    this.#clock.observe(frame.timestamp, nowUs());
    const at = this.#clock.at(frame.timestamp);
    if (at === undefined || at - this.#lastAt < FRAME_US - EARLY_US) return frame.close();
    this.#last?.close();
    this.#last = upright(frame, this.#draws);
    this.#encode(this.#last, at);
  }

  close(): void {
    clearInterval(this.#timer);
    this.change();
    if (this.#encoder?.state !== 'closed') this.#encoder?.close();
    this.#encoder = undefined;
  }

  #repeat(): void {
    const now = nowUs();
    if (this.#last !== undefined && now - this.#lastAt > STILL_US) this.#encode(this.#last, now);
  }

  #encode(frame: VideoFrame, at: number): void {
    this.#lastAt = at;
    const rung = this.#rung;
    if (rung === undefined || this.#blocked) return;
    this.#came++;
    const encoder = this.#encoderFor(rung, { width: frame.displayWidth, height: frame.displayHeight });
    if (encoder === undefined) return;
    if (encoder.encodeQueueSize > MOST_QUEUED) {
      this.#missed++;
      return;
    }
    const keyFrame = at - this.#keyAt >= KEY_US - FRAME_US / 2;
    if (keyFrame) this.#keyAt = at;
    const timed = new VideoFrame(frame, { timestamp: Math.round(at) });
    encoder.encode(timed, { keyFrame });
    timed.close();
  }

  #encoderFor(rung: Rung, frame: Size): VideoEncoder | undefined {
    const size = sizeFor(frame, rung.height);
    const made = `${size.width}x${size.height} ${rung.bitrate}`;
    if (this.#encoder !== undefined && this.#made === made) return this.#encoder;
    if (this.#failures >= MOST_FAILURES) return undefined;
    // One that is told of another size goes on describing the one before as well, which players take for the picture's.
    if (this.#encoder !== undefined && this.#encoder.state !== 'closed') this.#encoder.close();
    this.#encoder = this.#make();
    this.#made = made;
    this.#size = size;
    this.#keyAt = -Infinity;
    this.#encoder.configure({ codec: CODEC, ...size, bitrate: rung.bitrate, framerate: 30, latencyMode: 'realtime', avc: { format: 'avc' } });
    return this.#encoder;
  }

  #make(): VideoEncoder {
    const encoder: VideoEncoder = new VideoEncoder({
      output: (chunk, meta) => this.#give(chunk, meta),
      error: () => {
        if (this.#encoder !== encoder) return;
        this.#encoder = undefined;
        this.#draws = true;
        if (++this.#failures === MOST_FAILURES) this.#events.failed();
      },
    });
    return encoder;
  }

  #give(chunk: EncodedVideoChunk, meta: EncodedVideoChunkMetadata | undefined): void {
    const { codec, description } = meta?.decoderConfig ?? {};
    if (codec !== undefined && description !== undefined) this.#events.configure({ track: 'video', codec, description: toBase64(description) });
    const bytes = new Uint8Array(chunk.byteLength);
    chunk.copyTo(bytes);
    this.#failures = 0;
    this.#events.send({ audio: false, key: chunk.type === 'key', at: chunk.timestamp, bytes });
  }
}
