/** How large a picture may be. Known apart from the process that opens pictures, so that clients can be told. */

/** The field's figure, which its clients shrink to before they send. */
export const LARGEST_PICTURE_BYTES = 16 << 20;

/** 8K: 7680 x 4320. AVIF, and pictures of 16 bits a channel, may have fewer: see render.ts. */
export const LARGEST_PICTURE_PIXELS = 33_177_600;
