/** Cuts a text that is too long for one post where a sentence ends, else between words, else between letters. */

import { countCharacters } from '#kit/text.ts';

const sizes = ['sentence', 'word', 'grapheme'] as const;

/** The pieces of a text, the largest first that fit. */
function cut(text: string, most: number, at = 0): string[] {
  const size = sizes[at];
  if (size === undefined) return [text];
  const parts: string[] = [];
  let now = '';
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: size }).segment(text)) {
    if (countCharacters((now + segment).trimEnd()) <= most) {
      now += segment;
      continue;
    }
    if (now.trim() !== '') parts.push(now);
    now = segment;
    if (countCharacters(segment.trimEnd()) <= most) continue;
    const smaller = cut(segment, most, at + 1);
    now = smaller.pop() ?? '';
    parts.push(...smaller);
  }
  if (now.trim() !== '') parts.push(now);
  return parts;
}

/** @param most characters of each post, counted as the server does @param first of the first, which may carry a warning as well */
export function splitText(text: string, most: number, first = most): string[] {
  const tidy = (part: string): string => part.replace(/^(?:[^\S\n]*\n)+/, '').trimEnd();
  const [head, ...rest] = cut(text, Math.max(1, first));
  const after = cut(rest.join(''), most);
  return [head ?? '', ...after].map(tidy).filter((part) => part !== '');
}
