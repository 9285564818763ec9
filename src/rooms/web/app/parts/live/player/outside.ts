/** A playlist that is not ours, in a page whose reader agreed to it: nothing is asked for before somebody presses play. */

import type { Engine } from './engine.ts';
import { playPlaylist } from './playlist.ts';

/** @returns puts it down */
export function playOutside(video: HTMLVideoElement): () => void {
  const url = video.dataset['outside'] ?? '';
  let engine: Engine | undefined;
  let closed = false;
  const begin = (): void => {
    void playPlaylist({ video, url, failed: () => undefined }, undefined).then((made) => {
      if (closed) return made.close();
      engine = made;
      return video.play().catch(() => undefined);
    });
  };
  video.addEventListener('play', begin, { once: true });
  return () => {
    closed = true;
    video.removeEventListener('play', begin);
    engine?.close();
  };
}
