/** Everybody's emoji, by their names in the language of the page; from our own server, when they are first asked for. */

import { getLocale } from '../../paraglide/runtime.js';

/** Where `data.json` and `messages.json` of each language stand; see `assemble.ts`. */
export const EMOJI_HOME = '/app/emoji';

interface CommonEmoji {
  readonly emoji: string;
  readonly label: string;
  readonly tags?: readonly string[];
  readonly group?: number;
}

const loaded = new Map<string, Promise<readonly CommonEmoji[]>>();

function load(language: string): Promise<readonly CommonEmoji[]> {
  const known = loaded.get(language);
  if (known !== undefined) return known;
  const asked = fetch(`${EMOJI_HOME}/${language}/data.json`).then(async (answer) => (await answer.json()) as readonly CommonEmoji[]);
  loaded.set(language, asked);
  asked.catch(() => loaded.delete(language));
  return asked;
}

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll(/[\s-]/g, '_');

/** Those whose name, then those whose tag begins like this. */
export async function searchEmoji(typed: string, most: number): Promise<CommonEmoji[]> {
  const wanted = plain(typed);
  const ranked: { readonly one: CommonEmoji; readonly rank: number }[] = [];
  for (const one of await load(getLocale())) {
    if (one.group === undefined) continue;
    const label = plain(one.label);
    const rank = label.startsWith(wanted) ? 0 : label.split('_').some((word) => word.startsWith(wanted)) ? 1 : one.tags?.some((tag) => plain(tag).startsWith(wanted)) === true ? 2 : 3;
    if (rank < 3) ranked.push({ one, rank });
  }
  return ranked.sort((a, b) => a.rank - b.rank).slice(0, most).map(({ one }) => one);
}
