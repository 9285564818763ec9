/**
 * Makes a player out of what the server drew: the same for visitors, whose pages have no application, and for members.
 * Nothing is loaded before somebody presses play, and nothing plays by itself with sound.
 */

import { Captions } from './captions.ts';
import type { CaptionFacts } from './captions.ts';
import type { Engine } from './engine.ts';
import { playNatively, playPlaylist } from './playlist.ts';
import { canBePushed, playPushed } from './push.ts';

/** What a player knows of a broadcast. */
export interface Facts {
  readonly id: string;
  readonly state: string;
  readonly started_at: string | null;
  readonly has_video: boolean;
  readonly playback_url: string | null;
  readonly low_latency_url: string | null;
  readonly push_url: string | null;
  readonly rewind_url: string | null;
  readonly recording_url: string | null;
  readonly download_url: string | null;
  readonly captions: readonly CaptionFacts[];
}

/** How it is watched. */
type Mode = 'near' | 'live' | 'rewind' | 'replay';
export type Words = Readonly<Record<'waiting' | 'live' | 'delay' | 'paused' | 'ended' | 'replay' | 'rewind' | 'trouble' | 'full' | 'play' | 'play_replay', string>>;

const ASK_MS = 5000;
/** As many watched as may: asked again after so long. */
const FULL_MS = 30_000;
const TICK_MS = 500;
const STEP_SECONDS = 10;
/** What is further behind than this is no longer called live. */
const LIVE_MS = 15_000;

class Player {
  readonly #root: HTMLElement;
  readonly #video: HTMLVideoElement;
  readonly #words: Words;
  readonly #stop = new AbortController();
  readonly #captions: Captions | undefined;
  readonly #timers: readonly number[];
  #facts: Facts;
  #engine: Engine | undefined;
  #mode: Mode | undefined;
  /** Counts what was begun: an engine that is ready after another was chosen is closed. */
  #turn = 0;
  /** The moment to begin at, where somebody chose one. */
  #wanted: number | undefined;
  /** The picture is not pushed to here: as many get it as may, or this browser cannot. */
  #noPush = false;
  #isFull = false;
  /** The playlist could not be played; the film is. */
  #asMovie = false;

  constructor(root: HTMLElement, video: HTMLVideoElement) {
    [this.#root, this.#video] = [root, video];
    this.#facts = JSON.parse(root.dataset['player'] ?? '{}') as Facts;
    this.#words = JSON.parse(root.dataset['words'] ?? '{}') as Words;
    video.controls = false;
    const choice = this.#part<HTMLSelectElement>('captions');
    this.#captions = choice === null ? undefined : new Captions(video, choice, this.#stop.signal);
    this.#on('play', () => this.#play(this.#facts.state === 'ended' ? 'replay' : 'near'));
    this.#on('rewind', () => this.#play('rewind'));
    this.#on('now', () => this.#toNow());
    this.#part<HTMLSelectElement>('near')?.addEventListener('change', (event) => this.#choose((event.target as HTMLSelectElement).value === 'near'), { signal: this.#stop.signal });
    root.addEventListener('keydown', (event) => this.#key(event), { signal: this.#stop.signal });
    document.addEventListener('playerseek', (event) => this.#asked((event as CustomEvent<{ id: string; date: number }>).detail), { signal: this.#stop.signal });
    document.addEventListener('playerfacts', (event) => this.#told((event as CustomEvent<Facts>).detail), { signal: this.#stop.signal });
    document.addEventListener('click', (event) => this.#watch(event), { signal: this.#stop.signal });
    this.#timers = [setInterval(() => this.#tick(), TICK_MS) as unknown as number, setInterval(() => void this.#ask(), ASK_MS) as unknown as number];
    this.#show();
  }

  close(): void {
    this.#stop.abort();
    for (const timer of this.#timers) clearInterval(timer);
    this.#turn++;
    this.#engine?.close();
  }

  #part<T extends HTMLElement>(name: string): T | null {
    return this.#root.querySelector<T>(`[data-part="${name}"]`);
  }

  #on(name: string, act: () => void): void {
    this.#part(name)?.addEventListener('click', act, { signal: this.#stop.signal });
  }

  #urlFor(mode: Mode): string | null {
    const { push_url: push, low_latency_url: low, playback_url: plain, rewind_url: rewind, recording_url: recording } = this.#facts;
    return { near: push, live: low ?? plain, rewind, replay: recording }[mode];
  }

  #play(wanted: Mode): void {
    this.#isFull = false;
    const mode = wanted === 'near' && (this.#noPush || !canBePushed() || this.#facts.push_url === null) ? 'live' : wanted;
    const url = this.#urlFor(mode);
    this.#mode = mode;
    this.#engine?.close();
    this.#engine = undefined;
    const turn = ++this.#turn;
    this.#video.controls = true;
    // Nothing to see yet: it begins by itself when there is.
    if (url !== null) void this.#begin(mode, url, turn);
    this.#video.focus();
    this.#show();
  }

  async #begin(mode: Mode, url: string, turn: number): Promise<void> {
    const failed = (why?: 'full'): void => {
      if (turn === this.#turn) this.#failed(mode, why);
    };
    const wish = { video: this.#video, url, failed, clocked: this.#facts.rewind_url ?? undefined };
    const engine = mode === 'near' ? playPushed(wish) : await playPlaylist(wish, mode === 'live' ? undefined : 0);
    if (turn !== this.#turn) return engine?.close();
    this.#engine = engine;
    if (this.#wanted !== undefined) engine?.seek(this.#wanted);
    this.#wanted = undefined;
    // Refused where the press is too long ago: the button of the picture itself is there.
    await this.#video.play().catch(() => undefined);
  }

  #failed(mode: Mode, why?: 'full'): void {
    this.#engine?.close();
    this.#engine = undefined;
    if (why === 'full') return this.#waitForSeat(mode);
    if (mode === 'near') {
      this.#noPush = true;
      return this.#play('live');
    }
    const { download_url: movie } = this.#facts;
    if (mode === 'replay' && movie !== null && !this.#asMovie) {
      this.#asMovie = true;
      this.#engine = playNatively({ video: this.#video, url: movie, failed: () => this.#failed(mode) }, this.#facts.recording_url ?? undefined);
      return void this.#video.play().catch(() => undefined);
    }
    this.#show(this.#words.trouble);
  }

  #waitForSeat(mode: Mode): void {
    const turn = this.#turn;
    this.#isFull = true;
    this.#show();
    setTimeout(() => {
      if (turn === this.#turn && !this.#stop.signal.aborted) this.#play(mode);
    }, FULL_MS);
  }

  /** "Watch" was pressed somewhere else on the page. */
  #watch(event: Event): void {
    const link = (event.target as Element).closest<HTMLElement>('[data-watch]');
    if (link === null || link.dataset['watch'] !== this.#facts.id) return;
    event.preventDefault();
    this.#root.scrollIntoView({ block: 'center' });
    if (this.#mode === undefined) this.#play('near');
  }

  #toNow(): void {
    if (this.#mode === 'rewind') this.#play('near');
    else this.#engine?.toNow();
  }

  /** Somebody chose a moment, beside the picture. */
  #asked({ id, date }: { id: string; date: number }): void {
    const { state } = this.#facts;
    if (id !== this.#facts.id || state === 'ready') return;
    const mode = state === 'ended' ? 'replay' : 'rewind';
    if (this.#mode === mode && this.#engine !== undefined) {
      this.#engine.seek(date);
      // A picture that has come to its end stands still, whoever goes back in it.
      return void this.#video.play().catch(() => undefined);
    }
    this.#wanted = date;
    if (this.#mode !== mode) this.#play(mode);
  }

  #choose(near: boolean): void {
    this.#noPush = !near;
    if (this.#mode === 'near' || this.#mode === 'live') this.#play('near');
  }

  #key(event: KeyboardEvent): void {
    const video = this.#video;
    if (this.#mode === undefined || event.ctrlKey || event.metaKey || event.altKey || (event.target as HTMLElement).closest('button, select, a') !== null) return;
    const acts: Readonly<Record<string, () => void>> = {
      ' ': () => void (video.paused ? video.play() : video.pause()),
      ArrowLeft: () => void (video.currentTime -= STEP_SECONDS),
      ArrowRight: () => void (video.currentTime += STEP_SECONDS),
      m: () => void (video.muted = !video.muted),
      f: () => void (document.fullscreenElement === null ? video.requestFullscreen() : document.exitFullscreen()),
      c: () => this.#captions?.toggle(),
    };
    const act = acts[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  }

  /** Tells the page where it is, twice a second. */
  #tick(): void {
    const date = this.#engine?.playingDate();
    if (date !== undefined) this.#root.dispatchEvent(new CustomEvent('playertime', { bubbles: true, detail: { id: this.#facts.id, date, mode: this.#mode } }));
    this.#captions?.tick(this.#engine?.position(), this.#facts.state !== 'ended');
    if (this.#mode !== undefined) this.#show();
  }

  async #ask(): Promise<void> {
    if (this.#facts.state === 'ended' || document.hidden) return;
    const answer = await fetch(`/api/perchoir/v1/broadcasts/${this.#facts.id}`, { headers: { Accept: 'application/json' }, signal: this.#stop.signal }).catch(() => undefined);
    if (answer?.ok !== true || this.#stop.signal.aborted) return;
    this.#told((await answer.json()) as Facts);
  }

  /** What is known of the broadcast now: asked for, or told by the page. */
  #told(facts: Facts): void {
    if (facts.id !== this.#facts.id) return;
    const before = this.#facts;
    this.#facts = facts;
    const { state } = facts;
    // Who waits for the picture, or saw it stop, sees it go on; who watched to the end stays there and may begin again.
    if (state === 'live' && before.state !== 'live' && (this.#mode === 'near' || this.#mode === 'live')) this.#play('near');
    if (state === 'ended' && (this.#mode === 'near' || this.#mode === 'live')) this.#rest();
    this.#show();
  }

  #rest(): void {
    this.#turn++;
    this.#engine?.close();
    this.#engine = this.#mode = undefined;
    this.#video.controls = false;
  }

  #line(): string {
    const { state } = this.#facts;
    const { waiting, live, delay, paused, ended, replay, rewind, full } = this.#words;
    if (this.#isFull) return full;
    if (this.#mode === 'replay') return replay;
    if (state === 'ready') return waiting;
    if (state === 'ended') return ended;
    if (this.#mode === 'rewind') return rewind;
    if (state === 'paused') return paused;
    const ms = this.#engine?.delay();
    return ms === undefined || ms > LIVE_MS ? live : delay.replace('{seconds}', (ms / 1000).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 }));
  }

  #show(line = this.#line()): void {
    const { state, rewind_url: rewind, push_url: push, download_url: movie, captions } = this.#facts;
    this.#captions?.offer(captions);
    const runs = state === 'live' || state === 'paused';
    this.#root.dataset['state'] = state;
    this.#root.dataset['mode'] = this.#mode ?? '';
    const words = this.#part('line');
    if (words !== null && words.textContent !== line) words.textContent = line;
    const hide = (name: string, hidden: boolean): void => {
      const part = this.#part(name);
      if (part !== null) part.hidden = hidden;
    };
    const download = this.#part<HTMLAnchorElement>('download');
    if (download !== null && movie !== null) download.href = movie;
    hide('download', state !== 'ended' || movie === null);
    const play = this.#part('play');
    if (play !== null) play.setAttribute('aria-label', state === 'ended' ? this.#words.play_replay : this.#words.play);
    hide('play', this.#mode !== undefined || (state === 'ended' && this.#facts.recording_url === null));
    hide('rewind', !runs || rewind === null || this.#mode === 'rewind');
    hide('now', !runs || this.#mode === undefined || (this.#mode !== 'rewind' && !this.#video.paused));
    hide('near-label', !runs || push === null || !canBePushed());
  }
}

/** @returns what ends it */
export function wake(root: HTMLElement): () => void {
  const video = root.querySelector('video');
  if (video === null) return () => undefined;
  const player = new Player(root, video);
  return () => player.close();
}
