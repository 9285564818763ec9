import { CHARACTERS_PER_LINK } from '#kit/text.ts';
import { HIGHEST_FRAME_RATE, LARGEST_MOVIE_BYTES, LARGEST_MOVIE_PIXELS } from '#platform/media/bounds.ts';
import { LARGEST_PICTURE_BYTES, LARGEST_PICTURE_PIXELS } from '#platform/pictures/bounds.ts';

/**
 * The figures that this server announces to clients and that higher rooms obey. They stand on the lowest floor, so that
 * what is announced and what is done are one number (test: "every limit announced is the one obeyed").
 */
export const limits = {
  /** Mastodon's figure, which its clients assume where they cannot read ours; so are the others. */
  characters: 500,
  /** What a link counts, however long it is. */
  charactersPerLink: CHARACTERS_PER_LINK,
  attachments: 4,
  /** Characters of the text that says what an attachment shows. */
  mediaDescription: 1500,
  movieBytes: LARGEST_MOVIE_BYTES,
  moviePixels: LARGEST_MOVIE_PIXELS,
  frameRate: HIGHEST_FRAME_RATE,
  /** Letters of an emoji's short code. */
  shortcode: 30,
  emojiBytes: 256 << 10,
  pinned: 5,
  pollOptions: 4,
  pollOptionCharacters: 50,
  pollShortestSeconds: 300,
  /** A month, as the field reckons one. */
  pollLongestSeconds: 2_629_746,
  featuredTags: 10,
  /** Each is one more log that home is merged from. */
  followedTags: 500,
  /** Of one account, and accounts in one list. */
  lists: 50,
  listMembers: 1000,
  listTitle: 256,
  displayName: 40,
  note: 500,
  fields: 4,
  fieldName: 255,
  fieldValue: 255,
  /** What is said of an avatar or a header for those who do not see it. */
  pictureDescription: 1500,
  pictureBytes: LARGEST_PICTURE_BYTES,
  picturePixels: LARGEST_PICTURE_PIXELS,
} as const;
