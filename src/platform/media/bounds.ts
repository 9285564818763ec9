/** How large an upload may be. Known apart from the process that opens it, so that clients can be told. */

/** The field's figures. Pictures have theirs in #platform/pictures/bounds.ts. */
export const LARGEST_MOVIE_BYTES = 99 << 20;
/** 4K: 3840 x 2160. */
export const LARGEST_MOVIE_PIXELS = 8_294_400;
export const HIGHEST_FRAME_RATE = 120;
