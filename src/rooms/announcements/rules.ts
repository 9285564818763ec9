import { invalid } from '#kit/errors.ts';
import { parseText } from '#kit/text.ts';
import type { AnnouncementWish } from './types.ts';

const LONGEST = 5000;
const EMOJI = /^\p{RGI_Emoji}$/v;
/** Makes a character an emoji that is text by itself: clients leave it out, or do not. */
const VARIATION = '\uFE0F';

/** @throws Refusal 422 for no text, too much of it, or an end that comes before the beginning */
export function tidyAnnouncement(wish: AnnouncementWish): AnnouncementWish {
  const text = parseText(wish.text).source.trim();
  if (text === '') throw invalid('Validation failed: an announcement needs a text');
  if (text.length > LONGEST) throw invalid(`Validation failed: an announcement may have ${LONGEST} characters at most`);
  const { startsAt, endsAt } = wish;
  if (startsAt !== undefined && endsAt !== undefined && endsAt < startsAt) throw invalid('Validation failed: the end comes before the beginning');
  return { ...wish, text };
}

export const isShortcode = (text: string): boolean => /^[A-Za-z0-9_]{2,100}$/.test(text);

/** One emoji, in one spelling. @throws Refusal 422 */
export function tidyEmoji(wish: string): string {
  if (EMOJI.test(wish)) return wish;
  if (EMOJI.test(wish + VARIATION)) return wish + VARIATION;
  throw invalid('Validation failed: Name is not a recognized emoji');
}
