/** Wakes the playlist of somebody else in a visitor's page. */

import { playOutside } from '../app/parts/live/player/outside.ts';

for (const video of document.querySelectorAll<HTMLVideoElement>('[data-outside]')) playOutside(video);
