// Reading what people write and showing it.
// Owns: what a mention, a hashtag and a link are; the HTML of a post; how a text is measured; how a name is made fit.
// Promises: never throws on any string; time in proportion to the length, with no regular expression that can
//   backtrack; output holds only `p`, `br`, `a`, `span`, and only http and https addresses; one key for all spellings
//   of a tag.
// Does not do: know who exists (the caller resolves names), clean HTML written by others, shorten a text.

export { BYTES_PER_CHARACTER, CHARACTERS_PER_LINK, countBytes, countCharacters, countGraphemes } from './text/count.ts';
export { LONGEST_LINK } from './text/links.ts';
export { cleanName } from './text/names.ts';
export { MOST_LINKS, MOST_MENTIONS, MOST_TAGS, parseText } from './text/parse.ts';
export type { ParsedText } from './text/parse.ts';
export { renderText } from './text/render.ts';
export type { Addresses } from './text/render.ts';
export { isCleanText } from './text/source.ts';
export { canonicalTag, LONGEST_TAG } from './text/tags.ts';
export type { Tag } from './text/tags.ts';
