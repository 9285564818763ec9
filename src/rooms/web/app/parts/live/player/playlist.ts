/** Plays playlists: by hls.js where a script may feed the picture, else by the browser itself. */

import type Hls from 'hls.js';
import { readClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { mediaSource } from './engine.ts';
import type { Engine, Wish } from './engine.ts';

const MOST_REPAIRS = 3;
/** Seconds. */
const STEP_OVER = 0.5;

async function loadHls(): Promise<typeof Hls | undefined> {
  // A bundle of its own, made beside this one: whoever watches nothing loads nothing of it.
  // @ts-expect-error It stands where pages are served from, not among the sources.
  await import(/* @vite-ignore */ '/app/alone/hls.js');
  return (globalThis as { readonly perchoirHls?: typeof Hls }).perchoirHls;
}

/** @param clocked the playlist that says when each moment was shown, where the picture itself does not */
export function playNatively({ video, url, failed }: Wish, clocked?: string): Engine {
  let clock: Clock | undefined;
  let wanted: number | undefined;
  const goTo = (date: number): void => {
    const time = clock?.timeAt(date);
    if (time !== undefined) video.currentTime = time;
    wanted = time === undefined ? date : undefined;
  };
  if (clocked !== undefined) {
    void readClock(clocked).then((read) => {
      clock = read;
      if (wanted !== undefined) goTo(wanted);
    });
  }
  video.src = url;
  const broken = (): void => failed();
  video.addEventListener('error', broken, { once: true });
  const edge = (): number | undefined => (video.seekable.length > 0 ? video.seekable.end(video.seekable.length - 1) : undefined);
  const began = (): number => (video as HTMLVideoElement & { getStartDate?: () => Date }).getStartDate?.().getTime() ?? Number.NaN;
  return {
    close() {
      video.removeEventListener('error', broken);
      video.removeAttribute('src');
      video.load();
    },
    delay: () => (edge() === undefined ? undefined : Math.max(0, ((edge() ?? 0) - video.currentTime) * 1000)),
    playingDate: () => clock?.dateAt(video.currentTime) ?? (Number.isNaN(began()) ? undefined : began() + video.currentTime * 1000),
    toNow: () => void (video.currentTime = edge() ?? video.currentTime),
    position: () => (clock === undefined ? undefined : video.currentTime),
    seek: goTo,
  };
}

type Details = Hls['latestLevelDetails'];

/** Where in the picture it is what was shown at a moment; what came while nothing was shown is at the end of what was before. */
function placeOf(details: Details, date: number): number | undefined {
  const fragment = details?.fragments.findLast(({ programDateTime: at }) => at !== null && at <= date) ?? details?.fragments[0];
  if (fragment === undefined) return undefined;
  return fragment.start + Math.max(0, Math.min(fragment.duration - 0.05, (date - (fragment.programDateTime ?? date)) / 1000));
}

/** @param from where to begin, in seconds; undefined: at the newest that there is */
export async function playPlaylist(wish: Wish, from: number | undefined): Promise<Engine> {
  const Player = mediaSource() === undefined ? undefined : await loadHls().catch(() => undefined);
  if (Player?.isSupported() !== true) return playNatively(wish, from === undefined ? undefined : wish.url);
  let repairs = 0;
  let wanted: number | undefined;
  const open = (at: number | undefined): Hls => {
    const made = new Player({
      // What the playlist says of the distance to keep is what counts: a count of segments here would take its place.
      lowLatencyMode: true, maxLiveSyncPlaybackRate: 1.1, liveSyncOnStallIncrease: 0.1, backBufferLength: 30, enableWorker: false,
      ...(at !== undefined && { startPosition: at }),
    });
    made.on(Player.Events.ERROR, (_event, { fatal, type, response }) => {
      if (!fatal || made !== hls) return;
      if (response?.code === 429) return wish.failed('full');
      if (++repairs > MOST_REPAIRS) return wish.failed();
      if (type === Player.ErrorTypes.MEDIA_ERROR) renew();
      else setTimeout(() => made.startLoad(), 1000 * repairs);
    });
    made.on(Player.Events.FRAG_BUFFERED, () => (repairs = 0));
    made.on(Player.Events.LEVEL_UPDATED, (_event, { details }) => {
      if (wanted !== undefined) goTo(wanted, details);
    });
    made.loadSource(wish.url);
    made.attachMedia(wish.video);
    return made;
  };
  // What is buffered keeps the tracks it began with: where the picture goes, or comes back, it begins anew behind that.
  const renew = (): void => {
    const { video } = wish;
    const at = from === undefined ? undefined : video.currentTime + STEP_OVER;
    hls.destroy();
    hls = open(at);
    void video.play().catch(() => undefined);
  };
  const goTo = (date: number, details: Details = hls.latestLevelDetails): void => {
    const place = placeOf(details, date);
    wanted = place === undefined ? date : undefined;
    if (place !== undefined) wish.video.currentTime = place;
  };
  let hls = open(from);
  let clock: Clock | undefined;
  if (from === undefined && wish.clocked !== undefined) void readClock(wish.clocked).then((read) => (clock = read));
  const position = (): number | undefined => {
    if (from !== undefined) return wish.video.currentTime;
    const date = hls.playingDate?.getTime();
    return date === undefined ? undefined : clock?.positionAt(date);
  };
  return {
    close: () => hls.destroy(),
    delay: () => (hls.latency > 0 ? hls.latency * 1000 : undefined),
    playingDate: () => hls.playingDate?.getTime(),
    toNow: () => void (wish.video.currentTime = hls.liveSyncPosition ?? wish.video.currentTime),
    position,
    seek: goTo,
  };
}
