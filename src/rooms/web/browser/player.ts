/** Wakes the players of a visitor's page and what happens beside them; members' pages wake theirs by the same code. */

import { wake } from '../app/parts/live/player/wake.ts';
import { wakeReplay } from '../app/parts/live/replay/wake.ts';

for (const player of document.querySelectorAll<HTMLElement>('[data-player]')) wake(player);
for (const replay of document.querySelectorAll<HTMLElement>('[data-replay]')) wakeReplay(replay);
