/** How much somebody may keep in filters. Pure. */

import type { Kept } from './types.ts';

/** Mastodon's figures for titles and keywords. */
export const LONGEST_TITLE = 256;
const LONGEST_KEYWORD = 512;

/**
 * What one account may keep in all. The characters bound the time in which a post is looked through and the memory that the
 * keywords take (docs/decisions/0033): ten thousand are a thousand keywords of ten letters.
 */
const MOST: Kept = { filters: 200, keywords: 1000, characters: 10_000, chosen: 1000 };

const WORDS: Record<keyof Kept, string> = {
  filters: 'filters', keywords: 'keywords in all filters', characters: 'characters in all keywords', chosen: 'posts in all filters',
};

/** Why this is too much, if it is. */
export function whyTooMuch(kept: Kept): string | undefined {
  const over = (Object.keys(MOST) as (keyof Kept)[]).find((what) => kept[what] > MOST[what]);
  return over && `Validation failed: You can keep at most ${MOST[over]} ${WORDS[over]}`;
}

/** Why this cannot be the name of a filter, if so. */
export function whyNoTitle(title: string): string | undefined {
  if (title === '') return "Validation failed: Title can't be blank";
  return title.length > LONGEST_TITLE ? `Validation failed: Title is too long (maximum is ${LONGEST_TITLE} characters)` : undefined;
}

/** Why this cannot be looked for, if so. */
export function whyNoKeyword(text: string): string | undefined {
  if (text === '') return "Validation failed: Keyword can't be blank";
  return text.length > LONGEST_KEYWORD ? `Validation failed: Keyword is too long (maximum is ${LONGEST_KEYWORD} characters)` : undefined;
}
