/** The picture pushed over a socket, part by part: closest to now, for as many as the server can push to. */

import { mediaSource } from './engine.ts';
import type { Engine, Wish } from './engine.ts';

/** Further behind than this, time runs a little faster; much further, it jumps. Seconds. */
const FASTER = 0.9;
const JUMP = 3;
const NEAR = 0.35;
const KEPT = 30;
/** So much may wait to be taken in. */
const MOST_WAITING = 200;

interface Stretch {
  readonly mime: string;
  readonly starts_ms: number;
  readonly shown_at: string;
}

type Said = ({ readonly type: 'stretch' } & Stretch) | { readonly type: 'skipped' | 'paused' | 'ended' };

/** Whether there is a picture in it, and a sound. */
const tracksIn = (mime: string): string => `${/avc/.test(mime)} ${/mp4a|opus/i.test(mime)}`;

export const canBePushed = (): boolean => mediaSource() !== undefined && 'WebSocket' in globalThis;

class Pushed implements Engine {
  readonly #wish: Wish;
  readonly #socket: WebSocket;
  readonly #Source: typeof MediaSource;
  #media: MediaSource;
  #address: string;
  readonly #waiting: (Stretch | ArrayBuffer)[] = [];
  #buffer: SourceBuffer | undefined;
  #tracks = '';
  #origin: number | undefined;
  #over = false;

  constructor(wish: Wish, Source: typeof MediaSource) {
    this.#wish = wish;
    this.#Source = Source;
    wish.video.disableRemotePlayback = true;
    [this.#media, this.#address] = this.#attach();
    this.#socket = new WebSocket(wish.url.replace(/^http/, 'ws'));
    this.#socket.binaryType = 'arraybuffer';
    this.#socket.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) => this.#heard(data));
    this.#socket.addEventListener('close', () => this.#fail());
  }

  close(): void {
    this.#over = true;
    this.#socket.close();
    this.#wish.video.playbackRate = 1;
    URL.revokeObjectURL(this.#address);
  }

  delay(): number | undefined {
    const end = this.#end;
    return end === undefined ? undefined : Math.max(0, (end - this.#wish.video.currentTime) * 1000);
  }

  playingDate(): number | undefined {
    return this.#origin === undefined ? undefined : this.#origin + this.#wish.video.currentTime * 1000;
  }

  toNow(): void {
    const end = this.#end;
    if (end !== undefined) this.#wish.video.currentTime = Math.max(0, end - NEAR);
  }

  position(): number | undefined {
    return this.#origin === undefined ? undefined : this.#wish.video.currentTime;
  }

  /** Only what is new is pushed. */
  seek(): void {}

  get #end(): number | undefined {
    const { buffered } = this.#wish.video;
    return buffered.length === 0 ? undefined : buffered.end(buffered.length - 1);
  }

  #fail(): void {
    if (this.#over) return;
    this.close();
    this.#wish.failed();
  }

  #heard(message: string | ArrayBuffer): void {
    if (this.#over) return;
    if (typeof message !== 'string') this.#waiting.push(message);
    else {
      const said = JSON.parse(message) as Said;
      if (said.type === 'stretch') this.#waiting.push(said);
      else if (said.type === 'ended') this.close();
    }
    if (this.#waiting.length > MOST_WAITING) this.#fail();
    else this.#next();
  }

  #next(): void {
    if (this.#over || this.#media.readyState !== 'open' || this.#buffer?.updating === true) return;
    const next = this.#waiting.shift();
    if (next === undefined) return this.#keepUp();
    try {
      if (next instanceof ArrayBuffer) this.#buffer?.appendBuffer(next);
      else {
        this.#begin(next);
        this.#next();
      }
    } catch {
      // A kind of picture that this browser does not take, or no more room.
      this.#fail();
    }
  }

  #begin(stretch: Stretch): void {
    const { mime, starts_ms: starts, shown_at: shown } = stretch;
    const tracks = tracksIn(mime);
    this.#origin = Date.parse(shown) - starts;
    if (this.#buffer !== undefined) return tracks === this.#tracks ? this.#buffer.changeType(mime) : this.#renew(stretch);
    this.#tracks = tracks;
    this.#buffer = this.#media.addSourceBuffer(mime);
    this.#buffer.addEventListener('updateend', () => this.#next());
    this.#buffer.addEventListener('error', () => this.#fail());
  }

  /** What is buffered keeps the tracks it began with: when the picture went, or came back, it begins anew. */
  #renew(stretch: Stretch): void {
    const { video } = this.#wish;
    const played = !video.paused;
    URL.revokeObjectURL(this.#address);
    this.#buffer = undefined;
    this.#waiting.unshift(stretch);
    [this.#media, this.#address] = this.#attach();
    if (played) void video.play().catch(() => undefined);
  }

  #attach(): [MediaSource, string] {
    const media = new this.#Source();
    const address = URL.createObjectURL(media);
    this.#wish.video.src = address;
    media.addEventListener('sourceopen', () => this.#next(), { once: true });
    return [media, address];
  }

  #keepUp(): void {
    const { video } = this.#wish;
    const end = this.#end;
    if (end === undefined || this.#buffer === undefined) return;
    const first = video.buffered.start(video.buffered.length - 1);
    const behind = end - video.currentTime;
    if (video.currentTime < first || behind > JUMP) video.currentTime = Math.max(first, end - NEAR);
    video.playbackRate = behind > FASTER ? 1.1 : 1;
    if (video.currentTime - video.buffered.start(0) > 2 * KEPT) this.#buffer.remove(0, video.currentTime - KEPT);
  }
}

export function playPushed(wish: Wish): Engine | undefined {
  const Source = mediaSource();
  return Source === undefined ? undefined : new Pushed(wish, Source);
}
