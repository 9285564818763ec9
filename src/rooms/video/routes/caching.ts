/** How long others may keep what of a broadcast is shown to everybody. */

/**
 * What never changes and is asked for by all at the same moment: caches in front may give it out without asking, for a minute at most,
 * since that is how long a broadcast that was deleted while it ran may be seen there.
 */
export const PASSING = 'public, max-age=60, immutable';
/** What is watched again, for years: caches may keep it, and ask each time whether it is still there. */
export const KEPT = 'public, no-cache';
