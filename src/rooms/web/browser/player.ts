/** Wakes the players of a visitor's page; members' pages wake theirs by the same code. */

import { wake } from '../app/parts/live/player/wake.ts';

for (const player of document.querySelectorAll<HTMLElement>('[data-player]')) wake(player);
