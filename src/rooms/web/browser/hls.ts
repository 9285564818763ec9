/** The player of playlists for browsers without one of their own, loaded when somebody presses play and not before. */

import Hls from 'hls.js/dist/hls.light.mjs';

Object.assign(globalThis, { perchoirHls: Hls });
