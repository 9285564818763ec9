/** Wakes the players of a visitor's page and what happens beside them; members' pages wake theirs by the same code. */

import { wake } from '../app/parts/live/player/wake.ts';
import { wakeReplay } from '../app/parts/live/replay/wake.ts';

const woken = new Map<HTMLElement, () => void>();

/** Wakes what has come into the page, and ends what has gone from it. */
function look(): void {
  for (const [root, end] of woken) {
    if (root.isConnected) continue;
    end();
    woken.delete(root);
  }
  for (const root of document.querySelectorAll<HTMLElement>('[data-player], [data-replay]')) {
    if (!woken.has(root)) woken.set(root, root.dataset['player'] === undefined ? wakeReplay(root) : wake(root));
  }
}

look();
document.addEventListener('stagechanged', look);
